"""Desks as the tables of this folder write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from parola.desk.teams.reach import Matter, Recipient, Told
from parola.desk.teams.rota import Absence, Roster, Shift, Team

TABLES = Path(__file__).parent / "tables"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAMES = ("ann", "ben", "cho", "dan", "eve", "lea", "max", "root", "zoe")
ROOT = NAMES.index("root")
SHIFT = re.compile(
    r"(?P<first>\w{3})(?:-(?P<last>\w{3}))? (?P<start>[\d:]{5})-(?P<end>[\d:]{5}) (?P<zone>[\w/]+)"
    r"(?: (?P<since>[\d-]+)\.\.(?P<until>[\d-]*))?"
)


def lines(name: str) -> list[str]:
    """What a table says, without its comments."""
    text = (TABLES / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def instant(written: str) -> datetime:
    return datetime.fromisoformat(written.strip()).replace(tzinfo=UTC)


def stretch(written: str) -> tuple[datetime, datetime]:
    start, end = written.split("..")
    return instant(start), instant(end)


def shift(written: str, person: int | None = None) -> Shift:
    found = SHIFT.fullmatch(written)
    assert found, written
    first, last = DAYS.index(found["first"]), DAYS.index(found["last"] or found["first"])
    weekdays = range(first, last + 1) if first <= last else {*range(first, 7), *range(last + 1)}
    return Shift(
        person=person,
        weekdays=frozenset(weekdays),
        start=time.fromisoformat(found["start"]),
        end=time.fromisoformat(found["end"]),
        timezone=found["zone"],
        first_day=date.fromisoformat(found["since"]) if found["since"] else date.min,
        last_day=date.fromisoformat(found["until"]) if found["until"] else date.max,
    )


@dataclass
class Desk:
    """A desk, line by line."""

    roles: dict[int, frozenset[str]] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    absences: dict[int, tuple[Absence, ...]] = field(default_factory=dict)

    def add(self, line: str) -> None:
        what, said = line.split(maxsplit=1)
        getattr(self, f"add_{what}")(said)

    def add_people(self, said: str) -> None:
        for each in said.split():
            name, role = each.split(":")
            self.roles[NAMES.index(name)] = frozenset({role})

    def add_team(self, said: str) -> None:
        name, tiers, products, people = cells(said)
        self.teams[name] = Team(
            key=len(self.teams) + 1,
            name=name,
            tiers=frozenset(map(int, words(tiers))),
            products=frozenset(words(products)),
            members=tuple(sorted(NAMES.index(each.rstrip("*")) for each in people.split())),
            leads=tuple(sorted(NAMES.index(each.rstrip("*")) for each in people.split() if each.endswith("*"))),
        )

    def add_shift(self, said: str) -> None:
        whose, when = cells(said)
        person = NAMES.index(whose) if whose in NAMES else None
        name = whose if person is None else next(name for name, team in self.teams.items() if person in team.members)
        team = self.teams[name]
        shifts = (*team.shifts, shift(when, person))
        self.teams[name] = Team(**{each: getattr(team, each) for each in team.__slots__} | {"shifts": shifts})

    def add_away(self, said: str) -> None:
        whose, when, deputy = cells(said)
        start, end = stretch(when)
        stands_in = None if deputy == "-" else NAMES.index(deputy)
        self.absences[NAMES.index(whose)] = (Absence(start=start, end=end, deputy=stands_in),)

    @property
    def roster(self) -> Roster:
        return Roster(
            roles=self.roles,
            administrators=(ROOT,),
            teams=tuple(self.teams.values()),
            absences=self.absences,
        )


@dataclass(frozen=True)
class Case:
    """A line of told.txt, on its desk."""

    roster: Roster
    line: str
    at: datetime
    matter: Matter
    whom: Sequence[Recipient]
    expected: str


def cases() -> Iterator[Case]:
    """Those of told.txt."""
    desk = Desk()
    for line in lines("told.txt"):
        if "|" in line and line[0].isdigit():
            yield case(desk.roster, line)
        else:
            desk = Desk() if line.startswith("people") else desk
            desk.add(line)


def case(roster: Roster, line: str) -> Case:
    when, tier, product, assignee, due, whom, expected = cells(line)
    at = instant(when)
    matter = Matter(
        tier=int(tier),
        product="" if product == "-" else product,
        assignee=None if assignee == "none" else NAMES.index(assignee),
        due=due_at(due, at),
    )
    recipients: list[Recipient] = [] if whom == "nobody" else whom.split(", ")  # type: ignore[assignment]
    return Case(roster=roster, line=line, at=at, matter=matter, whom=recipients, expected=expected)


def due_at(written: str, at: datetime) -> datetime | None:
    """An instant, or a time of the day of the alarm, or none."""
    if written == "never":
        return None
    if len(written) > len("10:00"):
        return instant(written)
    hour, minute = map(int, written.split(":"))
    found = at.replace(hour=hour, minute=minute)
    return found if found > at else found + timedelta(days=1)


def words(written: str) -> list[str]:
    return [] if written == "-" else written.split()


def told(found: Sequence[Told]) -> str:
    """As the table has it."""
    said = [
        f"{NAMES[each.person]}: {each.because}"
        + (f" of {NAMES[each.instead_of]}" if each.instead_of is not None else "")
        for each in found
    ]
    return ", ".join(said) or "nobody"
