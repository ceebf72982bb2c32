"""From tier to tier: a ticket is handed over with a summary; the next tier takes it, or sends it back with a question.

Where the desk escalates by itself, the summary is what the record says. The clocks care for arrivals at tiers alone (docs/clocks.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.teams import reach
from parola.desk.teams.queries import Crew, crew_of
from parola.desk.tickets import handing, ledger, queries, replies, summary
from parola.desk.tickets.kinds.tiers import Accepted, HandedOver, SentBack, TierTold
from parola.desk.tickets.ledger import Entry, Mail
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.notices import matter_of
from parola.desk.tickets.operations import BadState, require, worded
from parola.desk.tickets.passing import Handover, passing
from parola.desk.tickets.summary import Summary
from parola.desk.tickets.vocabulary import Assigned, Escalated, Fact, Recorded
from parola.policy.words import speak
from parola.sla.agreement import Terms


def escalate(
    *, ticket: Ticket, by: Person, now: datetime, summary: Summary | None = None, expected_seq: int | None = None
) -> Ticket:
    """To the next tier, with a summary (None: what the record says); its team is told. Raises BadState where there is none."""
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.MOVE, present)
        tier = queries.next_tier(present)
        if tier is None or present.status not in queries.AT_WORK:
            raise BadState(str(present.tier))
        crew = crew_of(present.brand, now)
        facts = handed_over(present, queries.history(present), tier, crew, by=by, given=summary)
        entries = [Entry(fact=fact, at=now, by=by) for fact in facts]
        told = [each for each in team_at(present, tier, crew, now) if each != by]
        mails = [Mail(template="handed_over", to=person, entry=1) for person in told]
        mails += customers_mails(present, entries)
        return ledger.append(ticket=present, entries=entries, now=now, mails=mails)


def handed_over(
    ticket: Ticket,
    history: Sequence[Recorded],
    tier: int,
    crew: Crew,
    *,
    by: Person | None = None,
    given: Summary | None = None,
) -> list[Fact]:
    """The arrival at that tier, the summary, and what follows for whoever had the ticket. Call it within the turn."""
    terms = queries.terms(ticket)
    told = given or from_record(ticket, history, terms, by)
    body = ledger.write_body(text=told.written())
    handing_over = HandedOver(
        tier=tier,
        before=ticket.tier,
        body=str(body.pk),
        digest=body.digest,
        drafted=given is None,
        informs=tier not in terms.plan.tiers,
    )
    told_so = told_to_customer(terms, tier)
    return [Escalated(tier=tier, by_desk=by is None), handing_over, *handing.on(ticket, tier, crew.roster), *told_so]


def told_to_customer(terms: Terms, tier: int) -> list[Fact]:
    """That the customer is told which tier has the ticket, where the agreement says so; a tier that is only informed has nothing."""
    named = any(each.level == tier for each in terms.agreement.tiers)
    return [TierTold(tier=tier)] if terms.agreement.tier_told != "never" and named and tier in terms.plan.tiers else []


def customers_mails(ticket: Ticket, entries: Sequence[Entry]) -> list[Mail]:
    """What tells the customers by mail where the ticket is, if the agreement says so."""
    if queries.terms(ticket).agreement.tier_told != "mail":
        return []
    places = [place for place, entry in enumerate(entries) if isinstance(entry.fact, TierTold)]
    return [Mail(template="tier_told", to=to, entry=place) for place in places for to in replies.customers(ticket)]


def from_record(ticket: Ticket, history: Sequence[Recorded], terms: Terms, reader: Person | None) -> Summary:
    """The summary that the record gives, for the reader to go on with; else in the brand's language and time."""
    who = reader or ticket.brand
    return summary.drafted(ticket, history, terms, speak(who.language), who.timezone)


def team_at(ticket: Ticket, tier: int, crew: Crew, now: datetime) -> list[Person]:
    """Who is told of what comes to that tier: those of its team who are there, else as for any alarm."""
    found = reach.told(crew.roster, matter_of(ticket, tier=tier), ("tier",), now)
    return [crew.people[each.person] for each in found]


def accept(*, ticket: Ticket, by: Person, now: datetime, expected_seq: int | None = None) -> Ticket:
    """The tier takes what was handed over to it: whoever says so has the ticket. Raises BadState where nothing waits to be taken."""
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.REPLY, present)
        found = passing(queries.history(present))
        if found.state != "waiting" or found.last is None:
            raise BadState("handover")
        facts: list[Fact] = [Accepted(handed=found.last.seq), Assigned(assignee=by.pk)]
        return ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by) for fact in facts], now=now)


def send_back(*, ticket: Ticket, by: Person, question: str, now: datetime, expected_seq: int | None = None) -> Ticket:
    """To the tier and the person it came from, with a question for colleagues only. Raises ReasonNeeded, BadState."""
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.MOVE, present)
        history = queries.history(present)
        back = could_go_back(present, history)
        if back is None:
            raise BadState("handover")
        body = ledger.write_body(text=worded(question))
        tier = back.fact.before
        returned = SentBack(handed=back.seq, tier=tier, before=present.tier, body=str(body.pk), digest=body.digest)
        to = whoever_had_it(present, back)
        given = Assigned(assignee=to.pk if to else None, why="" if to else "tier")
        facts: list[Fact] = [returned, given, *told_to_customer(queries.terms(present), tier)]
        crew = crew_of(present.brand, now)
        told = [to] if to else [each for each in team_at(present, tier, crew, now) if each != by]
        mails = [Mail(template="sent_back", to=person) for person in told]
        entries = [Entry(fact=fact, at=now, by=by) for fact in facts]
        mails += customers_mails(present, entries)
        return ledger.append(ticket=present, entries=entries, now=now, mails=mails, history=history)


def could_go_back(ticket: Ticket, history: Sequence[Recorded]) -> Handover | None:
    """The handing over that can be taken back with a question: of a ticket at work, at the tier to which it came by it."""
    back = passing(history).back
    at_work = ticket.status in queries.AT_WORK
    return back if at_work and back is not None and back.fact.tier == ticket.tier else None


def whoever_had_it(ticket: Ticket, back: Handover) -> Person | None:
    """Who had the ticket before it was handed over, else who did that; nobody, where they do not work for the brand any more."""
    person = Person.objects.filter(pk__in=[key for key in (back.had, back.by) if key is not None]).in_bulk()
    found = [person[key] for key in (back.had, back.by) if key in person]
    return next((each for each in found if may(each, Act.REPLY, ticket.brand)), None)
