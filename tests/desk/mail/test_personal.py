"""Mails to one person alone: in their language, to the address that is meant, in the name of a brand they know."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from pytest_django import Settings

from parola.desk.accounts.models import Brand, Person, Post
from parola.desk.mail import personal
from parola.desk.mail.personal_letters import LETTERS
from parola.desk.mail.server import Delivery
from parola.desk.outbox.models import OutboxRow
from tests.desk.mail.post import gathering, listening
from tests.desk.world import MONDAY, World, after

TOLD = {"code": "QX7-K2P", "link": "http://127.0.0.1:8000/recovery/1-abc/"}


def written(person: Person, template: str = "login_code", to: str = "") -> EmailMessage:
    personal.enqueue(template=template, to=to or person.email, person=person, told=TOLD, now=MONDAY)
    envelope = personal.compose(OutboxRow.objects.latest("pk"))
    assert envelope is not None
    mail = message_from_bytes(envelope.data, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.mark.parametrize("template", LETTERS)
@pytest.mark.parametrize("language", ["en", "es", "it", "ar", "fr"])
def test_every_one_can_be_said_in_every_language(world: World, template: str, language: str) -> None:
    world.ana.language = language
    world.ana.save()
    mail = written(world.ana, template)
    assert mail["Subject"]
    assert mail["Content-Language"] == ("en" if language == "fr" else language)
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_code_and_a_link_stand_on_their_own(world: World) -> None:
    assert "QX7-K2P" in text_of(written(world.ana)).splitlines()
    assert TOLD["link"] in text_of(written(world.ana, "password_reset_key"))
    assert TOLD["code"] not in text_of(written(world.ana, "password_changed"))


def test_it_goes_to_the_address_that_is_meant_and_tells_it_no_name(world: World) -> None:
    mail = written(world.ana, "email_confirmation", to="elsewhere@people.example")
    assert mail["To"] == "elsewhere@people.example"
    assert "Ana" not in text_of(mail)


def test_it_comes_from_a_brand_that_the_person_has_to_do_with(world: World) -> None:
    assert written(world.zoe)["From"].addresses[0].addr_spec == world.zmanda.support_address
    assert written(world.ana)["From"].addresses[0].addr_spec == world.credenti.support_address
    assert written(world.olga)["From"].addresses[0].addr_spec == world.credenti.support_address


def test_a_desk_without_brands_writes_in_its_own_name(db: None) -> None:
    root = Person.objects.create_superuser("root@desk.example")
    assert not Brand.objects.exists()
    assert not Post.objects.exists()
    assert written(root)["From"].addresses[0].addr_spec == "parola@127.0.0.1"


def test_whoever_was_closed_meanwhile_gets_none(world: World) -> None:
    personal.enqueue(template="login_code", to=world.ana.email, person=world.ana, told=TOLD, now=MONDAY)
    Person.objects.update(is_active=False)
    assert personal.compose(OutboxRow.objects.get()) is None


def test_a_server_that_is_down_is_tried_again_and_one_that_refuses_is_not(world: World, settings: Settings) -> None:
    settings.EMAIL_PORT = 1
    personal.enqueue(template="login_code", to=world.ana.email, person=world.ana, told=TOLD, now=MONDAY)
    personal.deliver(now=MONDAY)
    assert OutboxRow.objects.get().attempts == 1
    assert "QX7" not in json.dumps(OutboxRow.objects.get().payload)
    left: list[Delivery] = []
    with listening(gathering(left)) as port:
        settings.EMAIL_PORT = port
        personal.deliver(now=after(minutes=5))
    assert len(left) == 1
    assert not OutboxRow.objects.exists()
