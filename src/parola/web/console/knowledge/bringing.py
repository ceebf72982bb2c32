"""Documentation imported from a file: what it would do is shown first; then it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from parola.desk.accounts.models import Brand
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of
from parola.desk.files import store, uploads
from parola.desk.files.models import Upload
from parola.desk.knowledge import importing
from parola.desk.knowledge.importing import Plan, Wanted, What
from parola.desk.knowledge.models import Article
from parola.desk.knowledge.operations import NotAllowed
from parola.desk.knowledge.sources.page import Taken, Unreadable
from parola.web import brief
from parola.web.console.customers.forms import Plain
from parola.web.console.showing import show
from parola.web.middleware import Request
from parola.web.templatetags.parola import language_name
from parola.web.uploads.field import too_large

MOST_PAGES = 500
"""By the form; more go by the command."""
SHOWN = 300
"""Pages of each sort that are listed."""
Kind = Article.Kind
KINDS = (Kind.DOCUMENTATION, Kind.API, Kind.GUIDE, Kind.SOLUTION)
AUDIENCES = (
    ("", gettext_lazy("as it is; everybody, for new pages")),
    *((value, label) for value, label in Article.Audience.choices if value != Article.Audience.ORGANIZATIONS),
)
BECOMES: dict[What, Promise] = {
    "new": gettext_lazy("New"),
    "changed": gettext_lazy("Changed"),
    "gone": gettext_lazy("There no more"),
    "hidden": gettext_lazy("As it was, and not published"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """Pages of which the same becomes; `more`: how many are not listed."""

    title: str
    titles: list[tuple[str, str]]
    more: int


class About(Plain):
    """What becomes of the pages."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[(each.value, each.label) for each in KINDS])
    language = forms.ChoiceField(label=gettext_lazy("Language"))
    audience = forms.ChoiceField(label=gettext_lazy("Who reads it"), choices=AUDIENCES, required=False)
    collection = forms.CharField(
        label=gettext_lazy("Name of the collection"),
        max_length=importing.LONGEST_NAME,
        required=False,
        help_text=gettext_lazy("By it the pages are found again, in any language. Empty: the file's own name."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    gone = forms.ChoiceField(
        label=gettext_lazy("Pages that are there no more"),
        choices=[
            ("internal", gettext_lazy("are kept, for support alone")),
            ("keep", gettext_lazy("stay as they are")),
            ("remove", gettext_lazy("are removed")),
        ],
    )

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.brand = brand
        spoken = [(each, language_name(each)) for each in dict.fromkeys([brand.language, *brand.languages])]
        self.offer("language", spoken)

    @property
    def wanted(self) -> Wanted:
        """As the import takes it."""
        said = self.cleaned_data
        return Wanted(
            brand=self.brand, kind=said["kind"], language=said["language"], audience=said["audience"],
            collection=said["collection"], gone=said["gone"],
        )  # fmt: skip


class File(About):
    """The file, too."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A ZIP file of a folder of Markdown or HTML, one such page, or an OpenAPI 3 file."),
        widget=forms.ClearableFileInput({"accept": ".zip,.md,.markdown,.html,.htm,.json,.yaml,.yml"}),
    )
    field_order = ("file", "kind", "language", "audience", "collection", "gone")


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: Request, slug: str) -> HttpResponse:
    """The form, and what a file would do."""
    brand = _brand(request, slug)
    if request.method != "POST":
        return _page(request, brand, File(brand=brand))
    form = File(request.POST, request.FILES, brand=brand)
    if not form.is_valid():
        return _page(request, brand, form)
    sent = form.cleaned_data["file"]
    if sent.size > settings.FILES_LARGEST:
        form.add_error("file", too_large(sent.name))
        return _page(request, brand, form)
    try:
        kept = uploads.keep(sent.chunks(), name=sent.name, owner=uploads.owner_of(request.user.pk), now=request.now)
        taken = _taken(kept, form.wanted)
    except (Unreadable, uploads.TooMuch) as error:
        form.add_error("file", str(error) or _("You have sent a lot today. Try again tomorrow."))
        return _page(request, brand, form)
    return _planned(request, brand, form, importing.plan(taken, form.wanted), kept)


@require_POST
def carry_out(request: Request, slug: str) -> HttpResponse:
    """Do what was shown, by what the pages say now."""
    brand = _brand(request, slug)
    form = About(request.POST, brand=brand)
    found = uploads.those([request.POST.get("token", "")], owner=uploads.owner_of(request.user.pk))
    if not form.is_valid() or not found:
        raise Http404
    try:
        done = importing.carry_out(_taken(found[0], form.wanted), form.wanted, by=request.user, now=request.now)
    except Unreadable:
        raise Http404 from None
    except NotAllowed:
        raise PermissionDenied from None
    if not done.done:
        return _planned(request, brand, form, done, found[0])
    count = done.count("new") + done.count("changed")
    told = ngettext("%(count)s page is imported.", "%(count)s pages are imported.", count)
    messages.success(request, told % {"count": brief.number(count)})
    return redirect(f"{reverse('console:knowledge')}?brand={brand.slug}&kind={form.wanted.kind}")


def _taken(kept: Upload, wanted: Wanted) -> Taken:
    taken = importing.take_bytes(kept.name, store.read(kept.blob), wanted.kind, wanted.language)
    if len(taken.pages) > MOST_PAGES:
        told = _("These are more than %(most)s pages: import them by the command `parola knowledge import`.")
        raise Unreadable(told % {"most": brief.number(MOST_PAGES)})
    return taken


def _planned(request: Request, brand: Brand, form: About, plan: Plan, kept: Upload) -> HttpResponse:
    context = {
        "brand": brand,
        "plan": plan,
        "parts": _parts(plan),
        "same": plan.count("same"),
        "said": [(name, form.cleaned_data[name]) for name in About.base_fields],
        "token": kept.token,
        "place": "knowledge",
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if plan.faults else HTTPStatus.OK
    return show(request, "console/knowledge/bring_plan.html", context, status)


def _parts(plan: Plan) -> Sequence[Part]:
    found = []
    for what, title in BECOMES.items():
        named = [(step.title, step.path) for step in plan.steps if step.what == what]
        if named:
            found.append(Part(f"{title}: {brief.number(len(named))}", named[:SHOWN], max(0, len(named) - SHOWN)))
    return found


def _page(request: Request, brand: Brand, form: File) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return show(request, "console/knowledge/bring.html", {"brand": brand, "form": form, "place": "knowledge"}, status)


def _brand(request: Request, slug: str) -> Brand:
    """Only who publishes imports: who reads and does not finds no form."""
    brand = get_object_or_404(brands_of(request.user), slug=slug)
    if not may(request.user, Act.PUBLISH_ARTICLES, brand):
        raise PermissionDenied if request.method == "POST" else Http404
    return brand
