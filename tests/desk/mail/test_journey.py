"""A conversation by mail, over real sockets both ways: request, acknowledgement, answer, thanks, and one that nobody answers."""

from __future__ import annotations

import smtplib
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest
from django.db import connection
from pytest_django import Settings

from parola.desk.mail import receiver
from parola.desk.mail.server import Delivery
from parola.desk.tickets import operations, queries
from parola.desk.tickets.models import Ticket
from parola.sla.clock import State
from parola.worker.jobs import LANES
from tests.desk.mail.post import DESK, gathering, listening
from tests.desk.world import MONDAY, World, after

pytestmark = pytest.mark.django_db(transaction=True)


def write(port: int, sender: str, to: str, subject: str, text: str, answering: EmailMessage | None = None) -> None:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = sender, to, subject, f"<{len(text)}@people.example>"
    if answering is not None:
        mail["In-Reply-To"] = answering["Message-ID"]
    mail.set_content(text)
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.send_message(mail)


def work(now: datetime) -> None:
    for jobs in LANES.values():
        for job in jobs:
            while job.run(now):
                pass


def read(delivery: Delivery) -> EmailMessage:
    mail = message_from_bytes(delivery.raw, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_a_request_is_answered_and_the_answer_is_answered(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    left: list[Delivery] = []
    clock = iter([MONDAY, after(minutes=40), after(hours=1)])
    talk, threads = receiver.conversation(lambda: next(clock))
    with threads, listening(talk) as port, listening(gathering(left)) as out:
        settings.EMAIL_PORT = out
        write(port, "ana@people.example", DESK, "No podemos entrar", "Hola, nadie puede iniciar sesión.")
        work(MONDAY)
        acknowledgement = read(left[0])
        ticket = Ticket.objects.get()
        assert ticket.reference in str(acknowledgement["Subject"])
        assert ticket.first_response_at is None

        operations.reply(ticket=ticket, by=world.bob, text="¿Han probado otra vez?", now=after(minutes=20))
        work(after(minutes=20))
        answer = read(left[1])
        assert answer["In-Reply-To"] == "<33@people.example>"
        assert queries.timeline(ticket).clocks[0].state(after(minutes=20)) == State.MET

        quoted = "".join(f"> {line}\n" for line in str(answer.get_body(("plain",)).get_content()).splitlines())  # type: ignore[union-attr]  # it has one
        reply_to = answer["Reply-To"].addresses[0].addr_spec
        write(port, "ana@people.example", reply_to, "Re: No podemos entrar", f"Sí, gracias.\n\n{quoted}", answer)
        said = [item.body.text for item in queries.conversation(ticket, world.ana) if item.body]
        assert said == ["Hola, nadie puede iniciar sesión.", "¿Han probado otra vez?", "Sí, gracias."]

        write(port, "olga@people.example", reply_to, "Re: No podemos entrar", "Anch'io!", answer)
    ticket.refresh_from_db()
    assert Ticket.objects.count() == 2
    assert len(queries.conversation(ticket, world.ana)) == 3


def test_a_request_that_nobody_answers_is_told_to_the_agents_and_counts_as_missed(
    world: World, settings: Settings
) -> None:
    left: list[Delivery] = []
    ticket = world.ticket(priority="P1")
    assert ticket.first_response_due_at is not None
    with listening(gathering(left)) as out:
        settings.EMAIL_PORT = out
        work(MONDAY)
        work(ticket.first_response_due_at)
    told = [read(delivery) for delivery in left if "missed" in str(read(delivery).get_body(("plain",)))]
    assert {mail["To"].addresses[0].addr_spec for mail in told} == {"bob@people.example", "lea@people.example"}
    assert (
        queries.timeline(ticket).clocks[0].state(ticket.first_response_due_at + (after(seconds=1) - MONDAY))
        == State.MISSED
    )
