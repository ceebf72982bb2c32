"""What is asked about forms and the requests by them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements.queries import newest_version
from parola.desk.webform.models import WebForm, WebRequest


def form_of(brand: Brand) -> WebForm | None:
    """The brand's form; None where it has none, or it takes nothing now."""
    found = WebForm.objects.filter(brand=brand, active=True).select_related("brand").first()
    return found if found and brand.in_use and newest_version(brand) else None


def waiting_for(person: Person) -> QuerySet[WebRequest]:
    """The requests to the person's brands of which nobody has said that they are theirs, newest first."""
    brands = brands_of(person, Act.READ).order_by().values("pk")
    waiting = WebRequest.objects.filter(brand__in=brands, state=WebRequest.State.WAITING)
    return waiting.select_related("brand").order_by("-asked_at")


def waiting_of(email: str, now: datetime) -> list[WebRequest]:
    """All that waits for whoever has the address, with any brand, oldest first."""
    waiting = WebRequest.objects.filter(email=email, state=WebRequest.State.WAITING, asked_at__lte=now)
    return list(waiting.select_related("brand").order_by("asked_at"))
