"""`parola replay` as a person types it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from parola.cli import replay
from tests.lab.support import WAYS, WAYS_HEADER

MAPPING = """
mapping: test
title: {en: A test}
note: {en: What is assumed.}
log: {timezone: Europe/Madrid}
agreements: [{agreement: test.yaml}]
case: number
opened: opened
priority: {column: priority}
events: {answered: answered}
other: {due: due, verdict: {column: kept, met: ["yes"], missed: ["no"]}}
"""
AGREEMENT = """
id: test
vendor: Test
languages: [en]
title: A test
priorities:
  P1: {name: High, definition: High.}
  P2: {name: Low, definition: Low.}
default_priority: P2
plans:
  only:
    name: Only
    channels: [web]
    hours: Always
    targets: {first_response: {on: always, P1: 1h, P2: 4h}}
"""
LOG = """number,opened,priority,answered,due,kept
1,2026-06-01 10:00,P1,2026-06-01 10:30,2026-06-01 11:00,yes
2,2026-06-01 10:00,P1,2026-06-01 11:30,2026-06-01 11:00,yes
=3,2026-06-01 10:00,P2,2026-06-01 11:30,2026-06-01 15:00,yes
4,2026-06-01 10:00,P9,,,
5,yesterday,P1,,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "test-mapping.yaml").write_text(MAPPING)
    (tmp_path / "test.yaml").write_text(AGREEMENT)
    (tmp_path / "log.csv").write_text(LOG)
    return tmp_path


def run(folder: Path, *options: str) -> Result:
    app = typer.Typer()
    replay.register(app)
    return CliRunner().invoke(app, [str(folder / "log.csv"), "--mapping", str(folder / "test-mapping.yaml"), *options])


def test_the_table_the_rows_left_out_and_the_differences_are_told(folder: Path) -> None:
    result = run(folder)
    assert result.exit_code == 0, result.output
    lines = [" ".join(line.split()) for line in result.output.splitlines()]
    assert "Measured: First response, under test (only)" in lines
    assert "P1 2 1 1 50% 1 hour 1 hour and 27 minutes" in lines
    assert "P2 1 1 0 100% 1 hour and 30 minutes 1 hour and 30 minutes" in lines
    assert "2 rows were left out:" in lines
    assert "line 6: opened: “yesterday” is in none of the mapping's date formats" in lines
    assert "Due times are those of the log in 2 of 3 cases (66.6%)." in lines
    assert "line 3, case 2: here missed, in the log met" in lines
    assert "line 4, case =3: here Mon, 1 Jun 2026, 14:00, in the log Mon, 1 Jun 2026, 15:00" in lines
    assert result.stderr == ""


def test_lists_are_as_long_as_asked(folder: Path) -> None:
    output = run(folder, "--limit-list", "1").output
    assert output.count("and 1 more") == 2


def test_json_says_everything(folder: Path) -> None:
    found = json.loads(run(folder, "--json", "--limit-list", "0").output)
    assert found["priorities"][0] == {
        "priority": "P1",
        "tickets": 2,
        "states": {"met": 1, "missed": 1},
        "share": 0.5,
        "median_seconds": 3600.0,
        "p95_seconds": 5220.0,
    }
    assert (found["mapping"], found["metric"], found["until"]) == (
        "test",
        "first_response",
        "2026-06-01T09:30:00+00:00",
    )
    assert [row["line"] for row in found["bad_rows"]["rows"]] == [5, 6]
    assert found["due"] == {"compared": 3, "agreed": 2, "share": 2 / 3}
    assert found["disagreements"][1] == {
        "line": 4,
        "case": "=3",
        "priority": "P2",
        "what": "due",
        "ours": "2026-06-01T12:00:00+00:00",
        "theirs": "2026-06-01T13:00:00+00:00",
    }


