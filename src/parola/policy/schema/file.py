"""The agreement file as a whole."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from parola.policy.fields import AT_LEAST_ONE, Flag, Id, Part, Share, Words
from parola.sla.agreement import Metric

from .alarms import Alarms
from .calendars import Calendar
from .cases import Case
from .courses import Closing, Lowering, ReopeningTime, ResolvedTime
from .plans import Addon, Entitlement, Plan, Tier
from .priorities import Fact, Matrix, Priority
from .problems import Problems
from .rules import Exclusion, Guard, Objective, Reachability, Reclassification


class Note(Part):
    """How the vendor's own text was read where it is silent or contradicts itself."""

    place: str
    """The place in this file that it explains, as `plans.premium.targets`."""
    text: Words
    """The reading, and why."""


class Accepted(Part):
    """A warning or note of the check that the vendor knows of, and means."""

    code: str
    """What the check calls it, as `update-before-response`."""
    place: str
    """Where it is found; all that lies below is accepted too."""
    reason: Words
    """Why it is meant."""


class AgreementFile(Part):
    """A vendor's support policy."""

    id: Id
    """The agreement's name in commands and in the desk."""
    vendor: Words
    """Who promises."""
    languages: Annotated[list[Id], AT_LEAST_ONE]
    """The languages it can be read in; the first is the one in which this file is written."""
    title: Words
    """What the policy is called."""
    company_email_only: Flag = False
    """Whether customers sign up with a company's e-mail address only."""
    priorities: Annotated[dict[Id, Priority], AT_LEAST_ONE]
    """The priorities, the most severe first."""
    default_priority: str
    """The priority of a ticket for which none was chosen."""
    customer_chooses: Flag = True
    """Whether the customer may choose the priority, also in place of the one that the matrix gives."""
    priority_change_counts_from: Literal["change", "opening"] = "change"
    """Whether a new priority's target counts from the change or from the opening."""
    reopening: Literal["resumes", "counts through"] = "resumes"
    """Whether, when a ticket is reopened, what its resolution had not done goes on where it stood or counts the time since."""
    facts: dict[Id, Fact] = {}
    """What else the agreement wants to know of a ticket, or by which values; conditions can name it."""
    matrix: Matrix | None = None
    """How the priority follows from impact and urgency."""
    calendars: dict[Id, Calendar] = {}
    """The calendars; `always` and `contract` are there by themselves."""
    contract_calendars: list[str] = []
    """The calendars that a contract may choose from, the usual one first."""
    plans: Annotated[dict[Id, Plan], AT_LEAST_ONE]
    """The plans."""
    addons: dict[Id, Addon] = {}
    """What a contract can add to its plan."""
    default_plan: str | None = None
    """The plan of a customer without a contract."""
    entitlements: dict[Id, Entitlement] = {}
    """What else plans may include."""
    tiers: dict[Annotated[str, StringConstraints(pattern=r"^[1-9]$")], Tier] = {}
    """The support levels, by number; 1 is the front line."""
    tier_told: Literal["never", "portal", "mail"] = "never"
    """Whether the customer is told which support level has a request: on the portal, or there and by mail as it changes."""
    objectives: dict[Id, Objective] = {}
    """The shares that the vendor undertakes to meet."""
    problems: Problems = {}
    """What the vendor sets itself for problems: when there is a workaround, when the cause is known, when it is solved."""
    pauses: dict[Metric, list[Id]] = {}
    """For each metric that stands still while a ticket waits, what it may wait for (customer, third_party)."""
    warnings: list[Share] = [0.5, 0.8]
    """The shares of a target at which somebody at the desk is warned."""
    alarms: Alarms = Alarms()
    """Who at the desk is told, when, and what the desk does by itself."""
    guards: dict[Id, Guard] = {}
    """Priorities that may be chosen only under conditions."""
    reachability: dict[Id, Reachability] = {}
    """Priorities at which the customer must stay reachable."""
    reclassification: dict[Id, Reclassification] = {}
    """The vendor's rights to change a priority."""
    lowering: dict[Id, Lowering] = {}
    """Priorities that are lowered once a workaround was given or the service restored."""
    closing: Closing | None = None
    """How a ticket that waits and is not answered comes to its end."""
    resolved_closes_after: ResolvedTime | None = None
    """After what time a resolved ticket closes by itself, and how long before the customer is told once more."""
    reopen_within: ReopeningTime | None = None
    """How long after the closing a customer's message reopens the ticket, or `never`; later it begins another."""
    exclusions: dict[Id, Exclusion] = {}
    """Tickets for which nothing is promised."""
    texts: dict[Id, Words] = {}
    """Whatever else the policy says, paragraph by paragraph."""
    notes: dict[Id, Note] = {}
    """Readings of the vendor's own text."""
    accepted: dict[Id, Accepted] = {}
    """Warnings and notes of the check that are meant, with the reason."""
    cases: dict[Id, Case] = {}
    """Examples of the agreement at work; a file with one that fails cannot be published."""
    translations: dict[Id, dict[str, Any]] = {}
    """The texts in the other languages: for each language the same keys as above, with texts only."""
