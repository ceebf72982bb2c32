"""The flow of a brand's work as charts: what came and was left, how long things took, who had them, how the help was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parola.desk.accounts.models import Person
from parola.desk.reports import backlog, durations, helped, load
from parola.desk.reports.parts import Part, Unit
from parola.sla.agreement import Metric
from parola.web import brief
from parola.web.charts.values import SERIES, Chart, Kind, Mark, Series
from parola.web.console.reporting import flow_load
from parola.web.console.reporting.shown import Figure, Flow, Section, Shown
from parola.web.console.reporting.weekly import DAYS, HOURS, by_hour
from parola.web.templatetags.parola import words

NAMED = {Unit.DAY: "MMMd", Unit.WEEK: "MMMd", Unit.MONTH: "yMMM"}
"""How a unit is written, as CLDR names it."""


def flow(person: Person, part: Part) -> Flow:
    """All of it: some twenty questions, however many tickets there are."""
    entered = backlog.entered(part)
    moved = backlog.movements(part, entered)
    took = durations.lengths(part, (Metric.FIRST_RESPONSE, Metric.RESOLUTION))
    came = load.came(part)
    return Flow(
        figures=[*_figures(moved, took)],
        sections=[
            Section(title=_("What came, and what was left"), shown=[*_backlog(part, moved, entered)]),
            Section(title=_("How long it took"), shown=[*_lengths(took)]),
            Section(title=_("Who had the work"), shown=[*flow_load.loads(part), *flow_load.came(came)]),
            Section(title=_("How the help was"), shown=[*_helped(person, part, came)]),
        ],
    )


def _figures(moved: list[backlog.Moved], took: dict[Metric, durations.Lengths]) -> Iterator[Figure]:
    number = words().number
    yield Figure(name=_("Came"), told=number(sum(each.arrived for each in moved)))
    yield Figure(name=_("Resolved or closed"), told=number(sum(each.done for each in moved)))
    yield Figure(name=_("Reopened"), told=number(sum(each.reopened for each in moved)))
    yield Figure(name=_("Left at the end"), told=number(moved[-1].left if moved else 0))
    for metric, lengths in took.items():
        if lengths.within:
            name = _("%(metric)s, half of them within") % {"metric": words().metric(metric)}
            yield Figure(name=name, told=brief.duration(lengths.within[0]))


def _backlog(part: Part, moved: list[backlog.Moved], entered: backlog.Entered) -> Iterator[Shown]:
    places = tuple(_unit(part, each.first) for each in moved)

    def chart(kind: Kind, title: str, *series: Series) -> Chart:
        return Chart(kind=kind, title=title, along=_along(part), places=places, series=series)

    left = Series(name=_("At work"), values=tuple(each.left for each in moved))
    came = Series(name=_("Came"), values=tuple(each.arrived for each in moved))
    done = Series(name=_("Resolved or closed"), values=tuple(each.done for each in moved), tone="series-2")
    again = Series(name=_("Reopened"), values=tuple(each.reopened for each in moved), tone="series-5")
    yield Shown(chart=chart(Kind.STEPS, _("At work over time"), left), table="movements")
    yield Shown(chart=chart(Kind.BARS, _("Came, resolved or closed"), came, done), table="movements")
    yield Shown(chart=_ages(part), table="ages")
    yield Shown(chart=_week(backlog.arrivals(part, entered)), table="arrivals")
    yield Shown(chart=chart(Kind.BARS, _("Reopened after an end"), again), table="movements")


def _ages(part: Part) -> Chart:
    first, *others = (words().number(days) for days in backlog.AGES)
    youngest = ngettext("under %(count)s day", "under %(count)s days", backlog.AGES[0]) % {"count": first}
    between = [
        _("%(first)s to %(last)s days") % {"first": younger, "last": older}
        for younger, older in pairwise([first, *others])
    ]
    oldest = ngettext("%(count)s day and more", "%(count)s days and more", backlog.AGES[-1]) % {"count": others[-1]}
    return Chart(
        kind=Kind.BARS,
        title=_("How old is what was left"),
        summary=_("Since they were opened, at the end of the time that is shown."),
        along=_("Age"),
        places=(youngest, *between, oldest),
        series=(Series(name=_("Tickets"), values=tuple(backlog.ages(part)), tone="series-3"),),
    )


def _week(came: Mapping[tuple[int, int], int]) -> Chart:
    hours = [came.get((day, hour), 0) for day in range(1, DAYS + 1) for hour in range(HOURS)]
    return by_hour(_("When they came: hours and weekdays"), _("In the brand's time zone."), hours)


def _lengths(took: dict[Metric, durations.Lengths]) -> Iterator[Shown]:
    edges = tuple(brief.duration(edge) for edge in durations.EDGES)
    longer = _("longer than %(time)s") % {"time": edges[-1]}
    for metric, lengths in took.items():
        marks = tuple(
            Mark(name=f"{words().percent(share)}: {brief.duration(length)}", at=durations.place_of(length))
            for share, length in zip(durations.SHARES, lengths.within, strict=False)
        )
        chart = Chart(
            kind=Kind.DISTRIBUTION,
            title=words().metric(metric),
            summary=_within(lengths),
            along=_("Working time, up to"),
            places=(*edges, longer),
            series=(Series(name=_("Tickets"), values=lengths.counts, tone="series-4"),),
            marks=marks,
        )
        yield Shown(chart=chart, table=metric.value)


def _within(lengths: durations.Lengths) -> str:
    if lengths.mean is None:
        return ""
    half, nine, most = (brief.duration(each) for each in lengths.within)
    told = _("Half within %(half)s, 90%% within %(nine)s, 95%% within %(most)s; %(mean)s on average.")
    return told % {"half": half, "nine": nine, "most": most, "mean": brief.duration(lengths.mean)}


def _helped(person: Person, part: Part, came: load.Came) -> Iterator[Shown]:
    said = helped.said(person, part)
    places = tuple(_unit(part, unit) for unit in said)
    good = Series(name=_("Good"), values=tuple(each.good for each in said.values()), tone="kept")
    bad = Series(name=_("Not good"), values=tuple(each.rated - each.good for each in said.values()), tone="missed")
    none = Series(name=_("No answer"), values=tuple(each.asked - each.rated for each in said.values()), tone="still")
    title = _("What customers said, by when they were asked")
    chart = Chart(kind=Kind.STACKED, title=title, along=_along(part), places=places, series=(good, bad, none))
    yield Shown(chart=chart, table="satisfaction")
    if not part.organization:
        yield _articles(part, places)
    yield flow_load.searched(came)


def _articles(part: Part, places: tuple[str, ...]) -> Shown:
    served = helped.served(part).values()
    counted: Iterable[tuple[str, Callable[[helped.Served], int]]] = (
        (_("Read"), lambda each: each.read),
        (_("Given in a reply"), lambda each: each.given),
        (_("Made a request needless"), lambda each: each.solved),
    )
    series = tuple(
        Series(name=name, values=tuple(map(count, served)), tone=tone)
        for (name, count), tone in zip(counted, SERIES, strict=False)
    )
    chart = Chart(kind=Kind.BARS, title=_("How articles served"), along=_along(part), places=places, series=series)
    return Shown(chart=chart, table="knowledge")


def _unit(part: Part, first: date) -> str:
    return words().by_skeleton(NAMED[part.unit], first)


def _along(part: Part) -> str:
    return {Unit.DAY: _("Day"), Unit.WEEK: _("Week from"), Unit.MONTH: _("Month")}[part.unit]
