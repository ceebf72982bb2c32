"""A desk in a file: what it becomes, and what is told where it cannot be used."""

from __future__ import annotations

import pytest

from parola.lab.simulation.read import DeskFile, read_text, roster_of, streams_of
from parola.policy.findings import BadAgreement
from parola.policy.library import load

GOOD = """\
timezone: Europe/Madrid
arrivals:
  - plan: native
    priorities: {critical: 25%, normal: 75%}
    per_hour: {mon 09:00-10:30: 4}
handling:
  - {priority: critical, work: 10m, form: fixed}
  - {work: 1h, again: 20%}
roster:
  shifts:
    day: {people: 2, hours: mon-fri 09:00-17:00}
    named: {people: [Ana, Luis], hours: [mon 09:00-12:00, tue 09:00-12:00], tiers: 2, cost: 90, at_most: 3}
"""


def desk(text: str) -> DeskFile:
    return read_text(text, "desk.yaml")


def test_arrivals_are_rates_of_each_hour_of_the_week_by_priority() -> None:
    known = desk(GOOD)
    critical, normal = streams_of(known, known, load("native").agreement)
    assert (critical.week[9], critical.week[10], sum(critical.week)) == (1.0, 0.5, 1.5)
    assert (normal.week[9], normal.kind.priority, normal.timezone) == (3.0, "normal", "Europe/Madrid")
    assert (critical.handling.work.form, critical.handling.work.mean) == ("fixed", 600)
    assert (normal.handling.work.mean, normal.handling.again) == (3600, 0.2)


def test_a_shift_costs_its_hours_unless_it_says_what_it_costs() -> None:
    day, named = roster_of(desk(GOOD)).shifts
    assert (day.count, day.cost, day.most, day.names) == (2, 40, 2, ())
    assert (named.count, named.cost, named.most, named.names) == (2, 90, 3, ("Ana", "Luis"))
    assert not named.serves(("", 1))
    assert named.serves(("any", 2))


def whole(text: str) -> None:
    """Read all of it, under an agreement."""
    known = desk(text)
    streams_of(known, known, load("native").agreement)


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("plan: nativ", "plan: native", "3:11: the agreement has no plan “nativ”"),
        ("{critical: 25%, nrmal: 75%}", "{critical: 25%, normal: 75%}", "4:40: the agreement has no priority “nrmal”"),
        ("critical: 20%", "critical: 25%", "these shares are 95% of the tickets together, and not all"),
        ("- {work: 1h, again: 20%}", "", "nothing under `handling` says how these are worked on"),
        ("work: 10 minutes", "work: 10m", "7:32: `10 minutes` is not a duration"),
        ("work: 2 business days", "work: 10m", "7:32: `2 business days` is not a duration"),
        ("again: 100%", "again: 20%", "8:23: a share of 100% would never end"),
        ("people: 2, hurs: mon-fri", "people: 2, hours: mon-fri", "there is no key `hurs` here"),
        ("hours: monday 09:00-17:00", "hours: mon-fri 09:00-17:00", "are not weekly hours"),
        ("timezone: Europe/Madird", "timezone: Europe/Madrid", "1:11: "),
        ("people: -1", "people: 2", "11:"),
        ("mon 09:00-10:30: many", "mon 09:00-10:30: 4", "5:"),
        ("mon 09:00-10:30: nan", "mon 09:00-10:30: 4", "5:"),
        ("tiers: 7", "tiers: 2", "12:"),
        ("form: guess", "form: fixed", "`guess` is not known here"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(wrong: str, right: str, said: str) -> None:
    text = GOOD.replace(right, wrong) if right else GOOD.replace(f"  {wrong}\n", "")
    assert text != GOOD
    with pytest.raises(BadAgreement) as bad:
        whole(text)
    assert said in str(bad.value)


def test_a_file_without_a_roster_says_so() -> None:
    with pytest.raises(BadAgreement, match="`roster` is missing"):
        roster_of(desk("timezone: UTC\n"))
