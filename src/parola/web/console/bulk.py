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
from parola.web.given import number
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
    found = Batch.objects.filter(by=person, pk=number(told) or 0).first()
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
    assignee = Person.objects.filter(pk=batch.told.get("assignee") or 0).first()
    said = {"name": assignee, "priority": batch.told.get("priority"), "reference": batch.told.get("into")}
    if batch.deed == Deed.ASSIGN and assignee is None:
        return _("Assigned to nobody")
    return str(DONE[Deed(batch.deed)]) % said


DONE: Mapping[Deed, Promise] = {
    Deed.ASSIGN: gettext_lazy("Assigned to %(name)s"),
    Deed.PRIORITY: gettext_lazy("Priority changed to %(priority)s"),
    Deed.WAIT: gettext_lazy("Waiting for the customer"),
    Deed.RESOLVE: gettext_lazy("Resolved, and the customers told"),
    Deed.CLOSE: gettext_lazy("Closed without a word"),
    Deed.MERGE: gettext_lazy("Merged into %(reference)s"),
    Deed.SPAM: gettext_lazy("Marked as spam"),
}


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
    seen = ((reference, number(seq)) for reference, _dot, seq in each)
    return {reference: seq for reference, seq in seen if seq is not None}


def _wanted(request: Request) -> Wanted | None:
    """What is to be done; None where that was not said."""
    said, deed = request.POST, request.POST.get("deed", "")
    if deed == "take":
        return Wanted(deed=Deed.ASSIGN, assignee=request.user)
    if deed == Deed.ASSIGN:
        key = said.get("assignee", "")
        person = Person.objects.filter(pk=number(key) or 0).first()
        return Wanted(deed=Deed.ASSIGN, assignee=person) if person or key == "nobody" else None
    if deed == Deed.PRIORITY:
        priority, reason = (said.get(name, "").replace("\0", "").strip() for name in ("priority", "reason"))
        complete = priority and reason and len(reason) <= LONGEST_REASON
        return Wanted(deed=Deed.PRIORITY, priority=priority, reason=reason) if complete else None
    if deed == Deed.WAIT:
        return Wanted(deed=Deed.WAIT, reason="customer")
    return Wanted(deed=Deed(deed)) if deed in {*Deed} else None


ROUTES = [path("act/", act, name="bulk"), path("undo/<int:key>/", undo, name="undo")]
