"""What the attacks are tried on: the small world of the web's tests."""

from tests.web.conftest import monday, reader, world

__all__ = ["monday", "reader", "world"]
