"""How well a brand kept its word, asked of the rows of ended clocks (`tickets.outcome`): in few questions, however many there are.

The rows say all until a ticket's `outcomes_until`; what time alone has ended since, of few tickets, is folded and counted with them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.agreements import queries as agreements
from parola.desk.agreements.models import AgreementVersion
from parola.desk.reports.percentiles import within
from parola.desk.reports.which import COLUMNS, Dimension, Key, Months, Which, group_of, months
from parola.desk.teams import reach
from parola.desk.teams.queries import teams_in
from parola.desk.teams.rota import Team
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.ended import Ended
from parola.desk.tickets.models import Outcome, Ticket
from parola.sla import attainment
from parola.sla.agreement import Metric
from parola.sla.attainment import Achievement, Judged, Promised, Row, achieved
from parola.sla.clock import State
from parola.sla.objective import Objective

ALL = Which()


class NotAllowed(Exception):
    """The person may not see the brand's reports."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The end of a clock, and on whose ticket it was."""

    ticket: int
    ended: Ended

    @property
    def organization(self) -> int | None:
        """The customer."""
        return self.ended.organization_id

    @property
    def version(self) -> int:
        """That of the agreement which was in force for the clock then."""
        return self.ended.version_id

    @property
    def outcome(self) -> attainment.Outcome:
        """What the core says of it."""
        return self.ended.outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many clocks of one kind ended how, of those with this key (None: they have none, or are not told apart)."""

    key: Key
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How an objective fared; and, where that was asked, by each customer's own numbers, without percentiles."""

    results: tuple[Achievement, ...]
    by_customer: Mapping[int, tuple[Achievement, ...]] = field(default_factory=dict)


def ends(*, person: Person, brand: Brand, first: datetime, last: datetime, now: datetime, which: Which = ALL) -> Ends:
    """What ended of the brand's clocks in the period `[first, last)`, as known at `now`. Raises NotAllowed.

    Those of one organization's tickets may be counted by whoever may read these tickets.
    """
    if not may(person, Act.READ if which.customer else Act.REPORT, brand):
        raise NotAllowed(brand.slug)
    return Ends(brand=brand, first=first, last=last, now=now, which=which)


def counted(
    *, person: Person, brand: Brand, first: datetime, last: datetime, now: datetime, which: Which = ALL
) -> list[Counted]:
    """Each of them by itself: where they are few. Raises NotAllowed."""
    return list(ends(person=person, brand=brand, first=first, last=last, now=now, which=which).each())


def table(
    *,
    person: Person,
    brand: Brand,
    first: datetime,
    last: datetime,
    now: datetime,
    by: Dimension | None = None,
    which: Which = ALL,
) -> list[Tally]:
    """How many ended how, in the order of the keys and kinds, a key of None last. Raises NotAllowed."""
    return ends(person=person, brand=brand, first=first, last=last, now=now, which=which).table(by)


def concerned(brand: Brand, first: datetime, last: datetime) -> QuerySet[Ticket]:
    """The tickets of which a clock may have ended in the period: it ends by an event, which is recorded then or later, or by time alone."""
    recorded = Q(updated_at__gte=first) | Q(outcomes_until__isnull=False)
    return Ticket.objects.filter(recorded, brand=brand, opened_at__lt=last)


