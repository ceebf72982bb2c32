"""B2 and B16: what is another's is not told and not reached, by any second way. The ways themselves are in the table of routes (`tests/web/routes.py`):

CVE-2026-13229, CVE-2026-14871, CVE-2024-37147, CVE-2021-21324 (each address, fragments too), CVE-2026-40570 (customers of others), CVE-2022-0540 (an address
that nobody thought of), CVE-2024-3262 (what caches keep), CVE-2026-48810 and CVE-2026-48811 (what was taken away), CVE-2020-26033 (forms without a token).
Here is what needs more than a row.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from parola.desk.accounts.models import Membership, Organization, Post
from parola.desk.mail.compose import compose
from parola.desk.mail.letters import Unsendable
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import joining, leaving, operations, participants, queries
from parola.desk.tickets.models import Ticket
from tests.desk.world import MONDAY, World, after, person, posted
from tests.web.conftest import Reader


@pytest.fixture
def theirs(world: World) -> Ticket:
    """A request to Zmanda, which nobody at Credenti may know of."""
    return world.ticket(brand=world.zmanda, requester=world.olga, subject="canary", priority=None)


def test_cve_2026_40591_a_call_is_noted_for_no_customer_of_another_brand(
    world: World, reader: Reader, theirs: Ticket
) -> None:
    browser = reader(world.bob)
    given = {"brand": "credenti", "customer": theirs.requester_id, "token": "one", "channel": "phone", "text": "x"}
    assert browser.get(reverse("console:new"), {"customer": theirs.requester_id}).status_code == 404
    assert browser.post(reverse("console:new"), given).status_code == 404
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("deed", ["merge", "duplicate"])
def test_cve_2026_39384_and_34722_no_ticket_is_tied_to_one_that_its_reader_may_not_know(
    world: World, reader: Reader, theirs: Ticket, deed: str
) -> None:
    mine = world.ticket()
    address = reverse("console:more", args=[mine.reference, deed])
    answers = [
        reader(world.bob).post(address, {"seen": mine.last_event_seq, "other": reference, "of": reference})
        for reference in (theirs.reference, "ZMA-999")
    ]
    assert len({answer.status_code for answer in answers}) == 1
    assert "canary" not in answers[0].content.decode()
    assert Ticket.objects.exclude(void="").count() == 0


def test_who_may_join_at_two_brands_joins_no_tickets_of_both(world: World, theirs: Ticket) -> None:
    mine = world.ticket(requester=world.olga, priority=None)
    with pytest.raises(joining.Apart):
        joining.merge(ticket=mine, other=theirs, by=world.root, now=MONDAY, share=True)
    with pytest.raises(joining.Apart):
        joining.mark_duplicate(ticket=mine, of=theirs, by=world.root, now=MONDAY)


def test_who_may_join_joins_no_tickets_of_two_organizations(world: World) -> None:
    globex = Organization.objects.create(name="Globex")
    other = world.ticket(organization=globex, requester=world.olga)
    with pytest.raises(joining.Apart):
        joining.merge(ticket=world.ticket(), other=other, by=world.root, now=MONDAY, share=True)


def test_what_is_split_off_is_its_writers_and_shows_nobody_more(world: World) -> None:
    ticket = world.ticket()
    participants.add(ticket=ticket, by=world.bob, person=world.olga, now=MONDAY)
    operations.customer_message(
        ticket=ticket, by=world.amir, text="Another matter", channel="web", submitted_at=MONDAY, now=MONDAY
    )
    new = joining.split(ticket=ticket, message=3, subject="Another", by=world.bob, now=MONDAY)
    assert new.requester == world.amir
    assert not queries.visible_to(world.olga).filter(pk=new.pk).exists()
    assert not queries.visible_to(world.ana).filter(pk=new.pk).exists()


def test_cve_2024_6540_counts_of_trouble_are_of_ones_own_tickets(world: World, reader: Reader, theirs: Ticket) -> None:
    Ticket.objects.filter(pk=theirs.pk).update(alarm_failures=3)
    told = "could not be raised"
    assert told not in reader(world.bob).get(reverse("console:queue")).content.decode()
    assert told in reader(world.zoe).get(reverse("console:queue")).content.decode()


def test_the_page_of_a_colleague_tells_nothing_of_another_brand(world: World, reader: Reader, theirs: Ticket) -> None:
    """How many tickets they have there, and to which of its customers they belong."""
    both = posted("both", world.credenti, Post.Role.AGENT)
    Post.objects.create(person=both, brand=world.zmanda, role=Post.Role.AGENT)
    operations.assign(ticket=theirs, by=world.zoe, assignee=both, now=MONDAY)
    Membership.objects.create(person=both, organization=Organization.objects.create(name="Secretive"))
    address = reverse("console:settings_person", args=[both.pk])
    manager = posted("magda", world.credenti, Post.Role.MANAGER)
    page = reader(manager).get(address)
    assert page.status_code == 200
    assert "Secretive" not in page.content.decode()
    assert page.context["page"].has_tickets == 0
    assert "Secretive" in reader(world.root).get(address).content.decode()


def test_p13_mail_that_waits_is_not_sent_to_who_may_not_see_the_ticket_any_more(world: World) -> None:
    ticket = world.ticket()
    mia = person("mia")
    Membership.objects.create(person=mia, organization=world.acme)
    participants.add(ticket=ticket, by=world.bob, person=mia, now=MONDAY)
    operations.reply(ticket=ticket, by=world.bob, text="canary", now=after(minutes=1))
    row = OutboxRow.objects.get(payload__template="reply", payload__to=mia.pk)
    assert b"canary" in compose(row, MONDAY).data
    leaving.leave(organization=world.acme, person=mia, by=world.root, now=after(minutes=2))
    with pytest.raises(Unsendable):
        compose(row, MONDAY + timedelta(minutes=3))


def test_p13_who_leaves_an_organization_follows_none_of_its_tickets(world: World) -> None:
    ticket = world.ticket()
    mia = person("mia")
    Membership.objects.create(person=mia, organization=world.acme)
    participants.add(ticket=ticket, by=world.bob, person=mia, now=MONDAY)
    assert queries.visible_to(mia).exists()
    leaving.leave(organization=world.acme, person=mia, by=world.root, now=MONDAY)
    assert not queries.visible_to(mia).exists()
    operations.reply(ticket=ticket, by=world.bob, text="Hello", now=after(minutes=1))
    assert not OutboxRow.objects.filter(payload__to=mia.pk, payload__template="reply").exists()


def test_p13_what_one_asked_stays_ones_own(world: World) -> None:
    ticket = world.ticket()
    leaving.leave(organization=world.acme, person=world.ana, by=world.root, now=MONDAY)
    assert list(queries.visible_to(world.ana)) == [ticket]
