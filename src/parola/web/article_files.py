"""The files and neighbours of articles, as their pages refer to them, and how a file is served: as attachments are, films in parts too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse

from parola.desk.files import kinds, store
from parola.desk.files.models import Blob
from parola.desk.knowledge.models import Article, File, Translation
from parola.desk.knowledge.references import files_in, pages_in
from parola.web.attachments import guarded, is_picture, serve
from parola.web.markdown import Around, Shape, Shown
from parola.web.middleware import Request
from parola.web.partial import part_of

Place = Literal["portal", "console"]


def around(text: Translation, place: Place) -> Around:
    """What the text refers to, with addresses of that side of the desk."""
    article, named, paths = text.article, files_in(text.text), pages_in(text.text)
    files = article.files.filter(name__in=named).select_related("blob") if named else ()
    found = {each.name: shown(each.blob, _file(article, each.name, place)) for each in files}
    return Around(found, _pages(article, paths, place) if paths and article.collection else {})


def shown(blob: Blob, address: str) -> Shown:
    """A file at an address, as a text shows it."""
    shape: Shape = "file"
    if is_picture(blob):
        shape = "picture"
    elif blob.kind in kinds.FILMS:
        shape = "film"
    return Shown(address, shape)


def _pages(article: Article, paths: set[str], place: Place) -> dict[str, str]:
    rows = Article.objects.filter(brand=article.brand_id, collection=article.collection, path__in=paths)
    return {path: _page(article, key, place) for path, key in rows.values_list("path", "pk")}


def _file(article: Article, name: str, place: Place) -> str:
    if place == "console":
        return reverse("console:article_file", args=[article.pk, name])
    return reverse("portal:article_file", args=[article.brand.slug, article.pk, name])


def _page(article: Article, key: int, place: Place) -> str:
    if place == "console":
        return reverse("console:article", args=[key])
    return reverse("portal:article", args=[article.brand.slug, key])


def served(request: Request, file: File) -> HttpResponseBase:
    """The file, to whom the gate (`knowledge.queries.file`) gave it."""
    return _film(request, file.blob) if file.blob.kind in kinds.FILMS else serve(file.blob, file.name)


def _film(request: Request, blob: Blob) -> HttpResponseBase:
    """In place, whole or the part that is asked for: so a player goes to any minute."""
    asked = part_of(request.headers.get("Range", ""), blob.size)
    part = range(blob.size) if asked is None else asked
    if asked is not None and not part:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{blob.size}"})
    answer = StreamingHttpResponse(_cut(blob, part), status=200 if asked is None else 206, content_type=blob.kind)
    if asked is not None:
        answer.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{blob.size}"
    for name, value in {
        "Accept-Ranges": "bytes",
        "Content-Length": str(len(part)),
        "Content-Disposition": "inline",
    }.items():
        answer.headers[name] = value
    return guarded(answer)


def _cut(blob: Blob, part: range) -> Iterator[bytes]:
    with store.open_(blob) as file:
        file.seek(part.start)
        left = len(part)
        while left and (chunk := file.read(min(left, store.SLICE))):
            left -= len(chunk)
            yield chunk
