"""How the help was, unit by unit: what customers said, and how articles served."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, DateField, Q, Sum
from django.db.models.functions import Trunc

from parola.desk.accounts.models import Person
from parola.desk.knowledge.models import Use
from parola.desk.reports import opinions
from parola.desk.reports.opinions import Opinions
from parola.desk.reports.parts import Part
from parola.sla.zones import zone_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """How often the brand's articles were read, given in a reply, and made a request needless."""

    read: int = 0
    given: int = 0
    solved: int = 0


def said(person: Person, part: Part) -> dict[date, Opinions]:
    """What the requesters who were asked in each unit said. One question. Raises NotAllowed."""
    those = opinions.asked(person, part.brand, part.first, part.until, part.organization).order_by()
    good = Count("pk", filter=Q(rating=1))
    rows = those.values_list(part.by_unit("asked_at")).annotate(Count("pk"), Count("rating"), good=good)
    found = {unit: Opinions(asked=asked, rated=rated, good=well) for unit, asked, rated, well in rows}
    return {unit: found.get(unit, Opinions()) for unit in part.units}


def served(part: Part) -> dict[date, Served]:
    """How the brand's articles served in each unit; days are those of UTC. One question."""
    zone = zone_of(part.brand.timezone)
    days = Q(day__gte=part.first.astimezone(zone).date(), day__lte=part.until.astimezone(zone).date())
    unit = Trunc("day", part.unit.value, output_field=DateField())
    rows = Use.objects.filter(days, article__brand=part.brand).order_by().values_list(unit, "kind")
    counts: dict[date, dict[str, int]] = {at: {} for at in part.units}
    for at, kind, count in rows.annotate(Sum("count")):
        if at in counts:
            counts[at][kind] = count
    return {at: Served(**each) for at, each in counts.items()}
