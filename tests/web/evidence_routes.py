"""The routes of evidence: for who may see a brand's reports, and for the customer who may read all requests of their organization."""

# ruff: noqa: F405
from __future__ import annotations

from tests.web.matrix import *  # noqa: F403  # the table is written in these words

MADE = "it counts how often evidence is made for a reader"
BUNDLE = (Key("contract"), "2026-11")

ROWS: list[Row] = [
    Row(route="console:evidence", method="GET", outcomes=REPORTS, but=OTHER_BRAND, writes=MADE),
    Row(route="console:evidence_zip", method="GET", outcomes=REPORTS, args=BUNDLE, writes=MADE),
    Row(route="portal:evidence", method="GET", outcomes=NOT_THERE, but={"amir": 200, "otto": 200}, writes=MADE),
    Row(route="portal:evidence_zip", method="GET", outcomes=NOT_THERE, args=BUNDLE, but={"amir": 200}, writes=MADE),
]
