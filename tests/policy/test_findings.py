"""What is wrong with a file is named, with its place and what would be right."""

from __future__ import annotations

import time

import pytest

from parola.policy.findings import BadAgreement, Finding, nearest
from parola.policy.read import read
from tests.policy.samples import ENGLISH, SMALL, advised, findings, more, small, told


@pytest.mark.parametrize(
    ("old", "new", "finding", "hint"),
    [
        ("title:", "titel:", "there is no key `titel` here", "did you mean `title`?"),
        ("title: Acme support", "", "`title` is missing", "add `title`"),
        ("[email, web]", "[emial, web]", "`emial` is not known here", "did you mean `email`?"),
        ("[email, web]", "email", "a list belongs here", "write [one, other]"),
        ("on: office", "on: ofice", "there is no calendar `ofice`", "did you mean `office`?"),
        ("on: office, P1", "on: office, PP1", "there is no priority `PP1`", "did you mean `P1`?"),
        ("first_response:", "first_respons:", "`first_respons` is not known here", "did you mean `first_response`?"),
        ("default_priority: P2", "default_priority: P9", "there is no priority `P9`", "there are: P1, P2"),
        ("Europe/Madrid", "Europe/Madird", "there is no time zone `Europe/Madird`", "did you mean `Europe/Madrid`?"),
        ("ES-MD", "ES-XX", "that country has no subdivision `XX`", "MD"),
        ("ES-MD", "XY", "no holidays are known for the country `XY`", "ISO 3166"),
        ("mon-fri 09:00-17:00", "mon-fri 9-17", "`mon-fri 9-17` are not weekly hours", "mon-fri 09:00-17:00"),
        ("[office]", "[office, office]", "`office` stands here a second time", ""),
        ("[en]", "[en, xxyyzz]", "`xxyyzz` is not the code of a language", "write es"),
        ("[en]", "[en, es]", "no translations into `es`", "translations.es"),
        ("P2: 1d", "P2: [1d]", "`['1d']` is not a duration", "write 30m"),
        (", P2: 1d", "", "no target for P2", "best effort"),
        ("id: acme", "id: ac me", "`ac me` cannot be a name", "letters, digits"),
        ("id: acme", "id: acme\nid: other", "`id` stands here a second time", "line 1"),
        ("id: acme", "id: &x acme", "anchors and aliases", "quotes"),
        ("id: acme", "id: *x", "anchors and aliases", "quotes"),
        ("id: acme", "id: !!python/name:os.system acme", "tags (!) are not used here", "quotes"),
        ("vendor: Acme", "vendor: Acme: the best", "a second `:` in one value", "quotes"),
        ("vendor: Acme", "\tvendor: Acme", "a tab stands here", "spaces"),
        ("vendor: Acme", "vendor: 'Acme", "the file ends inside a quoted text", "close the quotes"),
        ("vendor: Acme", "vendor: [Acme", "not closed here", "close it"),
        ("vendor: Acme", "vendor: @Acme", "cannot begin with this character", "quotes"),
        ("vendor: Acme", "vendor: A\x07", "a character that no text may have: U+0007", ""),
        ("vendor: Acme", 'vendor: "A\\e[31m"', "a character that no text may have: U+001B", ""),
        ("vendor: Acme", 'vendor: "A\\ud800"', "a character that no text may have: U+D800", ""),
        ("id: acme", "id: acme\n---", "a second document begins here", "leave out"),
    ],
)
def test_a_slip_is_named_with_what_would_be_right(old: str, new: str, finding: str, hint: str) -> None:
    assert old in SMALL
    text = SMALL.replace(old, new, 1)
    assert hint in advised(text, finding)


