"""What came along with what somebody wrote, as pages list it and as it is served: nothing of it ever runs at the desk's address."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import unquote
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parola.desk.files import kinds, store
from parola.desk.files.models import Blob
from parola.desk.tickets import queries
from parola.desk.tickets.models import Attachment, Body
from parola.web import brief
from parola.web.markup.pictures import MOST
from parola.web.middleware import Request

CID = re.compile(r"<img\b[^<>]*?\bsrc\s*=\s*[\"']?\s*cid:([^\s\"'<>]+)", re.IGNORECASE)
Answer = TypeVar("Answer", bound=HttpResponseBase)
LARGEST_PICTURE = 5 * 1024 * 1024
"""Bytes. What is larger is saved, and not drawn in a conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An attachment in a conversation. `picture`: it is shown in place."""

    name: str
    size: str
    address: str
    picture: bool


def listed(body: Body | None, reference: str, *, looked_at: bool = False) -> list[Shown]:
    """Those of a body, on the page of a ticket. `looked_at`: it is seen as it was sent, and what is drawn there is not listed again."""
    found: Iterable[Attachment] = body.attachments.all() if body else ()
    drawn = drawn_in(body) if body and looked_at else frozenset()
    found = [each for each in found if each.pk not in drawn]
    return [
        Shown(
            name=each.name or _("A file without a name"),
            size=brief.size(each.blob.size),
            address=reverse("attachment", args=[reference, each.pk]),
            picture=is_picture(each.blob),
        )
        for each in found
    ]


def drawn_in(body: Body) -> frozenset[UUID]:
    """The pictures of a body that its HTML draws; none, where they are more than a frame takes."""
    named = {unquote(each).strip("<> ").lower() for each in CID.findall(body.html)}
    pictures = [each for each in body.attachments.all() if each.content_id.strip("<> ").lower() in named - {""}]
    pictures = [each for each in pictures if is_picture(each.blob)]
    return frozenset(each.pk for each in pictures) if sum(each.blob.size for each in pictures) <= MOST else frozenset()


def is_picture(blob: Blob) -> bool:
    """Whether it is drawn in place."""
    return blob.kind in kinds.PICTURES and blob.size <= LARGEST_PICTURE


@require_safe
def attachment(request: Request, reference: str, key: UUID) -> FileResponse:
    """A file of a ticket, for who reads the words that it came along with. A number alone opens nothing."""
    try:
        found = queries.attachment(queries.access_ticket(request.user, reference), request.user, key)
    except queries.NoSuchTicket:
        raise Http404 from None
    if found is None:
        raise Http404
    return serve(found.blob, found.name)


def serve(blob: Blob, name: str) -> FileResponse:
    """The bytes: a picture in place, everything else to be saved, as nothing in particular. The browser may guess and run nothing."""
    drawn = is_picture(blob)
    try:
        answer = FileResponse(store.open_(blob), content_type=blob.kind if drawn else kinds.UNKNOWN)
    except store.Lost:
        raise Http404 from None
    told = content_disposition_header(not drawn, name or "attachment")
    answer.headers["Content-Disposition"] = told or "attachment"
    return guarded(answer)


def guarded(answer: Answer) -> Answer:
    """With the rules under which bytes of others are served."""
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
