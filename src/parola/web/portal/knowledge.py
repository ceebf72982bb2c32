"""A brand's knowledge as its readers have it, signed in or not: what there is, search, an article, and what they say of it."""

from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parola.desk.accounts import limits
from parola.desk.accounts.models import Brand, Person
from parola.desk.knowledge import avoiding, queries, readers
from parola.desk.knowledge.models import Article, Translation, Use
from parola.desk.knowledge.search import Found
from parola.web import suggesting
from parola.web.article_files import served
from parola.web.kinds import Narrowing, chosen_in, narrowings
from parola.web.middleware import Request
from parola.web.portal import opening
from parola.web.portal.shelves import Book, Section, book_of, sections
from parola.web.templatetags.parola import language_name

SAID_BY_PLACE = 60
"""How often something is said of articles in a quarter of an hour, from a place."""
SAID = "articles"
"""Under which a session keeps of which articles its reader said something."""
LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A brand's knowledge: all that there is, or what was found."""

    brand: Brand
    text: str
    found: list[Found]
    sections: list[Section]
    kinds: list[Narrowing]
    may_ask: bool


@login_not_required
@require_safe
def brands(request: Request) -> HttpResponse:
    """The brands that have something to read; where that is one alone, its knowledge."""
    shown = queries.brands_with(_reader(request))
    found = [brand for brand in shown if request.door in (None, brand)]
    if len(found) == 1 or request.door is not None:
        asked = request.GET.urlencode()
        there = reverse("portal:knowledge_of", args=[(request.door or found[0]).slug])
        return redirect(f"{there}?{asked}" if asked else there)
    return render(request, "portal/knowledge/brands.html", {"brands": found, "place": "knowledge"})


@login_not_required
@require_safe
def shelf(request: Request, slug: str) -> HttpResponse:
    """What a brand's readers find, or search."""
    brand, reader, text = _brand(request, slug), _reader(request), request.GET.get("text", "").strip()[:LONGEST]
    language = _language()
    kind, there = chosen_in(request), queries.kinds(reader, brand)
    found = queries.search(person=reader, brand=brand, text=text, language=language, kind=kind) if text else []
    listed = [] if text else queries.listed(person=reader, brand=brand, language=language)
    page = Shelf(
        brand=brand,
        text=text,
        found=found,
        sections=sections(listed, kind),
        kinds=narrowings(request, there),
        may_ask=_may_ask(request, brand),
    )
    return render(request, "portal/knowledge/shelf.html", {"page": page, "place": "knowledge"})


@login_not_required
@require_safe
def article(request: Request, slug: str, key: int) -> HttpResponse:
    """An article, in the reader's language or in the one that they choose."""
    wanted = request.GET.get("language", "") or _language()
    texts = _texts(request, slug, key)
    shown = queries.best(texts, wanted)
    context = {
        "article": shown.article,
        "shown": shown,
        "brand": shown.article.brand,
        "direction": "rtl" if shown.language in settings.LANGUAGES_BIDI else "ltr",
        "foreign": language_name(shown.language) if shown.language != wanted else "",
        "others": [(each.language, language_name(each.language)) for each in texts if each.pk != shown.pk],
        "book": _book(request, shown),
        "said": request.session.get(SAID, {}).get(str(key), []),
        "asked": avoiding.read_asked(request.GET.get("asked", "")),
        "may_ask": _may_ask(request, shown.article.brand),
        "place": "knowledge",
    }
    return render(request, "portal/knowledge/article.html", context)


@login_not_required
@require_safe
def file(request: Request, slug: str, key: int, name: str) -> HttpResponseBase:
    """A picture or another file, for who reads a text that refers to it."""
    _texts(request, slug, key)
    try:
        return served(request, queries.file(_reader(request), key, name))
    except queries.NoSuchArticle:
        raise Http404 from None


