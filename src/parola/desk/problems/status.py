"""What customers are shown of major incidents: those that concern them, in their language. Nobody learns of another customer by it.

Who is concerned is decided here and nowhere else (`concerning`): whose own request, or whose organization's, comes from the problem; where
the major incident says so, whose contract covers one of its products; or every customer of the brand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Q

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.queries import organizations_of
from parola.desk.agreements.models import Contract
from parola.desk.agreements.queries import contracts_of
from parola.desk.problems.models import MajorIncident, Telling
from parola.desk.problems.wordings import Worded, worded
from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.relations import Sight, seen_by

SHOWN_FOR = timedelta(days=90)
"""So long after its end a major incident is shown among the past ones."""
Audience = MajorIncident.Audience


class NotConcerned(LookupError):
    """There is no such major incident, or it is none of that person's business: which of them is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something that was told of it, and when."""

    what: str
    at: datetime
    words: Worded


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A major incident as a customer is shown it. `own`: the reference of their own request that comes from it and is at work."""

    key: int
    brand: Brand
    title: Worded
    since: datetime
    ended_at: datetime | None
    next_at: datetime | None
    said: Sequence[Said]
    own: str

    @property
    def latest(self) -> Said | None:
        """What was told last."""
        return self.said[0] if self.said else None


@dataclass(frozen=True)
class Customer:
    """What decides which major incidents concern somebody; each is asked for once, and only where it matters."""

    person: Person
    now: datetime

    @cached_property
    def organizations(self) -> list[Organization]:
        """Those that they belong to."""
        return list(organizations_of(self.person))

    @cached_property
    def contracts(self) -> list[Contract]:
        """What these hold now."""
        return contracts_of(self.organizations, self.now)

    @cached_property
    def brands(self) -> set[int]:
        """Whose customers they are: by a contract in force, or by a request of their own."""
        asked = queries.brands_asked_by(self.person).values_list("pk", flat=True)
        return {*asked, *(contract.brand_id for contract in self.contracts)}

    def theirs(self, problem: int) -> bool:
        """Whether a request of theirs, or of their organization's, comes from the problem."""
        own = seen_by(self.person, Sight.ANSWER) | Q(organization__in=[each.pk for each in self.organizations])
        return Ticket.objects.filter(own, problem=problem, void="").exists()

    def covered(self, brand: int, products: Sequence[str]) -> bool:
        """Whether a contract of theirs covers one of the products."""
        of_brand = [contract for contract in self.contracts if contract.brand_id == brand]
        return any(not each.products or set(products) & set(each.products) for each in of_brand)


def concerns(major: MajorIncident, customer: Customer) -> bool:
    """Whether that customer is shown it."""
    problem = major.problem
    if major.audience == Audience.ALL and problem.brand_id in customer.brands:
        return True
    if major.audience == Audience.PRODUCTS and customer.covered(problem.brand_id, problem.products):
        return True
    return customer.theirs(problem.pk)


def concerning(person: Person, now: datetime, *, brand: Brand | None = None, past: bool = False) -> list[MajorIncident]:
    """The major incidents that concern the person as a customer, the latest first. `past`: with those that ended lately."""
    if not person.is_active:
        return []
    shown = Q(ended_at=None) | Q(ended_at__gt=now - SHOWN_FOR) if past else Q(ended_at=None)
    majors = MajorIncident.objects.filter(shown).select_related("problem__brand").order_by("-since", "-pk")
    if brand is not None:
        majors = majors.filter(problem__brand=brand)
    customer = Customer(person, now)
    return [major for major in majors if concerns(major, customer)]


def statuses(person: Person, now: datetime, *, brand: Brand | None = None, past: bool = False) -> list[Status]:
    """The same, as they are shown."""
    return [_status(major, person) for major in concerning(person, now, brand=brand, past=past)]


def _status(major: MajorIncident, person: Person) -> Status:
    brand = major.problem.brand
    tellings = Telling.objects.filter(_told_in(major)).order_by("-number")
    own = own_request(major, person)
    return Status(
        key=major.pk,
        brand=brand,
        title=worded(major.titles, person.language, brand),
        since=major.since,
        ended_at=major.ended_at,
        next_at=major.next_at,
        said=[Said(what=each.what, at=each.at, words=worded(each.texts, person.language, brand)) for each in tellings],
        own=own.reference if own else "",
    )


def _told_in(major: MajorIncident) -> Q:
    """What was told while it lasted; before it, the workaround, which holds still."""
    until = Q(at__lte=major.ended_at) if major.ended_at else Q()
    return until & Q(problem=major.problem_id) & (Q(at__gte=major.since) | Q(what=Telling.What.WORKAROUND))


def own_request(major: MajorIncident, person: Person) -> Ticket | None:
    """The person's own request at work that comes from it."""
    own = Ticket.objects.filter(requester=person, problem=major.problem_id, status__in=queries.AT_WORK, void="")
    return own.order_by("-opened_at", "-pk").first()
