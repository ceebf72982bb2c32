"""The timeline of a problem, told entry by entry. Names and words of people are set apart with `<bdi>`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parola.desk.accounts.models import Person
from parola.desk.problems import queries, vocabulary
from parola.desk.problems.vocabulary import Recorded
from parola.sla.agreement import Metric, Terms
from parola.web.sentences import fill, priority_name
from parola.web.templatetags.parola import language_name, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An entry told. `text`: what somebody wrote in it, where that is shown nowhere else."""

    seq: int
    at: datetime
    sentence: SafeString
    text: str = ""


def story(history: Sequence[Recorded], terms: Terms) -> list[Told]:
    """The entries, the latest first."""
    keys = {key for entry in history for key in (entry.by, *(_named(entry, name) for name in ("owner", "person")))}
    people = Person.objects.in_bulk({key for key in keys if key is not None})
    noted = [entry for entry in history if isinstance(entry.fact, vocabulary.Noted)]
    said = queries.said(noted)
    return [_told(entry, people, terms, said) for entry in reversed(history)]


def _named(entry: Recorded, name: str) -> int | None:
    key: int | None = getattr(entry.fact, name, None)
    return key


def _told(entry: Recorded, people: Mapping[int, Person], terms: Terms, said: Mapping[str, tuple[str, str]]) -> Told:
    told, values = sentence(entry, people, terms)
    who = _person(people, entry.by)
    text = said[entry.fact.words.body][1] if isinstance(entry.fact, vocabulary.Noted) else ""
    return Told(seq=entry.seq, at=entry.at, sentence=fill(told, who=who, **values), text=text)


def _person(people: Mapping[int, Person], key: int | None) -> str:
    if key is None:
        return _("The desk")
    return str(people[key]) if key in people else _("Somebody")


def sentence(entry: Recorded, people: Mapping[int, Person], terms: Terms) -> tuple[str, Mapping[str, str]]:  # noqa: C901, PLR0911, PLR0912  # one flat table of kinds
    """What happened, with the words in it; `%(who)s` is whoever did it."""
    match entry.fact:
        case vocabulary.Opened():
            return _("%(who)s opened the problem"), {}
        case vocabulary.Described():
            return _("%(who)s described it anew"), {}
        case vocabulary.Linked() as fact:
            return _("%(who)s linked %(ticket)s to it"), {"ticket": fact.reference}
        case vocabulary.Unlinked() as fact:
            told = _("%(who)s took %(ticket)s out of it. Reason: %(reason)s")
            return told, {"ticket": fact.reference, "reason": fact.reason}
        case vocabulary.Handed() as fact:
            told = _("%(who)s handed it to %(owner)s. Reason: %(reason)s")
            return told, {"owner": _person(people, fact.owner), "reason": fact.reason}
        case vocabulary.ImpactSet() as fact if fact.priority != fact.before:
            told = _("%(who)s changed the priority from %(before)s to %(after)s. Reason: %(reason)s")
            before, after = (priority_name(terms, each) for each in (fact.before, fact.priority))
            return told, {"before": before, "after": after, "reason": fact.reason}
        case vocabulary.ImpactSet():
            return _("%(who)s said anew whom it concerns"), {}
        case vocabulary.WorkaroundWritten() as fact:
            return _("%(who)s wrote a workaround (%(languages)s)"), {"languages": _languages(fact.texts)}
        case vocabulary.CauseFound():
            return _("%(who)s found the cause"), {}
        case vocabulary.Withdrawn(found="workaround") as fact:
            return _("%(who)s took the workaround back. Reason: %(reason)s"), {"reason": fact.reason}
        case vocabulary.Withdrawn() as fact:
            return _("%(who)s took the cause back. Reason: %(reason)s"), {"reason": fact.reason}
        case vocabulary.KnownErrorPublished():
            return _("%(who)s made it an article"), {}
        case vocabulary.Solved() as fact:
            return _("%(who)s solved it (%(languages)s)"), {"languages": _languages(fact.texts)}
        case vocabulary.Reopened() as fact:
            return _("%(who)s opened it again. Reason: %(reason)s"), {"reason": fact.reason}
        case vocabulary.Closed(reason=""):
            return _("%(who)s closed it"), {}
        case vocabulary.Closed() as fact:
            return _("%(who)s closed it. Reason: %(reason)s"), {"reason": fact.reason}
        case vocabulary.MajorDeclared() as fact:
            return _("%(who)s declared a major incident. Reason: %(reason)s"), {"reason": fact.reason}
        case vocabulary.MajorEnded():
            return _("%(who)s ended the major incident"), {}
        case vocabulary.Noted():
            return _("%(who)s noted:"), {}
        case vocabulary.Told() as fact:
            return customers_told(fact), {}
        case vocabulary.AlarmFired() as fact:
            return alarm(fact), {"what": words().metric(Metric(fact.metric))}
        case vocabulary.WordsErased():
            return _("%(who)s erased what named a person"), {}
        case _:
            return entry.fact.kind, {}


def customers_told(fact: vocabulary.Told) -> str:
    """What the customers of how many tickets were told."""
    number = len(fact.tickets)
    if fact.what == "workaround":
        told = ngettext(
            "%(who)s told the customer of %(number)s ticket of the workaround",
            "%(who)s told the customers of %(number)s tickets of the workaround",
            number,
        )
    elif fact.what == "solution":
        told = ngettext(
            "%(who)s told the customer of %(number)s ticket of the solution",
            "%(who)s told the customers of %(number)s tickets of the solution",
            number,
        )
    else:
        told = ngettext(
            "%(who)s wrote an update to the customer of %(number)s ticket",
            "%(who)s wrote an update to the customers of %(number)s tickets",
            number,
        )
    return told.replace("%(number)s", str(number))


def alarm(fact: vocabulary.AlarmFired) -> str:
    """How far one of its objectives had come; `%(what)s` is which."""
    return _("%(what)s was due") if fact.step == "due" else _("%(what)s: soon due")


def _languages(texts: Mapping[str, object]) -> str:
    return " · ".join(map(language_name, texts))
