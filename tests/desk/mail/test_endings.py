"""That contracts end: who is told, when, how often, and what stops it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from parola.desk.accounts.models import Person
from parola.desk.agreements import endings, habits
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import Contract
from parola.desk.mail import endings as mails
from parola.desk.mail.server import Delivery
from parola.desk.outbox.models import OutboxRow
from parola.worker.jobs import tell_endings, warn_of_endings
from tests.desk import world as worlds
from tests.desk.mail.post import gathering, listening
from tests.desk.world import SIGNED, World

LAST = date(2026, 12, 31)


def day(month: int, of: int, hour: int = 12) -> datetime:
    return datetime(2026, month, of, hour, tzinfo=UTC)


def ending(world: World, **given: Any) -> Contract:
    wanted: dict[str, Any] = {
        "organization": world.acme, "brand": world.credenti, "plan": "premium", "first_day": SIGNED, "last_day": LAST,
        "timezone": "Europe/Madrid", "now": day(1, 1),
    }  # fmt: skip
    return agreements.sign(**(wanted | given))


@pytest.fixture
def mia(world: World) -> Person:
    """Manager of Credenti's support."""
    return worlds.posted("mia", world.credenti, "manager")


def told(*at: datetime) -> list[str]:
    """The keys of what was put into the outbox by then, looked at on these days."""
    for each in at:
        warn_of_endings(each)
    return list(OutboxRow.objects.filter(kind=mails.KIND).order_by("pk").values_list("key", flat=True))


def test_each_warning_is_told_once_on_its_day(world: World, mia: Person) -> None:
    contract = ending(world)
    assert told(day(10, 31, 22)) == []  # 23:00 in Madrid
    first = f"ending:{contract.pk}:2026-12-31:60:{mia.pk}"
    assert told(day(10, 31, 23), day(11, 2), day(12, 16)) == [first]
    second = f"ending:{contract.pk}:2026-12-31:14:{mia.pk}"
    assert told(day(12, 17), day(12, 18), day(12, 31)) == [first, second]


def test_an_outage_makes_one_of_two_and_tells_it_late(world: World, mia: Person) -> None:
    contract = ending(world)
    assert told(day(12, 30), day(12, 31)) == [f"ending:{contract.pk}:2026-12-31:14:{mia.pk}"]


def test_what_ended_during_an_outage_is_told_for_a_week_and_is_no_news_then(world: World, mia: Person) -> None:
    ending(world)
    ending(world, first_day=date(2025, 1, 1), last_day=date(2025, 12, 31))
    assert len(told(datetime(2027, 1, 6, tzinfo=UTC))) == 1
    assert len(told(datetime(2027, 3, 1, tzinfo=UTC))) == 1


def test_the_account_manager_is_told_before_the_managers(world: World, mia: Person) -> None:
    ending(world, account_manager=world.bob)
    assert [key.rpartition(":")[2] for key in told(day(11, 3))] == [str(world.bob.pk)]
    world.bob.posts.all().delete()
    assert [key.rpartition(":")[2] for key in told(day(12, 20))] == [str(world.bob.pk), str(mia.pk)]


def test_nobody_is_told_of_what_another_contract_follows(world: World, mia: Person) -> None:
    contract = ending(world)
    follower = ending(world, first_day=date(2027, 1, 1), last_day=None, products=("door",))
    assert not endings.followed(contract, [follower])  # it covers less
    ending(world, first_day=date(2027, 1, 1), last_day=None)
    assert told(day(11, 3), day(12, 20)) == []


def test_a_contract_beside_it_is_none_that_follows(world: World, mia: Person) -> None:
    assert world.contract.last_day is None  # covers the same, since the same day
    ending(world)
    assert len(told(day(11, 3))) == 1


def test_another_last_day_has_its_own_warnings(world: World, mia: Person) -> None:
    contract = ending(world)
    told(day(11, 3))
    agreements.end(contract=contract, last_day=date(2026, 11, 30), now=day(11, 4))
    assert len(told(day(11, 5))) == 2
    assert len(told(day(11, 20))) == 3
    agreements.end(contract=contract, last_day=None, now=day(11, 21))
    assert len(told(day(12, 20))) == 3


def test_a_brand_says_how_long_before(world: World, mia: Person) -> None:
    ending(world)
    habits.change(brand=world.credenti, uncovered=None, warn_days=[30], by=mia, now=day(10, 1))
    assert told(day(11, 20)) == []
    assert len(told(day(12, 2))) == 1
    habits.change(brand=world.credenti, uncovered=None, warn_days=[], by=mia, now=day(12, 3))
    assert len(told(day(12, 20))) == 1


def test_a_trial_of_a_month_is_not_told_before_it_begins(world: World, mia: Person) -> None:
    ending(world, first_day=date(2026, 12, 1), trial=True, now=day(11, 20))
    assert told(day(11, 21)) == []
    assert len(told(day(12, 17))) == 1


def test_many_contracts_cost_a_turn_one_question_while_none_is_due(world: World, mia: Person) -> None:
    for _ in range(20):
        ending(world)
    while warn_of_endings(day(10, 1)):
        pass
    with CaptureQueriesContext(connection) as seen:
        warn_of_endings(day(10, 2))
    assert len(seen) == 1


def left(settings: Settings, at: datetime) -> list[Delivery]:
    got: list[Delivery] = []
    with listening(gathering(got)) as port:
        settings.EMAIL_PORT = port
        warn_of_endings(at)
        tell_endings(at)
    return got


@pytest.mark.parametrize(
    ("language", "trial", "at", "says"),
    [
        ("en", False, day(11, 3), "The contract of Acme (Premium) ends on Thursday, 31 December 2026."),
        ("en", True, day(11, 3), "The trial of Acme (Premium) ends on Thursday, 31 December 2026."),
        ("en", False, datetime(2027, 1, 2, tzinfo=UTC), "The contract of Acme (Premium) ended on Thursday"),
    ],
)
def test_the_mail_says_whose_contract_and_what_then(
    world: World, mia: Person, settings: Settings, language: str, trial: bool, at: datetime, says: str
) -> None:
    Person.objects.filter(pk=mia.pk).update(language=language)
    ending(world, trial=trial)
    (mail,) = left(settings, at)
    body = message_from_bytes(mail.raw, policy=default).get_body(("plain",))
    assert body is not None
    raw = re.sub("[\u2066-\u2069]", "", body.get_content())
    assert mail.recipients == (mia.email,)
    assert says in " ".join(raw.split())
    assert f"/console/customers/{world.acme.pk}/" in raw


def test_a_contract_that_ends_soon_is_in_the_list_until_it_is_followed(world: World) -> None:
    contract = ending(world)
    assert endings.ending([world.credenti], day(10, 1)) == []
    assert endings.ending([world.credenti], day(11, 16)) == [contract]
    assert endings.ending([world.zmanda], day(11, 16)) == []
    ending(world, first_day=LAST + timedelta(days=1), last_day=None)
    assert endings.ending([world.credenti], day(11, 16)) == []
