"""Courses of a ticket: what people do to it, some minutes after another, drawn at random."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from hypothesis import strategies as st

from parola.desk.tickets import operations, queries
from parola.desk.tickets.models import Ticket
from tests.desk.world import World

Act = Callable[[World, Ticket, datetime], Ticket]


def answer(world: World, ticket: Ticket, now: datetime) -> Ticket:
    return operations.reply(ticket=ticket, by=world.bob, text="x", now=now, at_once_reason="now")


def ask(world: World, ticket: Ticket, now: datetime) -> Ticket:
    return operations.customer_message(ticket=ticket, by=world.ana, text="x", channel="web", submitted_at=now, now=now)


def note(world: World, ticket: Ticket, now: datetime) -> Ticket:
    return operations.note(ticket=ticket, by=world.bob, text="x", now=now)


def wait(world: World, ticket: Ticket, now: datetime) -> Ticket:
    return operations.wait(ticket=ticket, by=world.bob, reason="customer", now=now)


def resume(world: World, ticket: Ticket, now: datetime) -> Ticket:
    return operations.resume(ticket=ticket, by=world.bob, now=now)


def resolve(world: World, ticket: Ticket, now: datetime) -> Ticket:
    return operations.resolve(ticket=ticket, by=world.bob, now=now)


def reopen(world: World, ticket: Ticket, now: datetime) -> Ticket:
    return operations.reopen(ticket=ticket, by=world.bob, now=now)


def change(world: World, ticket: Ticket, now: datetime) -> Ticket:
    other = next(each.id for each in queries.terms(ticket).agreement.priorities if each.id != ticket.priority)
    return operations.change_priority(ticket=ticket, by=world.bob, priority=other, reason="x", now=now)


ACTS: Sequence[Act] = (answer, ask, note, wait, resume, resolve, reopen, change)
COURSES = st.lists(st.tuples(st.integers(1, 600), st.sampled_from(ACTS)), max_size=6)
