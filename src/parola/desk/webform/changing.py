"""What changes about a brand's form. Each change is in the audit log."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from parola.desk.accounts import audit
from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.webform.models import WebForm

MATTER = "web_form"
MOST_SITES = 50
_ORIGIN = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?")
_LOOPBACK = ("localhost", "127.0.0.1")


class NotAllowed(Exception):
    """The person may not change this."""


class NoOrigin(ValueError):
    """Nothing that a browser knows a site by."""


def origin(text: str) -> str:
    """The origin of a site's page: scheme, host, and a port that is not the usual one. Plain HTTP only on the machine itself.

    Raises NoOrigin.
    """
    try:
        parts = urlsplit(text.strip().lower())
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except ValueError as error:  # UnicodeError is one
        raise NoOrigin(text) from error
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    found = f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")
    if not _ORIGIN.fullmatch(found) or parts.username is not None:
        raise NoOrigin(text)
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise NoOrigin(text)
    return found


@transaction.atomic
def change_form(
    *, brand: Brand, active: bool, sites: Collection[str], leaves_out: Collection[str], by: Person | None, now: datetime
) -> WebForm:
    """The brand's form with these settings. `by`: None for the desk's own machine. Raises NotAllowed, NoOrigin."""
    if by is not None and not may(by, Act.CONFIGURE, brand):
        raise NotAllowed(brand.slug)
    present, _made = WebForm.objects.select_for_update().get_or_create(brand=brand)
    before = told(present)
    present.active = active
    present.sites = list(dict.fromkeys(origin(each) for each in sites))[:MOST_SITES]
    present.leaves_out = sorted(leaves_out)
    present.save()
    audit.record(by=by, brand=brand, matter=MATTER, key=brand.slug, before=before, after=told(present), now=now)
    return present


def told(form: WebForm) -> dict[str, audit.Plain]:
    """The form as the audit log knows it."""
    return {"active": form.active, "sites": list(form.sites), "leaves_out": list(form.leaves_out)}
