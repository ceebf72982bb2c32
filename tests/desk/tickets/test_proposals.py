"""Proposals to lower a priority: made once, told to whoever has the ticket, decided by a person, taken back by an answer."""

from __future__ import annotations

from typing import Any

import pytest

from parola.desk.accounts.models import Person
from parola.desk.mail import receive, route
from parola.desk.mail.models import Received
from parola.desk.mail.token import reply_address
from parola.desk.tickets import ledger, operations, proposals, queries
from parola.desk.tickets.kinds.courses import LoweringProposed, ProposalDeclined
from parola.desk.tickets.kinds.turns import MilestoneWithdrawn, WorkaroundGiven
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import BadState, NotAllowed, UnknownRight
from parola.desk.tickets.vocabulary import PriorityChanged
from tests.desk.mail.post import written
from tests.desk.tickets.ruled import WORKAROUND, answered, asked, facts, mails, ruled, sweep_all
from tests.desk.world import MONDAY, World, after

HOUR = after(hours=1)
PROPOSED = ("lowering_proposed", HOUR)


@pytest.fixture
def waiting(world: World) -> Ticket:
    """A P1 request of Credenti's, which waits for Ana since MONDAY: after an hour P2 is proposed."""
    return asked(world, world.ticket(priority="P1"))


@pytest.fixture
def proposed(waiting: Ticket) -> Ticket:
    sweep_all(HOUR)
    waiting.refresh_from_db()
    return waiting


def standing(ticket: Ticket, hours: float = 2) -> int | None:
    found = proposals.standing(ticket=ticket, now=after(hours=hours))
    return found.seq if found else None


def test_silence_at_the_priority_is_proposed_once_to_whoever_has_the_ticket(world: World, waiting: Ticket) -> None:
    operations.assign(ticket=waiting, by=world.bob, assignee=world.lea, now=MONDAY)
    sweep_all(after(minutes=59))
    assert facts(waiting, LoweringProposed) == []
    for hours in (1, 2, 30):
        sweep_all(after(hours=hours))
    assert facts(waiting, LoweringProposed) == [PROPOSED]
    assert [mail.payload["to"] for mail in mails("lowering_proposed")] == [world.lea.pk]


def test_where_nobody_has_the_ticket_the_agents_are_told(world: World, proposed: Ticket) -> None:
    assert {mail.payload["to"] for mail in mails("lowering_proposed")} == {world.bob.pk, world.lea.pk}


def test_the_proposal_says_the_clause_and_the_due_times(proposed: Ticket) -> None:
    found = proposals.standing(ticket=proposed, now=HOUR)
    assert found is not None
    assert (found.fact.clause, found.fact.before, found.fact.priority) == ("reachability.stay-reachable", "P1", "P2")
    assert "localizable" in found.text["es"]


def test_accepted_the_priority_is_lowered_and_the_customer_told_by_which_clause(world: World, proposed: Ticket) -> None:
    seq = standing(proposed)
    assert seq is not None
    lowered = proposals.accept(ticket=proposed, by=world.bob, proposal=seq, now=after(hours=2))
    assert lowered.priority == "P2"
    change = next(e.fact for e in queries.history(lowered) if isinstance(e.fact, PriorityChanged))
    assert change.clause == "reachability.stay-reachable"
    assert "localizable" in change.reason  # the ticket's language is Ana's
    assert [mail.payload["to"] for mail in mails("priority_changed")] == [world.ana.pk]
    assert standing(lowered) is None


def test_declined_it_does_not_come_back_in_this_waiting(world: World, proposed: Ticket) -> None:
    seq = standing(proposed)
    assert seq is not None
    kept = proposals.decline(ticket=proposed, by=world.bob, proposal=seq, reason="She called", now=after(hours=2))
    sweep_all(after(days=1))
    assert (kept.priority, standing(kept, 24)) == ("P1", None)
    assert facts(kept, LoweringProposed, ProposalDeclined) == [PROPOSED, ("proposal_declined", after(hours=2))]


def test_an_answer_takes_the_proposal_back(world: World, proposed: Ticket) -> None:
    seq = standing(proposed)
    assert seq is not None
    ticket = answered(world, proposed, after(hours=2))
    assert standing(ticket) is None
    with pytest.raises(BadState):
        proposals.accept(ticket=ticket, by=world.bob, proposal=seq, now=after(hours=3))


def test_the_next_question_counts_anew(world: World, proposed: Ticket) -> None:
    ticket = asked(world, answered(world, proposed, after(hours=2)), after(hours=3))
    sweep_all(after(hours=4))
    assert facts(ticket, LoweringProposed) == [PROPOSED, ("lowering_proposed", after(hours=4))]


