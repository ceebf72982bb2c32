"""Where somebody is on the tour: kept in a cookie of their browser, shown on every page of the demo until they leave it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from parola.web.tour.steps import STEPS, Step

COOKIE = "parola_tour"
AT_MOST = 24 * 3600
"""In seconds: a tour that was forgotten ends by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What the bar shows: the step, its number, and those before and after; 0 where there is none."""

    step: Step
    number: int
    last: int
    before: int
    after: int


def bar(request: HttpRequest) -> Bar | None:
    """The bar of who is on the tour; None for everybody else, and wherever this is no demo."""
    told = request.COOKIES.get(COOKIE, "")
    if not settings.DEMO or not told.isdecimal() or not 1 <= int(told[:3]) <= len(STEPS):
        return None
    number = int(told[:3])
    after = number + 1 if number < len(STEPS) else 0
    return Bar(step=STEPS[number - 1], number=number, last=len(STEPS), before=number - 1, after=after)
