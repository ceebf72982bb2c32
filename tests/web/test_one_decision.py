"""P12: on desks made at random, whatever a person may be shown is what the table of relations says, on every page and by every count.

The words of a ticket, of an organization and of a person are marks that stand nowhere else: what a page has of them is what it tells.
What ought to be there is reckoned here once more, from the plain data of the example and in the simplest words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from parola.desk.accounts.models import Brand, Membership, Organization, Person, Post
from parola.desk.tickets import customers, filters, narrowing, operations, participants, queries
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.narrowing import Directory
from tests.desk.world import MONDAY, World, after, person

BRANDS, ORGANIZATIONS, PEOPLE = range(2), range(3), range(5)
REPORTING = {"lead", "problem_manager", "manager", "auditor"}


@dataclass(frozen=True)
class Asked:
    """A ticket: who asked which brand, for which organization, and who was added."""

    brand: int
    requester: int
    organization: int | None
    follower: int | None
    answered: bool


@dataclass(frozen=True)
class Plain:
    """A desk in numbers."""

    posts: frozenset[tuple[int, int, str]]
    members: dict[tuple[int, int], bool]
    tickets: tuple[Asked, ...]
    administrator: int | None
    gone: int | None

    def present(self, who: int) -> bool:
        return who != self.gone

    def works_for(self, who: int, brand: int, roles: Any = tuple(Post.Role.values)) -> bool:
        posted = any((who, brand, role) in self.posts for role in roles)
        return self.present(who) and (who == self.administrator or posted)

    def is_customer(self, who: int, ticket: Asked) -> bool:
        manages = ticket.organization is not None and self.members.get((who, ticket.organization), False)
        return self.present(who) and (who in (ticket.requester, ticket.follower) or manages)

    def inside(self, who: int) -> set[int]:
        return {n for n, ticket in enumerate(self.tickets) if self.works_for(who, ticket.brand)}

    def own(self, who: int) -> set[int]:
        return {n for n, ticket in enumerate(self.tickets) if self.is_customer(who, ticket)}

    def counted(self, who: int, brand: int) -> set[int]:
        if not self.works_for(who, brand, REPORTING):
            return set()
        return {n for n, ticket in enumerate(self.tickets) if ticket.brand == brand and ticket.answered}

    def organizations(self, who: int) -> set[int]:
        """Of whom they may know as support: customers of the brands that they work for."""
        if self.present(who) and who == self.administrator:
            return set(ORGANIZATIONS)
        asked = {ticket.organization for ticket in self.tickets if self.works_for(who, ticket.brand)}
        return {each for each in asked if each is not None}

    def people(self, who: int) -> set[int]:
        """Whom they may meet on a page: on tickets, among customers, beside them."""
        found = {who}
        for n in self.inside(who) | self.own(who):
            found |= {each for each in (self.tickets[n].requester, self.tickets[n].follower) if each is not None}
        for each in self.organizations(who):
            found |= {one for (one, organization) in self.members if organization == each}
        for brand in BRANDS:
            if self.works_for(who, brand):
                found |= {one for (one, where, _role) in self.posts if where == brand}
        return found


def numbers(of: range) -> st.SearchStrategy[int]:
    return st.sampled_from(of)


ASKED = st.builds(
    Asked,
    brand=numbers(BRANDS),
    requester=numbers(PEOPLE),
    organization=st.none() | numbers(ORGANIZATIONS),
    follower=st.none() | numbers(PEOPLE),
    answered=st.booleans(),
)
DESKS = st.builds(
    Plain,
    posts=st.frozensets(st.tuples(numbers(PEOPLE), numbers(BRANDS), st.sampled_from(Post.Role.values)), max_size=5),
    members=st.dictionaries(st.tuples(numbers(PEOPLE), numbers(ORGANIZATIONS)), st.booleans(), max_size=6),
    tickets=st.lists(ASKED, min_size=1, max_size=4).map(tuple),
    administrator=st.none() | numbers(PEOPLE),
    gone=st.none() | numbers(PEOPLE),
)


@dataclass(frozen=True)
class Made:
    """The desk in the database."""

    plain: Plain
    brands: list[Brand]
    organizations: list[Organization]
    people: list[Person]
    tickets: list[Ticket]


def make(plain: Plain, world: World) -> Made:
    """The people and tickets of the example, at the world's two brands."""
    brands = [world.credenti, world.zmanda]
    organizations = [Organization.objects.create(name=f"organization{n}x") for n in ORGANIZATIONS]
    people = [person(f"person{n}x", language="en") for n in PEOPLE]
    for who, brand, role in plain.posts:
        Post.objects.create(person=people[who], brand=brands[brand], role=role)
    for (who, organization), manager in plain.members.items():
        Membership.objects.create(person=people[who], organization=organizations[organization], manager=manager)
    tickets = [ask(n, each, world, brands, organizations, people) for n, each in enumerate(plain.tickets)]
    if plain.administrator is not None:
        Person.objects.filter(pk=people[plain.administrator].pk).update(is_superuser=True)
    whose: dict[int | None, int] = {each.pk: n for n, each in enumerate(organizations)}
    asked = [
        replace(each, organization=whose.get(one.organization_id))
        for each, one in zip(plain.tickets, tickets, strict=True)
    ]
    return Made(replace(plain, tickets=tuple(asked)), brands, organizations, people, tickets)


