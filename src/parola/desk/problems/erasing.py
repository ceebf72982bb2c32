"""A person who is erased is named in no problem: what was written of it says no more who it was, and the record says that it was done."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.accounts.naming import Naming
from parola.desk.problems import queries, record
from parola.desk.problems.models import MajorIncident, Problem, ProblemEntry, Telling
from parola.desk.problems.record import Entry
from parola.desk.problems.vocabulary import WordsErased
from parola.desk.tickets import ledger
from parola.desk.tickets.models import Body

SLICE = 500


def strike(*, person: Person, naming: Naming, by: Person, now: datetime) -> None:
    """Strike out what names the person. Belongs into the turn in which all that is known of them is erased."""
    left: dict[int, dict[str, str]] = defaultdict(dict)
    for problem in Problem.objects.order_by("pk"):
        bodies = queries.bodies_of(queries.history(problem))
        for body in Body.objects.filter(pk__in=bodies).order_by("pk"):
            if naming.is_in(body.subject) or naming.is_in(body.text):
                subject, text = naming.struck(body.subject), naming.struck(body.text)
                struck = ledger.rewrite_body(body, subject=subject, text=text, erased_at=None)
                left[problem.pk][str(body.pk)] = struck.digest
    for problem in Problem.objects.filter(pk__in=left).order_by("pk"):
        fact = WordsErased(person=person.pk, words=left[problem.pk])
        record.append(problem=problem, entries=[Entry(fact=fact, at=now, by=by)], now=now)
    strike_told(naming)


def strike_told(naming: Naming) -> None:
    """The same of what customers were told, by language."""
    for telling in Telling.objects.order_by("pk").iterator(SLICE):
        if any(map(naming.is_in, telling.texts.values())):
            struck = {language: naming.struck(text) for language, text in telling.texts.items()}
            Telling.objects.filter(pk=telling.pk).update(texts=struck)
    for major in MajorIncident.objects.order_by("pk").iterator(SLICE):
        if any(map(naming.is_in, major.titles.values())):
            struck = {language: naming.struck(text) for language, text in major.titles.items()}
            MajorIncident.objects.filter(pk=major.pk).update(titles=struck)


def reasons_naming(naming: Naming) -> int:
    """In how many entries somebody typed the name as a reason: statements of the vendor, which stay."""
    reasons = ProblemEntry.objects.filter(data__has_key="reason").values_list("data__reason", flat=True)
    return sum(1 for reason in reasons.iterator(SLICE) if naming.is_in(reason))
