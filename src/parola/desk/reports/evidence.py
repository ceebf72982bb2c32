"""Evidence of a contract's period, made of the record: which tickets, which of their events, and the chain in between.

What is told of an event is the event itself, as the chain has it, so that its link can be made anew; of the others there are digests.
Words of colleagues among themselves are never in it: notes are not told, and of a message that carries an internal reason that is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from django.db.models import Q, QuerySet

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of, managed_by
from parola.desk.agreements import queries as agreements
from parola.desk.agreements.models import AgreementVersion, Contract, PinnedTerms
from parola.desk.reports.queries import concerned
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.desk.tickets.payload import payload
from parola.policy.findings import Wrong, gettext_noop
from parola.proof import links
from parola.proof.events import PART, UNDER_TERMS, counts
from parola.proof.form import (
    About,
    AgreementSaid,
    ChainSaid,
    ContractSaid,
    EventSaid,
    Evidence,
    PeriodSaid,
    PinnedSaid,
    Place,
    RunSaid,
    TermsSaid,
    TicketSaid,
    sealed,
)
from parola.proof.period import Period
from parola.proof.reading import MOST_TICKETS
from parola.proof.reckoning import Ended, Library, Reckoned, reckon, results
from parola.proof.walking import affordable, gaps

MOST_DIGESTS = 100_000
"""So many events that are not told are walked over, digest by digest: some 7 MB."""
SLICE = 500
NOT_BEGUN = gettext_noop("The period %(value)s has not begun yet.")
TOO_MANY = gettext_noop("The contract has more than %(most)d tickets in that period.")
SHORTER = gettext_noop("Ask for evidence of a shorter period.")
History = tuple[Ticket, list[EventSaid]]
Gap = tuple[int, int]


class NoSuchContract(LookupError):
    """There is no such contract, for all that the person may know."""


def readable(person: Person) -> QuerySet[Contract]:
    """The contracts of which the person may have evidence as somebody of the support side: who may see the brand's reports."""
    brands = brands_of(person, Act.REPORT).order_by().values("pk")
    return Contract.objects.filter(brand__in=brands).select_related("brand", "organization")


def own(person: Person) -> QuerySet[Contract]:
    """Those of which they may have it as a customer: who may read all of their organization's tickets."""
    organizations = managed_by(person).order_by().values("pk")
    return Contract.objects.filter(organization__in=organizations).select_related("brand", "organization")


def named(contracts: QuerySet[Contract], key: int) -> Contract:
    """The one of that key among these. Raises NoSuchContract."""
    found = contracts.filter(pk=key).first()
    if found is None:
        raise NoSuchContract(key)
    return found


def evidence(contract: Contract, period: Period, now: datetime) -> Evidence:
    """What the record says of the contract's period, as known at `now`. Who may have it is the caller's to decide. Raises Wrong.

    Of a period that is over, the same history makes the same evidence, whenever that is done.
    """
    if now < period.first:
        raise Wrong(NOT_BEGUN, value=period.name)
    head = TicketEvent.objects.order_by("-position").first()
    known_at = now if now < period.last else max(period.last, head.recorded_at if head else period.last)
    in_force = agreements.version_at(contract.brand, period.last)
    histories = list(_histories(contract, period, head.position if head else 0))
    terms = _terms(histories, in_force)
    library = Library.of(terms)
    tickets, counted = list[TicketSaid](), list[Ended]()
    for ticket, events in histories:
        reckoned = reckon(events, library, period, contract.pk, known_at)
        if reckoned.clocks:
            tickets.append(_told(ticket, events, reckoned))
            counted += reckoned.counted
    about = _about(contract, period, known_at, in_force)
    named = _terms([(None, each.events) for each in tickets], in_force)
    return sealed(about, named, tickets, results(counted, library, about, period), _chain(tickets, head))


def _told(ticket: Ticket, events: list[EventSaid], reckoned: Reckoned) -> TicketSaid:
    return TicketSaid(ticket=ticket.pk, reference=ticket.reference, events=events, clocks=reckoned.clocks)


def _about(contract: Contract, period: Period, known_at: datetime, in_force: AgreementVersion) -> About:
    return About(
        brand=contract.brand.name,
        customer=contract.organization.name,
        contract=ContractSaid(
            key=contract.pk,
            number=contract.number,
            plan=contract.plan,
            first_day=contract.first_day.isoformat(),
            last_day=contract.last_day.isoformat() if contract.last_day else None,
            timezone=contract.timezone,
        ),
        period=PeriodSaid(
            name=period.name,
            timezone=contract.brand.timezone,
            first=links.instant(period.first),
            last=links.instant(period.last),
        ),
        known_at=links.instant(known_at),
        agreement=in_force.digest,
    )


