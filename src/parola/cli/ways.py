"""The ways of a log's tickets, as `parola replay` prints them: tiers, hand-overs, waits, reopenings, links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from parola.cli.columns import grid, length, share
from parola.desk.transfer.cells import guarded
from parola.policy.findings import gettext_noop

if TYPE_CHECKING:
    from rich.table import Table

    from parola.lab.mapping import LogMapping
    from parola.lab.ways import Between, Links, Ways
    from parola.policy.words import Words
    from parola.sla.handoffs import HandoverCounts, TierCounts
    from parola.sla.waits import WaitCounts


def tables(ways: Ways, limit: int, words: Words) -> Iterator[Table | str]:
    """What is told, in order: tables, and sentences that say what a table cannot."""
    if ways.tiers:
        yield _tiers(ways.tiers, words)
        yield from _paths(ways.tiers, limit, words)
    if ways.handovers:
        yield _handovers(ways.handovers, words)
    if ways.waits:
        yield from _waits(ways.waits, words)
    if ways.reopened is not None:
        yield _reopened(ways, words)
    if ways.links:
        yield _links(ways, words)
    for mark, count in ways.marks.items():
        message = words.gettext(_MARKED[mark])
        yield message % _of(count, ways.tickets, words)


def as_dict(ways: Ways) -> dict[str, Any]:
    """The same as plain data; what the mapping names no column for is null, or is not there."""
    return {
        "tickets": ways.tickets,
        "tiers": _tiers_as_dict(ways.tiers) if ways.tiers else None,
        "handovers": {kind: _handovers_as_dict(counts) for kind, counts in ways.handovers.items()},
        "waits": _waits_as_dict(ways.waits) if ways.waits else None,
        "reopened": _reopened_as_dict(ways) if ways.reopened is not None else None,
        "links": {kind: _links_as_dict(links) for kind, links in ways.links.items()},
        "marks": dict(ways.marks),
    }


def rows(mapping: LogMapping, ways: Ways) -> Iterator[Sequence[str | int]]:
    """The way of every ticket as rows of a table; what the mapping names no column for has none there either."""
    kinds = tuple(mapping.changes.holders) if mapping.changes else ()
    links = tuple(mapping.links)
    held = [title for kind in kinds for title in (f"{kind}s", f"{kind}_handovers", f"{kind}_came_back")]
    yield [
        "line",
        "case",
        *(["tiers"] if ways.tiers else []),
        *held,
        "waits",
        "waited_seconds",
        "waited_for",
        "reopened",
        *links,
    ]
    for one in ways.each:
        paths = [one.way.holders[kind] for kind in kinds]
        told: list[str | int] = [
            cell for path in paths for cell in (guarded(" > ".join(path.holders)), path.handovers, path.returns)
        ]
        waited: list[str | int] = [
            sum(wait.times for wait in one.waits),
            round(sum((wait.plain for wait in one.waits), timedelta()).total_seconds()),
            ", ".join(wait.reason for wait in one.waits),
        ]
        tiers = (
            [" > ".join(map(str, one.way.tiers.holders))] if ways.tiers else []
        )  # `1-2-1` would be a date to a spreadsheet
        named = [guarded(one.way.links.get(link, "")) for link in links]
        yield [one.line, guarded(one.case), *tiers, *told, *waited, one.reopened, *named]


_DAY = timedelta(days=1)
_BETWEEN = {
    "tier": gettext_noop("Tiers"),
    "team": gettext_noop("Teams"),
    "person": gettext_noop("People"),
    "department": gettext_noop("Departments"),
}
_LINKED = {"problem": gettext_noop("Problem"), "change": gettext_noop("Request for change")}
_MARKED = {"knowledge": gettext_noop("The knowledge base is named by %(count)s of %(tickets)s tickets (%(share)s).")}


def _of(count: int, tickets: int, words: Words) -> dict[str, str]:
    part = share(count / tickets if tickets else 0, words)
    return {"count": words.number(count), "tickets": words.number(tickets), "share": part}


def _tiers(counts: TierCounts, words: Words) -> Table:
    tiers = sorted({*counts.began, *counts.highest, *counts.ended})
    columns = (
        (words.gettext("Tier"), [words.number(tier) for tier in tiers]),
        (words.gettext("Began there"), _numbers([counts.began.get(tier, 0) for tier in tiers], words)),
        (words.gettext("Came no higher"), _numbers([counts.highest.get(tier, 0) for tier in tiers], words)),
        (words.gettext("Ended there"), _numbers([counts.ended.get(tier, 0) for tier in tiers], words)),
    )
    return grid(columns)


def _paths(counts: TierCounts, limit: int, words: Words) -> Iterator[str]:
    """Push to front, and the ways that most tickets went."""
    message = words.gettext(
        "Push to front: no tier above %(tier)s ever had %(count)s of %(tickets)s tickets (%(share)s)."
    )
    yield message % {"tier": words.number(counts.front), **_of(counts.solved_in_front, counts.tickets, words)}
    shown = [
        words.gettext("%(path)s (%(count)s)") % {"path": words.isolated(path), "count": words.number(count)}
        for path, count in islice(counts.paths.items(), limit)
    ]
    if shown:
        yield words.gettext("Most frequent ways: %(ways)s") % {"ways": words.listed(shown)}


def _handovers(by_kind: Mapping[Between, HandoverCounts], words: Words) -> Table:
    counts = list(by_kind.values())
    columns = (
        (words.gettext("Handed over between"), [words.gettext(_BETWEEN[kind]) for kind in by_kind]),
        (words.gettext("How many"), _numbers([each.holders for each in counts], words)),
        (words.gettext("Median"), _numbers([each.at_most(50) for each in counts], words)),
        (words.gettext("95 in 100"), _numbers([each.at_most(95) for each in counts], words)),
        (words.gettext("Most"), _numbers([each.at_most(100) for each in counts], words)),
        (words.gettext("In all"), _numbers([each.handovers for each in counts], words)),
        (words.gettext("Ping-pong"), _numbers([each.ping_pong for each in counts], words)),
        (words.gettext("Share of tickets"), [share(each.ping_pong_share, words) for each in counts]),
    )
    caption = words.gettext(
        "Hand-overs of a ticket. Ping-pong: the tickets that came back to one who had had them before."
    )
    return grid(columns, caption)


def _waits(counts: WaitCounts, words: Words) -> Iterator[Table | str]:
    ranked = sorted(counts.by_reason.items(), key=lambda item: (-item[1].tickets, item[0]))
    if ranked:
        yield grid(
            (
                (words.gettext("Waited for"), [_awaited(reason, words) for reason, _ in ranked]),
                (words.gettext("Tickets"), _numbers([each.tickets for _, each in ranked], words)),
                (words.gettext("Waits"), _numbers([each.times for _, each in ranked], words)),
                (words.gettext("On average"), [length(each.plain / each.times, words) for _, each in ranked]),
                (words.gettext("In all"), [_days(each.plain, words) for _, each in ranked]),
            )
        )
    message = words.gettext("%(count)s of %(tickets)s tickets waited at least once (%(share)s).")
    yield message % _of(counts.waited, counts.tickets, words)


def _awaited(reason: str, words: Words) -> str:
    from parola.policy.telling import waiting_for

    return words.gettext("no reason named") if reason == "unnamed" else waiting_for(words, reason)


def _days(value: timedelta, words: Words) -> str:
    """A sum of many waits: from two days on in whole days."""
    if value < 2 * _DAY:
        return length(value, words)
    count = round(value / _DAY)
    return words.ngettext("%(count)s day", "%(count)s days", count) % {"count": words.number(count)}


def _reopened(ways: Ways, words: Words) -> str:
    message = words.gettext(
        "%(count)s of %(tickets)s tickets were reopened (%(share)s); the most for one ticket: %(most)s."
    )
    most = words.number(max(ways.reopened or {}, default=0))
    return message % {**_of(ways.reopened_tickets, ways.tickets, words), "most": most}


def _links(ways: Ways, words: Words) -> Table:
    links = list(ways.links.values())
    most = [next(iter(each.by_name.items()), ("", 0)) for each in links]
    columns = (
        (words.gettext("Linked to"), [words.gettext(_LINKED[kind]) for kind in ways.links]),
        (words.gettext("Tickets"), _numbers([each.tickets for each in links], words)),
        (words.gettext("Share of tickets"), [_of(each.tickets, ways.tickets, words)["share"] for each in links]),
        (words.gettext("How many"), _numbers([len(each.by_name) for each in links], words)),
        (words.gettext("Most tickets"), _numbers([count for _, count in most], words)),
        (words.gettext("Which one"), [words.isolated(name) for name, _ in most]),
    )
    return grid(columns)


def _numbers(numbers: Sequence[int | None], words: Words) -> list[str]:
    return ["" if number is None else words.number(number) for number in numbers]


def _tiers_as_dict(counts: TierCounts) -> dict[str, Any]:
    return {
        "front": counts.front,
        "tickets": counts.tickets,
        "solved_in_front": counts.solved_in_front,
        "share_in_front": counts.share_in_front,
        "highest": dict(counts.highest),
        "began": dict(counts.began),
        "ended": dict(counts.ended),
        "paths": dict(counts.paths),
    }


def _handovers_as_dict(counts: HandoverCounts) -> dict[str, Any]:
    return {
        "tickets": counts.tickets,
        "holders": counts.holders,
        "handovers": counts.handovers,
        "by_number": dict(counts.by_number),
        "ping_pong": counts.ping_pong,
        "ping_pong_share": counts.ping_pong_share,
        "returns": counts.returns,
    }


def _waits_as_dict(counts: WaitCounts) -> dict[str, Any]:
    reasons = {
        reason: {"tickets": each.tickets, "times": each.times, "seconds": each.plain.total_seconds()}
        for reason, each in sorted(counts.by_reason.items())
    }
    return {"tickets": counts.tickets, "waited": counts.waited, "reasons": reasons}


def _reopened_as_dict(ways: Ways) -> dict[str, Any]:
    return {"tickets": ways.reopened_tickets, "by_number": dict(ways.reopened or {})}


def _links_as_dict(links: Links) -> dict[str, Any]:
    return {"tickets": links.tickets, "names": len(links.by_name), "by_name": dict(links.by_name)}
