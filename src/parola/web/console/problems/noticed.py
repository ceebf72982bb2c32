"""Incidents that recur: those that wait for somebody, one with all its incidents and why they are thought alike, and what is made of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.problems import deciding, noticing, operations
from parola.desk.problems.alike import Tie
from parola.desk.problems.recurrences import Recurrence, Recurring
from parola.desk.tickets.models import Ticket
from parola.web import brief
from parola.web.console.customers.forms import Plain
from parola.web.console.more.forms import line_field
from parola.web.console.problems.forms import LONGEST_TITLE
from parola.web.console.showing import show
from parola.web.given import number
from parola.web.middleware import Request

MOST, BEGINS = 50, 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One that waits for somebody, in a line: how many incidents, how many customers, what the latest is about."""

    recurrence: Recurrence
    incidents: int
    customers: int
    latest: Ticket

    @property
    def others(self) -> int:
        """How many there are beside any one of them."""
        return self.incidents - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """An incident beside the others. `reasons`: why it is thought to be one, in plain sentences."""

    ticket: Ticket
    begins: str
    """How its text begins."""
    like: Ticket | None
    reasons: Sequence[str]
    shared: Sequence[str]
    """Words of its subject that the one has too which it is like."""


class Making(Plain):
    """A new problem: what it is called."""

    use_required_attribute = False  # the same form can be sent to dismiss it
    title = line_field(gettext_lazy("Title"), longest=LONGEST_TITLE)


class Adding(Plain):
    """A problem that is known, by its reference."""

    use_required_attribute = False
    problem = forms.ChoiceField(label=gettext_lazy("Problem"))


class Dismissing(Plain):
    """Why not, if somebody wants to say it."""

    said = line_field(gettext_lazy("Why they are not the same"), required=False)


