"""The shape of an agreement file: which keys there are, and what may stand in each.

What a value must look like is in `fields`, what must fit together in `check`. The attribute docstrings go into the JSON Schema.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, StringConstraints, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema
from typing_extensions import override

from parola.sla.agreement import Channel, Metric

from .fields import (
    AT_LEAST_ONE,
    Cell,
    Condition,
    Dates,
    DayHours,
    Duration,
    Fact,
    Flag,
    Id,
    LocalTime,
    Part,
    Share,
    WeekLine,
    Words,
    listed,
    time_or_none,
)


class Priority(Part):
    """How much a ticket matters."""

    name: Words
    """What it is called."""
    definition: Words
    """When a ticket has this priority."""
    example: Words | None = None
    """A case, to compare with."""
    responsibility: Words | None = None
    """What the customer agrees to by choosing it."""
    contact: str | None = None
    """The calendar in whose hours alone the customer is contacted."""
    recommended_channels: list[Channel] = []
    """The ways to make contact that are advised (advice, no entitlement)."""


class Matrix(Part):
    """The priority that follows from impact and urgency."""

    impact: dict[Id, Words]
    """The values of impact, the highest first, and their names."""
    urgency: dict[Id, Words]
    """The values of urgency, the highest first, and their names."""
    rows: dict[str, dict[str, str]]
    """For each urgency, for each impact, the priority."""


class Closure(Part):
    """Dates that are not worked."""

    dates: Dates
    """A date, a span of dates, or month and day for every year."""
    name: Words
    """Why it is closed."""


class Special(Part):
    """Hours that replace those of given dates; they beat holidays and closures."""

    dates: Dates
    """A date, or a span of dates."""
    hours: DayHours
    """The hours of each of these days, or `closed`."""
    name: Words
    """Why the hours are others."""


class Calendar(Part):
    """Opening hours: a time zone, a week and its exceptions; or the union or intersection of other calendars."""

    name: Words
    """What it is called."""
    hours: Annotated[list[WeekLine], BeforeValidator(listed, json_schema_input_type=WeekLine | list[WeekLine])] = []
    """The weekly hours, one line or several."""
    timezone: str = "contract"
    """An IANA time zone, or `contract` for the contract's."""
    holidays: str = "none"
    """Whose public holidays are not worked: `contract`, a country (SK), a country and subdivision (ES-MD), or `none`."""
    closures: dict[Id, Closure] = {}
    """Other dates that are not worked."""
    special: dict[Id, Special] = {}
    """Dates with other hours."""
    any_of: list[str] = []
    """Open when any of these calendars is."""
    all_of: list[str] = []
    """Open when all of these calendars are."""


class Table(BaseModel):
    """A metric's targets on one calendar: a duration for each priority, or for `all` the others."""

    model_config = ConfigDict(extra="allow", frozen=True, use_attribute_docstrings=True)
    __pydantic_extra__: dict[str, Cell]

    on: str
    """The calendar on which the time counts: an id, `contract` (the one that the contract chose) or `always`."""
    when: Condition = {}
    """The tickets that these rows are for; without it, all."""
    all: Cell | None = None
    """What holds for every priority that the table does not name."""


class Plan(Part):
    """What a customer can buy."""

    name: Words
    """What it is called."""
    description: Words | None = None
    """What it is, in a sentence."""
    channels: list[Channel]
    """The ways of reaching the desk that it includes."""
    hours: Words
    """The hours of support, in words."""
    tiers: Annotated[list[Annotated[int, Field(ge=1, le=9, strict=True)]], AT_LEAST_ONE] = [1]
    """The support levels that it includes, lowest first."""
    trial: Flag = False
    """Whether it ends with an evaluation."""
    targets: dict[
        Metric, Annotated[list[Table], BeforeValidator(listed, json_schema_input_type=Table | list[Table])]
    ] = {}
    """What is promised: for each metric a table, or several (the first whose conditions hold)."""
    targets_of: str | None = None
    """The plan whose targets hold here too, in place of `targets`."""
    not_offered: list[str] = []
    """Priorities that this plan does not have."""
    includes: list[str] = []
    """Entitlements that are part of it."""


class Entitlement(Part):
    """Something else that a plan may include, with no clock."""

    name: Words
    """What it is called."""
    detail: Words | None = None
    """What it is, in a sentence."""


class Tier(Part):
    """A support level."""

    name: Words
    """What it is called."""
    text: Words
    """What it does."""


class Objective(Part):
    """A share of clocks that the vendor undertakes to meet."""

    metrics: Annotated[list[Metric], AT_LEAST_ONE]
    """What is counted."""
    share: Share
    """How much of it is met, as `95%`."""
    by_priority: Flag = False
    """Whether each priority must reach the share by itself."""
    text: Words
    """The undertaking in words."""


class Guard(Part):
    """A priority that may be chosen only where a condition holds."""

    priority: str
    """The priority."""
    requires: Annotated[Condition, AT_LEAST_ONE]
    """What the ticket must be like."""
    text: Words
    """Why, told to whoever chooses it."""


