"""What the attacks are tried on: the small world of the web's tests."""

from tests.desk.mail.post import left
from tests.web.conftest import desk, monday, reader, world

__all__ = ["desk", "left", "monday", "reader", "world"]
