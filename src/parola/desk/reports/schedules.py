"""Reports that leave by mail: who leads or manages a brand says which, how often, and to which colleagues; the rest is the worker's.

What is told is the week (from Monday) or the month that ended last, in the brand's time zone. Once for each period and reader: the outbox
key names both, and after an outage the last period alone is told. Whether somebody may see the report is asked when the mail is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from parola.desk.accounts import audit
from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may, roles_that_may
from parola.desk.outbox import operations as outbox
from parola.desk.reports.models import Schedule
from parola.desk.reports.queries import NotAllowed
from parola.sla.zones import zone_of

KIND = "report"
"""The outbox rows of these mails, and the notice that a reader can leave out."""
SLICE = 50
WEEK = timedelta(days=7)
MOST_READERS = 50


class Unreadable(ValueError):
    """Nobody is to get it, or somebody who may not see it, or too many are."""


def readers_of(brand: Brand) -> QuerySet[Person]:
    """Whom a report of the brand can be sent to: the colleagues who may see it, by name."""
    posted = Q(posts__brand=brand, posts__role__in=roles_that_may(Act.REPORT))
    working = Person.objects.filter(posted | Q(is_superuser=True), is_active=True)
    return working.distinct().order_by("name", "pk")


@transaction.atomic
def arrange(
    *,
    by: Person,
    brand: Brand,
    report: Schedule.Report,
    every: Schedule.Every,
    weekday: int,
    hour: int,
    readers: Collection[Person],
    now: datetime,
) -> Schedule:
    """From now on the report leaves so. Raises NotAllowed, Unreadable."""
    if not may(by, Act.OVERSEE, brand):
        raise NotAllowed(brand.slug)
    if not 0 < len(readers) <= MOST_READERS or not all(may(each, Act.REPORT, brand) for each in readers):
        raise Unreadable(brand.slug)
    made = Schedule(brand=brand, report=report, every=every, weekday=weekday, hour=hour, by=by)
    made.next_at = next_time(made, now)
    made.save()
    made.readers.set(readers)
    _note(made, by, now, before=None, after=_fields(made, readers))
    return made


@transaction.atomic
def remove(*, schedule: Schedule, by: Person, now: datetime) -> None:
    """It leaves no more. Raises NotAllowed."""
    if not may(by, Act.OVERSEE, schedule.brand):
        raise NotAllowed(schedule.brand.slug)
    _note(schedule, by, now, before=_fields(schedule, schedule.readers.all()), after=None)
    schedule.delete()


def overseen_by(person: Person, brands: Iterable[Brand]) -> list[Schedule]:
    """Those of the brands that the person oversees."""
    allowed = [brand for brand in brands if may(person, Act.OVERSEE, brand)]
    found = Schedule.objects.filter(brand__in=allowed).select_related("brand", "by").prefetch_related("readers")
    return list(found.order_by("brand__name", "pk"))


def sweep(*, now: datetime) -> bool:
    """Put into the outbox what is to leave by now. True where there may be more."""
    due = Schedule.objects.filter(next_at__lte=now).select_related("brand").order_by("next_at", "pk")
    found = list(due[:SLICE])
    for schedule in found:
        _enqueue(schedule, now)
    return len(found) == SLICE


@transaction.atomic
def _enqueue(schedule: Schedule, now: datetime) -> None:
    """A mail to each reader, and the next time. Somebody else may have looked: then nothing is done."""
    mine = Schedule.objects.filter(pk=schedule.pk, next_at=schedule.next_at)
    if not mine.update(next_at=next_time(schedule, now)):
        return
    first, last = period(schedule, now)
    for person in schedule.readers.order_by("pk"):
        outbox.enqueue(
            key=f"{KIND}:{schedule.pk}:{first.date().isoformat()}:{person.pk}",
            kind=KIND,
            payload={
                "schedule": schedule.pk,
                "to": person.pk,
                "first": first.isoformat(),
                "last": last.isoformat(),
            },
            domain=schedule.brand.domain,
            now=now,
        )


def period(schedule: Schedule, now: datetime) -> tuple[datetime, datetime]:
    """The week or the month that ended last, from its first instant to the next one's."""
    zone = zone_of(schedule.brand.timezone)
    today = now.astimezone(zone).date()
    if schedule.every == Schedule.Every.WEEK:
        last = today - timedelta(days=today.weekday())
        first = last - WEEK
    else:
        last = today.replace(day=1)
        first = (last - timedelta(days=1)).replace(day=1)
    return _midnight(first, schedule), _midnight(last, schedule)


def next_time(schedule: Schedule, now: datetime) -> datetime:
    """The first instant after now at which it leaves."""
    zone = zone_of(schedule.brand.timezone)
    day = now.astimezone(zone).date()
    while True:
        fits = day.isoweekday() == schedule.weekday if schedule.every == Schedule.Every.WEEK else day.day == 1
        at = datetime.combine(day, time(schedule.hour), zone).astimezone(UTC)
        if fits and at > now:
            return at
        day += timedelta(days=1)


def _midnight(day: date, schedule: Schedule) -> datetime:
    return datetime.combine(day, time(), zone_of(schedule.brand.timezone)).astimezone(UTC)


def _fields(schedule: Schedule, readers: Iterable[Person]) -> dict[str, audit.Plain]:
    return {
        "report": schedule.report,
        "every": schedule.every,
        "weekday": schedule.weekday - 1,  # as shifts have it: 0 is Monday
        "hour": schedule.hour,
        "readers": sorted(person.pk for person in readers),
    }


def _note(
    schedule: Schedule, by: Person, now: datetime, *, before: audit.Fields | None, after: audit.Fields | None
) -> None:
    audit.record(
        by=by, brand=schedule.brand, matter="report_schedule", key=schedule.pk, before=before, after=after, now=now
    )  # fmt: skip
