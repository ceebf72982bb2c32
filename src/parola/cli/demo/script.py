"""The sample desk as its authors wrote it: one YAML file a vendor, with times that count back from the present."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from ruamel.yaml import YAML

from parola.policy.notation import promise
from parola.sla.durations import Stretch

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
VENDORS = ("credenti", "native", "zmanda", "cloudtalk")


def _stretch(value: object) -> timedelta:
    found = promise(value)
    if not isinstance(found, Stretch):
        raise TypeError(value)
    return timedelta(seconds=found.seconds)


Ago = Annotated[timedelta, BeforeValidator(_stretch)]
"""`1d 3h`, `22m`: a stretch of plain time."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Brand(_Part):
    """A vendor's face on the desk."""

    slug: str
    name: str
    key: str
    support_address: str
    languages: list[str]
    language: str
    timezone: str
    signature: dict[str, str]
    legal_name: str
    postal_address: str
    registration: str
    website: str
    phone: str = ""
    colour: str
    mark: Literal["key", "leaf", "cloud", "ring"]
    """What its logo shows beside its name."""
    greeting: dict[str, str]
    shows_record: bool = True


class Worker(_Part):
    """Somebody on the support side."""

    name: str
    email: str
    language: str
    timezone: str
    role: Literal["agent", "lead", "problem_manager", "account_manager", "manager", "auditor"]


class Canned(_Part):
    """A text that the vendor prepares for its agents, by language."""

    title: str
    shortcut: str = ""
    texts: dict[str, str]


class Shift(_Part):
    """Hours of each week of one of a team; without `who` of the whole team. `days`: `mon-fri`, `sat`."""

    who: str = ""
    days: str
    start: time
    end: time
    timezone: str

    @property
    def weekdays(self) -> list[int]:
        """The days, Monday being 0."""
        first, _dash, last = self.days.partition("-")
        begins, ends = DAYS.index(first), DAYS.index(last or first)
        return [day % 7 for day in range(begins, ends + (1 if begins <= ends else 8))]


class Team(_Part):
    """Who holds which tiers."""

    name: str
    tiers: tuple[int, ...] = ()
    members: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    shifts: tuple[Shift, ...] = ()


class Absence(_Part):
    """Somebody is away since a midnight so many days ago, for so many days."""

    who: str
    since: int
    days: int
    kind: Literal["holiday", "sick", "other"]
    deputy: str = ""


class Customer(_Part):
    """Somebody on the customer's side; language and time zone are the organization's unless they have their own."""

    name: str
    email: str
    language: str = ""
    timezone: str = ""
    manager: bool = False


class Contract(_Part):
    """What an organization bought. It ends `days` after it began, a week ago (a trial), or when so many days are `left` from now."""

    plan: str
    timezone: str
    country: str
    subdivision: str = ""
    calendar: str = ""
    trial: bool = False
    days: int | None = None
    left: int | None = None
    account_manager: str = ""
    number: str = ""
    extras: str = ""
    """What it gives beside its plan, as forms have it."""
    addons: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    """The keys of those who are named to ask for support."""


class Organization(_Part):
    """A customer. Without a contract nothing is promised to it."""

    name: str
    language: str
    timezone: str
    contract: Contract | None = None
    people: dict[str, Customer]


class Step(_Part):
    """What somebody did to a ticket, so long after its opening or so long before the present."""

    after: Ago | None = None
    ago: Ago | None = None
    do: Literal[
        "reply", "customer", "note", "assign", "priority", "wait", "resolve", "close",
        "workaround", "agree", "call", "merge", "duplicate", "spam", "split", "terms",
        "escalate", "send_back", "explain", "rate",
    ]  # fmt: skip
    by: str
    text: str = ""
    to: str = ""
    priority: str = ""
    reason: str = ""
    wait: bool = False
    other: str = ""
    """The key of another ticket, into which this one goes."""
    subject: str = ""
    plan: str = ""
    within: Ago = timedelta(0)
    """How long after the step it is due what was agreed on."""
    earlier: Ago = timedelta(0)
    """How long before the step the call took place."""
    cause: str = ""
    """Why what was missed first was missed."""
    good: bool = True
    """How the help was."""

    def at(self, opened: datetime, now: datetime) -> datetime:
        """The instant of the step."""
        return opened + self.after if self.after is not None else now - (self.ago or timedelta(0))


class Ticket(_Part):
    """A request and what became of it. A call is taken down by `taken_by`."""

    key: str = ""
    """By which the steps of others name it."""
    requester: Annotated[str, Field(alias="from")]
    channel: Literal["email", "web", "phone"]
    taken_by: str = ""
    priority: str | None = None
    facts: dict[str, str] = {}
    ago: Ago
    subject: str
    text: str
    then: list[Step] = []


class Known(_Part):
    """A known error in a language: its title as an article, and the way around it."""

    title: str
    workaround: str


class Problem(_Part):
    """The cause behind some tickets, and what its owner has found by now. What was found is found so long `after` the opening."""

    owner: str
    tickets: list[str]
    """By their keys."""
    ago: Ago
    title: str
    symptoms: str
    impact: str
    after: Ago
    known: dict[str, Known]
    note: str


class Vendor(_Part):
    """One vendor's part of the sample desk. The keys of people name them in the steps."""

    brand: Brand
    agreement: str
    earlier: dict[str, str] = {}
    """Pieces of the agreement, and what stood there in the version before the present one."""
    staff: dict[str, Worker]
    canned: list[Canned] = []
    teams: tuple[Team, ...] = ()
    absences: tuple[Absence, ...] = ()
    organizations: list[Organization]
    community: dict[str, Customer] = {}
    """Customers of no organization."""
    tickets: list[Ticket]
    problems: list[Problem] = []

    def customers(self) -> Iterator[tuple[str, Customer]]:
        """Everybody on the customers' side, by key; language and time zone are filled in."""
        for organization in self.organizations:
            place = {"language": organization.language, "timezone": organization.timezone}
            for key, person in organization.people.items():
                yield key, person.model_copy(update={name: getattr(person, name) or own for name, own in place.items()})
        yield from self.community.items()


@cache
def vendors() -> Mapping[str, Vendor]:
    """The four vendors, by the name of their file."""
    folder = files("parola.cli.demo")
    yaml = YAML(typ="safe", pure=True)
    return {
        name: Vendor.model_validate(yaml.load((folder / f"{name}.yaml").read_text(encoding="utf-8")))
        for name in VENDORS
    }