def _histories(contract: Contract, period: Period, head: int) -> Iterator[History]:
    """The tickets that were ever under the contract and of which a clock may be of the period, each with its events that count."""
    moved = Q(organization=contract.organization) & ~Q(earlier_terms=[])
    those = concerned(contract.brand, period.first, period.last).filter(Q(contract=contract) | moved)
    keys = those.order_by("pk").values_list("pk", flat=True)
    if keys.count() > MOST_TICKETS:
        raise Wrong(TOO_MANY, SHORTER, most=MOST_TICKETS)
    iterator = keys.iterator(SLICE)
    while some := list(islice(iterator, SLICE)):
        yield from _with_events(some, contract, head)


def _with_events(keys: Sequence[int], contract: Contract, head: int) -> Iterator[History]:
    rows = TicketEvent.objects.filter(ticket__in=keys, position__lte=head).order_by("ticket_id", "seq")
    found: dict[int, list[EventSaid]] = {key: [] for key in keys}
    for row in rows.iterator(SLICE):
        if counts(row.kind, row.data):
            found[row.ticket_id].append(event_of(row))
    for ticket in Ticket.objects.filter(pk__in=keys).only("reference").order_by("pk"):
        under = (event.data["contract"] for event in found[ticket.pk] if event.kind in UNDER_TERMS)
        if contract.pk in under:
            yield ticket, found[ticket.pk]


def event_of(row: TicketEvent) -> EventSaid:
    """What is told of an event that counts: all of it, but for what colleagues wrote for each other."""
    internal = row.kind == "message" and (row.data["at_once_reason"] or row.data.get("mentioned"))
    whole = payload(row)
    spelt = {"at": links.instant(row.at), "recorded_at": links.instant(row.recorded_at)}
    said = EventSaid(**(whole | spelt), digest=None, hash=row.hash)
    if not internal:
        return said
    part = {name: value for name, value in row.data.items() if name in PART}
    return said.model_copy(update={"data": part, "digest": links.digest(whole)})


def _terms(histories: Iterable[tuple[object, Sequence[EventSaid]]], in_force: AgreementVersion) -> TermsSaid:
    """What the events name, and the agreement by whose objectives it is judged; each once, in the order of their keys."""
    under = [event.data for _, events in histories for event in events if event.kind in UNDER_TERMS]
    versions = AgreementVersion.objects.filter(pk__in={in_force.pk, *(data["agreement_version"] for data in under)})
    pinned = PinnedTerms.objects.filter(pk__in={data["pinned_terms"] for data in under})
    agreements = {
        each.digest: AgreementSaid(
            digest=each.digest, number=each.number, published_at=links.instant(each.published_at), text=each.source
        )
        for each in versions.order_by("-pk")
    }
    return TermsSaid(
        agreements=[agreements[digest] for digest in sorted(agreements)],
        pinned=[PinnedSaid(digest=each.digest, data=each.data) for each in pinned.order_by("digest")],
    )


def _chain(tickets: Sequence[TicketSaid], head: TicketEvent | None) -> ChainSaid:
    """The way from before the first event that is told to the head."""
    end = Place(position=head.position, hash=head.hash) if head else Place(position=0, hash=links.START)
    told = sorted(event.position for ticket in tickets for event in ticket.events)
    if not told:
        return ChainSaid(before=end, rest=[], head=end)
    between = gaps(told, end.position)
    walked = affordable(between, MOST_DIGESTS)
    found = _links([told[0] - 1, *_needed(between, walked)])
    before = Place(position=told[0] - 1, hash=found[told[0] - 1][1] if told[0] > 1 else links.START)
    return ChainSaid(before=before, rest=[_run(gap, found, walked=gap in walked) for gap in between], head=end)


def _needed(between: Sequence[Gap], walked: set[Gap]) -> Iterator[int]:
    """The positions of which something is told: all of what is walked over, and the last where it is not."""
    for first, last in between:
        yield from range(first if (first, last) in walked else last, last + 1)


def _links(positions: Iterable[int]) -> dict[int, tuple[str, str]]:
    """The digest and the link of each event at these positions."""
    found, iterator = dict[int, tuple[str, str]](), iter(positions)
    while some := list(islice(iterator, SLICE)):
        for row in TicketEvent.objects.filter(position__in=some):
            found[row.position] = links.digest(payload(row)), row.hash
    return found


def _run(gap: Gap, found: Mapping[int, tuple[str, str]], *, walked: bool) -> RunSaid:
    first, last = gap
    digests = [found[position][0] for position in range(first, last + 1)] if walked else []
    return RunSaid(first=first, last=last, digests=digests, hash=found[last][1])