RULES = {
    "lowering to a higher priority": (
        "reachability: {r: {priority: P2, within: 1h, on: always, lower_to: P1, text: t}}",
        "a ticket at `P2` is not lowered by `P1`",
    ),
    "lowering to the same priority": (
        "reachability: {r: {priority: P2, within: 1h, on: always, lower_to: P2, text: t}}",
        "a ticket at `P2` is not lowered by `P2`",
    ),
    "lowering to the same priority on a workaround": (
        "lowering: {r: {on: workaround, priority: P2, lower_to: P2, text: t}}",
        "a ticket at `P2` is not lowered by `P2`",
    ),
    "a lowering on nothing that there is": (
        "lowering: {r: {on: mitigated, priority: P1, lower_to: P2, text: t}}",
        "`mitigated` is not known here",
    ),
    "a closing on a calendar that is not there": (
        "closing: {close: 1w, on: ofice, text: t}",
        "there is no calendar `ofice`",
    ),
    "a closing at a priority that is not there": (
        "closing: {close: 1w, by_priority: {P7: 1d}, on: always, text: t}",
        "there is no priority `P7`",
    ),
    "a closing at a priority without its end": (
        "closing: {close: 1w, by_priority: {P1: {remind: 1d}}, on: always, text: t}",
        "`close` is missing",
    ),
    "a closing without its words": ("closing: {close: 1w, on: always}", "`text` is missing"),
    "a time to reopen that is none": ("reopen_within: a fortnight", "`a fortnight` is not a duration"),
    "a notice by the business day": (
        "resolved_closes_after: {within: 5d, notice: 1 business day}",
        "a notice comes so many hours or days before, by the clock: `1 business day` is another kind of time",
    ),
    "a tier to tell of where none has a name": (
        "tier_told: mail",
        "no support level has a name here: there is nothing that the customer could be told",
    ),
    "a tier told in a way that there is not": ("tier_told: sms", "`sms` is not known here"),
    "a time to close on a calendar that is not there": (
        "resolved_closes_after: {within: 5d, on: nights}",
        "there is no calendar `nights`",
    ),
    "a note on a place that is not there": (
        "notes: {n: {place: plans.gold, text: t}}",
        "there is no place `plans.gold` in this file",
    ),
    "a hole in the matrix": (
        "matrix: {impact: {high: H, low: L}, urgency: {high: H}, rows: {high: {high: P1}}}",
        "no priority for the impact low",
    ),
    "a matrix without a row": (
        "matrix: {impact: {high: H}, urgency: {high: H, low: L}, rows: {high: {high: P1}}}",
        "the matrix has no row for the urgency `low`",
    ),
    "a matrix with an unknown row": (
        "matrix: {impact: {high: H}, urgency: {high: H}, rows: {high: {high: P1}, hihg: {high: P1}}}",
        "there is no urgency `hihg`",
    ),
    "a default plan that is not there": ("default_plan: basics", "there is no plan `basics`"),
    "a share above the whole": (
        "objectives: {o: {metrics: [first_response], share: 950%, text: t}}",
        "a share of 950% cannot be kept",
    ),
    "a credit though the objective was reached": (
        "objectives: {o: {metrics: [first_response], share: 95%, text: t, credits: [{below: 96%, percent: 5}]}}",
        "this credit is due though the objective was reached",
    ),
    "a credit that grows smaller": (
        "objectives: {o: {metrics: [first_response], share: 95%, text: t, credits: [{below: 95%, percent: 5}, {below: 90%, percent: 5}]}}",
        "who keeps less would not be charged more",
    ),
    "a credit by misses that grows smaller": (
        "objectives: {o: {metrics: [first_response], share: 95%, text: t, credits: [{misses: 3, percent: 5}, {misses: 1, percent: 10}]}}",
        "who keeps less would not be charged more",
    ),
    "a credit by nothing": (
        "objectives: {o: {metrics: [first_response], share: 95%, text: t, credits: [{percent: 5}]}}",
        "a credit is owed by the share that was kept or by the number of misses",
    ),
    "a credit by two things": (
        "objectives: {o: {metrics: [first_response], share: 95%, text: t, credits: [{below: 90%, misses: 2, percent: 5}]}}",
        "a credit is owed by the share that was kept or by the number of misses",
    ),
    "a credit by no misses": (
        "objectives: {o: {metrics: [first_response], share: 95%, text: t, credits: [{misses: 0, percent: 5}]}}",
        "0 is too small",
    ),
    "more than the whole fee": (
        "objectives: {o: {metrics: [first_response], share: 95%, text: t, credits: [{below: 90%, percent: 150}]}}",
        "150 is no part of a fee",
    ),
    "a period that nobody reports": (
        "objectives: {o: {metrics: [first_response], share: 95%, text: t, period: week}}",
        "`week` is not known here",
    ),
    "a translation into no language of the file": (
        "translations: {it: {title: x}}",
        "`it` is not one of the languages to translate into",
    ),
    "a pause for no metric": ("pauses: {resolutoin: [customer]}", "`resolutoin` is not known here"),
}


