"""`parola explain`: when a ticket would be due, and why, step by step."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from parola.cli.agreed import NO_METRIC, Agreements, check_priority, unknown
from parola.cli.jsonlines import TOO_FAR, told, told_instant
from parola.cli.language import preferred
from parola.policy import entitled
from parola.policy.findings import Wrong, gettext_noop
from parola.policy.notation import in_zone
from parola.policy.terms import ContractTerms
from parola.policy.words import Words
from parola.sla.agreement import Exclusion, Metric, Plan, Priority, Target, Terms
from parola.sla.alarms import Alarm, schedule
from parola.sla.clock import Clock
from parola.sla.durations import (
    BusinessDayAt,
    BusinessDayClose,
    BusinessDaysLater,
    CalendarDayAt,
    CalendarDayClose,
    CalendarDaysLater,
    MonthsLater,
    Promise,
    Stretch,
)
from parola.sla.events import Opened
from parola.sla.explain import (
    Counted,
    CountedDays,
    Due,
    Explanation,
    NeverDue,
    NotCounted,
    Stands,
    Step,
    Total,
    in_short,
)
from parola.sla.explain import explain as explain_clock
from parola.sla.spans import Span
from parola.sla.timeline import Timeline, fold
from parola.sla.undue import undue

NO_INSTANT = gettext_noop("“%(value)s” is no date and time.")
INSTANT_HINT = gettext_noop("Write it as in 2026-04-02T16:30; an offset such as +02:00 may follow.")
NO_FACT = gettext_noop("“%(value)s” is no fact: write name=value, as in product=beta.")
WARNING = gettext_noop("%(share)s of the time is used: %(instant)s")

NOTHING_COUNTED = Total(length=dt.timedelta())
STYLES: Mapping[type, str] = {
    Counted: "green",
    CountedDays: "green",
    NotCounted: "dim",
    Due: "bold",
    NeverDue: "bold",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(explain)


def explain(
    *,
    agreement: Annotated[str, typer.Option(help="An agreement: credenti, native, zmanda, cloudtalk.")],
    plan: Annotated[str, typer.Option(help="A plan of it.")],
    opened: Annotated[
        str, typer.Option(help="When the request arrives, as in 2026-04-02T16:30: local time, unless it has an offset.")
    ],
    timezone: Annotated[str, typer.Option(help="The contract's time zone, as in Europe/Madrid.")],
    priority: Annotated[
        str | None, typer.Option(help="The ticket's priority; without it, the agreement's default.")
    ] = None,
    country: Annotated[str | None, typer.Option(help="Whose public holidays apply, as in ES.")] = None,
    subdivision: Annotated[str | None, typer.Option(help="The part of that country, as in MD.")] = None,
    calendar: Annotated[
        str | None, typer.Option(help="The calendar that the contract chose, if there is a choice.")
    ] = None,
    metric: Annotated[str, typer.Option(help="What is promised.")] = "first_response",
    threshold: Annotated[str, typer.Option(help="Which of several clocks of it, as in outer.")] = "",
    fact: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="A fact of the ticket, as in product=beta.")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="The language of the answer: en, es, it, ar.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as JSON.")] = False,
) -> None:
    """When a ticket would be due, and why: each stretch of time that counts, and each that does not.

    Exit code 2 where something named does not exist.
    """
    words = Words(preferred(lang), isolating=not as_json)
    try:
        contract = ContractTerms(timezone, country or None, subdivision or None, calendar or None)
        terms = Agreements().terms(agreement, plan, contract)
        level = check_priority(terms.agreement, priority or terms.agreement.default_priority)
        opening = Opened(at=instant(opened, timezone), priority=level, facts=facts(fact or ()))
        timeline = fold([opening], terms)
        clock, why = pick(timeline, metric, threshold), why_undue(timeline, terms, metric, words)
    except (Wrong, OverflowError) as error:
        print(told(error if isinstance(error, Wrong) else Wrong(TOO_FAR), words), file=sys.stderr)
        raise typer.Exit(2) from error
    if as_json:
        answer: dict[str, object] = plain_answer(clock, timeline, terms, words) if clock else {"metric": metric}
        print(json.dumps(answer | ({"due": None, "why": why} if why else {}), ensure_ascii=False, indent=2))
        return
    if clock is not None:
        show(clock, timeline, terms, words)
    else:
        Console(highlight=False, soft_wrap=True).print(Text(why, style="bold"))


def instant(written: str, timezone: str) -> dt.datetime:
    """The instant meant: local time of the zone where it has no offset of its own."""
    try:
        given = dt.datetime.fromisoformat(written)
    except ValueError as error:
        raise Wrong(NO_INSTANT, INSTANT_HINT, value=written) from error
    return in_zone(given, timezone, written)


def facts(written: Sequence[str]) -> dict[str, str]:
    """The facts written as `name=value`."""
    for one in written:
        if not re.fullmatch(r"\w+=.+", one):
            raise Wrong(NO_FACT, value=one)
    return dict(one.split("=", 1) for one in written)


def pick(timeline: Timeline, metric: str, threshold: str = "") -> Clock | None:
    """The ticket's clock of a metric; None where it has none. Raises Wrong for what is no metric."""
    if metric not in set(Metric):
        raise unknown(NO_METRIC, metric, [str(each) for each in Metric])
    return next((clock for clock in timeline.clocks if clock.kind == (metric, threshold)), None)


