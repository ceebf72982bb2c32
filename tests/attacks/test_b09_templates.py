"""B9, template injection: what people are called and what administrators write is text, and is never run as a template.

Precedents: CVE-2026-40567 (a sender's name in outgoing mail), CVE-2019-13458 (placeholders that reveal passwords), CVE-2021-39115
(administrators' templates that run on the server).
"""

from __future__ import annotations

import pytest
from django.conf import settings

from parola.desk.mail import worded, wording, wordings
from parola.desk.mail.models import Wording
from parola.desk.tickets import canned
from parola.desk.tickets.models import CannedReply
from tests.desk.mail.test_compose import letter, verify
from tests.desk.world import MONDAY, World
from tests.web.conftest import Reader
from tests.web.portal.pages import text_of

pytestmark = pytest.mark.django_db

DOUBLE = (
    "{{7*7}}",
    "{{7*'7'}}",
    "{{ settings.SECRET_KEY }}",
    "{{config.items()}}",
    "{{ request.user.password }}",
    "{{customer_name.__class__.__mro__}}",
    "{{customer_name|safe}}",
    "{{ ticket.requester.password }}",
    "{{ ''.__class__.__base__.__subclasses__() }}",
    "{{customer_name}}{{constructor.constructor('return 1')()}}",
    "{{#with this}}{{lookup . 'constructor'}}{{/with}}",
    "{{$on.constructor('alert(1)')()}}",
    "{{{customer_name}}}",
    "{{!-- --}}",
    "{{",
)
"""In an administrator's text these are errors."""
TEXT = (
    "{% include 'x' %}",
    "{% debug %}",
    "{% load log %}{% get_admin_log 10 as log %}",
    "${7*7}",
    "${T(java.lang.Runtime).getRuntime().exec('id')}",
    "#{7*7}",
    "<%= 7*7 %>",
    "<%= File.read('/etc/passwd') %>",
    "{customer_name}",
    "{0.__class__}",
    "%(customer_name)s",
    "%s%s%n",
    "$customer_name",
    "[[${7*7}]]",
    "@(7*7)",
    "*{7*7}",
    "{php}echo 1;{/php}",
    "#set($x=7*7)$x",
    "<#assign x=7*7>${x}",
    "= 7*7",
    "{%customer.fullName%}",
    "<script>alert(49)</script><img src=x onerror=alert(49)>",
)
"""These are plain text, wherever they stand."""
GREETING = "Hello {{customer_name}}, {{agent_name}} of {{brand_name}}."


def page_with(world: World, reader: Reader, reply: CannedReply) -> str:
    """The ticket's page with the reply put in, as it is sent."""
    return reader(world.bob).post("/console/tickets/CRE-1/canned/", {"canned": reply.pk}).content.decode()


@pytest.mark.parametrize("attack", [*DOUBLE, *TEXT])
def test_a_name_is_put_in_as_it_is_and_read_by_nobody(world: World, reader: Reader, attack: str) -> None:
    ticket = world.ticket()
    for person in (world.ana, world.bob):
        person.name = attack
        person.save()
    world.credenti.name = attack
    world.credenti.save()
    ticket.refresh_from_db()
    reply = CannedReply.objects.create(brand=world.credenti, title="G", texts={"en": GREETING})
    text = canned.prepare(reply, ticket, world.bob, MONDAY).text
    assert text == f"Hello {attack}, {attack} of {attack}."
    page = page_with(world, reader, reply)
    assert "<script>alert(49)" not in page
    assert "<img src=x" not in page
    assert "Hello " + attack in text_of(page.encode()) if "<" not in attack else "&lt;" in page
    assert settings.SECRET_KEY not in page


@pytest.mark.parametrize("attack", DOUBLE)
def test_what_asks_for_more_than_a_placeholder_is_refused_when_it_is_saved(world: World, attack: str) -> None:
    with pytest.raises(canned.BadText):
        canned.save(
            reply=None, brand=world.credenti, title="A", texts={"en": f"Hello {attack}"}, by=world.root, now=MONDAY
        )
    assert CannedReply.objects.count() == 1


@pytest.mark.parametrize("attack", TEXT)
def test_what_is_another_languages_template_is_text(world: World, reader: Reader, attack: str) -> None:
    ticket = world.ticket()
    reply = canned.save(reply=None, brand=world.credenti, title=attack, texts={"en": attack}, by=world.root, now=MONDAY)
    assert canned.prepare(reply, ticket, world.bob, MONDAY).text == attack
    for address in ("/console/settings/canned/", f"/console/settings/canned/{reply.pk}/"):
        page = reader(world.root).get(address).content.decode()
        assert "<script>alert(49)" not in page
        assert "<img src=x" not in page
    assert "<script>alert(49)" not in page_with(world, reader, reply)


@pytest.mark.parametrize("attack", [*DOUBLE, *TEXT])
def test_what_was_saved_past_the_check_is_still_not_run(world: World, attack: str) -> None:
    reply = CannedReply.objects.create(brand=world.credenti, title="A", texts={"en": f"Hello {attack}"})
    text = canned.prepare(reply, world.ticket(), world.bob, MONDAY).text
    own = attack.startswith("{{customer_name}}")
    assert text == f"Hello {attack.replace('{{customer_name}}', 'Ana') if own else attack}"


@pytest.mark.parametrize("attack", [*DOUBLE, "{% include 'x' %}", "{% debug %}", "{%customer.fullName%}", "{# #}"])
@pytest.mark.parametrize("name", worded.KINDS)
def test_the_words_of_a_letter_hold_its_placeholders_and_nothing_else(world: World, name: str, attack: str) -> None:
    text = f"{wordings.ours(name, 'en')}\n\n{attack}"
    with pytest.raises(wordings.BadWording):
        wordings.save(brand=world.credenti, letter=name, language="en", text=text, by=world.root, now=MONDAY)
    assert not Wording.objects.exists()


@pytest.mark.parametrize("attack", [*DOUBLE, *TEXT])
def test_every_placeholder_of_every_letter_takes_an_attack_as_text(attack: str) -> None:
    for kind in worded.KINDS.values():
        for name in kind.may:
            block = name in wording.BLOCKS
            values = wording.Values(words={} if block else {name: attack}, blocks={name: (attack,)} if block else {})
            assert wording.told(f"A\n{{{{{name}}}}}", values) == (("A", attack) if block else (f"A\n{attack}",))


@pytest.mark.parametrize("attack", [*DOUBLE, *TEXT])
def test_what_people_are_called_is_text_in_the_mails_that_leave(world: World, attack: str) -> None:
    for thing in (world.ana, world.credenti):
        thing.name = attack
        thing.save()
    world.ana.language = "en"
    world.ana.save()
    verify(world.ana)
    # past the check, as a row of another time
    Wording.objects.create(
        brand=world.credenti,
        letter="acknowledgement",
        language="en",
        text=f"{attack} {{{{ticket_reference}}}}\n{{{{customer_name}}}}\n{{{{brand_name}}}}",
    )
    world.ticket(subject=attack)
    sent = letter("acknowledgement")
    assert sent.text.count(attack) >= 3
    assert "<script>alert(49)" not in sent.html
    assert "<img src=x" not in sent.html
    assert settings.SECRET_KEY not in sent.text + sent.html
