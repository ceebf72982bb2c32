"""Who may hear of what is new: asked for everybody together, by the same tables as every page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from parola.desk.accounts.models import Person, Post
from parola.desk.accounts.permissions import Act, roles_that_may
from parola.desk.live.news import Calling, News
from parola.desk.tickets.relations import Sight, who_sees

Heard = dict[str, set[str]]
"""By reference the kinds of what happened; `CALLS` for calls that are announced."""
CALLS = "calls"


def heard_by(news: Iterable[News | Calling]) -> Mapping[int, Heard]:
    """What each person who may hear of any of it hears, by their keys.

    The number of queries depends neither on how many people there are nor on how much is new.
    """
    told: defaultdict[int, Heard] = defaultdict(dict)
    tickets = [each for each in news if isinstance(each, News)]
    for sight in (Sight.TICKET, Sight.INSIDE):
        _tell(told, [each for each in tickets if each.sight is sight], sight)
    calling = {each.brand for each in news if isinstance(each, Calling)}
    for person in _taking_calls(calling) if calling else ():
        told[person].setdefault(CALLS, set())
    return told


def _tell(told: defaultdict[int, Heard], news: list[News], sight: Sight) -> None:
    if not news:
        return
    seen: defaultdict[int, set[int]] = defaultdict(set)
    for ticket, person in who_sees(sight, {each.ticket for each in news}):
        seen[ticket].add(person)
    for each in news:
        for person in seen[each.ticket]:
            told[person].setdefault(each.reference, set()).add(each.kind)


def _taking_calls(brands: Collection[int]) -> set[int]:
    taking = Post.objects.filter(brand__in=brands, role__in=roles_that_may(Act.OPEN_FOR), person__is_active=True)
    administrators = Person.objects.filter(is_superuser=True, is_active=True)
    return {*taking.values_list("person_id", flat=True), *administrators.values_list("pk", flat=True)}
