"""The sample desk: whole, alive at any hour, the same for the same instant, and never anything but a demo."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.db.models import F
from django.test import Client, override_settings
from typer.testing import CliRunner

from parola.cli.demo import PASSWORD, NoPlaceForADemo, play, prepare, script, year
from parola.cli.demo.sign_in import ACCOUNTS
from parola.cli.main import build
from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.operations import WrongCredentials, check_sign_in
from parola.desk.agreements.models import Contract
from parola.desk.tickets import alarms, handovers, projection, proposals, queries
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.desk.tickets.verification import verify
from parola.desk.tickets.vocabulary import Message
from parola.lab.cases import read_cases
from parola.lab.log import BadRow, Log
from parola.lab.replay import measure
from parola.policy.words import speak
from parola.sla.agreement import Metric
from parola.sla.clock import State
from parola.web.tour.steps import STEPS
from tests.lab.support import mapping

NOW = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)  # a Wednesday
MORNING = NOW.replace(hour=9)  # open in Madrid and Riyadh, not in Mexico
HOURS = {
    "an afternoon": NOW,
    "a morning": MORNING,
    "a Sunday night": datetime(2026, 11, 22, 1, 0, tzinfo=UTC),
    "a Saturday evening": datetime(2027, 3, 27, 20, 45, tzinfo=UTC),
    "a Monday at dawn": datetime(2026, 10, 26, 4, 30, tzinfo=UTC),
}
TICKETS = 58
AS_DEMO: dict[str, Any] = {"DEMO": True, "PASSWORD_HASHERS": ["parola.desk.accounts.passwords.Sample"]}

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo() -> Iterator[None]:
    with override_settings(**AS_DEMO):
        yield


@pytest.fixture
def desk(demo: None) -> None:
    assert play.fill(NOW, past=False)


def states(now: datetime) -> Counter[State]:
    """The states of all first responses."""
    clocks = (clock for ticket in Ticket.objects.all() for clock in queries.timeline(ticket).clocks)
    return Counter(clock.state(now) for clock in clocks if clock.metric is Metric.FIRST_RESPONSE)


SHOWN = {
    "a call outside the plan's channels": {"CRE-2", "CTK-4"},
    "a duplicate": {"CTK-11"},
    "a late call": {"ZMA-13"},
    "a lowering proposed": {"CRE-9"},
    "a merged pair": {"CRE-12", "CRE-13"},
    "a reminder, and its update still to come": {"ALT-5"},
    "a split": {"ALT-11", "ALT-13"},
    "a trial": {"ZMA-10", "ZMA-9"},
    "a workaround": {"ALT-7", "ZMA-8", "ZMA-10", "ZMA-11"},
    "an agreed promise": {"ALT-7"},
    "best effort": {"ALT-4", "CTK-5", "CTK-7", "ZMA-4"},
    "escalated by the desk": {"ALT-6", "ALT-8"},
    "informed by the desk": {"ALT-1", "ALT-9"},
    "other terms": {"ZMA-14"},
    "somebody away": {"CTK-3", "CTK-8", "CRE-1", "CRE-6"},
    "spam": {"CRE-14"},
}
"""What docs/demo.md says that each ticket shows, there behind those of the year before. A held reply is on one of three."""


def test_the_docs_name_the_tickets_as_they_are_behind_a_year() -> None:
    said = (Path(script.__file__).parents[4] / "docs" / "demo.md").read_text(encoding="utf-8")
    named = [int(number) for number in re.findall(r"\b(?:CRE|ALT|ZMA|CTK)-(\d+)", said)]
    assert named
    assert all(year.TICKETS < number <= year.TICKETS + TICKETS // 4 + 1 for number in named)
    assert f"CRE-{year.TICKETS + 9}" in said, "where a lower priority is proposed"


def reminded(reference: str) -> bool:
    """Whether the present update of the ticket was reminded of."""
    return TicketEvent.objects.filter(ticket__reference=reference, kind="alarm_fired", data__step="remind").exists()


def shown(now: datetime) -> dict[str, set[str]]:
    """What each ticket shows, where it is at work unless it is about its end."""
    live = {ticket.reference: ticket for ticket in Ticket.objects.all() if ticket.status in queries.AT_WORK}
    has = {reference: ticket for reference, ticket in live.items() if not ticket.best_effort}

    def of(**data: object) -> set[str]:
        return set(TicketEvent.objects.filter(**data).values_list("ticket__reference", flat=True))

    by_desk = of(kind="escalated", data__by_desk=True)
    inside = {name for name in by_desk & live.keys() if live[name].tier in queries.terms(live[name]).plan.tiers}
    undue = {name for name, ticket in live.items() if best_effort(ticket)}
    to_come = {
        name for name, ticket in has.items() if ticket.due_metric == "update" and ticket.due_at and ticket.due_at > now
    }
    return {
        "a call outside the plan's channels": of(kind="opened", data__channel="phone", data__outside_channels=True),
        "a duplicate": of(kind="duplicate"),
        "a late call": of(kind="message", at__lt=F("recorded_at"), data__channel="phone"),
        "a lowering proposed": {
            ticket.reference for ticket in live.values() if proposals.standing(ticket=ticket, now=now)
        },
        "a merged pair": of(kind__in=["merged", "joined"]),
        "a reminder, and its update still to come": {name for name in to_come - inside - by_desk if reminded(name)},
        "a split": of(kind__in=["split_off", "split_from"]),
        "a trial": {name for name, ticket in live.items() if ticket.plan == "trial"},
        "a workaround": of(kind="workaround_given") & live.keys(),
        "an agreed promise": of(kind="promise_agreed") & live.keys(),
        "best effort": undue,
        "escalated by the desk": inside,
        "informed by the desk": by_desk & live.keys() - inside,
        "other terms": of(kind="terms_changed") & live.keys(),
        "somebody away": {
            ticket.reference
            for each in handovers.waiting_for(Person.objects.get(is_superuser=True), now)
            for ticket in each.tickets
        },
        "spam": of(kind="spam"),
    }


def best_effort(ticket: Ticket) -> bool:
    """Whether no time at all is promised for it."""
    clocks = queries.timeline(ticket).clocks
    return all(clock.state(NOW) is State.BEST_EFFORT or clock.due is None for clock in clocks)


def test_a_lower_priority_is_proposed_on_a_live_ticket(desk: None) -> None:
    (found,) = [ticket for ticket in Ticket.objects.all() if proposals.standing(ticket=ticket, now=NOW)]
    assert (found.reference, found.priority) == ("CRE-9", "P1")


def test_four_vendors_with_their_customers_and_their_tickets(desk: None) -> None:
    assert Brand.objects.count() == 4
    assert Ticket.objects.count() == TICKETS
    assert set(Ticket.objects.values_list("language", flat=True)) == {"en", "es", "it", "ar"}
    assert set(Ticket.objects.values_list("channel", flat=True)) == {"email", "web", "phone"}
    assert Contract.objects.filter(trial=True).count() == 1
    plans = set(Contract.objects.values_list("brand__slug", "plan"))
    assert plans == {
        *(("credenti", plan) for plan in ("basic", "premium")),
        *(("altamar", plan) for plan in ("native", "hybrid")),
        *(("zmanda", plan) for plan in ("standard", "premium", "trial")),
        *(("cloudtalk", plan) for plan in ("basic", "professional", "advanced")),
    }


@pytest.mark.parametrize("now", HOURS.values(), ids=HOURS.keys())
def test_at_any_hour_something_is_due_soon_and_everything_has_happened(demo: None, now: datetime) -> None:
    play.fill(now, past=False)
    soon = Ticket.objects.filter(due_at__gt=now, due_at__lte=now + timedelta(minutes=40)).count()
    assert soon >= 7
    found = states(now)
    assert found[State.MET] >= 12
    assert found[State.MISSED] >= 4
    assert found[State.BEST_EFFORT] >= 3
    histories = [queries.history(ticket) for ticket in Ticket.objects.filter(brand__slug="credenti")]
    assert sum(len(projection.held_replies(history)) for history in histories) >= 1
    assert shown(now) == SHOWN
    assert len({step.place(now).address for step in STEPS}) == len(STEPS)  # the tour shows each of its steps
    alarms.sweep(now=now + timedelta(minutes=3))
    assert reminded("ALT-8")
    kinds = set(TicketEvent.objects.values_list("kind", flat=True))
    assert kinds >= {
        "reply_held",
        "priority_changed",
        "resolved",
        "closed",
        "reopened",
        "waiting",
        "alarm_fired",
        "assigned",
    }


def walked(client: Client) -> list[str]:
    """The pages of the whole tour, as they are in its bar: the number and the title of the step."""
    found: list[str] = []
    for number in range(1, len(STEPS) + 1):
        page = client.post(f"/demo/tour/{number}/", follow=True).content.decode()
        found += re.findall(
            r'<aside class="tour".*?<span class="soft number">([^<]+)</span> ([^<]+)</p>', page, re.DOTALL
        )
    return [" ".join(each) for each in found]


def test_the_tour_leads_through_real_pages_in_the_language_of_who_takes_it(desk: None) -> None:
    with time_machine.travel(NOW, tick=False):
        client = Client(HTTP_ACCEPT_LANGUAGE="en")
        assert "Begin the tour" in client.get("/demo/tour/").content.decode()
        assert walked(client) == [f"{place} of 7 {step.title}" for place, step in enumerate(STEPS, start=1)]
        assert Person.objects.get(email="elena.navarro@parola.example").language == "en"
        left = client.post("/demo/tour/leave/", follow=True).content.decode()
        assert '<aside class="tour"' not in left


def test_the_same_instant_gives_the_same_desk(demo: None) -> None:
    def filled() -> list[tuple[object, ...]]:
        found: list[tuple[object, ...]] = []
        with transaction.atomic():
            play.fill(NOW, past=False)
            columns = ("reference", "status", "priority", "due_at", "last_event_seq")
            found += Ticket.objects.order_by("pk").values_list(*columns)
            transaction.set_rollback(True)
        return found

    assert filled() == filled()


def test_the_history_of_the_sample_desk_is_sound_and_nothing_of_it_lies_in_the_future(desk: None) -> None:
    report = verify()
    assert report.findings == ()
    assert report.tickets == TICKETS
    assert not TicketEvent.objects.filter(at__gt=NOW).exists()
    assert not TicketEvent.objects.filter(recorded_at__gt=NOW).exists()


def test_nobody_can_be_reached_by_mail_outside() -> None:
    for vendor in script.vendors().values():
        addresses = [vendor.brand.support_address, *(worker.email for worker in vendor.staff.values())]
        addresses += [customer.email for _, customer in vendor.customers()]
        assert all(address.endswith(".example") for address in addresses)


def test_whoever_is_named_can_sign_in(desk: None) -> None:
    for _, email in ACCOUNTS:
        check_sign_in(email=email, password=PASSWORD, place="127.0.0.1", now=NOW)
    text = "\n".join(prepare(NOW, speak("en"), past=False))
    assert PASSWORD in text
    assert all(email in text for _, email in ACCOUNTS)


def test_a_desk_that_is_no_demo_takes_no_sample_password(desk: None) -> None:
    email = ACCOUNTS[0][1]
    check_sign_in(email=email, password=PASSWORD, place="127.0.0.1", now=NOW)
    with override_settings(DEMO=False, PASSWORD_HASHERS=["parola.desk.accounts.passwords.Argon2"]):
        assert not check_password(PASSWORD, Person.objects.get(email=email).password)
        with pytest.raises(WrongCredentials):
            check_sign_in(email=email, password=PASSWORD, place="127.0.0.1", now=NOW)


def test_a_sample_desk_that_is_there_is_left_as_it_is(desk: None) -> None:
    Person.objects.create_user("somebody@else.example", name="Who wrote a mail in")
    assert prepare(NOW + timedelta(days=1), speak("en"), past=False)
    assert Ticket.objects.count() == TICKETS


def test_a_desk_in_use_gets_no_sample_accounts(demo: None) -> None:
    Person.objects.create_user("admin@vendor.example")
    with pytest.raises(NoPlaceForADemo, match="in use"):
        prepare(NOW, speak("en"), past=False)
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("settings", "told"),
    [({"DEMO": False}, "no demo"), ({"DEMO": True, "HOST": "desk.vendor.example"}, "from elsewhere")],
)
def test_sample_accounts_are_made_in_a_demo_on_this_machine_only(settings: dict[str, Any], told: str) -> None:
    with override_settings(**settings):
        with pytest.raises(NoPlaceForADemo, match=told):
            prepare(NOW, speak("en"), past=False)
        result = CliRunner().invoke(build(), ["demo"])
    assert result.exit_code == 1
    assert told in result.stderr
    assert not Person.objects.exists()


LOG = """
mapping: desk
title: {en: The desk's own tickets}
log: {timezone: UTC}
agreements: [{agreement: none}]
case: reference
opened: opened
priority: {column: priority}
facts: {product: product}
events: {answered: answered, closed: closed}
"""


def test_a_replay_of_the_desks_tickets_says_what_the_desk_says(desk: None) -> None:
    """The desk's tickets as a log, replayed under each ticket's own terms: the same clocks."""
    kinds = ["priority_changed", "reopened", "terms_changed", "joined", "merged", "duplicate", "spam"]
    changed = TicketEvent.objects.filter(kind__in=kinds).values("ticket")
    tickets = {ticket.reference: ticket for ticket in Ticket.objects.exclude(pk__in=changed)}
    lines = ["reference,opened,priority,product,answered,closed"]
    for ticket in tickets.values():
        history = queries.history(ticket)
        closed = next((event.at.isoformat() for event in history if event.fact.kind == "closed"), "")
        said = [(event.at, event.fact) for event in history if isinstance(event.fact, Message)]
        answers = (at.isoformat() for at, fact in said if fact.public and fact.side == "support")
        opening = projection.opening(history)
        told = [ticket.reference, ticket.opened_at.isoformat(), ticket.priority, opening.facts.get("product", "")]
        lines.append(",".join([*told, next(answers, ""), closed]))
    log = Log(io.BytesIO("\n".join(lines).encode()), delimiter=",", encoding="utf-8")
    read = mapping(LOG)
    priorities = {ticket.priority for ticket in tickets.values()}
    cases = list(read_cases(read, log.header, priorities, log.rows()))
    assert len(cases) == len(tickets) > 30
    for case in cases:
        assert not isinstance(case, BadRow)
        ticket = tickets[case.id]
        _, clock = measure(case, queries.terms(ticket), read)
        own = next(clock for clock in queries.timeline(ticket).clocks if clock.metric is Metric.FIRST_RESPONSE)
        assert clock is not None
        assert (clock.due, clock.ended, clock.state(NOW), clock.elapsed(NOW)) == (
            own.due,
            own.ended,
            own.state(NOW),
            own.elapsed(NOW),
        )


def test_the_script_has_a_file_for_every_vendor() -> None:
    folder = Path(script.__file__).parent
    assert sorted(path.stem for path in folder.glob("*.yaml")) == sorted(script.VENDORS)


def test_agents_have_canned_replies_in_each_language_of_some_and_not_of_others(desk: None) -> None:
    for brand in Brand.objects.all():
        complete = [set(reply.texts) == set(brand.languages) for reply in brand.canned_replies.all()]
        assert any(complete)
