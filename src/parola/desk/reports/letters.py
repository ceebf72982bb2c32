"""The mails of reports: the numbers of a period as they are when it is written, in the reader's words, and the way to the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext, override

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.agreements import queries as agreements
from parola.desk.mail import alone, choices
from parola.desk.mail.compose import Envelope
from parola.desk.mail.letters import Letter
from parola.desk.outbox.models import OutboxRow
from parola.desk.reports import backlog, durations, queries
from parola.desk.reports.models import Schedule
from parola.desk.reports.parts import Part, part
from parola.desk.reports.schedules import KIND
from parola.policy.numerals import told_in
from parola.policy.words import Words, speak
from parola.sla.agreement import Metric
from parola.sla.attainment import Row, attain
from parola.sla.zones import zone_of


def deliver(*, now: datetime) -> bool:
    """Send what waits."""
    return alone.deliver(kind=KIND, write=lambda row: envelope(row, now), now=now)


def envelope(row: OutboxRow, now: datetime) -> Envelope | None:
    """The mail; None where the schedule is gone, or its reader is no more one, may not see it any more, or does not want it."""
    wanted = Prefetch("readers", Person.objects.filter(pk=row.payload["to"], is_active=True))
    found = Schedule.objects.select_related("brand").prefetch_related(wanted).filter(pk=row.payload["schedule"]).first()
    to = next(iter(found.readers.all()), None) if found else None
    if found is None or to is None or not may(to, Act.REPORT, found.brand) or not choices.wants(to, KIND):
        return None
    first, last = (datetime.fromisoformat(row.payload[name]) for name in ("first", "last"))
    with override(to.language), told_in(to.numerals):
        told = part(person=to, brand=found.brand, first=first, last=last, now=now)
        letter = report_letter(found, to, told, speak(to.language))
        stop = choices.address(to, KIND)
        return alone.envelope(
            row=row, brand=found.brand, to=to.email, letter=letter, language=to.language, stop=stop
        )  # fmt: skip


def report_letter(schedule: Schedule, to: Person, told: Part, words: Words) -> Letter:
    """What the mail says."""
    names = {
        "brand": words.isolated(told.brand.name),
        "period": _period(schedule, told, words),
    }
    kept = schedule.report == Schedule.Report.KEPT
    lines = list(_kept(to, told, words) if kept else _flow(told, words))
    subject = (
        gettext("%(brand)s, what was kept: %(period)s") if kept else gettext("%(brand)s, the flow of work: %(period)s")
    )
    month = told.first.astimezone(zone_of(told.brand.timezone)).strftime("%Y-%m")
    address = reverse("console:report" if kept else "console:flow")
    return Letter(
        subject=subject % names,
        lines=(subject % names, "\n".join(lines) or gettext("Nothing ended in this time."), _why(schedule, words)),
        link=f"{settings.BASE_URL}{address}?{urlencode({'brand': told.brand.slug, 'month': month})}",
        link_text=gettext("Open the report"),
    )


def _period(schedule: Schedule, told: Part, words: Words) -> str:
    """The month by its name, the week by its days; the brand's, whatever its clocks did meanwhile."""
    zone = zone_of(told.brand.timezone)
    first, after = (at.astimezone(zone).date() for at in (told.first, told.last))
    if schedule.every == Schedule.Every.MONTH:
        return words.by_skeleton("yMMMM", first)
    return words.days(first, after - timedelta(days=1))


def _why(schedule: Schedule, words: Words) -> str:
    return gettext("%(name)s has set up that you get this.") % {"name": words.isolated(schedule.by.name)}


def _kept(to: Person, told: Part, words: Words) -> Iterator[str]:
    """A line for each metric and priority: the share that was kept, and the counts."""
    found = queries.counted(person=to, brand=told.brand, first=told.first, last=told.last, now=told.now)
    agreement = agreements.agreement(agreements.version_at(told.brand, told.last))
    places = {each.id: place for place, each in enumerate(agreement.priorities)}
    names = {each.id: words.priority(each) for each in agreement.priorities}
    rows = [row for row in attain(each.outcome for each in found) if row.share is not None and not row.promised.goal]
    for row in sorted(
        rows, key=lambda row: (list(Metric).index(row.promised.metric), places.get(row.promised.priority, 99))
    ):
        yield _row(row, names.get(row.promised.priority, row.promised.priority), words)


def _row(row: Row, priority: str, words: Words) -> str:
    told = gettext("%(metric)s, %(priority)s: %(share)s kept (%(met)s of %(all)s)")
    return told % {
        "metric": words.clock(row.promised.metric, row.promised.threshold),
        "priority": priority,
        "share": words.percent(row.share or 0),
        "met": words.number(row.met),
        "all": words.number(row.met + row.missed),
    }


def _flow(told: Part, words: Words) -> Iterator[str]:
    """What came and was done, what was left, and how long answers and solutions took."""
    moved = backlog.movements(told)
    yield gettext("Came: %(count)s") % {"count": words.number(sum(each.arrived for each in moved))}
    yield gettext("Resolved or closed: %(count)s") % {"count": words.number(sum(each.done for each in moved))}
    yield gettext("Reopened: %(count)s") % {"count": words.number(sum(each.reopened for each in moved))}
    yield gettext("At work at the end: %(count)s") % {"count": words.number(moved[-1].left if moved else 0)}
    for metric, took in durations.lengths(told, (Metric.FIRST_RESPONSE, Metric.RESOLUTION)).items():
        if took.within:
            half, nine, _most = (words.duration(length) for length in took.within)
            said = gettext("%(metric)s: half within %(half)s, 90%% within %(nine)s of working time")
            yield said % {"metric": words.metric(metric), "half": half, "nine": nine}
