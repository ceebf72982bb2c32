"""The routes of the flow of work, of what is taken along of it, and of the mails that tell it."""

# ruff: noqa: F405
from __future__ import annotations

from tests.web.matrix import *  # noqa: F403  # the table is written in these words

ROWS = [
    Row(route="console:flow", method="GET", outcomes=REPORTS, but=OTHER_BRAND),
    Row(route="console:flow_table", method="GET", outcomes=REPORTS, args=("ages", "csv"), but=OTHER_BRAND),
]
