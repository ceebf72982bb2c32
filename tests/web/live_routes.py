"""The routes of pages that stay open."""

# ruff: noqa: F405
from __future__ import annotations

from tests.web.matrix import *  # noqa: F403  # the table is written in these words

#               anonymous customer stranger agent lead problem account manager auditor elsewhere admin
NOT_OF_THE_WEB = (SIGN_IN, 204, 204, 204, 204, 204, 204, 204, 204, 204, 204)
"""The streams are kept by a process of their own (`tests/web/live/`): the web says that there is none."""
ROWS = [
    Row(route="live", method="GET", outcomes=NOT_OF_THE_WEB),
    Row(route="console:present", method="POST", outcomes=READS, args=("CRE-1",), data={"writing": "1"}),
]
