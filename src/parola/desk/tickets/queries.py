"""What is asked about tickets, and the one gate that decides who sees which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Min, Q, QuerySet

from parola.desk.accounts import spelling
from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.agreements import queries as agreements
from parola.desk.tickets import projection, vocabulary
from parola.desk.tickets.attaching import with_files
from parola.desk.tickets.ended import Ended
from parola.desk.tickets.kinds.under import UnderTerms
from parola.desk.tickets.models import Attachment, Body, Ticket, TicketEvent
from parola.desk.tickets.relations import Sight, seen_by
from parola.desk.tickets.vocabulary import Recorded
from parola.sla.agreement import Terms
from parola.sla.rules import Reclassification
from parola.sla.timeline import Timeline

AT_WORK = (Ticket.Status.OPEN, Ticket.Status.WAITING)


class NoSuchTicket(LookupError):
    """There is no such ticket, or it is none of that person's business: which of them is not told."""


class Row(NamedTuple):
    """What the projection reads of an event's row: where there are thousands, instances of the model take most of the time."""

    seq: int
    kind: str
    version: int
    at: datetime
    recorded_at: datetime
    actor_id: int | None
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An event as a reader is shown it: with its author and, where somebody wrote, the words."""

    recorded: Recorded
    author: Person | None
    body: Body | None
    held: bool = False
    """A reply that has not been sent yet."""


def visible_to(person: Person) -> QuerySet[Ticket]:
    """The tickets that `person` may see, by `relations.SEES`; the gate and every list are made of it."""
    return Ticket.objects.filter(seen_by(person, Sight.TICKET))


def worked_on_by(person: Person) -> QuerySet[Ticket]:
    """The tickets that the person sees from the inside: those of the brands that they work for."""
    return Ticket.objects.filter(seen_by(person, Sight.INSIDE))


def requests_of(person: Person) -> QuerySet[Ticket]:
    """The tickets that the person sees as a customer."""
    return with_relations(Ticket.objects.filter(seen_by(person, Sight.ANSWER)))


def brands_asked_by(person: Person) -> QuerySet[Brand]:
    """The brands to which the person sent a request before."""
    return Brand.objects.filter(pk__in=Ticket.objects.filter(requester=person).values("brand_id"))


def access_ticket(person: Person, reference: str) -> Ticket:
    """The gate: the ticket of that reference, if the person may see it. Raises NoSuchTicket."""
    if "\x00" in reference:  # which PostgreSQL does not even compare
        raise NoSuchTicket(reference)
    ticket = with_relations(visible_to(person)).filter(reference=reference).first()
    if ticket is None:
        raise NoSuchTicket(reference)
    return ticket


def with_relations(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """The tickets with what a page shows of each, in the same query; an agreement's text stays where it is."""
    related = tickets.select_related(
        "opening", "brand", "organization", "requester", "assignee", "contract", "version", "pinned"
    )
    return related.defer("version__source", "pinned__data", "opening__text", "opening__html")


