"""After an outage: the record has the alarms that it would have had, and tells what is still news."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NoReturn

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parola.desk.accounts.models import Brand
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import alarms, milestones, operations, queries, vocabulary
from parola.desk.tickets.kinds.turns import WorkaroundGiven
from parola.desk.tickets.models import Ticket
from tests.desk import world as worlds
from tests.desk.courses import COURSES, Act, answer, ask, change, note, wait
from tests.desk.world import MONDAY, World, after

HALF, MOST, DUE = after(minutes=60), after(minutes=96), after(minutes=120)


def sweep_all(now: datetime) -> None:
    while alarms.sweep(now=now):
        pass


def raised(ticket: Ticket) -> list[tuple[str, datetime]]:
    """The alarms of the record, but for when they were noticed and who was told."""
    facts = [(event.at, event.fact) for event in queries.history(ticket)]
    return [(fact.key, at) for at, fact in facts if isinstance(fact, vocabulary.AlarmFired)]


def facts(ticket: Ticket) -> list[vocabulary.AlarmFired]:
    return [event.fact for event in queries.history(ticket) if isinstance(event.fact, vocabulary.AlarmFired)]


def notices() -> list[OutboxRow]:
    return list(OutboxRow.objects.filter(payload__template="alarm").order_by("pk"))


def test_an_answer_finds_the_alarms_that_fell_due_before_it_recorded(world: World) -> None:
    ticket = operations.reply(ticket=world.ticket(priority="P1"), by=world.bob, text="x", now=after(hours=3))
    assert [fact.step for fact in facts(ticket)] == ["warning-50", "warning-80", "due"]
    assert [event.at for event in queries.history(ticket)] == [MONDAY, HALF, MOST, DUE, after(hours=3)]
    assert {event.recorded_at for event in queries.history(ticket)[1:]} == {after(hours=3)}


def test_what_the_answer_made_idle_is_told_to_nobody(world: World) -> None:
    ticket = operations.reply(ticket=world.ticket(priority="P1"), by=world.bob, text="x", now=after(hours=3))
    assert [(fact.superseded, fact.told, fact.to) for fact in facts(ticket)] == [(True, False, [])] * 3
    assert notices() == []


def test_a_workaround_names_the_message_that_gave_it_and_not_what_was_recorded_before_it(world: World) -> None:
    late = world.ticket(priority="P1")
    ticket = milestones.reach(
        ticket=late, milestone="workaround", by=world.bob, text="Use the app.", now=after(hours=3)
    )
    *_, message, given = queries.history(ticket)
    assert isinstance(message.fact, vocabulary.Message)
    assert given.fact == WorkaroundGiven(message=message.seq)
    assert message.seq > 2


def test_what_is_still_news_is_told_at_once(world: World) -> None:
    ticket = operations.note(ticket=world.ticket(priority="P1"), by=world.bob, text="x", now=after(hours=3))
    assert [(fact.step, fact.superseded, fact.told) for fact in facts(ticket)] == [
        ("warning-50", True, False),
        ("warning-80", True, False),
        ("due", False, True),
    ]
    assert [notice.payload["event"] for notice in notices()] == [4, 4]  # for the agent and the lead
    sweep_all(after(hours=4))
    assert len(facts(ticket)) == 3


def test_the_mail_of_an_answer_names_the_answer_and_not_what_was_recorded_before_it(world: World) -> None:
    ticket = operations.reply(ticket=world.ticket(priority="P1"), by=world.bob, text="x", now=after(hours=3))
    (mail,) = OutboxRow.objects.filter(payload__template="reply")
    assert mail.payload["event"] == ticket.last_event_seq == 5


def test_before_anything_fell_due_an_answer_is_recorded_alone(world: World) -> None:
    ticket = operations.reply(ticket=world.ticket(priority="P1"), by=world.bob, text="x", now=after(minutes=59))
    assert ticket.last_event_seq == 2


def test_an_escalation_that_somebody_else_did_first_is_recorded_as_idle(world: World) -> None:
    ticket = world.ticket(brand=worlds.altamar(world), priority="critical")
    ticket = operations.resolve(ticket=ticket, by=world.bob, now=after(hours=5))
    assert [(fact.superseded, fact.told) for fact in facts(ticket) if fact.step == "escalate"] == [(True, False)]
    assert not [e for e in queries.history(ticket) if isinstance(e.fact, vocabulary.Escalated)]


def test_an_escalation_that_is_still_wanted_is_left_to_the_worker(world: World) -> None:
    ticket = world.ticket(brand=worlds.altamar(world), priority="critical")
    operations.note(ticket=ticket, by=world.bob, text="x", now=after(hours=5))
    assert not [fact for fact in facts(ticket) if fact.step == "escalate"]
    sweep_all(after(hours=5))
    assert [fact.told for fact in facts(ticket) if fact.step == "escalate"] == [True]


OUTAGES = st.tuples(st.integers(0, 3_000), st.integers(0, 3_000))
END = 4_000


class Undone(Exception):
    """Nothing of a run is kept."""


def run(world: World, brand: Brand, course: Sequence[tuple[int, Act]], outage: tuple[int, int]) -> list[object]:
    """The alarms of a ticket with this course, whose worker sleeps from the one minute for so many."""
    told: list[object] = []
    asleep = after(minutes=outage[0]), after(minutes=sum(outage))
    with suppress(Undone), transaction.atomic():
        play(world, world.ticket(brand=brand, priority=PRIORITY[brand.slug]), course, asleep, told)
    return told


def play(
    world: World,
    ticket: Ticket,
    course: Sequence[tuple[int, Act]],
    asleep: tuple[datetime, datetime],
    told: list[object],
) -> NoReturn:
    now = MONDAY
    for pause, act in course:
        now += timedelta(minutes=pause)
        work(ticket, now, asleep)
        with suppress(operations.BadState):
            act(world, Ticket.objects.get(pk=ticket.pk), now)
    work(ticket, after(minutes=END), asleep)
    told += raised(ticket)
    raise Undone


def work(ticket: Ticket, until: datetime, asleep: tuple[datetime, datetime]) -> None:
    """The worker's sweeps up to an instant, each as soon as there is something to do and it is awake."""
    while (due := Ticket.objects.values_list("next_alarm_at", flat=True).get(pk=ticket.pk)) is not None:
        at = asleep[1] if asleep[0] <= due < asleep[1] else due
        if at > until:
            return
        sweep_all(at)


PRIORITY = {"credenti": "P1", "altamar": "critical"}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(course=COURSES, outage=OUTAGES)
def test_after_any_outage_the_record_has_the_same_alarms(
    world: World, course: list[tuple[int, Act]], outage: tuple[int, int]
) -> None:
    assert run(world, world.credenti, course, outage) == run(world, world.credenti, course, (0, 0))


@pytest.mark.parametrize("asleep", [60, 300, 1_500])
def test_updates_too_have_the_same_alarms_after_an_outage(world: World, asleep: int) -> None:
    """In a native contract; what the desk does by itself is done once it wakes."""
    brand = worlds.altamar(world, plan="native")
    course = [(30, answer), (200, ask), (90, wait), (40, ask), (300, change), (300, note)]

    def updates(outage: tuple[int, int]) -> list[object]:
        return [alarm for alarm in run(world, brand, course, outage) if "escalation" not in str(alarm)]

    assert updates((100, asleep)) == updates((0, 0))
