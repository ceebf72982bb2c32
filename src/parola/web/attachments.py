"""What came along with a mail, as pages list it and as it is served: nothing of it ever runs at the desk's address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.http import content_disposition_header

from parola.desk.mail.models import Received
from parola.desk.mail.parse import Attached

PICTURES: Mapping[str, tuple[bytes, ...]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
"""Kinds that are shown in place, and how each begins. SVG is none: it can hold scripts."""

LARGEST_PICTURE = 5 * 1024 * 1024
UNKNOWN = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An attachment in a conversation. `picture`: it is shown in place."""

    name: str
    size: str
    address: str
    picture: bool


def listed(mail: Received, route: str, *place: object) -> list[Shown]:
    """Those of a mail; `route` serves each by its `place` and its number."""
    return [
        Shown(
            name=str(part["name"] or part["kind"]),
            size=filesizeformat(part["size"]),
            address=reverse(route, args=[*place, number]),
            picture=_is_picture(part),
        )
        for number, part in enumerate(_parts(mail))
    ]


def serve(attached: Attached | None) -> HttpResponse:
    """An attachment: a picture that is one in place, everything else to be saved. The browser may guess and run nothing; 404 for none."""
    if attached is None:
        raise Http404
    kind = attached.kind if _is_genuine(attached) else UNKNOWN
    answer = HttpResponse(attached.content, content_type=kind)
    name = attached.name or "attachment"
    answer.headers["Content-Disposition"] = content_disposition_header(kind == UNKNOWN, name) or "attachment"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _parts(mail: Received) -> Sequence[Mapping[str, Any]]:
    parts: Sequence[Mapping[str, Any]] = mail.attachments
    return parts


def _is_picture(part: Mapping[str, Any]) -> bool:
    return part["kind"] in PICTURES and part["size"] <= LARGEST_PICTURE


def _is_genuine(attached: Attached) -> bool:
    """A picture that begins as its kind does."""
    return attached.content.startswith(PICTURES.get(attached.kind, ())) if attached.kind in PICTURES else False
