"""The route of what was taken over from other desks."""

# ruff: noqa: F405
from __future__ import annotations

from tests.web.matrix import *  # noqa: F403  # the table is written in these words

ROWS: list[Row] = [Row(route="console:imported", method="GET", outcomes=REPORTS, but=OTHER_BRAND)]
