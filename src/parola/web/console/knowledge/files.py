"""The files of articles at work: seen by who may read a text that refers to them, seen beforehand while one writes, taken away."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parola.desk.files import uploads
from parola.desk.knowledge import operations, queries
from parola.desk.knowledge.models import Article
from parola.desk.knowledge.references import file_name
from parola.web.article_files import served, shown
from parola.web.attachments import serve
from parola.web.console.knowledge.filed import CALLED, named
from parola.web.console.knowledge.views import access
from parola.web.markdown import Around, Shown
from parola.web.middleware import Request
from parola.web.uploads.field import AHEAD


@require_safe
def file(request: Request, key: int, name: str) -> HttpResponseBase:
    """A file of an article that the reader works with."""
    access(request.user, key)
    try:
        return served(request, queries.file(request.user, key, name, inside=True))
    except queries.NoSuchArticle:
        raise Http404 from None


@require_POST
def remove(request: Request, key: int, number: int) -> HttpResponseBase:
    """Take a file away to which no text refers any more."""
    found = get_object_or_404(access(request.user, key)[0].article.files, pk=number)
    try:
        operations.remove_file(file=found, by=request.user, now=request.now)
    except operations.NotAllowed:
        raise PermissionDenied from None
    except operations.StillInUse:
        messages.error(request, _("A text refers to %(name)s: take it out there first.") % {"name": found.name})
    else:
        messages.success(request, _("%(name)s is taken away.") % {"name": found.name})
    return redirect("console:article", key)


@require_safe
def upload(request: Request, token: str) -> HttpResponseBase:
    """A file that the writer has just sent ahead, for the preview: theirs alone."""
    found = uploads.those([token], owner=uploads.owner_of(request.user.pk))
    if not found:
        raise Http404
    return serve(found[0].blob, found[0].name)


def seen_beforehand(request: Request) -> Around:
    """What the text of the form may refer to: the article's files, and those that the form has."""
    number = request.POST.get("article", "")
    found: dict[str, Shown] = {}
    if number.isascii() and number.isdecimal() and len(number) < len("9" * 19):
        found = _of(access(request.user, int(number))[0].article)
    called = named(request.POST.getlist(CALLED))
    for each in uploads.those(request.POST.getlist(AHEAD), owner=uploads.owner_of(request.user.pk)):
        name = called.get(each.token) or file_name(each.name)
        found[name] = shown(each.blob, reverse("console:article_upload", args=[each.token]))
    return Around(found, {})


def _of(article: Article) -> dict[str, Shown]:
    files = article.files.select_related("blob")
    return {
        each.name: shown(each.blob, reverse("console:article_file", args=[article.pk, each.name])) for each in files
    }
