"""An export into the desk: ticket by ticket through the one writer, a few in a turn, each with its whole past or not at all.

A ticket is known by its source: what is here already is left as it is, so that an import that was broken off is begun again and goes on.
Nothing is mailed, and no alarm of the past is raised (`projection.pending_alarms`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from parola.desk.accounts import audit
from parola.desk.accounts.models import Brand
from parola.desk.tickets import ledger, vocabulary
from parola.desk.tickets.models import TicketEvent
from parola.desk.tickets.queries import AT_WORK
from parola.desk.transfer.past.compare import Difference, Judged, compare
from parola.desk.transfer.past.entries import Writing, latest
from parola.desk.transfer.past.people import People
from parola.desk.transfer.past.terms import Deciding, NoTerms
from parola.desk.transfer.past.ticket import Past
from parola.lab.log import BadRow
from parola.lab.mapping import TermsSpec
from parola.policy.findings import gettext_noop
from parola.sla.attainment import Outcome, Row, attain, outcomes
from parola.sla.calendar import NeverOpens
from parola.sla.timeline import BadHistory, Timeline, fold

TICKETS, EVENTS = 15, 150
"""So many of either make a turn of the writer: others wait for a fraction of a second."""
LONGEST_SOURCE, LONGEST_KEY = 32, 100

FUTURE = gettext_noop("something happened after now: the other desk's clock, or the mapping's time zone, is wrong")
TWICE = gettext_noop("the file tells ticket %(ticket)s twice: the first is taken")
NO_HISTORY = gettext_noop("this cannot have happened to a ticket: %(error)s")


@dataclass(slots=True)
class Told:
    """What became of an import, or would. `same` were here already, of which `gone_on` are told otherwise now and left as they are."""

    new: int = 0
    same: int = 0
    gone_on: int = 0
    at_work: int = 0
    events: int = 0
    files_left: int = 0
    bad: list[BadRow] = field(default_factory=list)
    notes: list[BadRow] = field(default_factory=list)
    agreed: dict[str, int] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What became of the promises, under the brand's agreement."""
        return attain(self.outcomes)

    def judge(self, judged: Judged) -> None:
        """Both desks spoke of one thing."""
        if judged.difference is None:
            self.agreed[judged.kind] = self.agreed.get(judged.kind, 0) + 1
        else:
            self.differences.append(judged.difference)


class Import:
    """One run. `dry`: nothing is written."""

    def __init__(self, *, brand: Brand, source: str, spec: TermsSpec, now: datetime, dry: bool) -> None:
        """Raises NoTerms."""
        self.brand, self.source, self.now, self.dry = brand, ledger.speakable(source)[:LONGEST_SOURCE], now, dry
        self.people = People(brand, self.source, make=not dry, now=now)
        self.deciding = Deciding(brand, spec, now, pin=not dry)
        self.told, self.seen = Told(), set[str]()

    def run(self, tickets: Iterable[Past | BadRow], each: Callable[[int], None] = lambda _count: None) -> Told:
        """All of them; `each` hears how many after every turn."""
        done = 0
        for some in batches(self.good(tickets)):
            if self.dry:
                self.take(some)
            else:
                with ledger.turn():
                    self.take(some)
            done += len(some)
            each(done)
        if self.told.new and not self.dry:
            after: dict[str, audit.Plain] = {"source": self.source, "tickets": self.told.new}
            audit.record(
                by=None, brand=self.brand, matter="import", key=self.source, before=None, after=after, now=self.now
            )
        return self.told

    def good(self, tickets: Iterable[Past | BadRow]) -> Iterator[Past]:
        """Those that can be taken; what cannot is noted."""
        for past in tickets:
            if isinstance(past, BadRow):
                self.told.bad.append(past)
            elif past.id in self.seen:
                self.told.bad.append(BadRow(past.line, TWICE, {"ticket": past.id}))
            elif latest(past) > self.now:
                self.told.bad.append(BadRow(past.line, FUTURE))
            else:
                self.seen.add(past.id)
                yield past

    def take(self, some: Sequence[Past]) -> None:
        """Take a few; call it within the turn."""
        keys = {past.id: key_of(self.brand, self.source, past.id) for past in some}
        found = TicketEvent.objects.filter(source_id__in=keys.values()).values_list(
            "source_id", "data__imported__digest"
        )
        here = dict(found)
        for past in some:
            if keys[past.id] in here:
                self.told.same += 1
                self.told.gone_on += here[keys[past.id]] != past.digest
            else:
                self.attempt(past, keys[past.id])

    def attempt(self, past: Past, key: str) -> None:
        """One ticket, whole or not at all."""
        try:
            with transaction.atomic():
                self.one(past, key)
        except NoTerms as wrong:
            self.refuse(BadRow(past.line, wrong.message, {name: str(value) for name, value in wrong.params.items()}))
        except (BadHistory, NeverOpens) as error:
            self.refuse(BadRow(past.line, NO_HISTORY, {"error": str(error)}))

    def refuse(self, bad: BadRow) -> None:
        """It was not taken, nor whom it alone had named."""
        self.told.bad.append(bad)
        if not self.dry:
            self.people.look()
            self.deciding.forget()

    def one(self, past: Past, key: str) -> None:
        """Decide, write, compare. Raises NoTerms, BadHistory, NeverOpens."""
        asked = self.people.requester(past.requester)
        organization, note = self.people.organization(past.organization, asked)
        decided = self.deciding.decide(past, asked, organization)
        writing = Writing(people=self.people, source=self.source, keep=not self.dry)
        number = 0 if self.dry else ledger.next_number(self.brand)
        entries = writing.entries(past, decided, number=number, source_id=key)
        history = ledger.number(entries, 0, self.now)
        timeline = fold(vocabulary.for_clocks(history), decided.terms)
        if not self.dry:
            ledger.append(ticket=None, entries=entries, now=self.now)
        if note:
            self.told.notes.append(BadRow(past.line, note, {"name": past.organization}))
        self.count(past, timeline, len(entries))
        for judged in compare(past, timeline, decided.terms, self.now):
            self.told.judge(judged)

    def count(self, past: Past, timeline: Timeline, events: int) -> None:
        """What it adds to the sums."""
        self.told.new += 1
        self.told.events += events
        self.told.files_left += past.files_left
        self.told.at_work += timeline.status in AT_WORK
        self.told.outcomes += outcomes(timeline.at(self.now).clocks, self.now)


def batches(tickets: Iterable[Past]) -> Iterator[list[Past]]:
    """A turn's worth each."""
    some: list[Past] = []
    events = 0
    for past in tickets:
        some.append(past)
        events += 1 + len(past.happened)
        if len(some) >= TICKETS or events >= EVENTS:
            yield some
            some, events = [], 0
    if some:
        yield some


def key_of(brand: Brand, source: str, ticket: str) -> str:
    """By what a ticket is known: the same in every import of it."""
    key = ledger.speakable(f"import:{brand.slug}:{source}:{ticket}")
    if len(key) <= LONGEST_KEY and key.isprintable():
        return key
    return f"import:{hashlib.sha256(key.encode()).hexdigest()}"