@dataclass(frozen=True, kw_only=True)
class Ends:
    """What ended of a brand's clocks in a period. Who may know of it is the caller's to decide (`ends` does)."""

    brand: Brand
    first: datetime
    last: datetime
    now: datetime
    which: Which = ALL
    folded: dict[tuple[object, ...], list[Counted]] = field(default_factory=dict, compare=False, repr=False)
    """What was folded already, for those that are narrower than this too."""

    @cached_property
    def rows(self) -> QuerySet[Outcome]:
        """The rows of it. What ended at another desk is no word of the brand's, and told by itself (`imported`)."""
        period = Q(brand=self.brand, at__gte=self.first, at__lt=self.last)
        found = Outcome.objects.filter(self.which.asked, period, elsewhere=False)
        if self.which.teams is None:
            return found
        pairs = found.order_by().values_list("tier", "product").distinct()
        held = [
            Q(tier=tier, product=product) for tier, product in pairs if self._held(tier, product) == self.which.teams
        ]
        return found.filter(reduce(or_, held)) if held else found.none()

    @cached_property
    def since(self) -> list[Counted]:
        """What time alone has ended since the rows were written."""
        key = (self.last, self.now, self.which.customer)
        if key not in self.folded:
            self.folded[key] = [*self._folded()]
        return [each for each in self.folded[key] if self._holds(each.ended)]

    def _folded(self) -> Iterator[Counted]:
        those = Ticket.objects.filter(brand=self.brand, outcomes_until__lt=min(self.last, self.now))
        if self.which.customer:
            those = those.filter(organization=self.which.customer)
        for ticket, some in tickets.ended_since(those, self.now):
            yield from (Counted(ticket.pk, each) for each in some)

    def each(self) -> Iterator[Counted]:
        """Each by itself."""
        rows = self.rows.order_by("ticket", "pk").values_list("ticket", *Ended._fields)
        yield from (Counted(ticket, Ended(*row)) for ticket, *row in rows.iterator())
        yield from self.since

    def table(self, by: Dimension | None = None) -> list[Tally]:
        """How many ended how; one question, by teams one more, and by months one for each: a database groups by none as fast."""
        counts = dict[tuple[Any, ...], Counter[tuple[Promised, State]]]()
        for group, kind, state, count in self._groups(by):
            counts.setdefault(group, Counter())[kind, state] += count
        by_key = dict[Key, Counter[tuple[Promised, State]]]()
        for group, some in counts.items():
            by_key.setdefault(self._key(by, group), Counter()).update(some)
        keys = sorted(by_key, key=lambda key: (key is None, key if key is not None else ()))
        return [Tally(key=key, row=row) for key in keys for row in attainment.rows(by_key[key])]

    def judge(self, objective: Objective, *, by_customer: bool = False) -> Judgement:
        """How the objective fared, with what ended under versions of the agreement that state it; a few questions.

        Nobody was promised it by the others.
        """
        stating = self.of(objective)
        tallies = stating.table(Dimension.CUSTOMER if by_customer else None)
        customers = dict[int, list[Row]]()
        for tally in tallies:
            if isinstance(tally.key, int):
                customers.setdefault(tally.key, []).append(tally.row)
        return Judgement(
            results=stating._achieved(objective, [tally.row for tally in tallies]),  # noqa: SLF001  # one of its own kind
            by_customer={key: achieved(objective, some, {}) for key, some in customers.items()},
        )

    def behind(self) -> QuerySet[Ticket]:
        """The tickets on which they ended.

        Their keys are distinct, so that PostgreSQL finds these first: for the oldest few it would look at every ticket, one by one.
        """
        found = Q(pk__in=self.rows.values("ticket").distinct())
        if self.since:
            found |= Q(pk__in={each.ticket for each in self.since})
        return Ticket.objects.filter(found)

    def of(self, objective: Objective) -> Ends:
        """Of these, what ended under versions of the agreement that state the objective."""
        versions = agreements.versions(self.brand.versions.values_list("pk", flat=True))
        stating = {version.pk for version in versions if objective.id in _stated(version)}
        return replace(self, which=replace(self.which, versions=frozenset(stating)))

    @cached_property
    def _months(self) -> Months:
        return months(self.brand.timezone, self.first, self.last)

    @cached_property
    def _teams(self) -> tuple[Team, ...]:
        return teams_in([self.brand.pk]).get(self.brand.pk, ())

    def _held(self, tier: int, product: str) -> tuple[int, ...]:
        """The keys of the teams that hold such tickets, as the teams are now."""
        return tuple(team.key for team in reach.holding(self._teams, tier, product))

    def _holds(self, each: Ended) -> bool:
        meant = self.first <= each.at < self.last and not each.elsewhere and self.which.holds(each)
        return meant and (self.which.teams is None or self.which.teams == self._held(each.tier, each.product))

    def _groups(self, by: Dimension | None) -> Iterator[tuple[tuple[Any, ...], Promised, State, int]]:
        """How many of each group, kind and state: of the rows, and one by one of what was folded."""
        if by is Dimension.MONTH:
            for place, (first, last) in enumerate(self._months.spans(self.first, self.last)):
                for _none, kind, state, count in _grouped(replace(self, first=first, last=last).rows, ()):
                    yield (place,), kind, state, count
        else:
            yield from _grouped(self.rows, COLUMNS[by] if by else ())
        for each in self.since:
            outcome = each.outcome
            yield group_of(by, each.ended, self._months), outcome.promised, outcome.state, 1

    def _key(self, by: Dimension | None, group: tuple[Any, ...]) -> Key:
        if by is Dimension.MONTH:
            return self._months.keys[int(group[0])]
        if by is Dimension.TEAM:
            tier, product = group
            return self._held(tier, product)
        key: Key = group[0] if group else None
        return key

    def _achieved(self, objective: Objective, counted: Sequence[Row]) -> tuple[Achievement, ...]:
        due = {Judged(each.metric, each.priority): each.met + each.missed for each in achieved(objective, counted, {})}
        folded = [each.outcome for each in self.since]
        return achieved(objective, counted, within(objective, self.rows, due, folded))


def _grouped(
    rows: QuerySet[Outcome], columns: tuple[str, ...]
) -> Iterator[tuple[tuple[Any, ...], Promised, State, int]]:
    asked = {f"by_{place}": F(name) for place, name in enumerate(columns)}
    grouped = rows.order_by().annotate(**asked).values(*asked, *Promised._fields, "state")
    counted = grouped.annotate(count=Count("pk")).values_list(*asked, *Promised._fields, "state", "count")
    for *group, metric, priority, threshold, goal, state, count in counted:
        yield tuple(group), Promised(Metric(metric), priority, threshold, goal), State(state), count


def _stated(version: AgreementVersion) -> set[str]:
    return {objective.id for objective in agreements.agreement(version).objectives}
