"""A brand whose small agreement has the rules that a test is about. Acme has its one plan; Bob and Lea work for it."""

from __future__ import annotations

from datetime import UTC, datetime

from parola.desk.accounts.models import Brand, Post
from parola.desk.agreements import operations as agreements
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import alarms, operations, queries
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import Fact
from tests.desk.world import MONDAY, SIGNED, World, brand
from tests.policy.samples import more

CLOSING = """\
closing: {remind: [1d, 2d], close: 3d, on: always, text: We close what is not answered.}
"""
WORKAROUND = """\
lowering:
  way-around: {on: workaround, priority: P1, lower_to: P2, text: Who can work on has a normal problem.}
"""


def ruled(world: World, rules: str, **changes: str) -> Brand:
    """The brand, with its agreement in force since New Year; `changes` are pieces of it that are replaced."""
    vendor = brand("ruled", "RUL")
    agreements.publish(brand=vendor, source=more(rules, **changes), by=None, now=datetime(2026, 1, 1, tzinfo=UTC))
    agreements.sign(
        organization=world.acme, brand=vendor, plan="basic", first_day=SIGNED, timezone="Europe/Madrid", now=MONDAY
    )
    for somebody, role in ((world.bob, "agent"), (world.lea, "lead")):
        Post.objects.create(person=somebody, brand=vendor, role=role)
    return vendor


def asked(world: World, ticket: Ticket, at: datetime = MONDAY) -> Ticket:
    """The ticket, answered with a question: it waits for the customer."""
    return operations.reply(ticket=ticket, by=world.bob, text="Which one?", wait=True, now=at)


def answered(world: World, ticket: Ticket, at: datetime, text: str = "This one.") -> Ticket:
    """The ticket, or what takes its place, after Ana has written."""
    return operations.customer_message(ticket=ticket, by=world.ana, text=text, channel="web", submitted_at=at, now=at)


def sweep_all(now: datetime) -> None:
    """What the worker does in a turn."""
    while alarms.sweep(now=now):
        pass


def facts(ticket: Ticket, *kinds: type[Fact]) -> list[tuple[str, datetime]]:
    """The events of these kinds: what and when."""
    return [(event.fact.kind, event.at) for event in queries.history(ticket) if isinstance(event.fact, kinds)]


def mails(template: str) -> list[OutboxRow]:
    """What was put into the outbox under a template."""
    return list(OutboxRow.objects.filter(payload__template=template).order_by("pk"))


def delivered(at: datetime) -> None:
    """Everything in the outbox has left."""
    OutboxRow.objects.exclude(state=OutboxRow.State.SENT).update(state=OutboxRow.State.SENT, sent_at=at)
