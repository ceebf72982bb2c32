"""The same desk as `parola.lab.simulation.engine`, instant by instant: slow, and short enough to be seen to be right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from parola.lab.simulation.crews import Agent
from parola.sla.table import NEVER


@dataclass(frozen=True, kw_only=True)
class Tickets:
    """A load as lists: see `parola.lab.simulation.load.Load`."""

    opened: list[int]
    starts: list[int]
    due: list[int]
    skill: list[int]
    works: list[int]
    waits: list[int]


@dataclass(eq=False)
class Person:
    """Somebody, and what they are at: a turn, so much of it left, and whether it rests until their next shift."""

    agent: Agent
    kind: int
    turn: int | None = None
    left: int = 0
    rests: bool = False

    def there(self, at: int) -> bool:
        return any(start <= at < end for start, end in self.agent.there)


@dataclass
class Desk:
    """Every instant from 0 to `until`, one after another."""

    tickets: Tickets
    agents: Sequence[Agent]
    until: int
    again: Callable[[int, int], int]
    waiting: list[tuple[int, int]] = field(default_factory=list)
    free: list[Person] = field(default_factory=list)

    def run(self) -> tuple[list[int], list[int], list[int]]:
        """When each turn is asked for, begun and done."""
        count = len(self.tickets.works)
        self.asked, self.begun, self.done = [NEVER] * count, [NEVER] * count, [NEVER] * count
        self.people = sorted(
            (Person(agent, self.agents.index(agent)) for agent in self.agents), key=lambda person: person.kind
        )
        for at in range(self.until):
            self.shifts_end(at)
            self.shifts_begin(at)
            for ticket, opened in enumerate(self.tickets.opened):
                if opened == at:
                    self.ask(self.tickets.starts[ticket], at, NEVER)
            self.work_is_done(at)
            self.customers_come_back(at)
            for person in self.people:
                if person.turn is not None and not person.rests:
                    person.left -= 1
        return self.asked, self.begun, self.done

    def shifts_end(self, at: int) -> None:
        for person in self.people:
            if at in [end for _, end in person.agent.there]:
                person.rests = person.turn is not None and person.left > person.agent.stays
                if person in self.free:
                    self.free.remove(person)

    def shifts_begin(self, at: int) -> None:
        for person in self.people:
            if at in [start for start, _ in person.agent.there]:
                person.rests = False
                if person.turn is None:
                    self.look(person, at)

    def work_is_done(self, at: int) -> None:
        for person in self.people:
            if person.turn is not None and not person.left:
                self.done[person.turn] = at
                person.turn = None
                if person.there(at):
                    self.look(person, at)

    def customers_come_back(self, at: int) -> None:
        for turn, wait in enumerate(self.tickets.waits):
            if wait >= 0 and self.done[turn] + wait == at:
                self.ask(turn + 1, at, self.again(turn + 1, at))

    def ask(self, turn: int, at: int, owed: int) -> None:
        """Of those who are free and can, who can do least takes it, and of these who became free last; or it waits."""
        self.asked[turn] = at
        able = [person for person in self.free if self.tickets.skill[turn] in person.agent.skills]
        if able:
            found = min(reversed(able), key=lambda person: (len(person.agent.skills), sorted(person.agent.skills)))
            self.free.remove(found)
            self.take(found, turn, at)
        else:
            self.waiting.append((min(self.tickets.due[turn], owed), turn))

    def look(self, person: Person, at: int) -> None:
        """They take what is due first of what they can do, or are free."""
        found = min((each for each in self.waiting if self.tickets.skill[each[1]] in person.agent.skills), default=None)
        if found:
            self.waiting.remove(found)
            self.take(person, found[1], at)
        else:
            self.free.append(person)

    def take(self, person: Person, turn: int, at: int) -> None:
        self.begun[turn] = at
        person.turn, person.left = turn, self.tickets.works[turn]
