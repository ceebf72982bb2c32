"""What must fit together in an agreement file: names that exist, tables without holes, rules that have an effect.

The checks read the tree, not the models, so that they also run over a file that has other faults: all problems are
told at once. What a value must look like by itself is in `schema`; here a value of the wrong shape is passed over.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from parola.sla.agreement import Metric

from .problems import Params, Source, gettext_noop, nearest
from .tree import Node, Path

RESERVED_CALENDARS = ("always", "contract")
_TABLE_KEYS = ("on", "when", "all")

_UNKNOWN = {
    "priorities": gettext_noop("there is no priority `%(value)s`"),
    "plans": gettext_noop("there is no plan `%(value)s`"),
    "calendars": gettext_noop("there is no calendar `%(value)s`"),
    "entitlements": gettext_noop("there is no entitlement `%(value)s`"),
    "tiers": gettext_noop("there is no tier `%(value)s`"),
}
_REFERENCES = (
    ("default_priority", "priorities", ()),
    ("matrix.rows.*.*", "priorities", ()),
    ("guards.*.priority", "priorities", ()),
    ("reachability.*.priority", "priorities", ()),
    ("reachability.*.lower_to", "priorities", ()),
    ("plans.*.not_offered.*", "priorities", ()),
    ("default_plan", "plans", ()),
    ("plans.*.targets_of", "plans", ()),
    ("plans.*.targets.*.on", "calendars", RESERVED_CALENDARS),
    ("reachability.*.on", "calendars", RESERVED_CALENDARS),
    ("priorities.*.contact", "calendars", RESERVED_CALENDARS),
    ("contract_calendars.*", "calendars", ()),
    ("calendars.*.any_of.*", "calendars", ()),
    ("calendars.*.all_of.*", "calendars", ()),
    ("plans.*.includes.*", "entitlements", ()),
)
"""Where the file names something, which mapping holds it, and what is there beside."""

_LISTS = ("languages", "contract_calendars", "warnings", "plans.*.channels", "plans.*.tiers", "plans.*.includes")
"""Lists in which nothing may stand twice."""


class Checker:
    """Notes in `source` what does not fit in the tree."""

    def __init__(self, root: Node, source: Source) -> None:
        self.root = root
        self.source = source

    def tell(
        self, path: Path, message: str, hint: str = "", params: Params | None = None, *, key: bool = False
    ) -> None:
        """Note a problem at a path; at its key if `key`."""
        place = ".".join(str(step) for step in path)
        self.source.problem(self.root.locate(path, key=key), message, hint, params, place)

    def ids(self, kind: str) -> list[str]:
        """The names in a mapping of the file, in its order."""
        node = self.root.get(kind)
        return list(node.entries or ()) if node else []

    def unknown(self, path: Path, message: str, value: str, known: Iterable[str], *, key: bool = False) -> None:
        """Note a name that is not known, with the one that was probably meant."""
        listed = list(known)
        meant = nearest(value, listed)
        params = {"value": value, "meant": meant, "known": ", ".join(listed)}
        if meant:
            hint = gettext_noop("did you mean `%(meant)s`? There are: %(known)s")
        else:
            hint = gettext_noop("there are: %(known)s") if listed else ""
        self.tell(path, message, hint, params, key=key)


def check(root: Node, source: Source) -> None:
    """Run every check; what is found is noted in the source."""
    checker = Checker(root, source)
    for one in _CHECKS:
        one(checker)


def _references(c: Checker) -> None:
    for pattern, kind, more in _REFERENCES:
        known = [*c.ids(kind), *more]
        for path, node in c.root.find(pattern):
            if isinstance(node.value, str) and node.value not in known:
                c.unknown(path, _UNKNOWN[kind], node.value, known)


def _twice(c: Checker) -> None:
    for pattern in _LISTS:
        for path, node in c.root.find(pattern):
            seen: set[object] = set()
            for index, item in enumerate(node.items or ()):
                value = str(item.value)
                if value in seen:
                    c.tell(
                        (*path, index), gettext_noop("`%(value)s` stands here a second time"), params={"value": value}
                    )
                seen.add(value)


def _reserved(c: Checker) -> None:
    for name in set(c.ids("calendars")) & set(RESERVED_CALENDARS):
        message = gettext_noop("`%(value)s` is there by itself and cannot be another calendar")
        c.tell(("calendars", name), message, gettext_noop("give this calendar another name"), {"value": name}, key=True)
    for name in set(c.ids("priorities")) & set(_TABLE_KEYS):
        message = gettext_noop("a priority cannot be called `%(value)s`, which is a key of the tables of targets")
        c.tell(("priorities", name), message, params={"value": name}, key=True)


def _tables(c: Checker) -> Iterator[tuple[Path, Node]]:
    """Every table of targets; a metric has one, or a list of them."""
    for path, node in c.root.find("plans.*.targets.*"):
        if node.entries is not None:
            yield path, node
        for index, item in enumerate(node.items or ()):
            yield (*path, index), item


def _cells(c: Checker) -> None:
    priorities = c.ids("priorities")
    for path, table in _tables(c):
        offered = set(priorities) - _not_offered(c, path)
        for name in table.entries or ():
            if name not in priorities and name not in _TABLE_KEYS:
                c.unknown((*path, name), _UNKNOWN["priorities"], name, [*priorities, *_TABLE_KEYS], key=True)
            elif name in priorities and name not in offered:
                c.tell(
                    (*path, name),
                    gettext_noop("this plan does not offer `%(value)s`"),
                    params={"value": name},
                    key=True,
                )


def _not_offered(c: Checker, path: Path) -> set[object]:
    node = c.root.get(*path[:2], "not_offered")
    return {item.value for item in node.items or ()} if node else set()


def _missing_rows(c: Checker) -> None:
    for path, metric in c.root.find("plans.*.targets.*"):
        if path[-1] not in set(Metric):
            continue
        tables = [metric] if metric.entries is not None else (metric.items or [])
        open_tables = [table.entries or {} for table in tables if "when" not in (table.entries or {})]
        if any("all" in table for table in open_tables):
            continue
        named = {name for table in open_tables for name in table}
        missing = [name for name in c.ids("priorities") if name not in named and name not in _not_offered(c, path)]
        if missing:
            hint = gettext_noop(
                "add a duration, `best effort` (measured, never due) or `none` (no clock), or list it under `not_offered`"
            )
            c.tell(path, gettext_noop("no target for %(missing)s"), hint, {"missing": ", ".join(missing)}, key=True)


def _plans(c: Checker) -> None:
    for name in c.ids("plans"):
        plan = c.root.get("plans", name)
        keys = set(plan.entries or ()) if plan else set()
        if "targets" not in keys and "targets_of" not in keys:
            message = gettext_noop("the plan `%(value)s` says no targets")
            c.tell(
                ("plans", name),
                message,
                gettext_noop("add `targets`, or `targets_of` with another plan"),
                {"value": name},
                key=True,
            )
        elif {"targets", "targets_of"} <= keys:
            c.tell(
                ("plans", name, "targets_of"), gettext_noop("a plan has `targets` or `targets_of`, not both"), key=True
            )
        other = plan.get("targets_of") if plan else None
        if other and isinstance(other.value, str) and c.root.get("plans", other.value, "targets_of"):
            message = gettext_noop("the plan `%(value)s` has no targets of its own")
            c.tell(
                ("plans", name, "targets_of"),
                message,
                gettext_noop("name the plan that has them"),
                {"value": other.value},
            )


def _matrix(c: Checker) -> None:
    impacts = _scale(c, "impact")
    urgencies = _scale(c, "urgency")
    rows = c.root.get("matrix", "rows")
    if rows is None or rows.entries is None:
        return
    for urgency in [name for name in urgencies if name not in rows.entries]:
        params = {"value": urgency}
        c.tell(
            ("matrix", "rows"),
            gettext_noop("the matrix has no row for the urgency `%(value)s`"),
            params=params,
            key=True,
        )
    for urgency, row in rows.entries.items():
        if urgency not in urgencies:
            c.unknown(
                ("matrix", "rows", urgency),
                gettext_noop("there is no urgency `%(value)s`"),
                urgency,
                urgencies,
                key=True,
            )
        _matrix_row(c, urgency, row, impacts)


def _matrix_row(c: Checker, urgency: str, row: Node, impacts: list[str]) -> None:
    path: Path = ("matrix", "rows", urgency)
    for impact in row.entries or ():
        if impact not in impacts:
            c.unknown((*path, impact), gettext_noop("there is no impact `%(value)s`"), impact, impacts, key=True)
    missing = [impact for impact in impacts if impact not in (row.entries or {})]
    if missing and row.entries is not None:
        message = gettext_noop("no priority for the impact %(missing)s")
        c.tell(
            path,
            message,
            gettext_noop("every impact needs a priority in every row"),
            {"missing": ", ".join(missing)},
            key=True,
        )


def _scale(c: Checker, name: str) -> list[str]:
    node = c.root.get("matrix", name)
    return list(node.entries or ()) if node else []


def _lowering(c: Checker) -> None:
    order = c.ids("priorities")
    for path, rule in c.root.find("reachability.*"):
        priority, lower = (rule.get(key) for key in ("priority", "lower_to"))
        names = [node.value if node else None for node in (priority, lower)]
        if all(name in order for name in names) and order.index(str(names[1])) <= order.index(str(names[0])):
            message = gettext_noop("a ticket at `%(priority)s` is not lowered by `%(lower)s`")
            hint = gettext_noop(
                "name a priority less severe than `%(priority)s`, or leave the rule out: it has no effect"
            )
            c.tell((*path, "lower_to"), message, hint, {"priority": names[0], "lower": names[1]})


def _tiers(c: Checker) -> None:
    known = c.ids("tiers")
    for path, node in c.root.find("plans.*.tiers.*"):
        if known and isinstance(node.value, int) and str(node.value) not in known:
            c.unknown(path, _UNKNOWN["tiers"], str(node.value), known)


@cache
def time_zones() -> frozenset[str]:
    """The names of all time zones; the library looks for them in files each time it is asked."""
    return frozenset(zoneinfo.available_timezones())


def _zones(c: Checker) -> None:
    known = time_zones() | {"contract"}
    for path, node in c.root.find("calendars.*.timezone"):
        if isinstance(node.value, str) and node.value not in known:
            meant = nearest(node.value, known)
            hint = (
                gettext_noop("did you mean `%(meant)s`?")
                if meant
                else gettext_noop("write an IANA name like Europe/Madrid, or `contract`")
            )
            c.tell(path, gettext_noop("there is no time zone `%(value)s`"), hint, {"value": node.value, "meant": meant})


def _regions(c: Checker) -> None:
    for path, node in c.root.find("calendars.*.holidays"):
        if isinstance(node.value, str) and node.value not in ("contract", "none"):
            _region(c, path, node.value)


def _region(c: Checker, path: Path, region: str) -> None:
    from . import holidays  # noqa: PLC0415  # the library of holidays is loaded only for files that name a region

    country, _, subdivision = region.partition("-")
    known = holidays.subdivisions(country)
    if known is None:
        hint = gettext_noop(
            "write a country as ISO 3166 does (SK), a country and subdivision (ES-MD), `contract` or `none`"
        )
        c.tell(path, gettext_noop("no holidays are known for the country `%(value)s`"), hint, {"value": country})
    elif subdivision and subdivision not in known:
        c.unknown(path, gettext_noop("that country has no subdivision `%(value)s`"), subdivision, known)


def _calendars(c: Checker) -> None:
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


def _contract_calendar(c: Checker) -> None:
    """`contract` needs calendars to choose from."""
    if (chosen := c.root.get("contract_calendars")) and chosen.items:
        return
    for pattern in ("plans.*.targets.*.on", "priorities.*.contact", "reachability.*.on"):
        for path, node in c.root.find(pattern):
            if node.value == "contract":
                hint = gettext_noop("list the calendars that a contract may choose under `contract_calendars`")
                c.tell(path, gettext_noop("no contract can choose a calendar"), hint)


def _notes(c: Checker) -> None:
    for path, node in c.root.find("notes.*.place"):
        if isinstance(node.value, str) and next(c.root.find(node.value), None) is None:
            hint = gettext_noop("write the keys that lead to it, with dots between: plans.basic.targets")
            c.tell(path, gettext_noop("there is no place `%(value)s` in this file"), hint, {"value": node.value})


_CHECKS: tuple[Callable[[Checker], None], ...] = (
    _references,
    _twice,
    _reserved,
    _cells,
    _missing_rows,
    _plans,
    _matrix,
    _lowering,
    _tiers,
    _calendars,
    _zones,
    _regions,
    _contract_calendar,
    _notes,
)
