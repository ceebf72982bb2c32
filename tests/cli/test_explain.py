"""`parola explain`: when a ticket would be due, and why."""

from __future__ import annotations

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from parola.cli import explain
from tests.sla.build import promise

app = typer.Typer()
explain.register(app)

CREDENTI = {"agreement": "credenti", "plan": "basic", "priority": "P1", "timezone": "Europe/Madrid", "country": "ES"}


def run(*flags: str, **options: str) -> Result:
    chosen = CREDENTI | {"opened": "2026-04-02T16:30"} | options
    words = [word for name, value in chosen.items() for word in (f"--{name}", value)]
    return CliRunner().invoke(app, [*words, *flags])


def answer(**options: str) -> Any:
    result = run("--json", **options)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_each_step_is_a_line_from_the_start_to_the_due_time() -> None:
    lines = run().stdout.splitlines()
    assert lines[0] == "First response: counted from Thursday, 2 April 2026, 16:30 (Europe/Madrid, UTC+02:00)"
    assert "plans.basic.targets.first_response.P1" in lines[1]
    assert "30 minutes counted" in lines[2]
    assert any("Good Friday" in line for line in lines)
    assert "Due: Monday, 6 April 2026, 10:30 (Europe/Madrid, UTC+02:00)" in lines
    assert lines[-1].startswith("80% of the time is used")


def test_the_same_as_json() -> None:
    told = answer()
    assert told["due"] == "2026-04-06T08:30:00Z"
    assert told["warnings"] == {"warning-50": "2026-04-06T07:30:00Z", "warning-80": "2026-04-06T08:06:00Z"}
    assert [step["step"] for step in told["steps"]] == [
        "started", "promised", "counted", "not_counted", "not_counted", "not_counted", "counted", "total", "due",
    ]  # fmt: skip
    assert sum(step["span"]["seconds"] for step in told["steps"] if step["step"] == "counted") == 7200
    assert told["text"][-1].startswith("Due: Monday, 6 April 2026")


def test_holidays_of_a_part_of_the_country_count_too() -> None:
    assert answer(subdivision="MD")["due"] == "2026-04-06T09:00:00Z"


def test_the_contract_chooses_the_calendar() -> None:
    assert answer(calendar="24x5")["due"] == "2026-04-02T16:30:00Z"


def test_an_offset_beats_the_time_zone() -> None:
    assert answer(opened="2026-04-01T09:00Z")["due"] == "2026-04-01T11:00:00Z"


@pytest.mark.parametrize("language", ["es", "it", "ar"])
def test_it_speaks_other_languages(language: str) -> None:
    result = run(lang=language)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] != run().stdout.splitlines()[0]
    assert all(line.strip() for line in result.stdout.splitlines())


def test_json_carries_no_marks_of_direction() -> None:
    assert "\u2068" in run(lang="ar").stdout
    assert "\u2068" not in run("--json", lang="ar").stdout


def test_best_effort_says_so() -> None:
    lines = run(agreement="cloudtalk", plan="basic", calendar="").stdout.splitlines()
    assert lines[-1] == "Best effort: the time is measured, and nothing is due"
    told = answer(agreement="cloudtalk", plan="basic", calendar="")
    assert (told["due"], told["warnings"]) == (None, {})


def test_an_excluded_product_says_why_it_is_never_due() -> None:
    told = answer(agreement="cloudtalk", plan="advanced", fact="product=beta")
    assert told["due"] is None
    assert [step["exclusion"]["clause"] for step in told["steps"] if step["step"] == "excluded"] == [
        "exclusions.previews"
    ]


def test_without_a_priority_the_agreements_default_is_explained() -> None:
    words = [word for name, value in CREDENTI.items() if name != "priority" for word in (f"--{name}", value)]
    result = CliRunner().invoke(app, [*words, "--opened", "2026-04-01T10:00", "--json"])
    assert json.loads(result.stdout)["priority"] == "P3"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"agreement": "acme"}, "There are: cloudtalk, credenti, native, zmanda."),
        ({"plan": "gold"}, "There are: basic, premium."),
        ({"priority": "P7"}, "There are: P1, P2, P3, P4."),
        ({"metric": "updates"}, "update"),
        ({"timezone": "Europe/Madri"}, "Europe/Madrid"),
        ({"calendar": "24x6"}, "24x5"),
        ({"country": "XX"}, "XX"),
        ({"fact": "beta"}, "write name=value"),
        ({"opened": "tomorrow"}, "“tomorrow” is no date and time"),
        ({"opened": "2026-03-29T02:30"}, "does not exist in Europe/Madrid"),
        ({"opened": "2026-10-25T02:30"}, "2026-10-25T02:30+02:00 or 2026-10-25T02:30+01:00"),
        ({"opened": "9999-12-31T12:00"}, "The answer lies beyond the year 9999."),
    ],
)
def test_what_does_not_exist_is_told_with_what_does(options: dict[str, str], complaint: str) -> None:
    result = run(**options)
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert result.stdout == ""


def test_targets_by_the_day_are_told_as_data() -> None:
    told = {
        words: explain.plain_promise(promise(words))
        for words in ("2h", "best effort", "3 business days", "business day 1 at 16:00", "end of business day 2")
    }
    assert told == {
        "2h": {"seconds": 7200},
        "best effort": None,
        "3 business days": {"business_days": 3},
        "business day 1 at 16:00": {"business_day": 1, "at": "16:00"},
        "end of business day 2": {"close_of_business_day": 2},
    }


WHY = [
    ("cloudtalk basic", {}, "The plan Basic promises no fixed time at P3 · General issue: the time is measured, and nothing is due. [plans.basic.targets.first_response.all]"),
    ("cloudtalk advanced", {"fact": "product=beta"}, "Response times are not guaranteed for the developer preview and for beta products. [exclusions.previews]"),
    ("cloudtalk advanced", {"metric": "resolution"}, "The plan Advanced promises nothing of the kind at P3 · General issue. [plans.advanced.targets]"),
    ("zmanda community", {"priority": "P1"}, "[plans.community.targets.first_response.all]"),
]  # fmt: skip


@pytest.mark.parametrize(("held", "options", "why"), WHY)
def test_why_nothing_is_due_has_an_answer(held: str, options: dict[str, str], why: str) -> None:
    agreement, plan = held.split()
    given = {
        "agreement": agreement,
        "plan": plan,
        "timezone": "Europe/Rome",
        "opened": "2026-11-16T10:00",
        "lang": "en",
    }
    words = [*(word for name, value in (given | options).items() for word in (f"--{name}", value)), "--json"]
    result = CliRunner().invoke(app, words)
    told = json.loads(result.stdout)
    assert told["due"] is None
    assert told["why"].endswith(why)
