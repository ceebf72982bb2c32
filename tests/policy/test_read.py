"""What an agreement file may say, and what is made of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from parola.policy.findings import BadAgreement
from parola.policy.read import read
from parola.sla.agreement import Condition, Metric, Target
from parola.sla.durations import Stretch
from parola.sla.hours import Closure, Interval, SpecialHours, YearlyClosure
from tests.policy.samples import SMALL, agreed, more, small, told


def promises(
    text: str, plan: str = "basic", metric: Metric = Metric.FIRST_RESPONSE
) -> list[tuple[str, int | None, str]]:
    """Priority, seconds and calendar of each target of a metric."""
    targets = [each for each in agreed(text).agreement.plans[plan].targets if each.metric is metric]
    return [(each.priority, seconds(each), each.calendar) for each in targets]


def seconds(target: Target) -> int | None:
    assert target.promise is None or isinstance(target.promise, Stretch)
    return target.promise.seconds if target.promise else None


def test_a_small_agreement() -> None:
    document = agreed(SMALL)
    agreement = document.agreement
    assert agreement.id == "acme"
    assert agreement.title == {"en": "Acme support"}
    assert [priority.id for priority in agreement.priorities] == ["P1", "P2"]
    assert agreement.plans["basic"].targets[0].clause == "plans.basic.targets.first_response.P1"
    assert (
        document.line("plans.basic.targets.first_response.P1")
        == SMALL.split("\n").index("      first_response: {on: office, P1: 2h, P2: 1d}") + 1
    )
    assert document.line("plans.gold") is None


def test_a_table_of_targets() -> None:
    assert promises(SMALL) == [("P1", 7200, "office"), ("P2", 86400, "office")]


def test_a_metric_may_have_a_table_for_each_calendar() -> None:
    two = "[{on: always, P1: 2h}, {on: office, P2: 1d}]"
    assert promises(small(**{"{on: office, P1: 2h, P2: 1d}": two})) == [("P1", 7200, "always"), ("P2", 86400, "office")]


def test_all_is_every_priority_that_the_table_does_not_name() -> None:
    assert promises(small(**{"P1: 2h, P2: 1d": "P1: 2h, all: best effort"})) == [
        ("P1", 7200, "office"),
        ("P2", None, "office"),
    ]


def test_all_leaves_what_another_table_names() -> None:
    two = "[{on: always, P1: 2h}, {on: office, all: 1d}]"
    assert promises(small(**{"{on: office, P1: 2h, P2: 1d}": two})) == [("P1", 7200, "always"), ("P2", 86400, "office")]


def test_none_is_no_clock_at_all() -> None:
    assert promises(small(**{"P2: 1d": "P2: none"})) == [("P1", 7200, "office")]


def test_a_row_limited_by_conditions_comes_before_the_others() -> None:
    two = "[{on: always, when: {environment: production, type: {not: [question]}}, P1: 30m}, {on: office, P1: 2h, P2: 1d}]"
    targets = agreed(small(**{"{on: office, P1: 2h, P2: 1d}": two})).agreement.plans["basic"].targets
    assert targets[0].when == Condition({"environment": frozenset({"production"})}, {"type": frozenset({"question"})})
    assert targets[1].when == Condition()


def test_a_plan_may_have_the_targets_of_another() -> None:
    lines = "  gold: {name: Gold, channels: [phone], hours: x, trial: true, targets_of: basic}\n"
    gold = agreed(more(lines)).agreement.plans["gold"]
    assert gold.trial
    assert promises(more(lines), "gold") == promises(SMALL)
    assert gold.targets[0].clause == "plans.basic.targets.first_response.P1", "the clause is where it is written"


def test_a_plan_need_not_offer_every_priority() -> None:
    plan = agreed(small(**{"P1: 2h, P2: 1d}": "P1: 2h}\n    not_offered: [P2]"})).agreement.plans["basic"]
    assert plan.not_offered == ("P2",)
    assert [target.priority for target in plan.targets] == ["P1"]


def test_calendars_with_closures_and_special_hours() -> None:
    lines = """
    closures:
      christmas: {dates: 12-24 - 01-02, name: Christmas}
      move: {dates: 2026-05-04 - 2026-05-05, name: We move}
    special:
      ramadan: {dates: 2026-02-18 - 2026-03-19, hours: 09:00-15:00, name: Ramadan}
"""
    office = agreed(small(**{"    holidays: ES-MD": f"    holidays: ES-MD{lines}"})).agreement.calendars["office"]
    assert office.holidays == "ES-MD"
    assert office.closures == (
        YearlyClosure((12, 24), (1, 2), {"en": "Christmas"}),
        Closure(dt.date(2026, 5, 4), dt.date(2026, 5, 5), {"en": "We move"}),
    )
    ramadan = SpecialHours(dt.date(2026, 2, 18), dt.date(2026, 3, 19), (Interval(32400, 54000),), {"en": "Ramadan"})
    assert office.special == (ramadan,)


def test_calendars_made_of_others() -> None:
    lines = """  tokyo: {name: Tokyo, hours: mon-fri 09:00-17:00, timezone: Asia/Tokyo}
  sun: {name: Follow the sun, any_of: [office, tokyo]}
"""
    text = small(**{"contract_calendars: [office]": f"{lines}contract_calendars: [office, sun]"})
    assert agreed(text).agreement.calendars["sun"].any_of == ("office", "tokyo")


def test_texts_are_gathered_from_the_translations() -> None:
    lines = """
translations:
  es:
    title: Soporte de Acme
    priorities:
      P1: {name: Crítica, definition: Nada funciona.}
      P2: {name: Normal, definition: Algo va mal.}
    calendars: {office: {name: Horario de oficina}}
    plans: {basic: {name: Básico, hours: Horario de oficina}}
"""
    agreement = agreed(more(lines, **{"languages: [en]": "languages: [en, es]"})).agreement
    assert agreement.languages == ("en", "es")
    assert agreement.title == {"en": "Acme support", "es": "Soporte de Acme"}
    assert agreement.plans["basic"].name == {"en": "Basic", "es": "Básico"}


def test_a_file_is_read_as_utf8_with_or_without_a_mark(tmp_path: Path) -> None:
    file = tmp_path / "acme.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())
    assert read(file).agreement.id == "acme"
    file.write_bytes(SMALL.replace("Acme support", "Ac\xf1e").encode("latin-1"))
    with pytest.raises(BadAgreement) as bad:
        read(file)
    assert [(each.line, each.column) for each in bad.value.findings] == [(4, 10)]


def test_windows_line_ends_change_nothing() -> None:
    assert agreed(SMALL.replace("\n", "\r\n")).agreement == agreed(SMALL).agreement


def test_words_that_older_yaml_took_for_something_else_are_words() -> None:
    text = SMALL.replace("P1", "no").replace("P2", "on-hold")
    assert [priority.id for priority in agreed(text).agreement.priorities] == ["no", "on-hold"]


def test_every_problem_is_told_at_once_in_the_order_of_the_file() -> None:
    text = small(**{"vendor: Acme": "vendor: 12", "default_priority: P2": "default_priority: P3", "P2: 1d": "P2: soon"})
    assert told(text) == [
        "2:9 a text belongs here",
        "9:19 there is no priority `P3`",
        "25:48 `soon` is not a duration",
    ]
