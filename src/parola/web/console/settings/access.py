"""Whose settings the reader may change."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from parola.desk.accounts.models import Brand, Mailbox, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of
from parola.web.middleware import Request

UNPROCESSABLE = 422


def require(request: Request, *, allowed: bool) -> None:
    """Who may not do it is not shown the form either."""
    if not allowed:
        raise PermissionDenied if request.method == "POST" else Http404


def configured(request: Request, slug: str) -> Brand:
    """The brand, if the reader may change its settings; else there is none (404), or it is refused (403)."""
    brand = get_object_or_404(brands_of(request.user), slug=slug)
    require(request, allowed=may(request.user, Act.CONFIGURE, brand))
    return brand


def configured_mailbox(request: Request, key: int) -> Mailbox:
    """The mailbox, by the same rule of its brand."""
    known = Mailbox.objects.select_related("brand").filter(brand__in=brands_of(request.user).order_by().values("pk"))
    found = get_object_or_404(known, pk=key)
    require(request, allowed=may(request.user, Act.CONFIGURE, found.brand))
    return found


def configuring(request: Request) -> Person:
    """The reader, if they configure a brand or the desk; else there is no such page."""
    if not brands_of(request.user, Act.CONFIGURE).exists() and not request.user.is_superuser:
        raise Http404
    return request.user


def require_administrator(request: Request) -> None:
    """To everybody else there is no such page."""
    if not request.user.is_superuser:
        raise Http404
