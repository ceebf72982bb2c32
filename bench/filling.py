"""A desk that has lived for a year, for `bench/desk.py`: people, contracts, and tickets with made-up histories.

Each writes in a language of their own, and what they write is made of real sentences (`texts`). The histories are
written by the ledger's own steps, a thousand tickets in a transaction: folded, chained and projected as every other,
so that `parola verify` agrees with them. Nothing is put into the outbox.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random

from texts import LANGUAGES, Texts

from parola.desk.accounts.brands import open_brand
from parola.desk.accounts.models import Brand, Membership, Organization, Person, Post
from parola.desk.agreements import operations as agreements
from parola.desk.tickets import ledger, opening
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.models import Body
from parola.desk.tickets.vocabulary import Assigned, Closed, Message, Resolved
from parola.policy import library

KEYS = {"credenti": "CRE", "zmanda": "ZMA", "cloudtalk": "CLO", "native": "NAT"}
AGENTS, ORGANIZATIONS = 6, 50
"""Of each brand; an organization has a manager and two more people."""
SIGNED = date(2020, 1, 1)
SEED = 2026
TOGETHER = 1_000
"""Tickets in a transaction."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who asks a brand, and what each of the brand's priorities gives them."""

    person: Person
    starts: list[opening.Start]
    agents: list[Person]


Tell = Callable[[Random, Texts, Customer, tuple[datetime, bool]], Callable[[dict[str, int]], None]]
"""Of whom, when opened, and whether it is still at work: what writes one ticket, given the last number of each brand."""


def fill(
    now: datetime, tickets: int, at_work: int, tell: Tell | None = None, sources: Mapping[str, str] | None = None
) -> None:
    """So many tickets, of which the last `at_work` are open, opened during the last 20 hours; the others are closed.

    `tell` is what happens to each: else `story`. `sources` are agreements in place of those that ship with Parola, by their ids.
    """
    random = Random(SEED)
    with ledger.turn():
        told = {name: library.load(name).source for name in KEYS} | dict(sources or {})
        customers = [customer for name, source in told.items() for customer in people_of(name, source, now)]
    texts = Texts(random)
    acts = ((tell or story)(random, texts, random.choice(customers), at) for at in instants(now, tickets, at_work))
    begun, done = time.perf_counter(), 0
    numbers = dict.fromkeys(KEYS.values(), 0)
    while some := list(islice(acts, TOGETHER)):
        with ledger.turn():
            for act in some:
                act(numbers)
        done += len(some)
        print(f"\r{done:,} of {tickets:,} tickets after {time.perf_counter() - begun:,.0f} s", end="", flush=True)
    print()


def people_of(name: str, source: str, now: datetime) -> Iterator[Customer]:
    """A brand with its agreement, customers and agents; these work for the brands made before it too."""
    brand = open_brand(
        slug=name,
        name=name.capitalize(),
        key=KEYS[name],
        support_address=f"support@{name}.example",
        languages=["en", "es", "it", "ar"],
        timezone="Europe/Madrid",
        by=None,
        now=now,
    )
    agreements.publish(brand=brand, source=source, by=None, now=now)
    agents = [person(f"agent{place}@{name}.example") for place in range(AGENTS)]
    for place, agent in enumerate(agents):
        for each in Brand.objects.all():
            Post.objects.create(person=agent, brand=each, role="agent" if place else "manager")
    for place in range(ORGANIZATIONS):
        yield from organization(brand, agents, place, now)


def organization(brand: Brand, agents: list[Person], place: int, now: datetime) -> Iterator[Customer]:
    """An organization with a contract for one of the brand's plans, and its people."""
    plans = list(library.load(brand.slug).agreement.plans)
    made = Organization.objects.create(name=f"Company {place} of {brand.name}", timezone="Europe/Madrid")
    agreements.sign(
        organization=made,
        brand=brand,
        plan=plans[place % len(plans)],
        first_day=SIGNED,
        timezone="Europe/Madrid",
        country="ES",
        subdivision="MD",
        now=now,
    )
    for number in range(3):
        customer = person(f"customer{number}@company{place}.{brand.slug}.example", LANGUAGES[place % len(LANGUAGES)])
        Membership.objects.create(person=customer, organization=made, manager=number == 0)
        yield Customer(customer, starts(brand, customer, made, now), agents)


def starts(brand: Brand, customer: Person, made: Organization, now: datetime) -> list[opening.Start]:
    """What the organization's contract gives, at each of the priorities that it may have."""
    found = []
    for priority in library.load(brand.slug).agreement.priorities:
        try:
            start = opening.decide(
                brand=brand,
                requester=customer,
                organization=made,
                channel="web",
                priority=priority.id,
                facts={"environment": "production"},
                at=now,
            )
        except (opening.PriorityRefused, opening.UnknownPriority):
            continue
        found.append(start)
    return found


def person(address: str, language: str = "en") -> Person:
    """Somebody without a password."""
    name = address.partition(".")[0].replace("@", " of ")
    return Person.objects.create_user(address, name=name, language=language)


def instants(now: datetime, tickets: int, at_work: int) -> Iterator[tuple[datetime, bool]]:
    """When each ticket was opened, and whether it is still at work: evenly over the year, then over the last 20 hours."""
    year, day, done = timedelta(days=364), timedelta(hours=20), tickets - at_work
    for place in range(done):
        yield now - timedelta(days=365) + year * place / done, False
    for place in range(at_work):
        yield now - day + day * place / at_work, True


def story(
    random: Random, texts: Texts, customer: Customer, told: tuple[datetime, bool]
) -> Callable[[dict[str, int]], None]:
    """What writes one ticket, given the last number of each brand."""
    at, at_work = told
    start, agent = random.choice(customer.starts), random.choice(customer.agents)
    language = customer.person.language
    subject, asked, said, thanked = texts.subject(language), *(texts.message(language) for _ in range(3))
    answered, taken = random.random() < 0.5, random.random() < 0.5

    def write(numbers: dict[str, int]) -> None:
        key = start.brand.key
        numbers[key] += 1
        text = ledger.write_body(text=asked, subject=subject)
        fact = opening.opened(start, number=numbers[key], body=text)
        entries = [Entry(fact=fact, at=at, by=customer.person)]
        if taken or not at_work:
            entries.append(Entry(fact=Assigned(assignee=agent.pk), at=at + timedelta(minutes=7), by=agent))
        if answered or not at_work:
            entries.append(Entry(fact=wrote("support", said), at=at + timedelta(minutes=20), by=agent))
        if not at_work:
            entries.append(Entry(fact=wrote("customer", thanked), at=at + timedelta(minutes=50), by=customer.person))
            entries.append(Entry(fact=Resolved(), at=at + timedelta(hours=2), by=agent))
            entries.append(Entry(fact=Closed(), at=at + timedelta(hours=3), by=agent))
        record(entries)

    return write


def record(entries: Sequence[Entry]) -> None:
    """A ticket's whole history, each event recorded when it happened: the ledger's steps, taken once for all of them."""
    history = [event for place, entry in enumerate(entries) for event in ledger.number([entry], place, entry.at)]
    ticket = ledger.save(None, ledger.fold(history, None))
    ledger.write_events(ticket, entries, history)


def wrote(side: str, text: str) -> Message:
    """A message with its text."""
    body: Body = ledger.write_body(text=text)
    return Message(side=side, public=True, channel="web", body=str(body.pk), digest=body.digest)  # type: ignore[arg-type]
