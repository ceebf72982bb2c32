"""A brand receives at several addresses: what comes in where, and from where the answers leave."""

from __future__ import annotations

import pytest

from parola.desk.accounts import mailboxes
from parola.desk.accounts.models import Brand, Mailbox
from parola.desk.mail import receiver, sender
from parola.desk.mail.models import Received
from parola.desk.mail.route import mail_key
from parola.desk.mail.token import reply_address
from parola.desk.tickets import opening, operations
from parola.desk.tickets.models import Ticket
from tests.desk.mail.post import take_in, written
from tests.desk.world import MONDAY, World

pytestmark = pytest.mark.django_db

BILLING = "billing@credenti.example"


@pytest.fixture
def billing(world: World) -> Mailbox:
    return mailboxes.add(
        brand=world.credenti,
        address=BILLING,
        name="Credenti billing",
        language="es",
        product="Vault",
        by=world.root,
        now=MONDAY,
    )


def opened(world: World, **given: str) -> Ticket:
    ticket = take_in(world, written(sender="new@customer.example", text="Zzz."), **given).ticket
    assert ticket is not None
    return ticket


def test_the_answer_leaves_from_where_the_ticket_came_in(world: World, billing: Mailbox) -> None:
    ticket = opened(world, to=BILLING)
    assert sender.of_ticket(ticket).address == BILLING
    assert sender.of_ticket(ticket).name == "Credenti billing"
    assert sender.of_ticket(world.ticket()).address == "support@credenti.example"


def test_a_mailbox_out_of_use_answers_from_the_main_one(world: World, billing: Mailbox) -> None:
    ticket = opened(world, to=BILLING)
    billing.in_use = False
    billing.save()
    assert sender.of_ticket(ticket).address == "support@credenti.example"


def test_a_mailbox_says_in_which_language_and_for_which_product(world: World, billing: Mailbox) -> None:
    ticket = opened(world, to=BILLING)
    assert ticket.language == "es"
    assert ticket.events.get(seq=1).data["facts"] == {"product": "Vault"}


@pytest.mark.parametrize("recipient", ["nobody@credenti.example", "support@elsewhere.example"])
def test_an_unknown_address_is_refused(world: World, recipient: str) -> None:
    assert receiver.refusal(recipient).startswith("550")


def test_every_address_in_use_is_taken(world: World, billing: Mailbox) -> None:
    for recipient in ("support@credenti.example", "Billing@Credenti.example", "billing+2@credenti.example"):
        assert receiver.refusal(recipient) == ""


def test_out_of_use_only_answers_to_what_we_wrote_are_taken(world: World, billing: Mailbox) -> None:
    ticket = world.ticket()
    ours = reply_address(BILLING, ticket.pk, world.ana.pk, mail_key())
    billing.in_use = False
    billing.save()
    assert receiver.refusal(BILLING).startswith("550")
    assert receiver.refusal(ours) == ""
    Brand.objects.filter(pk=world.credenti.pk).update(in_use=False)
    assert receiver.refusal("support@credenti.example").startswith("550")
    joined = take_in(world, written(sender=world.ana.email), to=ours)
    assert joined.ticket == ticket


def test_a_brand_out_of_use_takes_no_new_tickets_and_loses_no_mail(world: World) -> None:
    world.credenti.in_use = False
    world.credenti.save()
    with pytest.raises(opening.OutOfUse):
        world.ticket()
    received = take_in(world, written())
    assert received.state == Received.State.QUARANTINED
    assert not Ticket.objects.exists()


def test_before_there_is_an_agreement_the_sender_keeps_the_mail(world: World) -> None:
    vendor = Brand.objects.create(slug="fifth", name="Fifth", key="FIF")
    mailboxes.add(brand=vendor, address="help@fifth.example", primary=True, by=None, now=MONDAY)
    assert receiver.refusal("help@fifth.example").startswith("450")


def test_a_mail_from_one_of_our_mailboxes_is_taken_for_a_machines(world: World, billing: Mailbox) -> None:
    for address in (BILLING, "Billing+7-1-abc@credenti.example"):
        received = take_in(world, written(sender=address, message_id=f"<{address}>"))
        assert received.state == Received.State.AUTOMATIC
    assert not Ticket.objects.exists()


def test_the_business_identity_is_under_what_customers_get(world: World) -> None:
    from parola.desk.mail.layout import layout
    from parola.desk.mail.letters import Letter

    world.credenti.legal_name, world.credenti.postal_address = "Credenti SL", "Calle Mayor 1\n28013 Madrid"
    letter = Letter(subject="x", lines=("Hello",))
    for said in layout(letter, world.credenti, "en", answerable=True):
        assert "Credenti SL" in said
        assert "28013 Madrid" in said
    assert "Credenti SL" not in layout(letter, world.credenti, "en", answerable=False)[0]


def test_answers_can_be_written_while_the_brand_is_out_of_use(world: World) -> None:
    ticket = world.ticket()
    world.credenti.in_use = False
    world.credenti.save()
    ticket = operations.reply(ticket=ticket, by=world.bob, text="Hello", now=MONDAY)
    assert ticket.last_event_seq > 1