def test_every_disagreement_can_be_written_to_a_file_that_no_spreadsheet_computes(folder: Path) -> None:
    result = run(folder, "--limit-list", "0", "--disagreements", str(folder / "out.csv"))
    assert result.exit_code == 0
    with (folder / "out.csv").open(newline="") as file:
        assert list(csv.reader(file)) == [
            ["line", "case", "priority", "what", "ours", "theirs"],
            ["3", "2", "P1", "verdict", "missed", "met"],
            ["4", "'=3", "P2", "due", "2026-06-01T12:00:00+00:00", "2026-06-01T13:00:00+00:00"],
        ]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--mapping", "servicenow"], ["the log has no column “incident_state”", "= these are known: number, opened"]),
        (["--mapping", "nowhere"], ["There is no mapping “nowhere”", "boston311, helpdesk-italy, servicenow"]),
        (["--agreement", "nobody"], ["there is no agreement “nobody”"]),
        (["--plan", "none"], ["the agreement has no plan `none`"]),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(folder: Path, options: list[str], told: list[str]) -> None:
    result = run(folder, *options)
    assert result.exit_code == 1
    assert result.stdout == ""
    for piece in told:
        assert piece in result.stderr


def test_a_broken_mapping_is_told_with_line_and_caret(folder: Path) -> None:
    (folder / "test-mapping.yaml").write_text(MAPPING.replace("answered: answered", "answered: answerd"))
    result = run(folder)
    assert result.exit_code == 1
    assert "test-mapping.yaml:10:20: the log has no column “answerd”" in result.stderr
    assert "events: {answered: answerd}" in result.stderr
    assert "= perhaps `answered` was meant" in result.stderr


def test_a_broken_agreement_is_told_with_line_and_caret(folder: Path) -> None:
    (folder / "test.yaml").write_text(AGREEMENT.replace("P1: 1h", "P1: soon"))
    result = run(folder)
    assert result.exit_code == 1
    assert "test.yaml:15:48: `soon` is not a duration" in result.stderr


def test_a_row_of_another_width_is_told(folder: Path) -> None:
    (folder / "log.csv").write_text(f"{LOG}6,2026-06-01 10:00\n")
    result = run(folder)
    assert result.exit_code == 0, result.output
    assert "line 7: has 2 fields, where the header has 6" in result.output


def test_a_region_that_nobody_knows_is_told(folder: Path) -> None:
    contract = "contract: {country: ES, subdivision: QQ}\n"
    (folder / "test-mapping.yaml").write_text(MAPPING.replace("test.yaml", "credenti") + "plan: basic\n" + contract)
    result = run(folder)
    assert result.exit_code == 1
    assert "No public holidays are known of “ES-QQ”." in result.stderr


def test_a_list_that_cannot_be_written_is_told(folder: Path) -> None:
    result = run(folder, "--disagreements", str(folder / "nowhere" / "out.csv"))
    assert result.exit_code == 1
    assert f"{folder / 'nowhere' / 'out.csv'}: No such file or directory" in result.stderr


def test_a_file_that_is_no_log_is_told(folder: Path) -> None:
    (folder / "log.csv").write_text("")
    result = run(folder)
    assert result.exit_code == 1
    assert "The file is empty" in result.stderr


def test_nearly_all_is_not_told_as_all(folder: Path) -> None:
    row = "{},2026-06-01 10:00,P1,2026-06-01 10:30,2026-06-01 {}:00,yes"
    rows = [row.format(number, 12 if number == 1 else 11) for number in range(3000)]
    (folder / "log.csv").write_text("\n".join([LOG.splitlines()[0], *rows]))
    assert "Due times are those of the log in 2,999 of 3,000 cases (99.9%)." in run(folder).output


WAYS_LOG = """\
7,2026-06-01T08:00Z,Active,L1,red,P9,yes,0
7,2026-06-02T08:00Z,Waiting,L2,blue,P9,yes,0
7,2026-06-05T08:00Z,Done,L1,red,P9,yes,0
8,2026-06-01T08:00Z,Active,L1,red,?,no,0
8,2026-06-01T09:00Z,Done,L1,red,?,no,0
8,2026-06-01T10:00Z,Active,L1,red,?,no,1
"""


