"""Who had the work, in the flow's page: tiers, people and teams; and what came, by language, channel and what a search found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from parola.desk.reports import load
from parola.desk.reports.load import Came, Load
from parola.desk.reports.parts import Part
from parola.web import brief
from parola.web.charts.values import Chart, Kind, Series
from parola.web.console.reporting.shown import Line, Shown
from parola.web.sentences import channel
from parola.web.templatetags.parola import language_name, words

MOST = 20
"""Bars that a chart of people or of languages has; the table has them all."""


def loads(part: Part) -> Iterator[Shown]:
    """By tier, by team where there are any, by person: each as a table and as a chart."""
    found = load.loads(part)
    tiers = [(_("Tier %(tier)s") % {"tier": words().number(tier)}, each) for tier, each in found.tiers.items()]
    yield _both(_("By tier"), _("Tier"), "tiers", tiers)
    if found.teams:
        named = [(words().listed(names) if names else _("No team"), each) for names, each in found.teams.items()]
        yield _both(_("By team"), _("Team"), "teams", sorted(named, key=lambda each: each[0]))
    people = [(name or _("Nobody"), each) for _key, name, each in found.people]
    yield _both(_("By person"), _("Person"), "people", people)


def came(found: Came) -> Iterator[Shown]:
    """By language and by channel."""
    languages = [(language_name(name), count) for name, count in found["language"].items()]
    yield _came(_("In which languages they came"), _("Language"), "languages", languages)
    channels = [(channel(name), count) for name, count in found["channel"].items()]
    yield _came(_("By which ways they came"), _("Channel"), "channels", channels)


def searched(found: Came) -> Shown:
    """What the search for known solutions found for what came."""
    named = {"given": _("Given"), "found": _("Found, not given"), "none": _("Nothing found"), "": _("Not searched")}
    counts = found["solution"]
    lines = [(name, counts.get(key, 0)) for key, name in named.items()]
    return _came(_("Known solutions for what came"), _("Solution"), "solutions", lines)


def _came(title: str, along: str, table: str, counts: list[tuple[str, int]]) -> Shown:
    series = Series(name=_("Tickets"), values=tuple(count for _name, count in counts[:MOST]))
    places = tuple(name for name, _count in counts[:MOST])
    chart = Chart(kind=Kind.BARS, title=title, along=along, places=places, series=(series,))
    return Shown(chart=chart, table=table)


def _both(title: str, along: str, table: str, found: list[tuple[str, Load]]) -> Shown:
    shown = found[:MOST]
    series = (
        Series(name=_("Resolved or closed"), values=tuple(each.done for _name, each in shown), tone="series-4"),
        Series(name=_("Passed on"), values=tuple(each.passed for _name, each in shown), tone="series-2"),
        Series(name=_("At work"), values=tuple(each.left for _name, each in shown), tone="series-1"),
    )
    places = tuple(name for name, _load in shown)
    chart = Chart(kind=Kind.STACKED, title=title, along=along, places=places, series=series)
    return Shown(chart=chart, table=table, lines=[*_lines(found)])


def _lines(found: Iterable[tuple[str, Load]]) -> Iterator[Line]:
    for name, each in found:
        yield Line(
            name=name,
            load=each,
            held=brief.duration(each.held),
            mean=brief.duration(each.held / each.stays),
        )
