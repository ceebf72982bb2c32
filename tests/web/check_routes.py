"""The routes of the reports' self-check."""

# ruff: noqa: F405
from __future__ import annotations

from tests.web.matrix import *  # noqa: F403  # the table is written in these words

#         anonymous customer stranger agent lead problem account manager auditor elsewhere admin
CHECKS = (SIGN_IN, 404, 404, 404, DONE, DONE, 404, DONE, DONE, 404, DONE)
ROWS: list[Row] = [
    Row(route="console:report_check", method="GET", outcomes=REPORTS, but=OTHER_BRAND),
    Row(route="console:report_check", method="POST", outcomes=CHECKS, data={"brand": "credenti"}),
]