def with_terms(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """The tickets with what the worker needs of each: whose they are, who has them, what is in force. The rest when it is asked for."""
    return tickets.select_related("brand", "assignee", "version", "pinned").defer("version__source", "pinned__data")


def queue(
    person: Person,
    *,
    brand: Brand | None = None,
    statuses: Sequence[str] = AT_WORK,
    assignee: Person | None = None,
    unassigned: bool = False,
) -> QuerySet[Ticket]:
    """The work of the brands that the person is on the support side of: what is due first, first."""
    tickets = with_relations(worked_on_by(person)).filter(status__in=list(statuses))
    if brand is not None:
        tickets = tickets.filter(brand=brand)
    if assignee is not None:
        tickets = tickets.filter(assignee=assignee)
    if unassigned:
        tickets = tickets.filter(assignee=None)
    return tickets.order_by(F("due_at").asc(nulls_last=True), "opened_at", "pk")


def matching(tickets: QuerySet[Ticket], text: str) -> QuerySet[Ticket]:
    """Those of the tickets that hold the text in their reference, the customer's names or, at work, their subject.

    Of all others the search's index knows what they say (`desk/search`); what is at work is found at once, and by any part of a word.
    """
    people = Person.objects.filter(holds("name", text) | holds("email", text))
    organizations = Organization.objects.filter(holds("name", text))
    near = tickets.order_by().filter(status__in=AT_WORK)
    return tickets.filter(
        holds("reference", text)
        | Q(requester__in=people.values("pk"))
        | Q(organization__in=organizations.values("pk"))
        | Q(pk__in=near.filter(holds("opening__subject", text)).values("pk"))
    )


def holds(field: str, text: str) -> Q:
    """The field holds the text, in any of the ways in which it may be kept."""
    return reduce(or_, (Q(**{f"{field}__icontains": each}) for each in spelling.variants(text)))


def first_of(tickets: QuerySet[Ticket], count: int) -> list[Ticket]:
    """The first so many of the tickets, with what a page shows of each.

    Their keys are found first, so that nothing is joined to the many that are not shown.
    """
    keys = list(tickets.values_list("pk", flat=True)[:count])
    found = with_relations(Ticket.objects.all()).in_bulk(keys)
    return [found[key] for key in keys if key in found]


def is_customer_of(person: Person, ticket: Ticket) -> bool:
    """Whether the person speaks on the customer's side of the ticket."""
    return Ticket.objects.filter(seen_by(person, Sight.ANSWER), pk=ticket.pk).exists()


def again(ticket: Ticket) -> Ticket:
    """The ticket as it stands now."""
    return with_relations(Ticket.objects.all()).get(pk=ticket.pk)


def going_on(ticket: Ticket, person: Person) -> Ticket:
    """Where what the person writes belongs: the ticket that goes on in place of this one, as far as they take part in it."""
    while ticket.instead_id is not None:
        other = with_relations(Ticket.objects.all()).get(pk=ticket.instead_id)
        if not is_customer_of(person, other):
            return ticket
        ticket = other
    return ticket


def sees_inside(person: Person, ticket: Ticket) -> bool:
    """Whether the person sees the support side's own view of the ticket: internal notes, held replies, alarms."""
    return worked_on_by(person).filter(pk=ticket.pk).exists()


def conversation(ticket: Ticket, person: Person) -> list[Item]:
    """The ticket as `person` may read it, oldest first. A customer is shown neither notes, nor held replies, nor alarms."""
    events = history(ticket)
    return items(shown_to(person, ticket, events), held=projection.held_replies(events))


def shown_to(person: Person, ticket: Ticket, events: Sequence[Recorded]) -> Sequence[Recorded]:
    """Those of the ticket's events that the person may read."""
    return events if sees_inside(person, ticket) else [event for event in events if for_customers(event)]


def attachment(ticket: Ticket, person: Person, key: UUID) -> Attachment | None:
    """A file of the ticket, if the person may read the words that it came along with; else there is none."""
    found = Attachment.objects.select_related("blob").filter(pk=key).first()
    read = {body_id(event) for event in shown_to(person, ticket, history(ticket))} if found else set()
    return found if found and str(found.body_id) in read else None


def for_customers(event: Recorded) -> bool:
    """Whether a customer is shown the event."""
    if isinstance(event.fact, vocabulary.Message):
        return event.fact.public
    return event.fact.customer_sees


def items(events: Sequence[Recorded], held: Iterable[int]) -> list[Item]:
    """The events with authors and bodies, each fetched in one query."""
    people = Person.objects.in_bulk({event.actor for event in events if event.actor is not None})
    found = with_files(Body.objects.all()).in_bulk([*filter(None, map(body_id, events))])
    bodies = {str(key): body for key, body in found.items()}
    waiting = set(held)
    return [
        Item(
            recorded=event,
            author=people.get(event.actor) if event.actor is not None else None,
            body=bodies.get(body_id(event) or ""),
            held=event.seq in waiting,
        )
        for event in events
    ]


def references(events: Iterable[Recorded], person: Person) -> dict[int, str]:
    """The references of the other tickets that the events name, by their keys: of those that the person may see."""
    keys = {key for event in events for name in ("into", "ticket", "of") if (key := getattr(event.fact, name, None))}
    return dict(visible_to(person).filter(pk__in=keys).values_list("pk", "reference")) if keys else {}


def body_id(event: Recorded) -> str | None:
    """The body that the event names, if it names one."""
    body: str | None = getattr(event.fact, "body", None)
    return body


def history(ticket: Ticket) -> list[Recorded]:
    """The ticket's events, in their order."""
    return [recorded(row) for row in TicketEvent.objects.filter(ticket=ticket).order_by("seq")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last link of the chain: where it is, when its event was recorded, and how many events there are."""

    position: int
    hash: str
    recorded_at: datetime
    events: int


def head() -> Head | None:
    """The head of the chain; None where nothing has happened yet."""
    last = TicketEvent.objects.order_by("-position").values_list("position", "hash", "recorded_at").first()
    if last is None:
        return None
    position, link, recorded_at = last
    events = TicketEvent.objects.filter(position__lte=position).count()
    return Head(position=position, hash=link, recorded_at=recorded_at, events=events)


def links(ticket: Ticket) -> dict[int, tuple[int, str]]:
    """The position on the desk and the link of the chain of each of the ticket's events, by its `seq`."""
    rows = TicketEvent.objects.filter(ticket=ticket).values_list("seq", "position", "hash")
    return {seq: (position, link) for seq, position, link in rows}


def records(tickets: Iterable[Ticket]) -> dict[int, list[Row]]:
    """The rows of several tickets' events by the tickets' key, from one query."""
    found: dict[int, list[Row]] = {ticket.pk: [] for ticket in tickets}
    rows = TicketEvent.objects.filter(ticket__in=found).order_by("ticket_id", "seq")
    for key, *values in rows.values_list("ticket_id", *Row._fields):
        found[key].append(Row(*values))
    return found


def recorded(row: TicketEvent | Row) -> Recorded:
    """A row of the record as the projection reads it. Raises what `vocabulary.from_data` raises."""
    return Recorded(
        seq=row.seq,
        at=row.at,
        recorded_at=row.recorded_at,
        actor=row.actor_id,
        fact=vocabulary.from_data(row.kind, row.version, row.data),
    )


def terms(ticket: Ticket) -> Terms:
    """What is in force for the ticket, and what was before."""
    present = agreements.terms(ticket.version, ticket.pinned, ticket.plan, best_effort=ticket.best_effort)
    return preceded(present, [agreements.terms_named(*earlier) for earlier in ticket.earlier_terms])


def terms_in(history: Sequence[Recorded], at_hand: Ticket | None = None) -> Terms:
    """What the history put in force last, and what was before. Of the ticket at hand nothing needs to be looked up.

    Raises BadHistory where it does not begin with an opening.
    """
    projection.opening(history)
    *earlier, present = (terms_of(fact, at_hand) for fact in projection.under_terms(history))
    return preceded(present, earlier)


def preceded(present: Terms, earlier: Sequence[Terms]) -> Terms:
    """The terms, which know those before them."""
    return replace(present, before=tuple(earlier)) if earlier else present


def terms_of(fact: UnderTerms, at_hand: Ticket | None = None) -> Terms:
    """What an event put in force."""
    named = (fact.agreement_version, fact.pinned_terms)
    if at_hand is not None and named == (at_hand.version_id, at_hand.pinned_id):
        return agreements.terms(at_hand.version, at_hand.pinned, fact.plan, best_effort=fact.best_effort)
    return agreements.terms_named(*named, fact.plan, fact.best_effort)


def rights(ticket: Ticket, priority: str) -> list[Reclassification]:
    """The vendor's rights by which the ticket may be given that priority."""
    given = terms(ticket)
    raising = given.severity(priority) < given.severity(ticket.priority)
    return [right for right in given.agreement.reclassification if (right.may_raise if raising else right.may_lower)]


def next_tier(ticket: Ticket, above: int | None = None) -> int | None:
    """The tier that the ticket can be escalated to: the vendor's next one, as long as the ticket is at a tier of its plan.

    `above`: the tier whose time counts (`Timeline.top`), where that is another: what was promised is the one above it.
    """
    given, at = terms(ticket), ticket.tier if above is None else above
    levels = sorted({*given.plan.tiers, *(tier.level for tier in given.agreement.tiers)})
    return next((level for level in levels if level > at), None) if at in given.plan.tiers else None


def timeline(ticket: Ticket) -> Timeline:
    """The ticket's clocks."""
    return projection.timeline(history(ticket), terms(ticket))


def closes_at(ticket: Ticket) -> datetime | None:
    """When the ticket closes by itself if nobody does anything; None: never."""
    events, given = history(ticket), terms(ticket)
    return projection.closes_at(events, projection.timeline(events, given), given)


def timelines_of(tickets: Sequence[Ticket]) -> dict[int, Timeline]:
    """The clocks of several tickets by the tickets' key, from one query of their events."""
    kept = records(tickets)
    return {ticket.pk: projection.timeline([*map(recorded, kept[ticket.pk])], terms(ticket)) for ticket in tickets}


def timelines(tickets: QuerySet[Ticket], size: int = 500) -> Iterator[tuple[Ticket, Timeline]]:
    """Each of the tickets with its clocks, a few queries for `size` of them. Of a ticket there is no more than is needed for that."""
    needed = tickets.select_related("version", "pinned").only(
        "plan", "best_effort", "earlier_terms", "organization_id", "version__digest", "pinned__digest"
    )
    iterator = needed.order_by("pk").iterator(size)
    while some := list(islice(iterator, size)):
        found = timelines_of(some)
        yield from ((ticket, found[ticket.pk]) for ticket in some)


def ended_since(tickets: QuerySet[Ticket], now: datetime, size: int = 500) -> Iterator[tuple[Ticket, list[Ended]]]:
    """What time alone has ended of each of the tickets since its rows were written (`Ticket.outcomes_until`), as known at `now`."""
    iterator = with_terms(tickets).order_by("pk").iterator(size)
    while some := list(islice(iterator, size)):
        kept = records(some)
        for ticket in some:
            history = [*map(recorded, kept[ticket.pk])]
            found = projection.ends(history, terms(ticket), now)
            yield ticket, [each for each in found if ticket.outcomes_until and each.at >= ticket.outcomes_until]


def unfinished(brand: Brand) -> int:
    """How many of the brand's tickets are not closed."""
    return Ticket.objects.filter(brand=brand).exclude(status=Ticket.Status.CLOSED).count()


def made_from(source_id: str) -> Ticket | None:
    """The ticket that holds an event made from that source, if one does."""
    row = TicketEvent.objects.filter(source_id=source_id).select_related("ticket").first()
    return row.ticket if row else None


def alarms_overdue_since(now: datetime) -> datetime | None:
    """Since when the longest due alarm waits, of tickets that are neither parked nor put off; None where none does."""
    waiting = Ticket.objects.filter(next_alarm_at__lte=now, alarm_failures=0, alarm_retry_at=None)
    oldest: datetime | None = waiting.aggregate(oldest=Min("next_alarm_at"))["oldest"]
    return oldest


def parked() -> QuerySet[Ticket]:
    """The tickets whose alarms the worker could not raise: each needs a person to look at it."""
    return with_relations(Ticket.objects.filter(alarm_failures__gt=0)).order_by("-alarm_failures", "pk")
