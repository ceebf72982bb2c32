"""The cases that an agreement carries are worked through, and one that does not come out says what was expected and what is so."""

from __future__ import annotations

import pytest

from parola.policy import library
from parola.policy.findings import BadAgreement, Finding
from parola.policy.review import review
from tests.policy.samples import ENGLISH, agreed, more

CASE = """\
cases:
  one:
    given: {plan: basic, timezone: Europe/Madrid, country: ES, subdivision: MD}
    when:
      - {at: 2026-04-10 16:30, kind: opened, priority: P1}
    then:
      - {metric: first_response, due: 2026-04-13 10:30}
"""


def case(old: str = "", new: str = "") -> str:
    assert old in CASE, old
    return more(CASE.replace(old, new))


def failing(text: str) -> list[Finding]:
    return list(review(agreed(text)).findings)


def test_a_case_that_comes_out_is_not_spoken_of() -> None:
    assert failing(case()) == []


def test_one_that_does_not_says_what_was_expected_and_what_is_so_where_it_stands() -> None:
    (finding,) = failing(case("13 10:30", "13 10:00"))
    assert finding.rendered(ENGLISH).split("\n") == [
        "acme.yaml:32:34: by this case `due` is 2026-04-13 10:00, and by the agreement it is 2026-04-13 10:30 [case-fails]",
        "          - {metric: first_response, due: 2026-04-13 10:00}",
        "                                     ^",
        "    = mend the agreement, or the case",
    ]
    assert (finding.severity, finding.place) == ("error", "cases.one.then.0.due")


THEN = "- {metric: first_response, due: 2026-04-13 10:30}"
WHEN = "- {at: 2026-04-10 16:30, kind: opened, priority: P1}"


@pytest.mark.parametrize(
    ("then", "told"),
    [
        ("{lowers: 2026-04-13 10:30}", "by this case `lowers` is 2026-04-13 10:30, and by the agreement it is none"),
        ("{closes: 2026-04-13 10:30}", "by this case `closes` is 2026-04-13 10:30, and by the agreement it is none"),
        (
            "{metric: first_response, due: none}",
            "by this case `due` is none, and by the agreement it is 2026-04-13 10:30",
        ),
        ("{metric: first_response, state: met}", "by this case `state` is met, and by the agreement it is running"),
        (
            "{metric: first_response, at: 2026-04-13 10:31, state: running}",
            "`state` is running, and by the agreement it is missed",
        ),
        ("{metric: first_response, cycle: 2, state: met}", "`state` is met, and by the agreement it is none"),
        ("{metric: resolution, due: 2026-04-13 10:30}", "`due` is 2026-04-13 10:30, and by the agreement it is none"),
        ("{metric: first_response, priority: P2}", "`priority` is P2, and by the agreement it is P1"),
        ("{priority: P2}", "`priority` is P2, and by the agreement it is P1"),
        ("{refused: none}", "`refused` is none, and by the agreement it is g"),
        (
            "{written: 2026-04-11 12:00, sent: 2026-04-11 12:00}",
            "`sent` is 2026-04-11 12:00, and by the agreement it is 2026-04-13 09:00",
        ),
        ("{metric: first_response}", "nothing is expected here"),
        ("{written: 2026-04-11 12:00}", "nothing is expected here"),
        ("{priority: P1, at: 2026-04-10 16:29}", "nothing has happened yet at 2026-04-10 16:29"),
        ("{metric: first_response, due: 2026-03-29 02:30}", "2026-03-29 02:30 does not exist in Europe/Madrid"),
    ],
)
def test_whatever_is_expected_is_held_against_what_is_so(then: str, told: str) -> None:
    text = case(THEN, f"- {then}").replace("Everything is down.", "Everything is down., contact: office")
    text += "guards: {g: {priority: P1, requires: {environment: production}, text: t}}\n"
    (finding,) = [each for each in failing(text) if each.code == "case-fails"]
    assert told in finding.told(ENGLISH)
    assert finding.line == 32


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("ES, subdivision: MD", "XX", "this case cannot be worked through: XX"),
        ("MD}", "MD, calendar: home}", "a contract cannot choose the calendar `home`"),
        (
            "16:30, kind: opened, priority: P1}",
            "16:30, kind: closed}",
            "this case cannot be worked through: the ticket was never opened",
        ),
        ("2026-04-10 16:30", "2026-10-25 02:30", "2026-10-25 02:30 comes twice in Europe/Madrid"),
        ("2026-04-10 16:30", "2026-03-29 02:30", "2026-03-29 02:30 does not exist in Europe/Madrid"),
    ],
)
def test_a_case_that_cannot_be_worked_through_says_why(old: str, new: str, told: str) -> None:
    text = case(old, new)
    if "country" not in old and "XX" in new:
        text = text.replace("holidays: ES-MD", "holidays: contract")
    (finding,) = failing(text)
    assert told in finding.told(ENGLISH)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("plan: basic", "plan: gold", "there is no plan `gold`"),
        ("priority: P1", "priority: P9", "there is no priority `P9`"),
        ("Europe/Madrid,", "Europe/Madird,", "there is no time zone `Europe/Madird`"),
        ("due:", "refused: g, due:", "there is no guard `g`"),
        ("2026-04-10 16:30", "Friday", "`Friday` is no date and time"),
        ("2026-04-10 16:30", "2026-04-31 16:30", "`2026-04-31 16:30` is no date and time"),
        ("kind: opened", "kind: open", "`open` is not known here"),
    ],
)
def test_what_a_case_names_must_be_there(old: str, new: str, told: str) -> None:
    with pytest.raises(BadAgreement) as bad:
        agreed(case(old, new))
    assert told in next(each.told(ENGLISH) for each in bad.value.findings)


