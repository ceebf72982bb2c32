"""What the tests of mail share: the mails that leave."""

from tests.desk.mail.post import left

__all__ = ["left"]
