"""The rules of entitlement against the table that a person reads."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from parola.desk.agreements.rules import Held, Ruling, decide
from parola.policy import library

TABLE = Path(__file__).parent / "tables" / "entitlement.txt"
LINES = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
CONTRACT = re.compile(r"(?P<name>\w):(?P<plan>\w+):(?P<first>[\d-]+)\.\.(?P<last>[\d-]*)(?:@(?P<zone>[\w/]+))?(?P<trial>\+trial)?(?:=(?P<product>\w+))?")  # fmt: skip


def held(key: int, written: str) -> Held:
    found = CONTRACT.fullmatch(written)
    assert found, written
    return Held(
        key=key,
        plan=found["plan"],
        first_day=date.fromisoformat(found["first"]),
        last_day=date.fromisoformat(found["last"]) if found["last"] else None,
        timezone=found["zone"] or "UTC",
        products=(found["product"],) if found["product"] else (),
        trial=bool(found["trial"]),
    )


def told(ruling: Ruling, names: dict[int | None, str]) -> str:
    if ruling.entitled_by == "contract":
        what = f"{ruling.plan} by contract {names[ruling.contract]}"
        what = f"best effort, plan {what}" if ruling.best_effort else what
    else:
        what = f"nothing promised, plan {ruling.plan}" if ruling.best_effort else f"{ruling.plan} by default_plan"
    ended = f", {names[ruling.lapsed]} had ended" if ruling.lapsed else ""
    excluded = f", excluded by {ruling.exclusion.clause}" if ruling.exclusion else ""
    return f"{what} [{ruling.clause}]{ended}{excluded}"


@pytest.mark.parametrize("line", LINES)
def test_the_table_of_entitlement(line: str) -> None:
    contracts, vendor, when, facts, expected = (cell.strip() for cell in line.split("|"))
    written = [] if contracts == "none" else contracts.split()
    signed = [held(key, each) for key, each in enumerate(written, start=1)]
    names: dict[int | None, str] = {key: each[0] for key, each in enumerate(written, start=1)}
    at = datetime.fromisoformat(when).replace(tzinfo=UTC)
    known = dict(fact.split("=") for fact in facts.split())
    agreement, _said, uncovered = vendor.partition(", without: ")
    given = None if not _said else "" if uncovered == "nothing" else uncovered
    assert told(decide(library.load(agreement).agreement, signed, known, at, "UTC", uncovered=given), names) == expected