@login_not_required
@require_POST
def vote(request: Request, slug: str, key: int) -> HttpResponse:
    """Say whether it helped. Where it was suggested for what one was about to ask, it made that needless."""
    found, helped = _texts(request, slug, key)[0].article, request.POST.get("helped") == "yes"
    if helped and (asked := _asked(request)):
        _avoided(request, found, asked)
    if request.user.is_authenticated or not _said_before(request, found, "vote"):
        _spend(request)
        readers.vote(article=found, person=_reader(request), helped=helped, now=request.now)
        _remember(request, found, "vote")
    messages.success(request, _("Thank you: that tells us what to write better."))
    return redirect("portal:article", slug, key)


@login_not_required
@require_POST
def solved(request: Request, slug: str, key: int) -> HttpResponse:
    """It made a request needless."""
    found = _texts(request, slug, key)[0].article
    _avoided(request, found, _asked(request))
    messages.success(request, _("Good that it is solved. Thank you for telling us."))
    return redirect("portal:article", slug, key)


@login_not_required
@require_POST
def read(request: Request, slug: str, key: int) -> HttpResponse:
    """The page tells that its reader stayed for a while."""
    _count_once(request, _texts(request, slug, key)[0].article, Use.Kind.READ)
    return HttpResponse(status=204)


@login_not_required
@require_POST
def unanswered(request: Request, slug: str) -> HttpResponse:
    """The page of a search tells that it found nothing: what to write next is made of these."""
    brand, reader, text = _brand(request, slug), _reader(request), request.POST.get("text", "").strip()[:LONGEST]
    language = _language()
    if not queries.search(person=reader, brand=brand, text=text, language=language, limit=1):
        _spend(request)
        readers.unanswered(brand=brand, language=language, text=text, now=request.now)
    return HttpResponse(status=204)


def _book(request: Request, shown: Translation) -> Book | None:
    """The pages beside which it was imported, as the reader may have them."""
    found = shown.article
    if not found.collection:
        return None
    pages = queries.listed(
        person=_reader(request), brand=found.brand, language=shown.language, collection=found.collection
    )
    return book_of(found.collection, pages) if len(pages) > 1 else None


def _brand(request: Request, slug: str) -> Brand:
    """The brand: one that has something for the reader, or by whose door they came."""
    if request.door is not None and request.door.slug == slug:
        return request.door
    found = queries.brands_with(_reader(request)).filter(slug=slug).first()
    if found is None or request.door is not None:
        raise Http404
    return found


def _texts(request: Request, slug: str, key: int) -> list[Translation]:
    """What the reader may read of the article, in each language; behind another brand's door there is nothing of it."""
    found = list(queries.texts_of(_reader(request), key))
    if not found or found[0].article.brand.slug != slug or request.door not in (None, found[0].article.brand):
        raise Http404
    return found


def _may_ask(request: Request, brand: Brand) -> bool:
    """Whether a request to the brand can be begun: who is not known yet signs in on the way."""
    return _reader(request) is None or brand in opening.askable(request)


def _reader(request: Request) -> Person | None:
    if not request.user.is_authenticated:
        return None
    return request.user


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _spend(request: Request) -> None:
    limits.spend({f"article-said-from:{get_adapter().get_client_ip(request)}": SAID_BY_PLACE}, request.now)


def _asked(request: Request) -> str:
    """What stands for the text that its reader was writing; empty: none is known."""
    return avoiding.asked_of(suggesting.written(request)) or avoiding.read_asked(request.POST.get("asked", ""))


def _avoided(request: Request, found: Article, asked: str) -> None:
    """It made a request needless: counted once, whoever presses how often."""
    _spend(request)
    avoiding.avoided(article=found, who=suggesting.who(request), asked=asked, now=request.now)
    _remember(request, found, Use.Kind.SOLVED)


def _count_once(request: Request, found: Article, kind: Use.Kind) -> None:
    """Once in a session."""
    if not _said_before(request, found, kind):
        _spend(request)
        readers.count(article=found, kind=kind, now=request.now)
        _remember(request, found, kind)


def _said_before(request: Request, found: Article, what: str) -> bool:
    return what in request.session.get(SAID, {}).get(str(found.pk), [])


def _remember(request: Request, found: Article, what: str) -> None:
    said: dict[str, list[str]] = request.session.get(SAID, {})
    kept = list(dict.fromkeys([*said.get(str(found.pk), []), str(what)]))
    request.session[SAID] = {**said, str(found.pk): kept}