class Reachability(Part):
    """A priority at which the customer must answer in time, or a lower one is proposed."""

    priority: str
    """The priority."""
    within: Duration
    """How long the customer may take."""
    on: str
    """The calendar on which that time counts."""
    lower_to: str
    """The priority that the desk proposes then; a person decides."""
    text: Words
    """The clause, told to the customer."""


class Reclassification(Part):
    """A right of the vendor to change a ticket's priority."""

    may: Annotated[list[Literal["lower", "raise"]], AT_LEAST_ONE]
    """In which direction."""
    text: Words
    """The clause, told to the customer with the change."""


class Exclusion(Part):
    """Tickets for which nothing is promised: measured, never due."""

    when: Annotated[Condition, AT_LEAST_ONE]
    """Which tickets."""
    text: Words
    """The clause, told to the customer."""


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


class Given(Part):
    """The contract of a case."""

    plan: str
    """The plan."""
    timezone: str
    """The contract's time zone, in which all times of the case are written."""
    country: str | None = None
    """Whose public holidays apply, as ISO 3166 writes it (ES)."""
    subdivision: str | None = None
    """The part of that country (MD)."""
    calendar: str | None = None
    """The calendar that the contract chose; the usual one if it is left out."""


class Happening(Part):
    """Something that happens to the ticket of a case."""

    at: LocalTime
    """When, in the contract's time zone."""
    kind: Literal[
        "opened", "message", "priority_changed", "waiting", "resumed", "escalated", "resolved", "reopened", "closed"
    ]
    """What happens."""
    priority: str | None = None
    """The priority that the ticket opens with, or takes."""
    impact: str | None = None
    """The impact, where the matrix gives the priority."""
    urgency: str | None = None
    """The urgency, where the matrix gives the priority."""
    facts: dict[Fact, Words] = {}
    """The facts of the ticket that opens."""
    sender: Literal["customer", "support", "automatic"] = Field("support", alias="from")
    """Who wrote the message."""
    public: Flag = True
    """Whether the message is one to the customer, and no internal note."""
    reason: Id = Field("customer", alias="for")
    """What the ticket waits for."""
    tier: Annotated[int, Field(ge=1, le=9, strict=True)] = 2
    """The tier at which the ticket arrives."""


class Expected(Part):
    """What must hold then: of a clock, of the ticket, or of a reply."""

    metric: Metric | None = None
    """The metric of the clock."""
    cycle: Annotated[int, Field(ge=1, strict=True)] = 1
    """Which of its clocks, counted from 1."""
    at: LocalTime | None = None
    """When the state is asked; the last thing that happened if it is left out."""
    due: Annotated[
        dt.datetime | None,
        PlainValidator(time_or_none),
        WithJsonSchema({"type": "string", "examples": ["2026-04-06 11:00", "none"]}),
    ] = None
    """When the clock is due, or `none`."""
    state: Literal["running", "paused", "met", "missed", "best_effort", "void", "none"] | None = None
    """The state of the clock; `none` where there is no such clock."""
    priority: str | None = None
    """The priority whose promise rules the clock; without a metric, the ticket's."""
    refused: str | None = None
    """The guard that forbids the priority to the ticket as it opened, or `none`."""
    written: LocalTime | None = None
    """When a reply is written."""
    sent: LocalTime | None = None
    """When that reply leaves: at once, or when the contact window opens."""


class Case(Part):
    """An example of the agreement at work, which the check works through."""

    given: Given
    """The contract."""
    when: Annotated[list[Happening], AT_LEAST_ONE]
    """What happens, in order; the opening first."""
    then: Annotated[list[Expected], AT_LEAST_ONE]
    """What must hold then."""


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
    matrix: Matrix | None = None
    """How the priority follows from impact and urgency."""
    calendars: dict[Id, Calendar] = {}
    """The calendars; `always` and `contract` are there by themselves."""
    contract_calendars: list[str] = []
    """The calendars that a contract may choose from, the usual one first."""
    plans: Annotated[dict[Id, Plan], AT_LEAST_ONE]
    """The plans."""
    default_plan: str | None = None
    """The plan of a customer without a contract."""
    entitlements: dict[Id, Entitlement] = {}
    """What else plans may include."""
    tiers: dict[Annotated[str, StringConstraints(pattern=r"^[1-9]$")], Tier] = {}
    """The support levels, by number; 1 is the front line."""
    objectives: dict[Id, Objective] = {}
    """The shares that the vendor undertakes to meet."""
    pauses: dict[Metric, list[Id]] = {}
    """For each metric that stands still while a ticket waits, what it may wait for (customer, third_party)."""
    warnings: list[Share] = [0.5, 0.8]
    """The shares of a target at which somebody at the desk is warned."""
    guards: dict[Id, Guard] = {}
    """Priorities that may be chosen only under conditions."""
    reachability: dict[Id, Reachability] = {}
    """Priorities at which the customer must stay reachable."""
    reclassification: dict[Id, Reclassification] = {}
    """The vendor's rights to change a priority."""
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


class _Editors(GenerateJsonSchema):
    """What is optional is left out, never null."""

    @override
    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    @override
    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        found = super().default_schema(schema)
        return {key: value for key, value in found.items() if key != "default" or value not in (None, [], {})}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of an agreement file, for editors."""
    schema = AgreementFile.model_json_schema(schema_generator=_Editors)
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema, "title": "Parola agreement"}