@pytest.mark.parametrize(("lines", "finding"), RULES.values(), ids=RULES.keys())
def test_rules_that_do_not_fit_are_named_on_their_line(lines: str, finding: str) -> None:
    text = more(f"{lines}\n")
    assert f"{text.count(chr(10))}:" in next(line for line in told(text) if finding in line)


CALENDARS = {
    "without hours": ("{name: X}", "needs one of `hours`, `any_of` and `all_of`"),
    "with hours and parts": (
        "{name: X, hours: daily 09:00-17:00, any_of: [office]}",
        "needs one of `hours`, `any_of` and `all_of`",
    ),
    "made of itself": ("{name: X, any_of: [office, x]}", "the calendar `x` is made of itself"),
    "of unknown parts": ("{name: X, all_of: [offfice]}", "there is no calendar `offfice`"),
    "with special hours every year": (
        "{name: X, hours: daily 09:00-17:00, special: {s: {dates: 12-24, hours: closed, name: n}}}",
        "special hours are for dates with a year",
    ),
}


@pytest.mark.parametrize(("calendar", "finding"), CALENDARS.values(), ids=CALENDARS.keys())
def test_calendars_that_do_not_fit(calendar: str, finding: str) -> None:
    (line,) = told(small(**{"contract_calendars:": f"  x: {calendar}\ncontract_calendars:"}))
    assert finding in line


def test_the_calendars_that_are_there_by_themselves_cannot_be_others() -> None:
    (line,) = told(
        small(**{"contract_calendars:": "  always: {name: X, hours: daily 09:00-17:00}\ncontract_calendars:"})
    )
    assert "`always` is there by itself" in line


def test_contract_needs_calendars_to_choose_from() -> None:
    text = small(**{"contract_calendars: [office]\n": "", "on: office": "on: contract"})
    assert "no contract can choose a calendar" in told(text)[0]


@pytest.mark.parametrize(
    "tables",
    [
        "[{on: always, P1: 1h}, {on: office, P1: 2h, P2: 1d}]",
        "[{on: office, P1: 2h, P2: 1d}, {on: always, when: {type: x}, P1: 1h}]",
    ],
)
def test_a_row_that_no_ticket_reaches_is_named(tables: str) -> None:
    (line,) = told(small(**{"{on: office, P1: 2h, P2: 1d}": tables}))
    assert "a table above has a row for `P1` already" in line


@pytest.mark.parametrize("key", ["languages", "priorities", "plans"])
def test_what_must_have_an_entry_has_one(key: str) -> None:
    rest = [line for line in SMALL.split("\n") if line and not line.startswith(" ") and not line.startswith(key)]
    found = [
        line
        for line in told("\n".join([f"{key}: {'[]' if key == 'languages' else '{}'}", *rest]))
        if "nothing is listed" in line
    ]
    assert [line.split(":")[0] for line in found] == ["1"]