def why_undue(timeline: Timeline, terms: Terms, metric: str, words: Words) -> str:
    """Why nothing of the metric is due; empty where something is."""
    why = undue(timeline, terms, timeline.opened, metric=Metric(metric))
    return entitled.why_undue(words, why, timeline, terms) if why else ""


def steps_to_due(clock: Clock, timeline: Timeline, terms: Terms) -> Explanation:
    """The steps as they are told of a ticket that is not there: how it stands just now is no part of them."""
    whole = explain_clock(clock, timeline, terms, timeline.opened)
    told = (step for step in whole.steps if not isinstance(step, Stands) and step != NOTHING_COUNTED)
    return replace(whole, steps=tuple(told))


def show(clock: Clock, timeline: Timeline, terms: Terms, words: Words) -> None:
    """Print the explanation, a line each step, and when somebody would be warned."""
    console = Console(highlight=False, soft_wrap=True)
    explanation = steps_to_due(clock, timeline, terms)
    for step, line in zip(in_short(explanation), words.explanation(explanation), strict=True):
        console.print(Text(line, style=STYLES.get(type(step), "")))
    for alarm in warnings(timeline, clock):
        share = words.percent(float(alarm.step.removeprefix("warning-")) / 100)
        line = words.gettext(WARNING) % {"share": share, "instant": words.instant(alarm.at, terms.timezone, exact=True)}
        console.print(Text(line, style="yellow"))


def warnings(timeline: Timeline, clock: Clock) -> list[Alarm]:
    """The clock's alarms before it is due."""
    return [alarm for alarm in schedule(timeline) if alarm.kind == clock.kind and alarm.step.startswith("warning-")]


def plain_answer(clock: Clock, timeline: Timeline, terms: Terms, words: Words) -> dict[str, object]:
    """The explanation as plain data: instants in UTC, lengths in seconds, and the lines in words."""
    explanation = steps_to_due(clock, timeline, terms)
    return {
        "metric": clock.metric,
        "priority": clock.priority,
        "started": told_instant(clock.started),
        "due": told_instant(clock.due),
        "timezone": terms.timezone,
        "warnings": {alarm.step: told_instant(alarm.at) for alarm in warnings(timeline, clock)},
        "steps": [plain_step(step) for step in explanation.steps],
        "text": words.explanation(explanation),
    }


def plain_step(step: Step) -> dict[str, object]:
    """A step as plain data: its kind, and what it says."""
    kind = re.sub(r"(?<!^)(?=[A-Z])", "_", type(step).__name__).lower()
    return {"step": kind} | {field.name: plain(getattr(step, field.name)) for field in fields(step)}


def plain(value: object) -> object:
    """A value of a step as plain data."""
    match value:
        case dt.datetime():
            return told_instant(value)
        case dt.timedelta():
            return value.total_seconds()
        case Span():
            seconds = (value.end - value.start).total_seconds()
            return {"start": told_instant(value.start), "end": told_instant(value.end), "seconds": seconds}
        case Plan() | Priority():
            return value.id
        case Target() | Exclusion():
            return plain_clause(value)
        case _:
            return value


def plain_clause(clause: Target | Exclusion) -> dict[str, object]:
    """What the agreement says, as plain data."""
    if isinstance(clause, Exclusion):
        return {"clause": clause.clause, "text": dict(clause.text)}
    return {"clause": clause.clause, "calendar": clause.calendar, "promise": plain_promise(clause.promise)}


_NAMES: dict[type, str] = {
    BusinessDayClose: "close_of_business_day",
    BusinessDayAt: "business_day",
    BusinessDaysLater: "business_days",
    CalendarDayClose: "close_of_calendar_day",
    CalendarDayAt: "calendar_day",
    CalendarDaysLater: "calendar_days",
    MonthsLater: "months",
}


def plain_promise(promise: Promise | None) -> dict[str, object] | None:
    """A promise as plain data; None for best effort."""
    if promise is None:
        return None
    if isinstance(promise, Stretch):
        return {"seconds": promise.seconds, **({"seconds_a_day": promise.day} if promise.day else {})}
    count = promise.months if isinstance(promise, MonthsLater) else promise.days
    at = {"at": promise.at.isoformat("minutes")} if isinstance(promise, BusinessDayAt | CalendarDayAt) else {}
    return {_NAMES[type(promise)]: count, **at}
