"""One deed for several tickets: each by its own rules, each told; and taken back where nothing has happened since."""

from __future__ import annotations

from datetime import timedelta

import pytest

from parola.desk.tickets import batches, operations, queries, verification
from parola.desk.tickets.batches import CannotUndo, Deed, NothingPicked, Wanted, Why
from parola.desk.tickets.models import Batch, Ticket
from tests.desk.world import MONDAY, World, after

pytestmark = pytest.mark.django_db


def picked(*tickets: Ticket) -> dict[str, int]:
    return {ticket.reference: ticket.last_event_seq for ticket in tickets}


def do(world: World, wanted: Wanted, *tickets: Ticket) -> Batch:
    return batches.carry_out(picked=picked(*tickets), wanted=wanted, by=world.bob, now=after(minutes=1))


def undo(world: World, batch: Batch, **later: float) -> Batch:
    return batches.undo(batch=batch.pk, by=world.bob, reason="By mistake", now=after(minutes=2) + timedelta(**later))


def whys(batch: Batch, *, undone: bool = False) -> dict[str, str]:
    return {result.reference: result.why for result in batches.results(batch, undone=undone)}


def stands(ticket: Ticket) -> tuple[str, str, str, int | None]:
    present = queries.again(ticket)
    return present.status, present.waiting_for, present.priority, present.assignee_id


@pytest.mark.parametrize("deed", [Deed.ASSIGN, Deed.PRIORITY, Deed.WAIT, Deed.RESOLVE, Deed.CLOSE, Deed.SPAM])
def test_what_is_done_to_several_can_be_taken_back(world: World, deed: Deed) -> None:
    """Also where a ticket waited for somebody else before; and the columns are those of the history."""
    one, other = world.ticket(), world.ticket()
    other = operations.wait(ticket=other, by=world.bob, reason="third_party", now=MONDAY)
    before = [stands(one), stands(other)]
    reason = "customer" if deed is Deed.WAIT else "Urgent"
    batch = do(world, Wanted(deed=deed, assignee=world.lea, priority="P1", reason=reason), one, other)
    assert set(whys(batch).values()) == {""}
    assert all(was != stands(ticket) for was, ticket in zip(before, (one, other), strict=True))
    assert set(whys(undo(world, batch), undone=True).values()) == {""}
    assert [stands(one), stands(other)] == before
    assert verification.check_tickets([queries.again(one), queries.again(other)], lambda _: None) == []


def test_merged_tickets_are_their_own_again(world: World) -> None:
    one, two, three = world.ticket(), world.ticket(), world.ticket(requester=world.olga)
    batch = do(world, Wanted(deed=Deed.MERGE), three, two, one)
    assert batch.told["into"] == one.reference
    assert whys(batch) == {two.reference: "", three.reference: Why.APART}
    undo(world, batch)
    assert queries.again(two).status == "open"


def test_each_refusal_is_told_and_keeps_nobody_else_from_it(world: World) -> None:
    fine, closed, changed, mine = (world.ticket() for _ in range(4))
    operations.assign(ticket=mine, by=world.bob, assignee=world.bob, now=MONDAY)
    seen = picked(fine, queries.again(mine), changed) | {
        closed.reference: operations.close(ticket=closed, by=world.bob, now=MONDAY).last_event_seq
    }
    operations.customer_message(
        ticket=changed, by=world.ana, text="Wait", channel="web", submitted_at=MONDAY, now=MONDAY
    )
    given = batches.carry_out(
        picked=seen, wanted=Wanted(deed=Deed.ASSIGN, assignee=world.bob), by=world.bob, now=after(minutes=1)
    )
    assert whys(given)[changed.reference] == Why.CHANGED
    assert whys(given)[mine.reference] == Why.ALREADY
    assert whys(given)[fine.reference] == ""
    resolved = do(world, Wanted(deed=Deed.RESOLVE), queries.again(closed), queries.again(fine))
    assert whys(resolved) == {closed.reference: Why.STATE, fine.reference: ""}
    refused = batches.carry_out(
        picked=picked(queries.again(fine)), wanted=Wanted(deed=Deed.CLOSE), by=world.audrey, now=after(minutes=1)
    )
    assert set(whys(refused).values()) == {Why.NOT_ALLOWED}


def test_what_happened_since_is_left_alone(world: World) -> None:
    one, other = world.ticket(), world.ticket()
    batch = do(world, Wanted(deed=Deed.ASSIGN, assignee=world.bob), one, other)
    operations.note(ticket=queries.again(one), by=world.lea, text="Mine, please", now=after(minutes=1))
    undone = undo(world, batch)
    assert whys(undone, undone=True) == {one.reference: Why.CHANGED, other.reference: ""}
    assert queries.again(one).assignee == world.bob


def test_a_batch_is_taken_back_once_soon_and_by_who_did_it(world: World) -> None:
    batch = do(world, Wanted(deed=Deed.ASSIGN, assignee=world.bob), world.ticket())
    with pytest.raises(CannotUndo):
        undo(world, batch, minutes=10)
    with pytest.raises(CannotUndo):
        batches.undo(batch=batch.pk, by=world.lea, reason="Not mine", now=after(minutes=2))
    undo(world, batch)
    with pytest.raises(CannotUndo):
        undo(world, batch)


def test_tickets_of_other_brands_are_not_touched(world: World) -> None:
    ticket = world.ticket()
    with pytest.raises(NothingPicked):
        batches.carry_out(picked=picked(ticket), wanted=Wanted(deed=Deed.CLOSE), by=world.zoe, now=MONDAY)
    assert queries.again(ticket).status == "open"