def test_every_kind_of_event_can_happen() -> None:
    happening = """\
- {at: 2026-04-10 16:30, kind: opened, facts: {channel: phone}}
      - {at: 2026-04-10 16:31, kind: message, from: automatic}
      - {at: 2026-04-10 16:32, kind: message, from: support, public: false}
      - {at: 2026-04-10 16:33, kind: message, from: customer}
      - {at: 2026-04-10 16:34, kind: priority_changed, priority: P1}
      - {at: 2026-04-10 16:35, kind: waiting, for: third_party}
      - {at: 2026-04-10 16:36, kind: resumed}
      - {at: 2026-04-10 16:37, kind: escalated, tier: 2}
      - {at: 2026-04-10 16:38, kind: resolved}
      - {at: 2026-04-10 16:39, kind: reopened}
      - {at: 2026-04-10 16:40, kind: message}
      - {at: 2026-04-10 16:41, kind: closed}"""
    text = case(WHEN, happening).replace(
        THEN, "- {metric: first_response, due: 2026-04-13 10:34, state: met, priority: P1}"
    )
    assert failing(text) == []


def test_the_offset_says_which_of_two_equal_local_times_is_meant() -> None:
    text = case("2026-04-10 16:30, kind: opened, priority: P1", "2026-10-25 02:45+02:00, kind: opened, priority: P1")
    text = text.replace("on: office", "on: always").replace("due: 2026-04-13 10:30", "due: 2026-10-25 02:45+01:00")
    (finding,) = failing(text)
    assert finding.told(ENGLISH) == (
        "by this case `due` is 2026-10-25 02:45+01:00, and by the agreement it is 2026-10-25 03:45"
    )


@pytest.mark.parametrize("id", [path.stem for path in library.shipped()])
def test_what_ships_has_at_least_twelve(id: str) -> None:
    assert len(library.load(id).file.cases) >= 12


