"""A telephony system announces a call: signed, small, and told as often as it likes."""

import logging
from collections.abc import Mapping

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from parola.desk.accounts.secrets import Unreadable
from parola.desk.telephony import calls, lines, signatures
from parola.desk.telephony.models import Line
from parola.web.middleware import Request

LARGEST = 16 * 1024
"""Bytes of what is told: a call takes a few hundred."""

logger = logging.getLogger(__name__)


@csrf_exempt  # a program has no form of ours: it signs what it says
@login_not_required
@require_POST
def announce(request: Request, key: int) -> JsonResponse:
    """Take what is told of a call. To whoever does not sign it, it makes no difference whether there is such a line."""
    if _size(request) > LARGEST:
        return _problem(413, f"At most {LARGEST} bytes.")
    line = Line.objects.select_related("brand").filter(pk=key, in_use=True).first()
    if line is None or not _signed(line, request.headers, request.body, request):
        return _problem(401, "Not signed with the line's secret, or more than five minutes ago.")
    try:
        said = calls.Announcement.model_validate_json(request.body)
    except ValidationError as wrong:
        told = [f"{'.'.join(map(str, each['loc'])) or 'body'}: {each['msg']}" for each in wrong.errors()]
        return _problem(400, "; ".join(told))
    call = calls.announce(line=line, said=said, now=request.now)
    return JsonResponse({"call": call.key, "state": call.state})


def _signed(line: Line, headers: Mapping[str, str], body: bytes, request: Request) -> bool:
    given = {name.lower(): value for name, value in headers.items()}
    try:
        signatures.check(given, body, lines.secrets_of(line, request.now), request.now)
    except signatures.BadSignature:
        return False
    except Unreadable:
        logger.exception("the secret of line %s cannot be read with the desk's key: give it another", line.pk)
        return False
    return True


def _size(request: HttpRequest) -> int:
    stated = request.headers.get("Content-Length", "")
    return int(stated) if stated.isdecimal() else LARGEST + 1


def _problem(status: int, detail: str) -> JsonResponse:
    """What was wrong, as RFC 9457 says it."""
    answer = JsonResponse({"status": status, "detail": detail}, status=status)
    answer.headers["Content-Type"] = "application/problem+json"
    return answer
