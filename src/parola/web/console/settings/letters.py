"""The letters in the settings: how each is worded in each language of a brand, and how it looks with a real ticket."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parola.desk.accounts.models import Brand
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.mail import wordings
from parola.desk.mail.worded import KINDS
from parola.desk.mail.wording import BLOCKS, WORDS, Kind
from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.placeholders import mark
from parola.web.console.settings.access import UNPROCESSABLE, configured
from parola.web.console.settings.letter_forms import Words, told
from parola.web.console.showing import show
from parola.web.middleware import Request
from parola.web.templatetags.parola import language_name

FEW = 10
"""Tickets that are offered to look at a letter with."""
FRAMED = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; sandbox"
"""What the page within the frame may do: look like something, and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A letter in one language. `own`: in the brand's words."""

    code: str
    language: str
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A letter as it is listed."""

    key: str
    name: str
    about: str
    versions: list[Version]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """What can stand in a letter, and for what."""

    mark: str
    meaning: str
    must: bool
    alone: bool


@require_safe
def overview(request: Request) -> HttpResponse:
    """The letters of the brands that the reader configures."""
    brands = list(brands_of(request.user, Act.CONFIGURE))
    if not brands:
        raise Http404
    found = {brand: list(_listed(brand)) for brand in brands}
    return show(request, "console/settings/letters.html", {"brands": found, "place": "settings"})


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, slug: str, letter: str, language: str) -> HttpResponse:
    """The words of a letter in a language."""
    brand, kind = configured(request, slug), _kind(slug, letter, language)
    _require_language(brand, language)
    text = wordings.present(brand, letter, language)
    form = Words(request.POST or None, initial={"text": text}, language=language, tickets=_tickets(request, brand))
    if form.is_bound and form.is_valid():
        try:
            wordings.save(
                brand=brand,
                letter=letter,
                language=language,
                text=form.cleaned_data["text"],
                by=request.user,
                now=request.now,
            )
        except wordings.BadWording as error:
            for fault in error.faults:
                form.add_error("text", told(fault, kind))
        except wordings.NotAllowed:
            raise PermissionDenied from None
        else:
            messages.success(request, _("The letter was saved."))
            return redirect("console:settings_letter", slug, letter, language)
    context = {
        "form": form,
        "brand": brand,
        "letter": letter,
        "name": _(kind.name),
        "about": _(kind.about),
        "language": language_name(language),
        "code": language,
        "ours": wordings.ours(letter, language),
        "own": (letter, language) in wordings.own(brand),
        "placeholders": list(_placeholders(kind)),
        "place": "settings",
        "here": request.path,
    }
    return show(request, "console/settings/letter.html", context, UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: Request, slug: str, letter: str, language: str) -> HttpResponse:
    """The letter as it would look: as it stands, or in the words that are sent. Shown in a frame, where nothing runs."""
    brand, kind = configured(request, slug), _kind(slug, letter, language)
    _require_language(brand, language)
    tickets = _tickets(request, brand)
    text = wordings.plain(request.POST.get("text", "")) or wordings.present(brand, letter, language)
    wanted = request.POST.get("ticket", "")
    ticket = next((each for each in tickets if each.reference == wanted), tickets[0] if tickets else None)
    seen = wordings.preview(letter=letter, text=text, language=language, brand=brand, ticket=ticket, now=request.now)
    faults = [told(fault, kind) for fault in wordings.faults(text, letter)]
    context = {"seen": seen, "faults": faults, "code": language, "ticket": ticket}
    answer = render(request, "console/settings/letter_preview.html", context)
    answer.headers["Content-Security-Policy"] = FRAMED
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def _listed(brand: Brand) -> Iterator[Listed]:
    own = wordings.own(brand)
    for key, kind in KINDS.items():
        versions = [
            Version(code=code, language=language_name(code), own=(key, code) in own) for code in _languages(brand)
        ]
        yield Listed(key=key, name=_(kind.name), about=_(kind.about), versions=versions)


def _languages(brand: Brand) -> list[str]:
    return brand.languages or [brand.language]


def _kind(slug: str, letter: str, language: str) -> Kind:
    if letter not in KINDS:
        raise Http404(f"{slug}: {letter}, {language}")
    return KINDS[letter]


def _require_language(brand: Brand, language: str) -> None:
    if language not in _languages(brand):
        raise Http404(language)


def _tickets(request: Request, brand: Brand) -> list[Ticket]:
    """The brand's latest tickets that the reader sees."""
    latest = queries.visible_to(request.user).filter(brand=brand, void="").order_by("-pk")
    return list(queries.with_relations(latest)[:FEW])


def _placeholders(kind: Kind) -> Iterator[Placeholder]:
    for name in kind.may:
        meaning = _(BLOCKS[name] if name in BLOCKS else WORDS[name])
        yield Placeholder(mark=mark(name), meaning=meaning, must=name in kind.must, alone=name in BLOCKS)
