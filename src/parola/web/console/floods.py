"""Very many mails from one sender at once: how many are held, and what somebody decides about all of them together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Min
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of
from parola.desk.mail import intake, queries
from parola.web import brief
from parola.web.middleware import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """What is held of one sender. `decides`: the reader may say what becomes of it."""

    brand: str
    slug: str
    sender: str
    count: int
    first: datetime
    last: datetime
    decides: bool


def floods(reader: Person) -> list[Flood]:
    """All that is held at the reader's brands, the largest first."""
    groups = queries.held(reader).order_by().values_list("brand_id", "sender")
    counted = groups.annotate(Count("pk"), Min("received_at"), Max("received_at"))
    brands = {brand.pk: brand for brand in brands_of(reader)}
    decided = set(brands_of(reader, Act.OPEN_FOR))
    found = [
        Flood(
            brand=brands[key].name,
            slug=brands[key].slug,
            sender=sender,
            count=count,
            first=first,
            last=last,
            decides=brands[key] in decided,
        )
        for key, sender, count, first, last in counted
    ]
    return sorted(found, key=lambda flood: (-flood.count, flood.sender))


@require_POST
def read(request: Request, slug: str) -> HttpResponse:
    """They are requests: each is read, as if it had just come."""

    def say(count: int) -> str:
        told = ngettext("%(count)s mail is read now.", "%(count)s mails are read now, one after another.", count)
        return told % {"count": brief.number(count)}

    return _decide(request, slug, intake.let_in, say)


@require_POST
def put_by(request: Request, slug: str) -> HttpResponse:
    """A machine wrote them: they are kept, and become no tickets."""

    def say(count: int) -> str:
        told = ngettext(
            "%(count)s mail was put with those of machines.", "%(count)s mails were put with those of machines.", count
        )
        return told % {"count": brief.number(count)}

    return _decide(request, slug, intake.put_by, say)


def _decide(request: Request, slug: str, do: Callable[..., int], say: Callable[[int], str]) -> HttpResponse:
    brand = brands_of(request.user).filter(slug=slug).first()
    if brand is None:
        raise Http404
    _require(request.user, brand)
    messages.success(request, say(do(brand=brand, sender=request.POST.get("sender", ""))))
    return redirect("console:aside")


def _require(person: Person, brand: Brand) -> None:
    if not may(person, Act.OPEN_FOR, brand):
        raise PermissionDenied
