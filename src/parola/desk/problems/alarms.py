"""What time does to problems: whoever is in charge is told ahead of what their agreement sets, and when it was missed, each once.

Which alarms there are is the core's to say (`sla.alarms`), whom a step is for the agreement's (`tickets.notices`), and who that is at the
time `teams.reach`'s, with the owner as whoever has it. Each is an entry, and a mail that always comes, as those of tickets do.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from parola.desk.accounts.models import Person
from parola.desk.mail import alone
from parola.desk.mail.compose import Envelope
from parola.desk.mail.letters import Letter, Unsendable
from parola.desk.outbox import operations as outbox
from parola.desk.outbox.models import OutboxRow
from parola.desk.problems import projection, queries, record
from parola.desk.problems.models import Problem
from parola.desk.problems.record import Entry
from parola.desk.problems.vocabulary import AlarmFired, Recorded
from parola.desk.teams import reach
from parola.desk.teams.queries import Crew, crew_of
from parola.desk.tickets import notices
from parola.policy.numerals import told_in
from parola.policy.words import Words, speak
from parola.sla import alarms
from parola.sla.agreement import Metric, Terms
from parola.sla.alarms import Alarm

KIND = "problem"
"""The outbox rows that this page sends."""
SLICE = 50
FRONT = 1


def sweep(*, now: datetime) -> bool:
    """Raise what is due. True where there may be more."""
    due = Problem.objects.filter(next_alarm_at__lte=now).order_by("next_alarm_at", "pk")
    found = list(due[:SLICE])
    for problem in found:
        _raise(problem, now)
    return len(found) == SLICE


def _raise(problem: Problem, now: datetime) -> None:
    """Everything of one problem that is due, in a turn; what a later step has overtaken is recorded, and told to nobody."""
    with record.changing(problem) as present:
        history, terms = queries.history(present), queries.terms(present)
        due = [alarm for alarm in projection.alarms_of(history, terms) if alarm.at <= now]
        crew = crew_of(present.brand, now)
        told = [() if alarms.superseded(alarm, due) else _told(alarm, present, crew, terms, now) for alarm in due]
        dues = {clock.metric: clock.due for clock in projection.timeline(history, terms).clocks}
        entries = [
            Entry(
                fact=AlarmFired(
                    key=alarm.key, metric=alarm.metric.value, step=alarm.step, due=dues[alarm.metric], to=people
                ),
                at=alarm.at,
                alarm_key=alarm.key,
            )
            for alarm, people in zip(due, told, strict=True)
        ]
        record.append(problem=present, entries=entries, now=now)
        for seq, people in enumerate(told, len(history) + 1):
            for person in people:
                _send(present, seq, crew.people[person], now)


def _told(alarm: Alarm, problem: Problem, crew: Crew, terms: Terms, now: datetime) -> tuple[int, ...]:
    """Who is told of it, by their keys."""
    whom = notices.whom_to_tell(alarm.step, terms.agreement.alarms)
    product = problem.products[0] if problem.products else ""
    matter = reach.Matter(tier=FRONT, product=product, assignee=problem.owner_id, due=problem.due_at)
    return tuple(each.person for each in reach.told(crew.roster, matter, whom, now))


def _send(problem: Problem, seq: int, to: Person, now: datetime) -> None:
    outbox.enqueue(
        key=f"problem:{problem.pk}:{seq}:{to.pk}",
        kind=KIND,
        payload={"problem": problem.pk, "entry": seq, "to": to.pk},
        domain=problem.brand.domain,
        now=now,
    )


def deliver(*, now: datetime) -> bool:
    """Send what waits."""
    return alone.deliver(kind=KIND, write=lambda row: envelope(row, now), now=now)


def envelope(row: OutboxRow, now: datetime) -> Envelope | None:
    """The mail of a row, in the reader's language; None where the problem was solved meanwhile. Raises Unsendable."""
    problem = queries.with_relations(Problem.objects.all()).filter(pk=row.payload["problem"]).first()
    to = Person.objects.filter(pk=row.payload["to"], is_active=True).first()
    if problem is None or to is None:
        raise Unsendable(f"nobody is to be told any more: {row.payload}")
    if problem.state not in queries.UNSOLVED:
        return None
    entry = queries.history(problem)[row.payload["entry"] - 1]
    with override(to.language), told_in(to.numerals):
        letter = letter_of(problem, entry, speak(to.language), to.timezone, now)
        return alone.envelope(row=row, brand=problem.brand, to=to.email, letter=letter, language=to.language)


def letter_of(problem: Problem, entry: Recorded, words: Words, zone: str, now: datetime) -> Letter:
    """What the mail says: which problem, what of it is due, and when."""
    fact = entry.fact
    if not isinstance(fact, AlarmFired) or fact.due is None:
        raise Unsendable("the entry is no alarm")
    names = {
        "reference": words.isolated(problem.reference),
        "what": words.metric(Metric(fact.metric)),
        "instant": words.instant(fact.due, zone),
    }
    told = (
        gettext("Problem %(reference)s: %(what)s was due %(instant)s")
        if fact.due <= now
        else gettext("Problem %(reference)s: %(what)s is due %(instant)s")
    )
    owner = gettext("Its owner is %(owner)s.") % {"owner": words.isolated(str(problem.owner))}
    return Letter(
        subject=told % names,
        lines=(words.isolated(problem.title), owner),
        link=f"{settings.BASE_URL}{reverse('console:problem', args=[problem.reference])}",
        link_text=gettext("See the problem"),
    )
