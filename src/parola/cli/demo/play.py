"""Plays the sample desk's script: everything by the desk's own operations, in the order of time, the worker's sweeps between.

So the sample desk is what a desk would have become that had lived those days: alarms at their instants, held replies
held, and a history that `parola verify` agrees with. The same `now` gives the same desk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from typing import Any

from django.contrib.auth.hashers import make_password

from parola.desk.accounts.brands import open_brand
from parola.desk.accounts.models import Brand, Membership, Organization, Person, Post
from parola.desk.agreements import notation
from parola.desk.agreements import operations as agreements
from parola.desk.outbox import operations as outbox
from parola.desk.problems.models import Problem
from parola.desk.tickets import alarms, canned, ledger, operations, solutions
from parola.desk.tickets.models import Ticket
from parola.desk.webform import changing
from parola.policy import library
from parola.sla.zones import zone_of

from . import PASSWORD, causes, crew, deeds, elsewhere, knowing, logos, script, year
from . import lived as lives

BEGAN, CHANGED = timedelta(days=400), timedelta(days=200)
"""Since when there are the vendors and their customers, and since when the agreement holds that had another version before."""
TRIAL_SINCE = timedelta(days=9)
Tell = Callable[[float], None]

ADMINISTRATOR = {
    "email": "elena.navarro@parola.example",
    "name": "Elena Navarro",
    "language": "es",
    "timezone": "Europe/Madrid",
}


class NotEmpty(RuntimeError):
    """The desk has people or brands of its own."""


def fill(now: datetime, *, past: bool, tell: Tell = lambda _part: None) -> bool:
    """Make the sample desk as it stands at `now`, whole or not at all. False: it is there already, and left as it is.

    `past`: with the year before. `tell` hears how much is done (0 to 1).

    Raises NotEmpty.
    """
    with ledger.turn():
        if Person.objects.filter(email=ADMINISTRATOR["email"]).exists():
            return False
        if Person.objects.exists() or Brand.objects.exists():
            raise NotEmpty
        Cast(now, past=past).play(script.vendors(), tell)
    return True


@dataclass(frozen=True, slots=True, order=True)
class _Act:
    """Something to be done at an instant; of one instant in the order of `place`."""

    at: datetime
    place: int
    do: Callable[[datetime], None] = field(compare=False)


@dataclass(slots=True)
class Cast:
    """Everybody by the key that the script has for them, and what is to be done."""

    now: datetime
    past: bool
    password: str = field(init=False)
    people: dict[str, Person] = field(default_factory=dict)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    acts: list[_Act] = field(default_factory=list)
    planned: int = 0

    def __post_init__(self) -> None:
        """One hash for all: it is slow by design, and the password is public."""
        self.password = make_password(PASSWORD)

    def play(self, vendors: Mapping[str, script.Vendor], tell: Tell) -> None:
        """Set the stage, then do everything in the order of time."""
        administrator = self._person(**ADMINISTRATOR)
        administrator.is_superuser = True
        administrator.save(update_fields=["is_superuser"])
        for name, vendor in vendors.items():
            brand = self._stage(vendor)
            crew.set_up(brand, vendor, self.people, administrator, self.now)
            knowing.write(brand, self.people[next(iter(vendor.staff))], self.now)
            if self.past:
                self._live(name, brand, vendor)
            for ticket in vendor.tickets:
                self._plan(brand, ticket)
            for problem in vendor.problems:
                self._hunt(brand, problem)
        begun, whole = 0, self.planned
        while self.acts:
            act = heappop(self.acts)
            self._sweep_until(act.at)
            act.do(act.at)
            begun += act.place <= whole
            tell(begun / whole)
        self._sweep_until(self.now)
        self._send(self.now)
        elsewhere.take(Brand.objects.get(slug="credenti"), self.now)

    def _stage(self, vendor: script.Vendor) -> Brand:
        """The vendor with its agreement in force, its people, its customers and their contracts."""
        given: dict[str, Any] = vendor.brand.model_dump(exclude={"mark"}) | logos.of(vendor.brand, self.now)
        brand = open_brand(**given, by=None, now=self.now - BEGAN)
        source = (library.folder() / f"{vendor.agreement}.yaml").read_text(encoding="utf-8")
        if vendor.earlier:
            agreements.publish(brand=brand, source=_as_it_was(source, vendor), by=None, now=self.now - BEGAN)
        since = self.now - (CHANGED if vendor.earlier else BEGAN)
        agreements.publish(brand=brand, source=source, by=None, now=since)
        changing.change_form(brand=brand, active=True, sites=[], leaves_out=[], by=None, now=self.now - BEGAN)
        for key, worker in vendor.staff.items():
            self.people[key] = self._person(**worker.model_dump(exclude={"role"}))
            Post.objects.create(person=self.people[key], brand=brand, role=worker.role)
        for prepared in vendor.canned:
            canned.save(reply=None, brand=brand, **prepared.model_dump(), by=None, now=self.now - BEGAN)
        for key, customer in vendor.customers():
            self.people[key] = self._person(**customer.model_dump(exclude={"manager"}))
        for each in vendor.organizations:
            self._found(brand, each)
        return brand

    def _person(self, *, email: str, name: str, language: str, timezone: str) -> Person:
        person = Person.objects.create_user(email, name=name, language=language, timezone=timezone)
        Person.objects.filter(pk=person.pk).update(password=self.password)
        person.emailaddress_set.update(verified=True)
        return person

    def _found(self, brand: Brand, each: script.Organization) -> None:
        """An organization with its people and its contract."""
        organization = Organization.objects.create(name=each.name, language=each.language, timezone=each.timezone)
        for key, person in each.people.items():
            Membership.objects.create(person=self.people[key], organization=organization, manager=person.manager)
        if each.contract is None:
            return
        contract = each.contract
        since = self.now - (TRIAL_SINCE if contract.trial else BEGAN)
        first_day = since.astimezone(zone_of(contract.timezone)).date()
        agreements.sign(
            organization=organization,
            brand=brand,
            first_day=first_day,
            last_day=self._last_day(contract, first_day),
            account_manager=self.people.get(contract.account_manager),
            contacts=[self.people[key] for key in contract.contacts],
            extras=notation.extras(contract.extras),
            now=since,
            **contract.model_dump(exclude={"days", "left", "account_manager", "contacts", "extras"}),
        )

    def _last_day(self, contract: script.Contract, first_day: date) -> date | None:
        if contract.left:
            return (self.now + timedelta(days=contract.left)).date()
        return first_day + timedelta(days=contract.days) if contract.days else None

    def _plan(self, brand: Brand, ticket: script.Ticket) -> None:
        """Put the ticket's opening and steps into the order of what is to be done."""
        opened = self.now - ticket.ago
        made: list[Ticket] = []

        def begin(at: datetime) -> None:
            made.append(self._open(brand, ticket, at))
            solutions.look(ticket=made[0], now=at)
            if ticket.key:
                self.tickets[ticket.key] = made[0]

        self._later(opened, begin)
        for step in ticket.then:

            def go_on(at: datetime, step: script.Step = step) -> None:
                deeds.do(step, made[0], at, self.people, self.tickets)

            self._later(step.at(opened, self.now), go_on)

    def _hunt(self, brand: Brand, problem: script.Problem) -> None:
        """Put a problem's opening, and what was found, into the order of what is to be done."""
        made: list[Problem] = []

        def begin(at: datetime) -> None:
            made.append(causes.begin(brand, problem, at, self.people, self.tickets))

        opened = self.now - problem.ago
        self._later(opened, begin)
        self._later(opened + problem.after, lambda at: causes.go_on(made[0], problem, at))

    def _live(self, name: str, brand: Brand, vendor: script.Vendor) -> None:
        """Put the vendor's year before into the order of what is to be done."""
        lived = lives.vendor(name, brand, vendor, self.people, self._later, self.now)
        lives.plan(lived, year.requests(name, vendor, self.now))

    def _sweep_until(self, at: datetime) -> None:
        """What the worker would have done up to that instant, each thing at its own time."""
        while due := alarms.due(at).values_list("next_alarm_at", "alarm_retry_at").first():
            instant = max(filter(None, due))
            alarms.sweep(now=instant)
            self._send(instant)

    def _send(self, at: datetime) -> None:
        """The mails of the year before have left. What the script's own tickets send leaves when the desk is up."""
        if self.past:
            before = self.now - year.ENDED
            lived = Ticket.objects.filter(opened_at__lt=before).order_by("-pk").values_list("pk", flat=True).first()
            outbox.count_as_sent(until=min(at, before))
            outbox.count_as_sent(until=at, last_ticket=lived or 0)

    def _later(self, at: datetime, do: Callable[[datetime], None]) -> None:
        self.planned += 1
        heappush(self.acts, _Act(at, self.planned, do))

    def _open(self, brand: Brand, ticket: script.Ticket, at: datetime) -> Ticket:
        return operations.open_ticket(
            brand=brand,
            requester=self.people[ticket.requester],
            by=self.people.get(ticket.taken_by),
            subject=ticket.subject,
            text=ticket.text,
            channel=ticket.channel,
            priority=ticket.priority,
            facts=ticket.facts,
            submitted_at=at,
            now=at,
        )


def _as_it_was(source: str, vendor: script.Vendor) -> str:
    """The agreement in the version before."""
    for present, past in vendor.earlier.items():
        source = source.replace(present, past)
    return source
