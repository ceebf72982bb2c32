"""The page of faults that others had names tests that exist, and what has none yet only becomes less."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FAULT = re.compile(r"CVE-\d{4}-\d+|[\w ]+ #\d+")
DONE = {"B1", "B3", "B4", "B5", "B5h", "B6", "B6t", "B8", "B9", "B10", "B18", "B19", "B23"}
"""The classes that have all of their tests."""
WITHOUT = {
    "CVE-2020-15226", "CVE-2021-45811", "CVE-2022-31056", "CVE-2022-4427", "CVE-2023-42461", "CVE-2025-10655", "CVE-2025-13372",
    "CVE-2025-24799", "CVE-2025-26241", "CVE-2025-57833", "CVE-2025-64459", "CVE-2026-1287", "CVE-2026-1312",
}  # fmt: skip
"""What had no test when the page was written. Strike out what gets one; nothing is added."""


def parts() -> tuple[str, str]:
    """What has tests, and what has none."""
    tried, _, rest = (ROOT / "docs" / "precedents.md").read_text(encoding="utf-8").partition("## Not yet")
    return tried, rest


def rows(text: str) -> list[list[str]]:
    """The cells of a table's lines, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_test_that_the_page_names_exists_and_each_fault_has_one() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    written = set(re.findall(r"def (test_\w+)\(", tests))
    told = {row[0]: set(re.findall(r"`(test_\w+)`", row[-1])) for row in rows(parts()[0])}
    assert len(told) > 90
    assert {fault for fault, named in told.items() if not named or named - written} == set()


def test_every_class_that_is_done_has_its_module() -> None:
    """B1 in `tests/attacks/test_b01_*.py`, B5h in `test_b05h_*.py`, and so on."""
    known = {re.sub(r"^test_b0?(\w+?)_.*", r"B\1", path.name) for path in (ROOT / "tests" / "attacks").glob("test_b*")}
    assert DONE - known == set()


def test_what_has_no_test_yet_only_becomes_less() -> None:
    tried, rest = parts()
    left = rows(rest)
    assert {fault for row in left for fault in FAULT.findall(row[0])} <= WITHOUT
    assert {row[-1] for row in left} & DONE == set()
    assert set(FAULT.findall(tried)) & WITHOUT & set(FAULT.findall(rest)) == set()
