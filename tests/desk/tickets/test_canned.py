"""Canned replies: who prepares them, what they say on a ticket, and what is kept of their making."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parola.desk.accounts.models import Brand, Change
from parola.desk.teams.models import Team, TeamMember
from parola.desk.tickets import canned, operations
from parola.desk.tickets.models import CannedReply, Ticket
from tests.desk.world import MONDAY, World, altamar, posted

pytestmark = pytest.mark.django_db


def save(world: World, reply: CannedReply | None = None, **given: object) -> CannedReply:
    wanted: dict[str, object] = {"title": "On it", "texts": {"en": "We are on it."}, "by": world.root} | given
    return canned.save(reply=reply, brand=world.credenti, now=MONDAY, **wanted)  # type: ignore[arg-type]


def prepared(world: World, ticket: Ticket, **texts: str) -> canned.Prepared:
    return canned.prepare(CannedReply(brand=ticket.brand, texts=texts), ticket, world.bob, MONDAY)


def test_it_is_filled_in_for_the_ticket_in_the_customers_language(world: World) -> None:
    found = prepared(
        world,
        world.ticket(),
        es="Hola, {{customer_name}}: soy {{agent_name}}, de {{brand_name}}. {{ticket_reference}}, {{ticket_link}}",
        en="Hello",
    )
    assert (
        found.text == "Hola, Ana: soy Bob, de Credenti. CRE-1, http://127.0.0.1:8000/at/credenti/portal/requests/CRE-1/"
    )
    assert (found.language, found.wanted, found.missing) == ("es", "es", ())


@pytest.mark.parametrize(
    ("spoken", "texts", "language"),
    [
        ("pt-BR", {"pt": "Olá", "en": "Hello"}, "pt"),
        ("de", {"it": "Ciao", "en": "Hello"}, "en"),
        ("de", {"it": "Ciao", "ar": "أهلا"}, "it"),
    ],
    ids=["a kind of the language", "the brand's", "any that there is"],
)
def test_a_language_without_a_text_gets_another_and_it_is_said(
    world: World, spoken: str, texts: dict[str, str], language: str
) -> None:
    ticket = world.ticket()
    ticket.requester.language = spoken
    found = prepared(world, ticket, **texts)
    assert (found.text, found.language, found.wanted) == (texts[language], language, spoken)


def test_what_is_due_next_is_what_will_be_due_once_the_reply_has_left(world: World) -> None:
    """The answer keeps the promise that runs now, so that one is nothing to announce; the next update is."""
    brand = altamar(world)
    ticket = world.ticket(brand=brand, priority="critical")
    found = prepared(world, ticket, es="Antes del {{next_due}}", en="x")
    assert found.text == "Antes del lunes, 16 de noviembre de 2026, 11:00 (UTC)"
    assert canned.next_due(ticket, MONDAY) == datetime(2026, 11, 16, 11, tzinfo=UTC)


def test_where_no_time_is_promised_the_placeholder_stays_and_is_named(world: World) -> None:
    found = prepared(world, world.ticket(), es="Antes de {{next_due}}")
    assert (found.text, found.missing) == ("Antes de {{next_due}}", ("next_due",))


def test_a_customer_without_a_name_is_not_called_by_the_address(world: World) -> None:
    ticket = world.ticket()
    ticket.requester.name = ""
    assert prepared(world, ticket, es="Hola, {{customer_name}}").missing == ("customer_name",)


def test_its_use_is_counted(world: World) -> None:
    canned.use(reply=world.canned, ticket=world.ticket(), by=world.bob, now=MONDAY)
    world.canned.refresh_from_db()
    assert (world.canned.uses, world.canned.used_at) == (1, MONDAY)
    with pytest.raises(canned.NotAllowed):
        canned.use(reply=world.canned, ticket=Ticket.objects.get(), by=world.audrey, now=MONDAY)


def test_nothing_is_sent_by_it(world: World) -> None:
    ticket = world.ticket()
    before = ticket.events.count()
    canned.use(reply=world.canned, ticket=ticket, by=world.bob, now=MONDAY)
    assert ticket.events.count() == before


def test_who_configures_the_brand_writes_them_and_nobody_else(world: World) -> None:
    mara = posted("mara", world.credenti, "manager")
    assert save(world, by=mara).title == "On it"
    for somebody in (world.bob, world.lea, world.audrey, world.zoe, world.ana):
        with pytest.raises(canned.NotAllowed):
            save(world, by=somebody)


def test_a_placeholder_that_there_is_not_is_refused_with_its_place(world: World) -> None:
    with pytest.raises(canned.BadText) as refused:
        save(world, texts={"en": "Fine", "es": "Hola\n {{password}}"})
    (fault,) = refused.value.faults
    assert (refused.value.language, fault.name, fault.line, fault.column) == ("es", "password", 2, 2)
    assert not CannedReply.objects.exclude(pk=world.canned.pk).exists()


def test_a_shortcut_is_one_replys_of_a_brand(world: World) -> None:
    with pytest.raises(canned.ShortcutTaken):
        save(world, shortcut="hi")
    save(world, world.canned, shortcut="hi")
    canned.save(
        reply=None, brand=world.zmanda, title="Hi", texts={"en": "Hi"}, shortcut="hi", by=world.root, now=MONDAY
    )
    assert Brand.objects.filter(canned_replies__shortcut="hi").count() == 2


def test_the_audit_log_keeps_what_was_changed(world: World) -> None:
    made = save(world, shortcut="onit")
    save(world, made, texts={"en": "We are on it.", "it": "Ci siamo."}, in_use=False, shortcut="onit")
    first, second = Change.objects.filter(matter="canned_reply", key=str(made.pk)).order_by("pk")
    assert (first.before, first.by, first.brand, first.at) == (None, world.root, world.credenti, MONDAY)
    assert first.after == {
        "title": "On it",
        "shortcut": "onit",
        "team": None,
        "in_use": True,
        "text_en": "We are on it.",
    }
    assert (second.before, second.after) == ({"in_use": True}, {"in_use": False, "text_it": "Ci siamo."})


@pytest.mark.parametrize(
    ("find", "titles"),
    [
        ("", ["Greeting", "Cómo acceder", "Zeta"]),
        ("como", ["Cómo acceder"]),
        ("ZETA final", ["Zeta"]),
        ("hola", ["Greeting"]),
        ("z", ["Cómo acceder", "Zeta"]),
        ("nothing like it", []),
    ],
)
def test_they_are_found_by_any_of_their_words_the_most_used_first(world: World, find: str, titles: list[str]) -> None:
    save(world, title="Zeta", texts={"en": "The final word"})
    save(world, title="Cómo acceder", shortcut="z", texts={"es": "Entre aquí."})
    save(world, title="Not offered", texts={"en": "Old"}, in_use=False)
    CannedReply.objects.filter(title="Zeta").update(uses=3)
    CannedReply.objects.filter(title="Greeting").update(uses=5)
    CannedReply.objects.filter(title="Cómo acceder").update(uses=4)
    found = [reply.title for reply in canned.offered(world.bob, world.credenti, find)]
    assert found == titles


def test_one_of_a_team_is_offered_to_its_members_and_to_who_configures(world: World) -> None:
    team = Team.objects.create(brand=world.credenti, name="Cards")
    TeamMember.objects.create(team=team, person=world.lea)
    save(world, world.canned, team=team)
    offered = {
        somebody.name: canned.offered(somebody, world.credenti) for somebody in (world.bob, world.lea, world.root)
    }
    assert offered == {"Bob": [], "Lea": [world.canned], "Root": [world.canned]}
    team.delete()
    assert canned.offered(world.bob, world.credenti) == [world.canned]


def test_a_reply_written_with_one_is_an_ordinary_reply(world: World) -> None:
    ticket = world.ticket()
    text = canned.use(reply=world.canned, ticket=ticket, by=world.bob, now=MONDAY).text
    operations.reply(ticket=ticket, by=world.bob, text=text, now=MONDAY)
    assert Ticket.objects.get().first_response_at == MONDAY
