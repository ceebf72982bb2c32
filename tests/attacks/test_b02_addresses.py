"""What others' desks gave away by an address alone (B2), each under its own name."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from parola.desk.tickets import operations
from parola.desk.tickets.models import TicketEvent
from tests.desk.world import World, after
from tests.web.conftest import Reader

TRICKS = [
    "..;/{0}",
    "./{0}",
    "%2e/{0}",
    "%2e%2e/portal/requests/{0}",
    "/{0}",
    "{0}.",
    "{0}%20",
    "{0};a=b",
    "{0}%00",
    "{0}/x.css",
    "{0}%2f",
]


def addresses(patterns: list[URLPattern | URLResolver] | None = None) -> list[str]:
    """Every address of the desk, as it is written down."""
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        below = [""] if isinstance(pattern, URLPattern) else addresses(pattern.url_patterns)
        found += [f"{pattern.pattern}{each}" for each in below]
    return found


@pytest.mark.django_db
def test_b02_cve_2026_34723_no_address_sets_up_the_desk_anew(world: World, reader: Reader) -> None:
    """The first administrator is made by a command, and by no page."""
    assert [
        each for each in addresses() if any(word in each for word in ("setup", "install", "first", "initial"))
    ] == []
    page = Client().get("/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/sign-in/")
    assert reader(world.ana).get("/console/settings/brands/new/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("trick", TRICKS)
def test_b02_cve_2019_14994_another_spelling_of_an_address_is_decided_alike(
    world: World, reader: Reader, trick: str
) -> None:
    """Also CVE-2019-15003 and CVE-2019-15004."""
    ticket = world.ticket(text="canary")
    for side in ("portal/requests", "console/tickets"):
        address = f"/{side}/{trick.format(ticket.reference)}/"
        for stranger in (world.olga, world.zoe):
            answer = reader(stranger).get(address, follow=True)
            assert answer.status_code in {400, 404}
            assert "canary" not in answer.content.decode()


@pytest.mark.django_db
def test_b16_cve_2020_1767_who_lets_a_held_reply_go_speaks_in_nobodys_name_unseen(world: World, reader: Reader) -> None:
    """Also CVE-2024-23792: a reply is its writer's, and who let it go stands beside it; no field of a form names another writer."""
    ticket = world.ticket(priority="P3")
    held = operations.reply(ticket=ticket, by=world.lea, text="Soon.", now=after(hours=14))
    reader(world.bob).post(
        f"/console/tickets/{ticket.reference}/release/{held.last_event_seq}/",
        {"seen": str(held.last_event_seq), "reason": "Now", "by": str(world.amir.pk), "actor": str(world.amir.pk)},
    )
    events = list(TicketEvent.objects.filter(ticket=ticket, seq__gt=held.last_event_seq).order_by("seq"))
    assert [(event.kind, event.actor_id) for event in events[:2]] == [
        ("reply_released", world.bob.pk),
        ("message", world.lea.pk),
    ]


@pytest.mark.django_db
def test_b20_cve_2015_1165_no_address_holds_a_secret_and_none_is_told_to_other_places(
    world: World, reader: Reader
) -> None:
    """There are no feeds by secret addresses; links that open something are told to no other site.

    Of the two that there are one stops one kind of mail to one person, and opens nothing; the other names a file that a signed-in person
    has just sent, and gives it to that person alone.
    """
    secret = {each for each in addresses() if "feed" in each or "token" in each}
    assert secret == {"mail/stop/<str:token>/", "console/knowledge/uploaded/<str:token>/"}
    answer = reader(world.bob).get("/console/")
    assert answer.headers["Referrer-Policy"] == "same-origin"
