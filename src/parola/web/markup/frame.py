"""The frame in which a mail is seen as it looks: a document without script, origin, forms, or any right to ask for anything.

The page that holds it gives it no rights (`sandbox`), and its own answer takes them too, so that opening its address alone is no way
around. Its pictures are in it. On request, and for the support side alone, the desk fetches those that lie elsewhere: their host
learns that the desk asked, and nothing of who reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from parola.desk import outbound
from parola.desk.files import store
from parola.desk.files.models import Blob
from parola.desk.tickets.models import Body
from parola.web.markup.pictures import LARGEST, Pictures
from parola.web.markup.tame import Labels, tame

POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
MOST_FETCHED = 20
"""Pictures that are fetched for one look at a mail."""
AT_ONCE = 5


def frame(body: Body, html: str, *, fetch: bool = False) -> HttpResponse:
    """The document of a message whose HTML this is; of its text, where that cannot be shown."""
    page, missing = _page(html, along(body), fetch=fetch)
    context = {"page": mark_safe(page), "text": body.text, "missing": missing if fetch else 0}  # noqa: S308  # cleaned by `tame`
    answer = HttpResponse(render_to_string("components/frame.html", context))
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def along(body: Body) -> Mapping[str, bytes]:
    """The pictures that came along with these words, by content id: what a `cid:` of theirs can mean, and nothing else."""
    named = body.attachments.exclude(content_id="").filter(blob__size__lte=LARGEST).select_related("blob")
    return {each.content_id.strip("<> ").lower(): content for each in named if (content := _read(each.blob))}


def _page(html: str, pictures: Mapping[str, bytes], *, fetch: bool) -> tuple[str, int]:
    """The page, and how many pictures that lie elsewhere are not in it."""
    labels = Labels(earlier=_("Earlier messages"), withheld=_("Picture, not shown"))
    shown = Pictures(along=pictures)
    page = tame(html, shown, labels)
    if not fetch or not shown.elsewhere:
        return page, len(shown.elsewhere)
    shown = Pictures(along=pictures, fetched=fetched(shown.elsewhere))
    return tame(html, shown, labels), len(shown.elsewhere)


def fetched(addresses: Iterable[str]) -> Mapping[str, bytes]:
    """The pictures at these addresses, by the one way out of the desk. What does not come is not there."""
    asked = list(addresses)[:MOST_FETCHED]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return {address: content for address, content in zip(asked, pool.map(_fetch, asked), strict=True) if content}


def _fetch(address: str) -> bytes:
    try:
        return outbound.fetch(address)
    except outbound.NotFetched:
        return b""


def _read(blob: Blob) -> bytes:
    try:
        return store.read(blob)
    except store.Lost:
        return b""