def test_nothing_is_decided_twice(world: World, proposed: Ticket) -> None:
    seq = standing(proposed)
    assert seq is not None
    ticket = proposals.accept(ticket=proposed, by=world.bob, proposal=seq, now=after(hours=2))
    with pytest.raises(BadState):
        proposals.decline(ticket=ticket, by=world.lea, proposal=seq, now=after(hours=3))


def test_only_those_who_may_change_the_priority_decide(world: World, proposed: Ticket) -> None:
    seq = standing(proposed)
    assert seq is not None
    for somebody in (world.ana, world.amir, world.olga, world.audrey, world.zoe):
        with pytest.raises(NotAllowed):
            proposals.accept(ticket=proposed, by=somebody, proposal=seq, now=after(hours=2))
        with pytest.raises(NotAllowed):
            proposals.decline(ticket=proposed, by=somebody, proposal=seq, now=after(hours=2))


def test_a_workaround_is_proposed_on_and_its_proof_wrong_takes_that_back(world: World) -> None:
    ticket = world.ticket(brand=ruled(world, WORKAROUND), priority="P1")
    ledger.append(ticket=ticket, entries=[Entry(fact=WorkaroundGiven(), at=HOUR, by=world.bob)], now=HOUR)
    sweep_all(HOUR)
    ticket.refresh_from_db()
    assert facts(ticket, LoweringProposed) == [PROPOSED]
    assert standing(ticket) is not None
    wrong = MilestoneWithdrawn(milestone="workaround", reason="It fails too")
    ledger.append(ticket=ticket, entries=[Entry(fact=wrong, at=after(hours=2), by=world.bob)], now=after(hours=2))
    assert standing(ticket) is None


def test_where_the_agreement_says_so_nobody_is_asked(world: World) -> None:
    rules = "reachability: {r: {priority: P1, within: 1h, on: always, lower_to: P2, automatic: true, text: Stay in reach.}}\n"
    ticket = asked(world, world.ticket(brand=ruled(world, rules), priority="P1"))
    for hours in (1, 2):
        sweep_all(after(hours=hours))
    ticket.refresh_from_db()
    (change,) = [e for e in queries.history(ticket) if isinstance(e.fact, PriorityChanged)]
    assert (ticket.priority, change.actor, change.at) == ("P2", None, HOUR)
    assert isinstance(change.fact, PriorityChanged)
    assert (change.fact.clause, change.fact.reason) == ("reachability.r", "Stay in reach.")
    assert len(mails("priority_changed")) == 1


def test_a_change_of_priority_can_name_the_right_that_it_is_done_by(world: World) -> None:
    right = "reclassification.customer-cannot-help"  # of lowering alone
    given: dict[str, Any] = {"by": world.bob, "reason": "Nobody answers", "now": MONDAY, "clause": right}
    ticket = operations.change_priority(ticket=world.ticket(), priority="P3", **given)
    change = queries.history(ticket)[-1].fact
    assert isinstance(change, PriorityChanged)
    assert change.clause == right
    with pytest.raises(UnknownRight):
        operations.change_priority(ticket=ticket, priority="P1", **given)


def written_to(ticket: Ticket, person: Person, raw: bytes) -> Received:
    """A mail to the address by which the ticket is answered, as the person who was written to has it."""
    address = reply_address(ticket.brand.support_address, ticket.pk, person.pk, route.mail_key())
    kept = receive.keep(brand=ticket.brand, raw=raw, envelope_from="x@x.example", envelope_to=address, received_at=HOUR)
    return receive.process(kept, now=HOUR)


def test_a_vacation_note_is_no_answer(world: World, proposed: Ticket) -> None:
    note = written(sender="ana@people.example", text="I am away.", auto_submitted="auto-replied")
    assert written_to(proposed, world.ana, note).ticket is None
    proposed.refresh_from_db()
    assert (proposed.status, standing(proposed) is None) == ("waiting", False)


@pytest.mark.parametrize("sender", ["bob@people.example", "ana@people.example", "support@credenti.example"])
def test_no_mail_decides_a_proposal_whoever_it_claims_to_be_from(world: World, proposed: Ticket, sender: str) -> None:
    seq = standing(proposed)
    written_to(proposed, world.bob, written(sender=sender, subject=f"accept {seq}", text=f"Accepted: proposal={seq}"))
    proposed.refresh_from_db()
    assert proposed.priority == "P1"
    assert facts(proposed, PriorityChanged, ProposalDeclined) == []
