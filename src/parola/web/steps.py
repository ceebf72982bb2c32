"""Why a clock is due when it is, line by line in the reader's language, with people by their names."""

from dataclasses import replace
from datetime import datetime

from parola.desk.accounts.models import Person
from parola.sla.agreement import Terms
from parola.sla.clock import Clock
from parola.sla.explain import AgreedOn, Explanation, Step, explain
from parola.sla.timeline import Timeline
from parola.web.templatetags.parola import words


def lines(clock: Clock, timeline: Timeline, terms: Terms, now: datetime) -> list[str]:
    """The steps of the explanation, a line each."""
    return told(explain(clock, timeline, terms, now))


def told(explanation: Explanation) -> list[str]:
    """The same of an explanation that is made already."""
    return words().explanation(replace(explanation, steps=tuple(map(_by_name, explanation.steps))))


def _by_name(step: Step) -> Step:
    """The step with the names of those who agreed; the history knows them by their numbers."""
    if not isinstance(step, AgreedOn):
        return step
    known = Person.objects.in_bulk([int(each) for each in step.by.split()])
    names = (str(known[int(each)]) for each in step.by.split() if int(each) in known)
    return replace(step, by=words().listed(names))