@pytest.fixture
def ways(folder: Path) -> Path:
    """A log that tells who had its tickets, and promises nothing."""
    (folder / "test-mapping.yaml").write_text(WAYS)
    (folder / "log.csv").write_text(f"{WAYS_HEADER}\n{WAYS_LOG}")
    return folder


def test_the_ways_of_tickets_are_told_where_nothing_was_promised(ways: Path) -> None:
    result = run(ways)
    assert result.exit_code == 0, result.output
    lines = [" ".join(line.split()) for line in result.output.splitlines()]
    for told in (
        "2 tickets; nothing was promised",
        "1 2 1 2",
        "Push to front: no tier above 1 ever had 1 of 2 tickets (50%).",
        "Most frequent ways: 1 (1) and 1-2-1 (1)",
        "Teams 2 0 2 2 2 1 50%",
        "vendor 1 1 72 hours 3 days",
        "1 of 2 tickets waited at least once (50%).",
        "1 of 2 tickets were reopened (50%); the most for one ticket: 1.",
        "Problem 1 50% 1 1 P9",
        "The knowledge base is named by 1 of 2 tickets (50%).",
        "Reopened as often as the log says in 2 of 2 cases (100%).",
    ):
        assert told in lines, result.output
    assert "Share met" not in result.output


def test_json_says_the_ways_too(ways: Path) -> None:
    found = json.loads(run(ways, "--json").output)
    assert (found["agreements"], found["priorities"]) == ([], [])
    told = found["ways"]
    assert told["tiers"]["paths"] == {"1": 1, "1-2-1": 1}
    assert told["tiers"]["share_in_front"] == 0.5
    assert told["handovers"]["team"] == {
        "tickets": 2,
        "holders": 2,
        "handovers": 2,
        "by_number": {"0": 1, "2": 1},
        "ping_pong": 1,
        "ping_pong_share": 0.5,
        "returns": 1,
    }
    assert told["waits"] == {
        "tickets": 2,
        "waited": 1,
        "reasons": {"vendor": {"tickets": 1, "times": 1, "seconds": 259200.0}},
    }
    assert told["reopened"] == {"tickets": 1, "by_number": {"0": 1, "1": 1}}
    assert told["links"] == {"problem": {"tickets": 1, "names": 1, "by_name": {"P9": 1}}}
    assert told["marks"] == {"knowledge": 1}


def test_an_agreement_asks_for_a_plan_and_a_priority(ways: Path) -> None:
    assert "the mapping names no agreement: say which one has the plan gold" in run(ways, "--plan", "gold").stderr
    result = run(ways, "--agreement", "test.yaml")
    assert result.exit_code == 1
    assert "test-mapping.yaml:2:1: `priority` is missing here: what test promises depends on it" in result.stderr


def test_the_way_of_every_ticket_can_be_written_to_a_file_that_no_spreadsheet_computes(ways: Path) -> None:
    (ways / "log.csv").write_text(f"{WAYS_HEADER}\n{WAYS_LOG}".replace("P9", "=P9"))
    result = run(ways, "--ways", str(ways / "out.csv"))
    assert result.exit_code == 0, result.output
    with (ways / "out.csv").open(newline="") as file:
        head, *rows = csv.reader(file)
    assert head == (
        [
            "line",
            "case",
            "tiers",
            "teams",
            "team_handovers",
            "team_came_back",
            "waits",
            "waited_seconds",
            "waited_for",
            "reopened",
            "problem",
        ]
    )
    assert rows == [
        ["2", "7", "1 > 2 > 1", "red > blue > red", "2", "1", "1", "259200", "vendor", "0", "'=P9"],
        ["5", "8", "1", "red", "0", "0", "0", "0", "", "1", ""],
    ]
