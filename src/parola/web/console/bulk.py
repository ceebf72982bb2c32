"""The same deed for several tickets of the queue: what is offered, what became of each, and taking it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from parola.desk.accounts.models import Person
from parola.desk.tickets import batches
from parola.desk.tickets.batches import MAILED, Deed, Result, Wanted, Why
from parola.desk.tickets.models import Batch
from parola.desk.tickets.narrowing import Directory
from parola.web.console import filtering
from parola.web.middleware import Request
from parola.web.templatetags.parola import words

LONGEST_REASON = 500
WHYS: Mapping[Why, Promise] = {
    Why.ALREADY: gettext_lazy("it stands so already"),
    Why.NOT_ALLOWED: gettext_lazy("you may not do this"),
    Why.CHANGED: gettext_lazy("something happened to it meanwhile: look at it first"),
    Why.STATE: gettext_lazy("its state does not allow this"),
    Why.PRIORITY: gettext_lazy("its agreement has no such priority"),
    Why.APART: gettext_lazy("it is another customer's"),
    Why.SHOWN: gettext_lazy("somebody would be shown what was not meant for them: merge it on its own page"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What can be chosen for the tickets that are selected."""

    people: list[tuple[int, str]]
    priorities: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A ticket to which it was not done, and why."""

    reference: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of a batch. `undo`: where it can be taken back."""

    text: str
    refusals: list[Refusal]
    mailed: bool
    undo: str


def bar(directory: Directory) -> Bar:
    """What the reader can choose."""
    priorities = [(key, words().text(names[0])) for key, names in directory.priorities.items()]
    people = [(each.pk, str(each)) for each in directory.colleagues if each != directory.person]
    return Bar(people=people, priorities=[(key, key if key == name else f"{key}, {name}") for key, name in priorities])


def report(person: Person, told: str, now: datetime) -> Report | None:
    """What became of the reader's batch of that number; None where there is none."""
    found = Batch.objects.filter(by=person, pk=int(told)).first() if told.isdecimal() and len(told) <= 18 else None
    if found is None:
        return None
    undone = found.undone_at is not None
    became = batches.results(found, undone=undone)
    done = sum(not each.why for each in became)
    text = _("Taken back: %(done)s of %(all)s.") if undone else _("%(deed)s: %(done)s of %(all)s.")
    return Report(
        text=text % {"deed": _deed(found), "done": done, "all": len(became)},
        refusals=[_refusal(each) for each in became if each.why],
        mailed=undone and found.deed in MAILED and bool(done),
        undo=reverse("console:undo", args=[found.pk]) if batches.can_undo(found, now) else "",
    )


def _refusal(result: Result) -> Refusal:
    return Refusal(reference=result.reference, why=str(WHYS[Why(result.why)]))


def _deed(batch: Batch) -> str:
    match Deed(batch.deed):
        case Deed.ASSIGN:
            assignee = Person.objects.filter(pk=batch.told.get("assignee") or 0).first()
            return _("Assigned to %(name)s") % {"name": assignee} if assignee else _("Assigned to nobody")
        case Deed.PRIORITY:
            return _("Priority changed to %(priority)s") % {"priority": batch.told.get("priority")}
        case Deed.WAIT:
            return _("Waiting for the customer")
        case Deed.RESOLVE:
            return _("Resolved, and the customers told")
        case Deed.CLOSE:
            return _("Closed without a word")
        case Deed.MERGE:
            return _("Merged into %(reference)s") % {"reference": batch.told.get("into")}
        case Deed.SPAM:
            return _("Marked as spam")


@require_POST
def act(request: Request) -> HttpResponse:
    """Do something to the tickets that were selected, and go back to the queue, which tells what became of each."""
    wanted, picked = _wanted(request), _picked(request.POST)
    if wanted is None:
        messages.error(request, _("Nothing was done: say what is to be done, and for a priority why."))
        return redirect(_back(request.POST))
    try:
        batch = batches.carry_out(picked=picked, wanted=wanted, by=request.user, now=request.now)
    except batches.NothingPicked:
        messages.error(request, _("Nothing was done: select some tickets, at most 200; to merge, at least two."))
        return redirect(_back(request.POST))
    return redirect(f"{_back(request.POST, did=str(batch.pk))}#done")


@require_POST
def undo(request: Request, key: int) -> HttpResponse:
    """Take a batch back, as far as nothing has happened since."""
    reason = _("It had been changed together with others by mistake.")
    try:
        batches.undo(batch=key, by=request.user, reason=reason, now=request.now)
    except batches.CannotUndo:
        messages.error(request, _("This cannot be taken back any more."))
    return redirect(f"{_back(request.POST, did=str(key))}#done")


def _back(said: QueryDict, **more: str) -> str:
    return filtering.address(said.get("q", "").replace("\0", "")[:2000], **more)


def _picked(said: QueryDict) -> dict[str, int]:
    """Each reference with the last event that was seen of it."""
    each = (value.replace("\0", "").rpartition(".") for value in said.getlist("ticket"))
    return {reference: int(seen) for reference, _dot, seen in each if seen.isdecimal() and len(seen) < 9}


def _wanted(request: Request) -> Wanted | None:
    """What is to be done; None where that was not said."""
    said = request.POST
    match said.get("deed", ""):
        case "take":
            return Wanted(deed=Deed.ASSIGN, assignee=request.user)
        case "assign":
            key = said.get("assignee", "")
            person = Person.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 18 else None
            return Wanted(deed=Deed.ASSIGN, assignee=person) if person or key == "nobody" else None
        case "priority":
            priority, reason = (said.get(name, "").replace("\0", "").strip() for name in ("priority", "reason"))
            complete = priority and reason and len(reason) <= LONGEST_REASON
            return Wanted(deed=Deed.PRIORITY, priority=priority, reason=reason) if complete else None
        case "wait":
            return Wanted(deed=Deed.WAIT, reason="customer")
        case "resolve" | "close" | "merge" | "spam" as deed:
            return Wanted(deed=Deed(deed))
    return None


ROUTES = [path("act/", act, name="bulk"), path("undo/<int:key>/", undo, name="undo")]