EVERY_KIND = """\
facts:
  production: {name: Production, values: {up: Running, down: Down}}
cases:
  milestones:
    given: {plan: basic, timezone: Europe/Madrid, country: ES, subdivision: MD}
    when:
      - {at: 2026-04-07 09:00, kind: opened, priority: P1}
      - {at: 2026-04-07 09:05, kind: acknowledged}
      - {at: 2026-04-07 10:00, kind: workaround}
      - {at: 2026-04-07 11:00, recorded_at: 2026-04-07 11:30, kind: restored}
      - {at: 2026-04-07 12:00, kind: withdrawn}
      - {at: 2026-04-07 12:30, kind: restored}
      - {at: 2026-04-07 16:00, kind: cause_found}
    then:
      - {metric: acknowledgement, state: met}
      - {metric: workaround, state: met}
      - {metric: restoration, at: 2026-04-07 11:15, state: running}
      - {metric: restoration, at: 2026-04-07 11:30, state: met}
      - {metric: restoration, at: 2026-04-07 12:00, state: running, due: 2026-04-07 13:00}
      - {metric: restoration, state: met}
      - {metric: cause, at: 2026-04-07 13:00, due: 2026-04-08 12:30}
      - {metric: cause, state: met}
      - {metric: first_response, threshold: outer, due: 2026-04-07 15:00, state: missed}
      - {metric: first_response, threshold: goal, due: 2026-04-07 09:30}
  changes:
    given: {plan: basic, timezone: Europe/Madrid, country: ES, subdivision: MD}
    when:
      - {at: 2026-04-07 09:00, kind: opened, priority: P1, facts: {production: up}}
      - {at: 2026-04-07 10:00, kind: facts_changed, facts: {production: down}}
      - {at: 2026-04-07 10:10, kind: agreed, metric: restoration, due: 2026-04-08 12:00, by: Both}
      - {at: 2026-04-07 10:20, kind: terms_changed, plan: faster}
    then:
      - {metric: first_response, at: 2026-04-07 09:00, due: 2026-04-07 11:00}
      - {metric: first_response, at: 2026-04-07 10:00, due: 2026-04-07 11:00}
      - {metric: restoration, at: 2026-04-07 10:10, due: 2026-04-08 12:00}
      - {metric: first_response, due: 2026-04-07 10:20}
  nothing:
    given: {plan: basic, timezone: Europe/Madrid, country: ES, subdivision: MD}
    when:
      - {at: 2026-04-07 09:00, kind: opened, priority: P1}
      - {at: 2026-04-07 12:00, kind: %s}
    then:
      - {metric: first_response, state: void}
"""
EVERY_TARGET = """first_response:
        - {on: always, when: {production: down}, P1: 1h}
        - {on: office, P1: 2h, P2: 1d}
        - {on: office, threshold: outer, P1: 6h}
        - {on: office, goal: true, P1: 30m}
      acknowledgement: {on: always, P1: 15m, P2: 1h}
      workaround: {on: office, P1: 2h, P2: none}
      restoration: {on: office, P1: 4h, P2: none}
      cause: {on: office, starts: restoration, P1: 8h, P2: none}
  faster:
    name: Faster
    channels: [email, web]
    hours: Office hours
    targets:
      first_response: {on: office, P1: 1h, P2: 1d}"""


@pytest.mark.parametrize("nothing", ["merged", "duplicate", "spam"])
def test_a_case_can_tell_everything_that_happens_to_a_ticket(nothing: str) -> None:
    text = more(EVERY_KIND % nothing, **{"first_response: {on: office, P1: 2h, P2: 1d}": EVERY_TARGET})
    assert [finding.rendered(ENGLISH) for finding in failing(text) if finding.code == "case-fails"] == []


def test_an_agreed_instant_wants_its_metric_and_its_time() -> None:
    (finding,) = failing(case(WHEN, f"{WHEN}\n      - {{at: 2026-04-10 16:40, kind: agreed}}"))
    assert "`agreed` needs the `metric` and the instant at which it is `due`" in finding.rendered(ENGLISH)
