"""`parola clocks`: tickets in, their clocks out, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import typer
from typer.testing import CliRunner, Result

from parola.cli import clocks
from parola.policy import library
from parola.sla.agreement import Metric

app = typer.Typer()
clocks.register(app)

MADRID = {"timezone": "Europe/Madrid", "country": "ES", "subdivision": "MD", "calendar": "global"}
NEW_YORK = {"timezone": "America/New_York", "country": "US", "subdivision": None, "calendar": None}


def run(*lines: str) -> Result:
    return CliRunner().invoke(app, ["-"], input="\n".join(lines))


def ticket(
    now: str, *events: dict[str, Any], agreement: str = "credenti", plan: str = "basic", contract: object = MADRID
) -> str:
    fields = {"id": "T", "agreement": agreement, "plan": plan, "contract": contract, "events": events, "now": now}
    return json.dumps(fields)


def opened(at: str, priority: str | None, **facts: str) -> dict[str, Any]:
    return {"at": at, "kind": "opened", "priority": priority, "channel": "email", **facts}


def message(at: str, sender: str = "support", public: bool = True) -> dict[str, Any]:
    return {"at": at, "kind": "message", "from": sender, "public": public}


def changed(at: str, priority: str) -> dict[str, Any]:
    return {"at": at, "kind": "priority_changed", "priority": priority, "by": "Ana", "reason": "Everybody is affected"}


def answer(line: str) -> Any:
    result = run(line)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def clock(line: str, metric: str = "first_response") -> Any:
    (only,) = (row for row in answer(line)["clocks"] if row["metric"] == metric)
    return only


def test_the_answer_has_the_fields_that_other_programs_read() -> None:
    asked = ticket("2026-04-07T09:30:00+02:00", opened("2026-04-07T09:00:00+02:00", "P1"))
    assert answer(asked) == {
        "id": "T",
        "clocks": [
            {
                "metric": "first_response",
                "cycle": 1,
                "priority": "P1",
                "state": "running",
                "started": "2026-04-07T07:00:00Z",
                "due": "2026-04-07T09:00:00Z",
                "ended": None,
                "elapsed_seconds": 1800,
            }
        ],
        "next_alarm": "2026-04-07T08:00:00Z",
    }


def test_holidays_are_those_of_the_contract() -> None:
    maundy_thursday = opened("2026-04-02T16:30:00+02:00", "P1")
    assert clock(ticket("2026-04-02T16:30:00+02:00", maundy_thursday))["due"] == "2026-04-06T09:00:00Z"
    catalonia = MADRID | {"subdivision": "CT"}
    assert (
        clock(ticket("2026-04-02T16:30:00+02:00", maundy_thursday, contract=catalonia))["due"] == "2026-04-07T08:30:00Z"
    )


def test_a_met_clock_has_its_end_and_no_alarm() -> None:
    asked = ticket(
        "2026-05-01T00:00:00Z", opened("2026-04-07T09:00:00+02:00", "P1"), message("2026-04-07T11:00:00+02:00")
    )
    assert clock(asked) | {"state": "met", "ended": "2026-04-07T09:00:00Z", "elapsed_seconds": 7200} == clock(asked)
    assert answer(asked)["next_alarm"] is None


def test_automatic_and_internal_messages_answer_nobody() -> None:
    asked = ticket(
        "2026-04-07T12:00:00+02:00",
        opened("2026-04-07T09:00:00+02:00", "P1"),
        message("2026-04-07T09:00:01+02:00", "automatic"),
        message("2026-04-07T09:10:00+02:00", "support", public=False),
        message("2026-04-07T09:20:00+02:00", "customer"),
    )
    assert clock(asked)["state"] == "missed"


@pytest.mark.parametrize("said", [{}, {"public": None}])
def test_a_message_is_public_unless_said_otherwise(said: dict[str, Any]) -> None:
    answered = {"at": "2026-04-07T09:10:00+02:00", "kind": "message", "from": "support", **said}
    asked = ticket("2026-04-07T12:00:00+02:00", opened("2026-04-07T09:00:00+02:00", "P1"), answered)
    assert clock(asked)["state"] == "met"


def test_a_raise_counts_from_the_raise() -> None:
    asked = ticket(
        "2026-04-07T10:00:00-04:00",
        opened("2026-04-07T09:00:00-04:00", "P3"),
        changed("2026-04-07T09:30:00-04:00", "P1"),
        agreement="zmanda",
        plan="premium",
        contract=NEW_YORK,
    )
    row = clock(asked)
    assert (row["priority"], row["started"], row["due"]) == ("P1", "2026-04-07T13:30:00Z", "2026-04-07T13:45:00Z")
    assert row["state"] == "missed"


@pytest.mark.parametrize(
    ("agreement", "plan", "facts"),
    [("cloudtalk", "basic", {}), ("zmanda", "community", {}), ("cloudtalk", "advanced", {"product": "beta"})],
)
def test_best_effort_is_measured_and_never_due(agreement: str, plan: str, facts: dict[str, str]) -> None:
    asked = ticket(
        "2026-04-08T12:00:00+02:00",
        opened("2026-04-08T10:00:00+02:00", "P1", **facts),
        agreement=agreement,
        plan=plan,
        contract={"timezone": "Europe/Rome"},
    )
    row = clock(asked)
    assert (row["state"], row["due"], row["elapsed_seconds"]) == ("best_effort", None, 7200)


def test_without_a_priority_the_agreements_default_holds() -> None:
    asked = ticket("2026-04-08T10:00:00Z", opened("2026-04-08T09:00:00Z", None), agreement="cloudtalk", plan="advanced")
    assert clock(ticket("2026-04-08T10:00:00Z", opened("2026-04-08T09:00:00Z", None)))["priority"] == "P3"
    assert "error" in json.loads(run(asked).stdout)  # CloudTalk's contracts have no calendar to choose


def test_a_native_ticket_has_the_clocks_of_all_that_it_is_promised() -> None:
    asked = ticket(
        "2026-04-07T19:30:00Z",
        opened("2026-04-07T09:00:00Z", "critical"),
        message("2026-04-07T09:20:00Z"),
        {"at": "2026-04-07T12:00:00Z", "kind": "escalated", "tier": 2},
        agreement="native",
        plan="hybrid",
        contract={"timezone": "Europe/Madrid"},
    )
    rows = [(row["metric"], row["cycle"], row["state"], row["due"][11:16]) for row in answer(asked)["clocks"]]
    assert rows == [
        ("first_response", 1, "met", "09:30"),
        ("update", 1, "met", "11:00"),
        ("update", 2, "missed", "11:20"),
        ("update", 3, "missed", "13:20"),
        ("update", 4, "missed", "15:20"),
        ("update", 5, "missed", "17:20"),
        ("update", 6, "missed", "19:20"),
        ("update", 7, "running", "21:20"),
        ("escalation", 1, "met", "13:00"),
        ("escalation", 2, "missed", "16:00"),
    ]
    assert answer(asked)["next_alarm"] == "2026-04-07T20:20:00Z"


def test_a_ticket_that_was_escalated_tells_what_each_tier_held() -> None:
    up = {"at": "2026-04-07T09:40:00+02:00", "kind": "escalated", "tier": 2}
    start = opened("2026-04-07T09:00:00+02:00", "critical")
    told = answer(
        ticket(
            "2026-04-07T12:40:00+02:00",
            start,
            up,
            agreement="native",
            plan="hybrid",
            contract=MADRID | {"calendar": None},
        )
    )
    assert told["tiers"] == [
        {"tier": 1, "plain_seconds": 2_400, "worked_seconds": 2_400},
        {"tier": 2, "plain_seconds": 10_800, "worked_seconds": 10_800},
    ]


def test_impact_and_urgency_give_the_priority_where_the_agreement_has_a_matrix() -> None:
    asked = ticket(
        "2026-04-08T10:00:00Z",
        opened("2026-04-08T09:00:00Z", None, impact="high", urgency="high"),
        agreement="zmanda",
        plan="standard",
        contract=NEW_YORK,
    )
    assert clock(asked)["priority"] == "P1"


def test_every_kind_of_event_is_read() -> None:
    at = "2026-04-07T09:00:00+02:00"
    asked = ticket(
        at,
        opened(at, "P1"),
        {"at": at, "kind": "waiting", "for": "customer"},
        {"at": at, "kind": "resumed"},
        {"at": at, "kind": "escalated", "tier": 2},
        {"at": at, "kind": "resolved"},
        {"at": at, "kind": "reopened"},
        {"at": at, "kind": "closed"},
    )
    assert clock(asked)["state"] == "void"


@pytest.mark.parametrize("kind", ["merged", "duplicate", "spam"])
def test_what_is_no_ticket_has_void_clocks(kind: str) -> None:
    at = "2026-04-08T09:00:00+02:00"
    asked = ticket(at, opened("2026-04-07T09:00:00+02:00", "P1"), {"at": at, "kind": kind})
    assert (clock(asked)["state"], answer(asked)["next_alarm"]) == ("void", None)


def test_what_happens_after_now_is_not_known_yet() -> None:
    asked = ticket(
        "2026-04-07T10:00:00+02:00", opened("2026-04-07T09:00:00+02:00", "P1"), message("2026-04-07T10:30:00+02:00")
    )
    assert clock(asked)["state"] == "running"


def test_what_was_recorded_late_is_known_from_then_on_and_takes_no_miss_back() -> None:
    call = message("2026-04-07T09:30:00+02:00")
    asked = [
        ticket(
            f"2026-04-07T{now}:00+02:00",
            opened("2026-04-07T09:00:00+02:00", "P1"),
            call | {"recorded_at": f"2026-04-07T{recorded}:00+02:00"},
        )
        for now, recorded in (("10:00", "10:30"), ("10:30", "10:30"), ("11:30", "11:30"))
    ]
    assert [(row["state"], row["ended"]) for row in map(clock, asked)] == [
        ("running", None),
        ("met", "2026-04-07T07:30:00Z"),
        ("missed", "2026-04-07T09:30:00Z"),
    ]


def test_fractions_of_a_second_are_kept() -> None:
    asked = ticket("2026-04-07T09:00:01.5+02:00", opened("2026-04-07T09:00:00+02:00", "P1"))
    assert clock(asked)["elapsed_seconds"] == 1.5


NOW = "2026-04-07T10:00:00Z"
OPENED = opened("2026-04-07T09:00:00Z", "P1")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "This is not JSON"),
        ("[]", "line should be an object"),
        ("[" * 100_000, "This is not JSON"),
        (ticket(NOW, OPENED, agreement="credent"), "Did you mean “credenti”?"),
        (ticket(NOW, OPENED, plan="gold"), "There are: basic, premium."),
        (ticket(NOW, OPENED, contract=None), "contract should be an object, not null"),
        (ticket(NOW, OPENED, contract={}), "contract.timezone should be a text, not null"),
        (ticket(NOW, OPENED, contract=MADRID | {"timezone": "Europe/Madri"}), "Europe/Madrid"),
        (ticket(NOW, OPENED, contract=MADRID | {"calendar": "24x6"}), "24x5"),
        (ticket(NOW, OPENED, contract=MADRID | {"country": "XX"}), "XX"),
        (ticket(NOW, opened("2026-04-07T09:00:00Z", "P9")), "There are: P1, P2, P3, P4."),
        (ticket(NOW, OPENED, changed("2026-04-07T09:00:00Z", "critical")), "no priority “critical”"),
        (ticket("2026-04-07T10:00:00", OPENED), "now: “2026-04-07T10:00:00” is no instant"),
        (ticket(NOW, OPENED | {"at": None}), "events.at should be a text, not null"),
        (ticket(NOW, OPENED | {"at": "yesterday"}), "events.at: “yesterday” is no instant"),
        (ticket(NOW, OPENED, {"at": NOW, "kind": "exploded"}), "no kind of event “exploded”"),
        (ticket(NOW, OPENED, message(NOW, "robot")), "cannot come from “robot”"),
        (ticket(NOW, OPENED, message(NOW) | {"public": "yes"}), "events.public should be true or false"),
        (
            ticket(NOW, OPENED, {"at": NOW, "kind": "escalated", "tier": "two"}),
            "events.tier should be the number of a tier",
        ),
        (ticket(NOW, OPENED, {"at": NOW, "kind": "waiting"}), "events.for should be a text"),
        (ticket(NOW), "no “opened” event"),
        (ticket(NOW, opened("2026-04-08T09:00:00Z", "P1")), "no “opened” event up to “now”"),
        (ticket(NOW, OPENED, OPENED), "opened more than once"),
        (ticket("0001-01-01T00:00:00+14:00", OPENED), "now: “0001-01-01T00:00:00+14:00” is no instant"),
    ],
)
def test_a_bad_line_says_what_is_wrong_and_stops_no_other(line: str, complaint: str) -> None:
    result = run(line, "", ticket(NOW, OPENED))
    assert result.exit_code == 1
    bad, good = map(json.loads, result.stdout.splitlines())
    assert complaint in bad["error"]
    assert result.stderr == f"line 1: {bad['error']}\n"
    assert good["clocks"]


def test_a_bad_line_keeps_its_id() -> None:
    assert json.loads(run('{"id": 7}').stdout)["id"] == 7


def test_an_id_of_any_kind_comes_back() -> None:
    line = json.dumps(json.loads(ticket(NOW, OPENED)) | {"id": "\ud800 تذكرة"})
    assert answer(line)["id"] == "\ud800 تذكرة"


def test_errors_are_told_in_the_language_asked_for() -> None:
    result = CliRunner().invoke(app, ["--lang", "en", "-"], input="{")
    assert "This is not JSON" in result.stderr


def test_a_file_is_read_as_well(tmp_path: Path) -> None:
    file = tmp_path / "tickets.jsonl"
    file.write_text(ticket(NOW, OPENED), encoding="utf-8")
    assert json.loads(CliRunner().invoke(app, [str(file)]).stdout)["id"] == "T"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [str(tmp_path / "none.jsonl")])
    assert result.exit_code == 1
    assert "cannot be read" in result.stderr


def promises() -> Iterator[tuple[dict[str, Any], list[str]]]:
    """The lines of the table, each with the contract above it."""
    contract: dict[str, Any] = {}
    for line in (Path(__file__).parent / "tables" / "promises.txt").read_text(encoding="utf-8").splitlines():
        fields = [None if field == "-" else field for field in line.split()]
        if line.startswith("contract"):
            contract = dict(zip(("timezone", "country", "subdivision", "calendar"), fields[1:], strict=True))
        elif line.startswith(" "):
            yield contract, line.split()


@pytest.mark.parametrize(
    ("contract", "line"), list(promises()), ids=lambda part: " ".join(part) if isinstance(part, list) else ""
)
def test_the_four_agreements_promise_what_the_table_says(contract: dict[str, Any], line: list[str]) -> None:
    metric = line.pop(3) if line[3] in list(Metric) else Metric.FIRST_RESPONSE
    agreement, plan, priority, day, time = line[:5]
    zone = ZoneInfo(contract["timezone"])
    at = datetime.fromisoformat(f"{day} {time}").replace(tzinfo=zone).isoformat()
    row = clock(ticket(at, opened(at, priority), agreement=agreement, plan=plan, contract=contract), metric)
    if line[6] == "never":
        assert (row["state"], row["due"]) == ("best_effort", None)
    else:
        due = datetime.fromisoformat(row["due"]).astimezone(zone)
        assert f"{due:%Y-%m-%d %H:%M}" == f"{line[6]} {line[7]}"


def test_the_agreements_and_plans_have_the_ids_that_other_programs_use() -> None:
    plans = {
        "credenti": ("basic", "premium"),
        "native": ("native", "hybrid"),
        "zmanda": ("standard", "premium", "trial", "community"),
        "cloudtalk": ("basic", "professional", "advanced"),
    }
    for agreement, ids in plans.items():
        severest = "critical" if agreement == "native" else "P1"
        for plan in ids:
            asked = ticket(
                NOW, opened(NOW, severest), agreement=agreement, plan=plan, contract={"timezone": "Europe/Rome"}
            )
            promised = [row["metric"] for row in answer(asked)["clocks"]]
            others = ["update", "escalation"] if agreement == "native" else []
            assert promised == ["first_response", *others]


def test_what_changes_in_the_course_of_a_ticket_is_read() -> None:
    events = [
        opened("2026-04-07T09:00:00+02:00", "P1"),
        {"at": "2026-04-07T09:05:00+02:00", "kind": "acknowledged"},
        {"at": "2026-04-07T09:10:00+02:00", "kind": "facts_changed", "environment": "test"},
        {"at": "2026-04-07T09:20:00+02:00", "kind": "workaround"},
        {"at": "2026-04-07T09:30:00+02:00", "kind": "restored"},
        {"at": "2026-04-07T09:40:00+02:00", "kind": "withdrawn", "milestone": "restored"},
        {"at": "2026-04-07T09:50:00+02:00", "kind": "cause_found"},
        {
            "at": "2026-04-07T10:00:00+02:00",
            "kind": "agreed",
            "metric": "first_response",
            "due": "2026-04-08T10:00:00+02:00",
        },
    ]
    assert clock(ticket("2026-04-07T12:00:00+02:00", *events))["due"] == "2026-04-08T08:00:00Z"


def test_a_ticket_comes_under_another_plan() -> None:
    moved = {"at": "2026-04-07T09:10:00+02:00", "kind": "terms_changed", "plan": "premium"}
    line = ticket("2026-04-07T09:10:00+02:00", opened("2026-04-07T09:00:00+02:00", "P1"), moved)
    assert clock(line)["due"] == "2026-04-07T07:30:00Z"


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({"kind": "withdrawn", "milestone": "restord"}, "There is no milestone “restord”"),
        ({"kind": "agreed", "metric": "fixing", "due": "2026-04-08T10:00:00+02:00"}, "There is no metric “fixing”"),
        ({"kind": "agreed", "metric": "update"}, "events.due"),
        ({"kind": "terms_changed", "plan": "gold"}, "gold"),
    ],
)
def test_an_event_that_says_too_little_is_refused(event: dict[str, Any], told: str) -> None:
    at = "2026-04-07T09:10:00+02:00"
    result = run(ticket(at, opened("2026-04-07T09:00:00+02:00", "P1"), {"at": at, **event}))
    assert result.exit_code == 1
    assert told in json.loads(result.stdout)["error"]


@pytest.mark.parametrize(
    ("more", "due"),
    [
        ({}, "2026-04-07T09:00:00Z"),
        ({"own_holidays": [["2026-04-07", "The company's own day"]]}, "2026-04-08T09:00:00Z"),
        ({"tiers": [1]}, "2026-04-07T09:00:00Z"),
    ],
)
def test_a_contract_has_days_of_its_own(more: dict[str, Any], due: str) -> None:
    opening = opened("2026-04-07T09:00:00+02:00", "P1")
    assert clock(ticket(opening["at"], opening, contract=MADRID | more))["due"] == due


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"own_holidays": [["soon", "x"]]}, "contract.own_holidays"),
        ({"own_holidays": ["2026-05-02"]}, "contract.own_holidays"),
        ({"tiers": ["one"]}, "contract.tiers"),
    ],
)
def test_a_contract_that_is_none_is_refused(more: dict[str, Any], told: str) -> None:
    result = run(ticket(NOW, opened(NOW, "P1"), contract=MADRID | more))
    assert (result.exit_code, told in json.loads(result.stdout)["error"]) == (1, True)


def test_of_a_ticket_at_best_effort_nothing_is_due() -> None:
    line = json.loads(ticket(NOW, opened(NOW, "P1"))) | {"best_effort": True}
    assert clock(json.dumps(line))["due"] is None


def test_an_agreement_of_one_s_own_is_named_by_its_id(tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    text = library.folder().joinpath("credenti.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace("id: credenti", "id: ours", 1), encoding="utf-8")
    line = ticket(NOW, opened(NOW, "P1"), agreement="ours")
    assert run(line).exit_code == 1
    result = CliRunner().invoke(app, ["--agreement", str(file)], input=line)
    assert (result.exit_code, json.loads(result.stdout)["clocks"][0]["priority"]) == (0, "P1")
