"""Where nothing is promised nothing is kept or missed: measured, shown apart, and never in a denominator."""

from __future__ import annotations

from datetime import date, timedelta

from parola.desk.accounts.models import Brand, Organization, Person, Post
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import Contract
from parola.desk.reports import queries
from parola.desk.tickets import operations
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.models import Ticket
from parola.sla.attainment import Row, attain
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World, after

LATER = after(days=30)


def totals(world: World, brand: Brand) -> tuple[int, int, int, set[float | None]]:
    """Met, missed, best effort, and the shares, of all that ended by then."""
    found = queries.counted(person=world.root, brand=brand, first=MONDAY, last=LATER, now=LATER)
    rows: tuple[Row, ...] = attain(each.outcome for each in found)
    return (
        sum(row.met for row in rows),
        sum(row.missed for row in rows),
        sum(row.best_effort for row in rows),
        {row.share for row in rows},
    )


def answered(world: World, ticket: Ticket, after_hours: int) -> Ticket:
    return operations.reply(ticket=ticket, by=world.root, text="x", now=after(hours=after_hours))


def cloudtalk(world: World, plan: str) -> Brand:
    brand = Brand.objects.filter(slug="cloudtalk").first() or worlds.brand("cloudtalk", "CTK")
    if not brand.versions.exists():
        worlds.publish(brand, "cloudtalk")
    customer = Organization.objects.create(name=plan)
    agreements.sign(
        organization=customer, brand=brand, plan=plan, first_day=date(2026, 1, 1), timezone="UTC", now=MONDAY
    )
    person = Person.objects.create_user(f"{plan}@customers.example")
    person.memberships.create(organization=customer)
    return brand


def test_cloudtalks_basic_plan_never_enters_a_share(world: World) -> None:
    brand = cloudtalk(world, "basic")
    asker = Person.objects.get(email="basic@customers.example")
    facts = {"environment": "production"}
    for priority, hours in (("P1", 1), ("P2", 40), ("P3", 500)):
        answered(world, world.ticket(brand=brand, requester=asker, priority=priority, facts=facts), hours)
    world.ticket(brand=brand, requester=asker, priority="P3")  # never answered
    assert totals(world, brand) == (0, 0, 3, {None})


def test_beside_a_paying_customer_the_share_is_theirs_alone(world: World) -> None:
    brand = cloudtalk(world, "basic")
    cloudtalk(world, "professional")
    for email, hours in (("basic", 500), ("professional", 1), ("professional", 500)):
        asker = Person.objects.get(email=f"{email}@customers.example")
        answered(world, world.ticket(brand=brand, requester=asker, priority="P3"), hours)
    met, missed, best_effort, shares = totals(world, brand)
    assert (met, missed, best_effort, shares) == (1, 1, 1, {0.5})


def test_the_community_plan_never_enters_a_share(world: World) -> None:
    for hours in (1, 500):
        ticket = world.ticket(brand=world.zmanda, requester=world.olga, priority="P1", channel="email")
        answered(world, ticket, hours)
    assert totals(world, world.zmanda) == (0, 0, 2, {None})


def test_a_trial_counts_until_its_last_day_and_not_after_it(world: World) -> None:
    agreements.sign(
        organization=world.acme,
        brand=world.zmanda,
        plan="trial",
        first_day=MONDAY.date() - timedelta(days=20),
        last_day=MONDAY.date(),
        timezone="Europe/Madrid",
        trial=True,
        now=MONDAY,
    )
    on_its_last_day = world.ticket(brand=world.zmanda, priority="P1")
    tomorrow = after(hours=14, minutes=1)  # past midnight in Madrid
    after_it = world.ticket(brand=world.zmanda, priority="P1", submitted_at=tomorrow, now=tomorrow)
    assert (on_its_last_day.due_at, after_it.due_at) == (after(minutes=15), None)
    answered(world, on_its_last_day, 15)
    answered(world, after_it, 15)
    assert totals(world, world.zmanda)[:3] == (0, 1, 1)


def test_an_excluded_product_never_enters_a_share(world: World) -> None:
    brand = cloudtalk(world, "advanced")
    asker = Person.objects.get(email="advanced@customers.example")
    ticket = world.ticket(brand=brand, requester=asker, priority="P3", facts={"product": "beta"})
    answered(world, ticket, 500)
    assert totals(world, brand) == (0, 0, 1, {None})


def test_a_contract_that_has_ended_promises_nothing(world: World) -> None:
    Contract.objects.update(last_day=date(2026, 11, 1))
    answered(world, world.ticket(), 500)
    assert totals(world, world.credenti) == (0, 0, 1, {None})


def test_what_is_measured_is_still_shown(world: World) -> None:
    Post.objects.create(person=world.lea, brand=world.zmanda, role="lead")
    ticket = answered(world, world.ticket(brand=world.zmanda, requester=world.olga, priority="P1"), 5)
    (first,) = (clock for clock in tickets.timeline(ticket).clocks if clock.metric == "first_response")
    assert first.elapsed(LATER) == timedelta(hours=5)
