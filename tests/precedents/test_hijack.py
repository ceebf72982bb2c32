"""Mails that try to speak for somebody else, each named after what it tries; the messages are in `hijack/`.

The desk: a victim with a ticket about an "order", an agent, and mails of ours with known Message-IDs. Whatever comes from outside
must leave the victim's ticket as it is, give nobody any rights, and never make an outsider somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from parola.desk.accounts.models import Person
from parola.desk.mail import receive, route
from parola.desk.mail.compose import compose
from parola.desk.mail.models import Received, Sent
from parola.desk.mail.token import reply_address
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets.models import Ticket
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World

FOLDER = Path(__file__).parent / "hijack"
DESK = "support@desk.example"
State = Received.State


@dataclass(frozen=True)
class Scene:
    """The desk before the mail comes."""

    world: World
    victim: Person
    agent: Person
    ticket: Ticket

    def take(
        self, name: str, *, to: str = DESK, path: str = "s@attacker.example", old: bytes = b"", new: bytes = b""
    ) -> Received:
        raw = next(FOLDER.glob(f"{name}_*.eml")).read_bytes()
        raw = raw.replace(b"T-1042", self.ticket.reference.encode()).replace(old, new)
        kept = receive.keep(brand=self.world.credenti, raw=raw, envelope_from=path, envelope_to=to, received_at=MONDAY)
        return receive.process(kept, now=MONDAY)


@pytest.fixture
def scene(db: None) -> Scene:
    world = worlds.build()
    world.credenti.mailboxes.update(address=DESK)
    victim = Person.objects.create_user("victim@customer.example", name="Victim")
    agent = Person.objects.create_user("agent@desk.example", name="Agent")
    agent.posts.create(brand=world.credenti, role="agent")
    ticket = world.ticket(requester=victim, subject="order")
    Sent.objects.create(
        message_id="0a1b2c@desk.example", template="reply", ticket=ticket, person=victim, first_try_at=MONDAY
    )
    return Scene(world, victim, agent, ticket)


def opened_apart(scene: Scene, received: Received, requester: str) -> Ticket:
    """The mail opened a ticket of its own for that address, and the victim's ticket is as it was."""
    scene.ticket.refresh_from_db()
    assert scene.ticket.last_event_seq == 1
    assert received.state == State.TICKET
    assert received.ticket is not None
    assert received.ticket != scene.ticket
    assert received.ticket.requester.email == requester
    assert not received.ticket.participants.exists()
    return received.ticket


def held(scene: Scene, received: Received) -> None:
    """The mail waits for a person's eyes; nothing was opened and nobody is written to."""
    assert received.state == State.QUARANTINED
    assert Ticket.objects.count() == 1
    assert OutboxRow.objects.exclude(ticket_id=scene.ticket.pk).count() == 0


def test_01_a_ticket_number_in_the_subject_joins_nothing(scene: Scene) -> None:
    opened_apart(scene, scene.take("01"), "s@attacker.example")


def test_02_a_guessed_message_id_joins_nothing(scene: Scene) -> None:
    opened_apart(scene, scene.take("02"), "s@attacker.example")


def test_02_a_known_message_id_joins_nothing_for_a_stranger(scene: Scene) -> None:
    received = scene.take("02", old=b"ticket-1042-1@desk.example", new=b"0a1b2c@desk.example")
    opened_apart(scene, received, "s@attacker.example")


def test_02_a_known_token_joins_nothing_for_a_stranger(scene: Scene) -> None:
    token = reply_address(DESK, scene.ticket.pk, scene.victim.pk, route.mail_key())
    opened_apart(scene, scene.take("02", to=token), "s@attacker.example")


def test_04_reply_to_does_not_swap_who_is_answered(scene: Scene) -> None:
    ticket = opened_apart(scene, scene.take("04"), "victim@customer.example")
    rows = OutboxRow.objects.filter(ticket_id=ticket.pk)
    assert [compose(row, MONDAY).recipient for row in rows] == ["victim@customer.example"]
    assert not Person.objects.filter(email="s@attacker.example").exists()


def test_05_two_from_headers_are_nobody(scene: Scene) -> None:
    held(scene, scene.take("05"))


def test_07_an_address_as_a_name_is_not_shown_as_one(scene: Scene) -> None:
    ticket = opened_apart(scene, scene.take("07"), "s@attacker.example")
    assert ticket.requester.name == ""


def test_08_the_address_that_parseaddr_picks_is_not_the_sender(scene: Scene) -> None:
    held(scene, scene.take("08"))


def test_10_a_group_is_nobody(scene: Scene) -> None:
    held(scene, scene.take("10"))


def test_11_an_encoded_address_as_a_name_is_not_shown_as_one(scene: Scene) -> None:
    ticket = opened_apart(scene, scene.take("11"), "s@attacker.example")
    assert ticket.requester.name == ""


def test_13_authentication_results_from_outside_give_an_agent_no_power(scene: Scene) -> None:
    ticket = opened_apart(scene, scene.take("13"), "agent@desk.example")
    assert ticket.assignee is None
    assert ticket.first_response_at is None


def test_14_our_own_mail_that_comes_back_is_not_a_request(scene: Scene) -> None:
    received = scene.take("14", path=DESK)
    assert received.state == State.AUTOMATIC
    assert Ticket.objects.count() == 1


def test_14_nor_where_it_hides_that_it_is_automatic(scene: Scene) -> None:
    received = scene.take("14", path=DESK, old=b"Auto-Submitted: auto-generated", new=b"X-Hidden: yes")
    assert received.reason == "came from this desk"
    assert Ticket.objects.count() == 1


def test_16_a_sub_address_is_another_sender(scene: Scene) -> None:
    token = reply_address(DESK, scene.ticket.pk, scene.victim.pk, route.mail_key())
    ticket = opened_apart(scene, scene.take("16", to=token), "victim+x@customer.example")
    assert ticket.requester != scene.victim


def test_17_case_makes_no_other_sender_and_a_subject_still_joins_nothing(scene: Scene) -> None:
    ticket = opened_apart(scene, scene.take("17"), "victim@customer.example")
    assert ticket.requester == scene.victim


def test_19_control_headers_from_outside_control_nothing(scene: Scene) -> None:
    ticket = opened_apart(scene, scene.take("19"), "v@customer.example")
    assert ticket.assignee is None
    rows = OutboxRow.objects.filter(ticket_id=ticket.pk)
    assert [row.payload["template"] for row in rows] == ["acknowledgement"]


def test_20_a_template_in_a_name_is_a_name(scene: Scene) -> None:
    ticket = opened_apart(scene, scene.take("20"), "v@customer.example")
    assert ticket.requester.name == "{{ settings.SECRET_KEY }} {% include 'x' %} ${7*7} <%= 1 %>"
    assert ticket.subject == "{{7*7}}"
    sent = compose(OutboxRow.objects.get(ticket_id=ticket.pk), MONDAY)
    assert b"7*7" not in sent.data
    assert f"Subject: [{ticket.reference}] We have received your request\r\n".encode() in sent.data


def test_22_without_a_message_id_the_content_tells_the_double(scene: Scene) -> None:
    assert scene.take("22").pk == scene.take("22").pk
    assert Ticket.objects.count() == 2
