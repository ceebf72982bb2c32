"""Writing articles: a text with its preview beside the text that it is translated from, who reads it, what is shown of it."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of
from parola.desk.knowledge import operations
from parola.desk.knowledge.models import Article, Translation, Version
from parola.desk.knowledge.operations import Readers
from parola.web import brief
from parola.web.console.knowledge import filed, files, forms
from parola.web.console.knowledge.views import access, translation
from parola.web.console.showing import show
from parola.web.middleware import Request
from parola.web.templatetags.parola import language_name
from parola.web.uploads.field import sender

STATES = frozenset(Translation.State.values)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, slug: str) -> HttpResponse:
    """A new article of the brand, as a draft."""
    brand = get_object_or_404(brands_of(request.user), slug=slug)
    _require_writing(request, brand)
    initial = {"title": request.GET.get("title", "")[:200], "seen": 0, "language": request.GET.get("language", "")}
    form = (
        forms.New(request.POST, request.FILES, brand=brand, sender=sender(request))
        if request.method == "POST"
        else forms.New(initial=initial, brand=brand)
    )
    if request.method == "POST" and form.is_valid():
        return redirect("console:article", begin(request, brand, form).article_id)
    return show_new(request, brand, form)


def begin(request: Request, brand: Brand, form: forms.New) -> Translation:
    """The article that the form makes."""
    said = form.cleaned_data
    try:
        made = operations.write(
            brand=brand,
            language=said["language"],
            title=said["title"],
            text=said["text"],
            readers=Readers(audience=said["audience"]),
            kind=said["kind"] or Article.Kind.SOLUTION,
            files=form.enclosed,
            by=request.user,
            now=request.now,
        )
    except operations.NotAllowed:
        raise PermissionDenied from None
    messages.success(request, _("The draft is kept. Nobody but its writers sees it until it is published."))
    return made


def show_new(request: Request, brand: Brand, form: forms.New, notice: str = "") -> HttpResponse:
    """The page of a new article."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"form": form, "brand": brand, "notice": notice, "place": "knowledge", "here": request.path}
    return show(request, "console/knowledge/new.html", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request, key: int, language: str) -> HttpResponse:
    """What an article says in a language, to be written on; what was kept before stays a version."""
    texts = access(request.user, key)
    article = texts[0].article
    _require_writing(request, article.brand)
    found = next((each for each in texts if each.language == language), None)
    if found is None and language not in {*article.brand.languages, article.brand.language}:
        raise Http404
    newest = found.versions.get(number=found.newest) if found else None
    if request.method != "POST":
        return _editor(
            request, article, language, forms.Text(initial=_initial(request, found, newest), language=language)
        )
    form = forms.Text(request.POST, request.FILES, language=language, sender=sender(request))
    if not form.is_valid():
        return _editor(request, article, language, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        kept = _keep(request, article, language, form)
    except operations.ChangedMeanwhile:
        form.add_error(
            None,
            _("Somebody else kept a version meanwhile. Look at it under the versions, then take over what is yours."),
        )
        return _editor(request, article, language, form, HTTPStatus.CONFLICT)
    if request.POST.get("act") in STATES - {Translation.State.DRAFT}:
        return _show(request, kept, request.POST["act"], kept.newest)
    messages.success(request, _("The version is kept."))
    return redirect(reverse("console:article", args=[key]) + f"?language={language}")


def _keep(request: Request, article: Article, language: str, form: forms.Text) -> Translation:
    said = form.cleaned_data
    return operations.keep(
        article=article,
        language=language,
        title=said["title"],
        text=said["text"],
        seen=said["seen"],
        by=request.user,
        now=request.now,
        files=form.enclosed,
    )


def _initial(request: Request, found: Translation | None, newest: Version | None) -> dict[str, object]:
    """What is written on: the newest version, or the one that was asked for."""
    if found is None or newest is None:
        return {"seen": 0}
    older = found.versions.filter(number=forms.number_of(request.GET.get("from", ""))).first()
    version = older or newest
    return {"title": version.title, "text": version.text, "seen": newest.number}


def _editor(
    request: Request, article: Article, language: str, form: forms.Text, status: int = HTTPStatus.OK
) -> HttpResponse:
    source = next((each for each in access(request.user, article.pk) if each.language == article.language), None)
    context = {
        "article": article,
        "brand": article.brand,
        "form": form,
        "language": language,
        "name": language_name(language),
        "direction": _direction(language),
        "files": filed.rows(article),
        "source": source if language != article.language else None,
        "publishes": may(request.user, Act.PUBLISH_ARTICLES, article.brand),
        "place": "knowledge",
        "here": request.path,
    }
    return show(request, "console/knowledge/write.html", context, status)


@require_POST
def preview(request: Request) -> HttpResponse:
    """What the text will look like: a part of the editor's page. Nothing is kept."""
    language = request.POST.get("language", "")
    context = {
        "title": request.POST.get("title", "")[:200],
        "text": request.POST.get("text", "")[: forms.LONGEST_TEXT],
        "language": language if language.isascii() and language.replace("-", "").isalpha() else "",
        "direction": _direction(language),
        "around": files.seen_beforehand(request),
    }
    return show(request, "console/knowledge/preview.html", context)


@require_POST
def show_version(request: Request, key: int, language: str) -> HttpResponse:
    """Publish a version, keep it inside, or withdraw what is shown."""
    found, state = translation(request.user, key, language), request.POST.get("state", "")
    if state not in STATES:
        raise Http404
    return _show(request, found, state, forms.number_of(request.POST.get("number", "")))


def _show(request: Request, found: Translation, state: str, number: int) -> HttpResponse:
    try:
        if state == Translation.State.DRAFT:
            operations.withdraw(translation=found, by=request.user, now=request.now)
            told = _("It was withdrawn: no reader is shown it any more.")
        else:
            operations.show(translation=found, number=number, state=state, by=request.user, now=request.now)
            told = (
                _("Version %(number)s is published.")
                if state == Translation.State.PUBLISHED
                else _("Version %(number)s is shown to support alone.")
            )
    except operations.NotAllowed:
        raise PermissionDenied from None
    except operations.NoSuchVersion:
        raise Http404 from None
    messages.success(request, told % {"number": brief.number(number)})
    return redirect(reverse("console:article", args=[found.article_id]) + f"?language={found.language}")


@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: Request, key: int) -> HttpResponse:
    """Who reads the article, what it is about, who answers for it."""
    article = access(request.user, key)[0].article
    _require_writing(request, article.brand)
    form = forms.About(request.POST if request.method == "POST" else None, initial=_about(article), article=article)
    if request.method == "POST" and form.is_valid():
        _arrange(request, article, form)
        messages.success(request, _("That is kept."))
        return redirect("console:article", key)
    context = {"article": article, "brand": article.brand, "form": form, "place": "knowledge", "here": request.path}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return show(request, "console/knowledge/about.html", context, status)


def _about(article: Article) -> dict[str, object]:
    return {
        "kind": article.kind,
        "link": article.link,
        "audience": article.audience,
        "organizations": list(article.organizations.all()),
        "products": ", ".join(article.products),
        "owner": article.owner_id,
        "review_on": article.review_on,
    }


def _arrange(request: Request, article: Article, form: forms.About) -> None:
    said = form.cleaned_data
    owner: Person | None = said["owner"]
    about = Readers(
        audience=said["audience"],
        organizations=tuple(said["organizations"]),
        products=form.product_names,
        owner=owner,
        review_on=said["review_on"],
    )
    try:
        operations.arrange(
            article=article, readers=about, by=request.user, now=request.now, kind=said["kind"], link=said["link"]
        )
    except operations.NotAllowed:
        raise PermissionDenied from None


def _require_writing(request: Request, brand: Brand) -> None:
    """Who reads and does not write finds no editor."""
    if not may(request.user, Act.WRITE_ARTICLES, brand):
        raise PermissionDenied if request.method == "POST" else Http404


def _direction(language: str) -> str:
    return "rtl" if language in settings.LANGUAGES_BIDI else "ltr"
