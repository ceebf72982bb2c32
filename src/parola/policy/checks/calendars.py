"""Checks of the calendars: zones and regions that exist, parts that do not turn in a circle, calendars for contracts to choose."""

from __future__ import annotations

from parola.policy.checker import Checker
from parola.policy.findings import Wrong, gettext_noop
from parola.policy.timezones import existing
from parola.policy.tree import Path


def check_zones(c: Checker) -> None:
    for pattern, more in (("calendars.*.timezone", "contract"), ("cases.*.given.timezone", None)):
        for path, node in c.root.find(pattern):
            if isinstance(node.value, str) and node.value != more:
                _zone(c, path, node.value)


def _zone(c: Checker, path: Path, name: str) -> None:
    try:
        existing(name)
    except Wrong as wrong:
        c.tell(path, wrong.message, wrong.hint, wrong.params)


def check_regions(c: Checker) -> None:
    for path, node in c.root.find("calendars.*.holidays"):
        if isinstance(node.value, str) and node.value not in ("contract", "none"):
            _region(c, path, node.value)


def _region(c: Checker, path: Path, region: str) -> None:
    from parola.policy import holidays  # noqa: PLC0415  # the library of holidays is loaded only for files that name a region

    country, _, subdivision = region.partition("-")
    known = holidays.subdivisions(country)
    if known is None:
        hint = gettext_noop(
            "write a country as ISO 3166 does (SK), a country and subdivision (ES-MD), `contract` or `none`"
        )
        c.tell(path, gettext_noop("no holidays are known for the country `%(value)s`"), hint, {"value": country})
    elif subdivision and subdivision not in known:
        c.unknown(path, gettext_noop("that country has no subdivision `%(value)s`"), subdivision, known)


def check_calendars(c: Checker) -> None:
    for name in c.ids("calendars"):
        node = c.root.get("calendars", name)
        ways = [key for key in ("hours", "any_of", "all_of") if node and node.get(key)]
        if node and node.entries is not None and len(ways) != 1:
            message = gettext_noop("the calendar `%(value)s` needs one of `hours`, `any_of` and `all_of`")
            c.tell(
                ("calendars", name),
                message,
                gettext_noop("for example hours: mon-fri 09:00-17:00"),
                {"value": name},
                key=True,
            )
        if name in _reached(c, name, set()):
            message = gettext_noop("the calendar `%(value)s` is made of itself")
            c.tell(("calendars", name), message, params={"value": name}, key=True)
    for path, dates in c.root.find("calendars.*.special.*.dates"):
        if isinstance(dates.value, str) and not dates.value[:4].isdigit():
            c.tell(path, gettext_noop("special hours are for dates with a year"), gettext_noop("write 2026-12-24"))


def _reached(c: Checker, name: str, seen: set[str]) -> set[str]:
    for key in ("any_of", "all_of"):
        node = c.root.get("calendars", name, key)
        for item in node.items or () if node else ():
            if isinstance(item.value, str) and item.value not in seen:
                seen.add(item.value)
                _reached(c, item.value, seen)
    return seen


def check_contract_calendar(c: Checker) -> None:
    """`contract` needs calendars to choose from."""
    if (chosen := c.root.get("contract_calendars")) and chosen.items:
        return
    rules = ("reachability.*.on", "facts.*.open_in", "closing.on", "resolved_closes_after.on", "reopen_within.on")
    for pattern in ("plans.*.targets.*.on", "priorities.*.contact", *rules):
        for path, node in c.root.find(pattern):
            if node.value == "contract":
                hint = gettext_noop("list the calendars that a contract may choose under `contract_calendars`")
                c.tell(path, gettext_noop("no contract can choose a calendar"), hint)