def ask(n: int, asked: Asked, world: World, brands: Any, organizations: Any, people: Any) -> Ticket:
    """One of the tickets."""
    whose = None if asked.organization is None else organizations[asked.organization]
    ticket = world.ticket(
        brand=brands[asked.brand],
        requester=people[asked.requester],
        organization=whose,
        subject=f"subject{n}x",
        priority=None,
    )
    if asked.follower is not None:
        follower = people[asked.follower]
        ticket = participants.add(ticket=ticket, by=world.root, person=follower, now=MONDAY)
    if asked.answered:
        ticket = operations.reply(
            ticket=ticket, by=world.root, text="Hello", at_once_reason="Now", now=after(minutes=1)
        )
    operations.note(ticket=ticket, by=world.root, text=f"secret{n}x", now=after(minutes=2))
    return ticket


def marks(page: str, kind: str) -> set[int]:
    """Which of that kind the page names."""
    return {int(found) for found in re.findall(rf"{kind}(\d)x", page, re.IGNORECASE)}


FOUND = (Phase.explicit, Phase.reuse, Phase.generate)
"""Pages are slow to shrink over: the first desk that disagrees is small enough."""


@settings(max_examples=6, phases=FOUND, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plain=DESKS)
def test_every_page_tells_what_the_one_decision_says(world: World, plain: Plain) -> None:
    with transaction.atomic():
        made = make(plain, world)
        browsers = [signed_in(each) for each in made.people]
        if plain.gone is not None:
            Person.objects.filter(pk=made.people[plain.gone].pk).update(is_active=False)
        for who, browser in enumerate(browsers):
            compare(made, who, browser)
        transaction.set_rollback(True)


def signed_in(somebody: Person) -> Client:
    client = Client()
    client.force_login(somebody)
    return client


def compare(made: Made, who: int, browser: Client) -> None:
    """All that is asked for `who`, against what is to be told."""
    plain, reader = made.plain, Person.objects.get(pk=made.people[who].pk)
    inside, own = plain.inside(who), plain.own(who)
    assert keys(made, queries.visible_to(reader)) == inside | own
    assert keys(made, queries.queue(reader)) == keys(made, queries.worked_on_by(reader)) == inside
    directory = Directory(reader, MONDAY, UTC)
    assert keys(made, narrowing.found(narrowing.narrow(filters.read("state:any"), directory), directory)) == inside
    assert keys(made, queries.requests_of(reader)) == own
    at_work = customers.at_work(made.organizations, reader)
    assert sum(at_work.values()) == len([n for n in inside if plain.tickets[n].organization is not None])
    known = plain.organizations(who) | membership(plain, who) | ours(plain, own)
    for place, text, told in pages(made, who, browser):
        assert marks(text, "subject") == told, place
        assert marks(text, "secret") <= inside, place
        assert marks(text, "organization") - marks(place, "organization") <= known, place
        assert marks(text, "person") <= plain.people(who), place


def keys(made: Made, tickets: Any) -> set[int]:
    known = {ticket.pk: n for n, ticket in enumerate(made.tickets)}
    return {known[pk] for pk in tickets.values_list("pk", flat=True)}


def membership(plain: Plain, who: int) -> set[int]:
    return {organization for (one, organization) in plain.members if one == who}


def ours(plain: Plain, own: set[int]) -> set[int]:
    """Whoever follows a ticket may see whose it is."""
    return {each for n in own if (each := plain.tickets[n].organization) is not None}


def pages(made: Made, who: int, browser: Client) -> Iterator[tuple[str, str, set[int]]]:
    """The pages that the person reads, with what each is to tell of tickets; a refusal tells nothing."""
    plain, inside, own = made.plain, made.plain.inside(who), made.plain.own(who)
    yield from read(browser, reverse("portal:requests"), own)
    yield from read(browser, reverse("console:queue"), inside)
    yield from read(browser, reverse("console:queue") + "?q=subject", inside)
    asked = {n for n in inside if plain.tickets[n].organization == 1}
    yield from read(browser, reverse("console:queue") + "?q=organization1x", asked)
    yield from read(browser, reverse("console:customers"), set())
    yield from read(browser, reverse("console:customers") + "?text=person", set())
    yield from read(browser, reverse("console:aside"), set())
    for number, organization in enumerate(made.organizations):
        told = {n for n in inside if plain.tickets[n].organization == number}
        yield from read(
            browser, reverse("console:customer", args=[organization.pk]), told, number in plain.organizations(who)
        )
    for number, brand in enumerate(made.brands):
        counted = plain.counted(who, number)
        query = f"?brand={brand.slug}&month=2026-11&what="
        for what in ("met", "best_effort"):
            for place, text, _ in read(browser, reverse("console:report_tickets") + query + what, set()):
                assert marks(text, "subject") <= counted, place
    for n, ticket in enumerate(made.tickets):
        one = {n}
        for place, text, _ in read(browser, reverse("console:ticket", args=[ticket.reference]), one, n in inside):
            yield place, text, one | (marks(text, "subject") & inside)  # beside it stand the customer's last ones
        yield from read(browser, reverse("portal:ticket", args=[ticket.reference]), one, n in own)
        for place, allowed in (("console:history_json", inside), ("portal:history_json", own)):
            answer = browser.get(reverse(place, args=[ticket.reference]))
            assert (answer.status_code == 200) == (n in allowed), place


def read(browser: Client, place: str, told: set[int], there: bool | None = None) -> Iterator[tuple[str, str, set[int]]]:
    """The page, where it is shown; `there`: whether it must be."""
    answer = browser.get(place)
    if there is not None:
        assert (answer.status_code == 200) == there, place
    if answer.status_code == 200:
        text = re.sub(
            r'value="[^"]*"', "", answer.content.decode()
        )  # what was typed into the search stands there again
        yield place, text, told
    else:
        assert not marks(answer.content.decode(), "subject"), place