FORMS: Mapping[str, type[Plain]] = {"make": Making, "add": Adding, "dismiss": Dismissing}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that the page says. `span`: the time from the first to the last; `forms`: empty where the reader decides nothing."""

    recurrence: Recurrence
    incidents: Sequence[Beside]
    customers: int
    span: str
    forms: Mapping[str, forms.Form]
    chosen: Collection[int]


def lines(person: Person, act: Act = Act.READ) -> list[Line]:
    """Those that wait for a decision, in the brands where the reader may do that."""
    return [line for each in deciding.waiting(person, act)[:MOST] if (line := _line(person, each))]


def of_ticket(person: Person, ticket: Ticket) -> Line | None:
    """What the ticket is thought to be one of, where that waits for a decision."""
    found = deciding.of_ticket(person, ticket)
    return _line(person, found) if found else None


def _line(person: Person, recurrence: Recurrence) -> Line | None:
    tickets = [row.ticket for row in deciding.incidents(person, recurrence)]
    if not tickets:
        return None
    return Line(recurrence=recurrence, incidents=len(tickets), customers=_customers(tickets), latest=tickets[-1])


def _customers(tickets: Iterable[Ticket]) -> int:
    return len({(each.organization_id, None if each.organization_id else each.requester_id) for each in tickets})


def gate(request: Request, key: int) -> Recurrence:
    """The recurrence, if the reader works for its brand; else there is none (404)."""
    try:
        return deciding.access(request.user, key)
    except deciding.NoSuchRecurrence:
        raise Http404 from None


@require_safe
def recurrence(request: Request, key: int) -> HttpResponse:
    """Its incidents side by side, and what can be made of it."""
    return _show(request, gate(request, key))


@require_POST
def decide(request: Request, key: int, deed: str) -> HttpResponse:
    """Make it a problem, add it to one, or dismiss it."""
    found = gate(request, key)
    if deed not in FORMS:
        raise Http404
    if not may(request.user, Act.OWN_PROBLEMS, found.brand):
        raise PermissionDenied
    form = _forms(request.user, found, "", (deed, request.POST)).get(deed)
    if form is None:  # there is no problem that they could be added to
        raise Http404
    if not form.is_valid():
        return _show(request, found, {deed: form}, 422)
    try:
        return _done(request, found, deed, form.cleaned_data)
    except operations.BadState:
        messages.error(
            request, _("Nothing was changed: somebody else has decided it, or one of the tickets has a problem.")
        )
        return _show(request, gate(request, key), {}, 409)
    except deciding.NothingChosen:
        form.add_error(None, _("Choose one ticket at least."))
        return _show(request, found, {deed: form}, 422)


def _done(request: Request, found: Recurrence, deed: str, said: Mapping[str, str]) -> HttpResponse:
    """Do it, and go where it leads."""
    by, now, tickets = request.user, request.now, _chosen(request)
    if deed == "dismiss":
        deciding.dismiss(recurrence=found, by=by, now=now, said=said["said"])
        messages.success(request, _("Dismissed. They come back only if as many more come in."))
        return redirect("console:problems")
    if deed == "make":
        problem = deciding.make(recurrence=found, tickets=tickets, title=said["title"], by=by, now=now)
    else:
        problem = deciding.problems_for(by, found).get(reference=said["problem"])
        deciding.add(recurrence=found, problem=problem, tickets=tickets, by=by, now=now)
    messages.success(request, _("Done."))
    return redirect("console:problem", problem.reference)


def _chosen(request: Request) -> list[int]:
    told = (number(each) for each in request.POST.getlist("ticket")[:MOST])
    return [each for each in told if each is not None]


def _forms(
    person: Person, found: Recurrence, title: str, sent: tuple[str, QueryDict] | None = None
) -> dict[str, forms.Form]:
    """The forms of what can be done; the one that was sent, filled in."""
    known = [(each.reference, f"{each.reference} {each.title}") for each in deciding.problems_for(person, found)[:MOST]]
    made: dict[str, forms.Form] = {}
    for deed, kind in FORMS.items():
        initial = {"title": title[:LONGEST_TITLE], "problem": found.problem.reference if found.problem else None}
        made[deed] = kind(sent[1] if sent and sent[0] == deed else None, initial=initial, auto_id=f"{deed}-%s")
    if known:
        made["add"].fields["problem"].choices = known  # type: ignore[attr-defined]
    else:
        del made["add"]
    return made


def _show(
    request: Request, found: Recurrence, filled: Mapping[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    rows = deciding.incidents(request.user, found)
    tickets = {row.ticket_id: row.ticket for row in rows}
    texts = dict(Ticket.objects.filter(pk__in=tickets).order_by().values_list("pk", "opening__text"))
    waits = found.state == Recurrence.State.NOTICED and may(request.user, Act.OWN_PROBLEMS, found.brand)
    first = next((row.ticket for row in rows if row.like_id is None), rows[0].ticket)
    page = Page(
        recurrence=found,
        incidents=[_beside(row, tickets, texts.get(row.ticket_id, "")) for row in rows],
        customers=_customers(tickets.values()),
        span=brief.duration(rows[-1].ticket.opened_at - rows[0].ticket.opened_at),
        forms={**_forms(request.user, found, first.subject), **(filled or {})} if waits else {},
        chosen=_chosen(request) if request.method == "POST" else list(tickets),
    )
    return show(request, "console/problems/recurrence.html", {"page": page, "place": "problems"}, status)


def _beside(row: Recurring, tickets: Mapping[int, Ticket], text: str) -> Beside:
    like, tie = tickets.get(row.like_id or 0), noticing.why(row)
    return Beside(
        ticket=row.ticket,
        begins=Truncator(" ".join(text.split())).chars(BEGINS),
        like=like,
        reasons=list(reasons(tie, like)) if tie else [_("The others are like this one.")],
        shared=deciding.shared(row.ticket, like) if like and tie and tie.words else [],
    )


def reasons(tie: Tie, like: Ticket | None) -> Iterator[str]:
    """Why it is thought to be about the same, a plain sentence for each reason."""
    other = like.reference if like else _("another one")
    if tie.words:
        told = ngettext(
            "%(count)s word in common with %(other)s.", "%(count)s words in common with %(other)s.", tie.words
        )
        yield told % {"count": brief.number(tie.words), "other": other}
    if tie.meaning:
        near = brief.number(round(100 * tie.meaning))
        yield _("It means the same as %(other)s: likeness %(near)s of 100.") % {"near": near, "other": other}
    if tie.product:
        yield _("Both are about %(product)s.") % {"product": tie.product}
    if tie.component:
        yield _("Both concern %(component)s.") % {"component": tie.component}