def test_a_plan_says_its_targets_or_whose_they_are() -> None:
    def gold(keys: str) -> str:
        return more(f"  gold: {{name: Gold, channels: [web], hours: x{keys}}}\n")

    assert "the plan `gold` says no targets" in told(gold(""))[0]
    both = gold(", targets_of: basic, targets: {first_response: {on: always, all: 1h}}")
    assert "a plan has `targets` or `targets_of`, not both" in told(both)[0]
    chain = gold(", targets_of: basic") + "  best: {name: Best, channels: [web], hours: x, targets_of: gold}\n"
    assert "the plan `gold` has no targets of its own" in told(chain)[0]


def test_a_text_without_its_translation_is_named_where_it_stands() -> None:
    text = more("translations: {es: {title: Soporte}}\n", **{"languages: [en]": "languages: [en, es]"})
    assert told(text)[0] == "7:14 `priorities.P1.name` is not translated into `es`"
    assert len(told(text)) == 7


def test_a_translation_of_what_is_not_there_is_named_with_what_was_meant() -> None:
    text = more("translations: {es: {titel: Soporte}}\n", **{"languages: [en]": "languages: [en, es]"})
    assert advised(text, "no text at `titel`") == "did you mean `title`?"


def test_a_problem_is_shown_as_compilers_show_theirs() -> None:
    (finding,) = findings(small(**{"P2: 1d": "P2: 3 business hours"}))
    assert finding.rendered(ENGLISH).split("\n") == [
        "acme.yaml:25:48: `3 business hours` is not a duration [value]",
        "          first_response: {on: office, P1: 2h, P2: 3 business hours}",
        "                                                   ^",
        "    = write 3h; that these are business hours is said by the table's `on`, which names the calendar",
    ]
    assert finding.as_dict(ENGLISH)["place"] == "plans.basic.targets.first_response.0.P2"


def test_a_long_line_is_shown_around_the_caret() -> None:
    finding = Finding(file="f", line=1, column=150, message="m", source="x" * 149 + "!" + "y" * 200)
    shown, caret = finding.rendered(ENGLISH).split("\n")[1:3]
    assert len(shown) < 120
    assert shown[caret.index("^")] == "!"


def test_what_was_probably_meant() -> None:
    assert nearest("Titel", ["title", "vendor"]) == "title"
    assert nearest("p1", ["P1", "P2"]) == "P1"
    assert nearest("zzz", ["title"]) == ""


HOSTILE = {
    "lists in lists": "[" * 150_000,
    "mappings in mappings": "{a: " * 40_000,
    "a wide list": "a: [" + "1," * 90_000 + "]",
    "a wide mapping": "".join(f"k{number}: 1\n" for number in range(18_000)),
    "anchors": "".join(f"k{number}: &a{number} 1\n" for number in range(4_000)),
    "a bomb of aliases": "a: &a [x, x]\n" + "".join(f"a{number}: [*a, *a]\n" for number in range(500)),
    "many languages": f"languages: [{', '.join(f'l{number}' for number in range(5_000))}]",
    "calendars of each other": "calendars:\n"
    + "".join(f"  c{each}: {{any_of: [{', '.join(f'c{other}' for other in range(60))}]}}\n" for each in range(60)),
    "a long duration": "plans: {a: {targets: {first_response: {on: always, P1: '" + "1h " * 60_000 + "'}}}}",
    "too long": "#" * 300_000,
    "a control character": "a: \0",
    "half a character": "a: \ud800",
    "nothing": "",
    "a list": "- a",
    "a word": "agreement",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_gets_an_error_and_no_long_work(text: str) -> None:
    begun = time.process_time()
    with pytest.raises(BadAgreement) as bad:
        read(text, "hostile.yaml")
    assert time.process_time() - begun < 10
    assert 0 < len(bad.value.findings) <= 200
    assert all(len(finding.rendered(ENGLISH)) < 2_000 for finding in bad.value.findings)
