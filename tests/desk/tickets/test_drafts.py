"""What is typed is kept: for its writer alone, from the newest window, until it is sent or thrown away."""

from __future__ import annotations

import pytest

from parola.desk.files import store, uploads
from parola.desk.files.models import Blob, Upload
from parola.desk.tickets import drafts
from parola.desk.tickets.drafts import Behind, Place
from parola.desk.tickets.models import Draft, Ticket
from parola.desk.tickets.operations import NotAllowed
from tests.desk.world import MONDAY, World, after


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ticket()


def test_a_window_goes_on_from_where_it_is_and_one_that_is_behind_changes_nothing(world: World, ticket: Ticket) -> None:
    one, two = (Place(ticket=ticket, by=world.bob, paper="reply", window=each) for each in ("one", "two"))
    first = drafts.keep(place=one, text="Dear Ana", now=MONDAY)
    assert drafts.keep(place=one, text="Dear Ana, we", now=MONDAY).revision == first.revision + 1
    with pytest.raises(Behind) as behind:
        drafts.keep(place=two, text="Old", now=MONDAY)
    assert behind.value.draft.text == "Dear Ana, we"
    newest = Place(ticket=ticket, by=world.bob, paper="reply", window="two", revision=behind.value.draft.revision)
    assert drafts.keep(place=newest, text="Mine", now=MONDAY).text == "Mine"


def test_what_was_on_its_way_while_it_was_sent_does_not_come_back(world: World, ticket: Ticket) -> None:
    place = Place(ticket=ticket, by=world.bob, paper="reply", window="one")
    drafts.keep(place=place, text="Sent", now=MONDAY)
    drafts.sent(place=place)
    with pytest.raises(Behind):
        drafts.keep(place=place, text="Sent", now=MONDAY)
    assert drafts.begun(world.bob, [ticket]) == frozenset()


def test_a_newer_draft_of_another_window_is_not_what_was_sent(world: World, ticket: Ticket) -> None:
    one, two = (Place(ticket=ticket, by=world.bob, paper="reply", window=each) for each in ("one", "two"))
    drafts.keep(place=one, text="Another matter", now=MONDAY)
    drafts.sent(place=two)
    assert drafts.begun(world.bob, [ticket]) == {ticket.pk}


def test_what_was_thrown_away_can_be_had_back_for_a_day(world: World, ticket: Ticket) -> None:
    place = Place(ticket=ticket, by=world.bob, paper="note", window="one")
    drafts.keep(place=place, text="Look at the proxy", now=MONDAY)
    drafts.discard(place=place, now=MONDAY)
    assert not drafts.standing(drafts.of(ticket, world.bob)["note"])
    restored = drafts.restore(place=place, now=after(hours=23))
    assert restored is not None
    assert (restored.text, drafts.standing(restored)) == ("Look at the proxy", True)
    drafts.discard(place=place, now=MONDAY)
    assert drafts.restore(place=place, now=after(hours=25)) is None
    drafts.forget(now=after(hours=25))
    assert not Draft.objects.exists()


def test_a_draft_is_its_writers_alone_and_of_who_may_write(world: World, ticket: Ticket) -> None:
    drafts.keep(place=Place(ticket=ticket, by=world.bob, paper="reply"), text="Secret", now=MONDAY)
    assert drafts.of(ticket, world.lea) == {}
    assert drafts.begun(world.lea, [ticket]) == frozenset()
    for stranger in (world.audrey, world.zoe, world.ana):
        with pytest.raises(NotAllowed):
            drafts.keep(place=Place(ticket=ticket, by=stranger, paper="note"), text="Mine", now=MONDAY)


def test_files_stay_as_long_as_the_draft(world: World, ticket: Ticket) -> None:
    upload = uploads.keep([b"a log"], name="a.log", owner=uploads.owner_of(world.bob.pk), now=MONDAY)
    place = Place(ticket=ticket, by=world.bob, paper="reply", window="one")
    drafts.keep(place=place, text="", uploads=[upload], now=MONDAY)
    assert drafts.begun(world.bob, [ticket]) == {ticket.pk}
    assert uploads.sweep(now=after(days=9)) == 0
    store.sweep(now=after(days=9))
    assert Blob.objects.count() == 1
    drafts.sent(place=place)
    uploads.sweep(now=after(days=9))
    store.sweep(now=after(days=9))
    assert (Upload.objects.count(), Blob.objects.count()) == (0, 0)
