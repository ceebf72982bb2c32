"""Customers in and out as files: an export for each kind, and an import that is tried before it is done."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements import operations as agreements
from parola.desk.transfer import importing
from parola.desk.transfer.columns import COLUMNS, Kind
from parola.desk.transfer.exporting import export
from parola.desk.transfer.steps import Plan
from parola.desk.transfer.table import MOST_BYTES, MOST_LINES, Unreadable
from parola.web import brief
from parola.web.console.customers.forms import Plain
from parola.web.console.showing import show
from parola.web.middleware import Request

UNPROCESSABLE = 422
SHOWN = 200
"""Lines of what would be done that a page lists; findings are listed all."""
NAMES: dict[Kind, Promise] = {
    Kind.ORGANIZATIONS: gettext_lazy("Organizations"),
    Kind.PEOPLE: gettext_lazy("People"),
    Kind.CONTRACTS: gettext_lazy("Contracts"),
}
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}


class File(Plain):
    """A file to be tried."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.ClearableFileInput({"accept": ".csv,.tsv,.txt,text/csv"}),
    )

    def clean_file(self) -> bytes:
        """Its bytes; no more than are read."""
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            told = _("The file is larger than %(most)s kilobytes: part it.")
            raise forms.ValidationError(told % {"most": MOST_BYTES // 1000})
        return bytes(sent.read())


@require_safe
def overview(request: Request) -> HttpResponse:
    """What there is to export, and the form for a file."""
    return _page(request, File(), 200)


@require_safe
def download(request: Request, kind: str) -> HttpResponse:
    """The customers of the brands that the reader signs or audits for, of that kind."""
    brands, separator = _exported(request.user), SEPARATORS.get(request.GET.get("separator", "comma"), ",")
    if not brands or kind not in list(Kind):
        raise Http404
    text = export(kind=Kind(kind), brands=brands, separator=separator)
    answer = HttpResponse(f"\ufeff{text}".encode(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    return answer


@require_POST
def dry_run(request: Request) -> HttpResponse:
    """What a file would do; nothing is written."""
    _require(request)
    form = File(request.POST, request.FILES)
    if form.is_valid():
        data: bytes = form.cleaned_data["file"]
        try:
            return _show(request, importing.dry_run(data=data, by=request.user), data)
        except Unreadable as error:
            form.add_error("file", str(error))
    return _page(request, form, UNPROCESSABLE)


@require_POST
def carry_out(request: Request) -> HttpResponse:
    """Do what the dry run showed, all or nothing; where that is another by now, show it again."""
    _require(request)
    try:
        data = base64.b64decode(request.POST.get("data", ""), validate=True)
        plan = importing.carry_out(data=data, by=request.user, now=request.now, digest=request.POST.get("digest", ""))
    except (Unreadable, binascii.Error):
        raise Http404 from None
    except agreements.NotAllowed:
        raise PermissionDenied from None
    if not plan.done:
        messages.error(
            request, _("Something changed meanwhile, and nothing was imported: look at what it would do now.")
        )
        return _show(request, plan, data, UNPROCESSABLE)
    done = ngettext("%(count)s line is imported.", "%(count)s lines are imported.", len(plan.steps))
    messages.success(request, done % {"count": brief.number(len(plan.steps))})
    return redirect("console:transfer")


def _show(request: Request, plan: Plan, data: bytes, status: int = 200) -> HttpResponse:
    context = {
        "plan": plan,
        "kind": NAMES[plan.kind],
        "new": plan.new[:SHOWN],
        "more": max(0, len(plan.new) - SHOWN),
        "data": base64.b64encode(data).decode(),
        "place": "settings",
    }
    return show(request, "console/settings/transfer_plan.html", context, status)


def _page(request: Request, form: File, status: int) -> HttpResponse:
    exported, signs = _exported(request.user), _signs(request.user)
    if not exported:
        raise Http404
    kinds = [(kind.value, NAMES[kind], [column.name for column in COLUMNS[kind]]) for kind in Kind]
    context: dict[str, Any] = {"form": form, "kinds": kinds, "signs": signs, "brands": exported, "place": "settings"}
    context |= {"most_lines": MOST_LINES, "most_kilobytes": MOST_BYTES // 1000}
    return show(request, "console/settings/transfer.html", context, status)


def _signs(person: Person) -> bool:
    return brands_of(person, Act.SIGN).exists()


def _exported(person: Person) -> Sequence[Brand]:
    """The brands of which the reader sees all customers, and may take them along."""
    return list((brands_of(person, Act.SIGN) | brands_of(person, Act.AUDIT)).distinct())


def _require(request: Request) -> None:
    if _signs(request.user):
        return
    if brands_of(request.user).exists():
        raise PermissionDenied
    raise Http404
