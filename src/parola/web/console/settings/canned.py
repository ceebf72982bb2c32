"""Canned replies in the settings: what a brand prepares for its agents, written in its languages and seen with a real ticket."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parola.desk.accounts.models import Brand
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of
from parola.desk.tickets import canned as replies
from parola.desk.tickets import queries
from parola.desk.tickets.models import CannedReply, Ticket
from parola.desk.tickets.placeholders import PLACEHOLDERS, mark
from parola.web.console.settings.canned_forms import TEXT, Reply
from parola.web.console.showing import show
from parola.web.middleware import Request
from parola.web.templatetags.parola import language_name, words

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A reply as it is listed, and the brand's languages in which it has no text."""

    reply: CannedReply
    lacking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The text in a language, as it would stand in a reply."""

    language: str
    code: str
    text: str
    missing: list[str]


@require_safe
def overview(request: Request) -> HttpResponse:
    """The canned replies of the brands that the reader configures."""
    brands = list(brands_of(request.user, Act.CONFIGURE))
    if not brands:
        raise Http404
    everything = CannedReply.objects.select_related("team").filter(brand__in=brands).order_by("-in_use", "title", "pk")
    found = {brand: [_listed(brand, each) for each in everything if each.brand_id == brand.pk] for brand in brands}
    return show(request, "console/settings/canned_list.html", {"brands": found, "place": "settings"})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, slug: str) -> HttpResponse:
    """A new one."""
    return _edit(request, _brand(request, slug), None)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, key: int) -> HttpResponse:
    """One of them: as it is, and as it would stand on a ticket."""
    found = get_object_or_404(
        CannedReply.objects.select_related("brand", "team").filter(brand__in=brands_of(request.user)), pk=key
    )
    return _edit(request, _brand(request, found.brand.slug), found)


def _edit(request: Request, brand: Brand, reply: CannedReply | None) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    form = Reply(typed, initial=_initial(reply), brand=brand, reply=reply)
    if typed is None:
        return _page(request, form, reply.texts if reply else {})
    if not form.is_valid():
        return _page(request, form, {}, UNPROCESSABLE)
    if typed.get("act") == "preview":
        return _page(request, form, form.texts)
    if not _save(request, form):
        return _page(request, form, {}, UNPROCESSABLE)
    messages.success(request, _("The canned reply was saved."))
    return redirect("console:settings_canned")


def _save(request: Request, form: Reply) -> bool:
    said = form.cleaned_data
    try:
        replies.save(
            reply=form.reply,
            brand=form.brand,
            title=said["title"],
            shortcut=said["shortcut"],
            team=said.get("team"),
            texts=form.texts,
            in_use=said["in_use"],
            by=request.user,
            now=request.now,
        )
    except replies.ShortcutTaken:
        form.add_error("shortcut", _("Another reply of the brand has this shortcut."))
    except replies.NotAllowed:
        raise PermissionDenied from None
    else:
        return True
    return False


def _page(request: Request, form: Reply, texts: Mapping[str, str], status: int = 200) -> HttpResponse:
    ticket = _ticket(request, form) if texts else None
    context = {
        "form": form,
        "brand": form.brand,
        "reply": form.reply,
        "placeholders": [(mark(name), words().gettext(meaning)) for name, meaning in PLACEHOLDERS.items()],
        "ticket": ticket,
        "seen": _seen(request, ticket, texts) if ticket else [],
        "place": "settings",
        "here": request.path,
    }
    return show(request, "console/settings/canned_one.html", context, status)


def _ticket(request: Request, form: Reply) -> Ticket | None:
    """The ticket to look at the texts with: the one asked for, else the brand's latest. None, said at the field, where there is none."""
    reference = (form.data.get("ticket") or "").strip() if form.is_bound else ""
    if not reference:
        latest = queries.visible_to(request.user).filter(brand=form.brand, void="").order_by("-pk")
        return queries.with_relations(latest).first()
    try:
        found = queries.access_ticket(request.user, reference)
    except queries.NoSuchTicket:
        found = None
    if found is None or found.brand_id != form.brand.pk:
        form.add_error("ticket", _("This brand has no such ticket."))
        return None
    return found


def _seen(request: Request, ticket: Ticket, texts: Mapping[str, str]) -> list[Seen]:
    unsaved = CannedReply(brand=ticket.brand, texts=dict(texts))
    prepared = [replies.prepare(unsaved, ticket, request.user, request.now, wanted=language) for language in texts]
    return [
        Seen(
            language=language_name(each.language),
            code=each.language,
            text=each.text,
            missing=[*map(mark, each.missing)],
        )
        for each in prepared
    ]


def _listed(brand: Brand, reply: CannedReply) -> Listed:
    lacking = [language_name(language) for language in brand.languages if language not in reply.texts]
    return Listed(reply=reply, lacking=words().listed(lacking) if lacking else "")


def _initial(reply: CannedReply | None) -> dict[str, object]:
    if reply is None:
        return {"in_use": True}
    texts = {f"{TEXT}{language}": text for language, text in reply.texts.items()}
    return {"title": reply.title, "shortcut": reply.shortcut, "team": reply.team_id, "in_use": reply.in_use, **texts}


def _brand(request: Request, slug: str) -> Brand:
    """The brand, if the reader configures it; who works for it and does not is refused where they send something."""
    brand = get_object_or_404(brands_of(request.user), slug=slug)
    if not may(request.user, Act.CONFIGURE, brand):
        raise PermissionDenied if request.method == "POST" else Http404
    return brand
