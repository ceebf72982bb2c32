"""The routes of the search."""

# ruff: noqa: F405
from __future__ import annotations

from tests.web.matrix import *  # noqa: F403  # the table is written in these words

ROWS = [
    Row(route="console:search", method="GET", outcomes=WORKERS, data={"text": "login"}),
    Row(route="console:search_quick", method="GET", outcomes=WORKERS, data={"text": "login"}),
]
