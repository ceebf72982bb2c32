from datetime import datetime
from pathlib import Path

import pytest

from parola.lab.mapping import version_at
from parola.lab.read import BadMapping, find, read, read_text, shipped
from parola.policy.findings import Finding
from tests.lab.support import ONE_ROW, WAYS, mapping

PATH = Path("test-mapping.yaml")


def findings(text: str) -> list[tuple[int, int, str, str]]:
    with pytest.raises(BadMapping) as caught:
        read_text(text, PATH)
    return [_told(finding) for finding in caught.value.findings]


def _told(finding: Finding) -> tuple[int, int, str, str]:
    return finding.line, finding.column, finding.message % finding.params, finding.hint % finding.params


def test_every_problem_of_a_mapping_is_told_at_its_place() -> None:
    broken = (
        ONE_ROW.replace("opened: opened\n", "")
        .replace("facts:", "fact:")
        .replace("Europe/Madrid", "Europe/Madird")
        .replace('met: ["yes"]', "met: [true]")
        .replace("answered: answered", "replied: answered")
    )
    assert findings(broken) == [
        (2, 1, "`opened` is missing here: only a log of changes can do without it", ""),
        (5, 13, "No such time zone: it is written as in Europe/Madrid or +03:00.", ""),
        (11, 1, "a mapping knows no `fact` here", "perhaps `facts` was meant"),
        (
            12,
            10,
            "“replied” is nothing that happens to a case",
            "answered, asked, waiting for ..., resumed, resolved, reopened and closed are what can happen",
        ),
        (16, 33, "a text is wanted here", "put it in quotes"),
    ]


def test_a_key_below_is_looked_for_among_those_of_its_place() -> None:
    assert findings(ONE_ROW.replace("missing:", "mising:")) == [
        (7, 3, "a mapping knows no `mising` here", "perhaps `missing` was meant")
    ]


def test_what_is_wrong_with_tiers_holders_links_and_marks_is_told_at_its_place() -> None:
    broken = (
        WAYS.replace("{L1: 1, L2: 2, L3: 3}", "{L1: one, L2: 0, L3: 12}")
        .replace("{team: team}", "{teams: team}")
        .replace("{problem: problem}", "{incident: problem}")
        .replace('["yes"]', "[]")
    )
    tier = "a tier is a number from 1 to 9, and the lowest is the front line"
    assert findings(broken) == [
        (13, 37, "“one” is no tier", tier),
        (13, 46, "“0” is no tier", tier),
        (13, 53, "“12” is no tier", tier),
        (14, 13, "a mapping knows no `teams` here", "these are known: team, person, department"),
        (15, 9, "a mapping knows no `incident` here", "these are known: problem, change"),
        (16, 46, "this is empty", ""),
    ]


def test_every_column_that_is_named_must_be_in_the_log() -> None:
    file = read_text(WAYS, PATH)
    with pytest.raises(BadMapping) as caught:
        file.check_columns(["number", "updated", "state"])
    assert [_told(problem)[2] for problem in caught.value.findings] == [
        f"the log has no column “{column}”" for column in ("line", "team", "problem", "article", "times")
    ]


def test_what_is_no_yaml_is_told_at_its_place() -> None:
    ((line, _, message, _),) = findings("mapping: [test\ntitle: x")
    assert line in (1, 2)
    assert message


@pytest.mark.parametrize("encoding", ["utf-9", "hex"])
def test_an_encoding_is_one_of_text(encoding: str) -> None:
    told = "No such encoding: common ones are utf-8 and cp1252."
    assert findings(ONE_ROW.replace("log:\n", f"log:\n  encoding: {encoding}\n")) == [(5, 13, told, "")]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('priority: {column: priority, values: {"1 - High": P1, "2 - Low": P2}}', "priority: {}", (10, 1)),
        ("[{agreement: none}]", "[{agreement: a, since: 2026-01-01 00:00}]", (8, 1)),
        ("[{agreement: none}]", "[{agreement: a}, {agreement: b}]", (8, 1)),
    ],
    ids=["no priority", "nothing rules before", "since when?"],
)
def test_a_mapping_that_leaves_a_question_open_is_refused(old: str, new: str, place: tuple[int, int]) -> None:
    assert old in ONE_ROW
    assert [finding[2:3] != ("",) for finding in findings(ONE_ROW.replace(old, new))] == [True]


def test_unknown_columns_are_listed_with_what_was_probably_meant() -> None:
    file = read_text(ONE_ROW, PATH)
    header = ["number", "opened_at", "priority", "type", "answer", "closed", "due", "kept"]
    with pytest.raises(BadMapping) as caught:
        file.check_columns(header)
    assert [_told(finding) for finding in caught.value.findings] == [
        (10, 9, "the log has no column “opened”", "perhaps `opened_at` was meant"),
        (13, 20, "the log has no column “answered”", "perhaps `answer` was meant"),
    ]


def test_the_agreement_in_force_at_the_opening_rules() -> None:
    versions = mapping(
        ONE_ROW.replace("[{agreement: none}]", "[{agreement: a}, {agreement: b, since: 2026-02-16 12:30}]")
    ).agreements
    assert version_at(versions, datetime(2026, 2, 16, 12, 29, 59)) == 0
    assert version_at(versions, datetime(2026, 2, 16, 12, 30)) == 1


def test_the_shipped_mappings_are_sound() -> None:
    assert {"boston311", "servicenow", "servicenow-closing"} <= set(shipped())
    for name in shipped():
        assert read(find(name)).mapping.mapping == name
