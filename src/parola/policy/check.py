"""What must fit together in an agreement file: names that exist, tables without holes, rules that have an effect.

The checks read the tree, not the models, so that they also run over a file that has other faults: all findings are
told at once. What a value must look like by itself is in `schema`; here a value of the wrong shape is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from parola.sla.durations import Stretch

from . import notation
from .checker import RESERVED_CALENDARS, TABLE_KEYS, UNKNOWN, Checker
from .checks.alarms import check_stages
from .checks.calendars import check_calendars, check_contract_calendar, check_regions, check_zones
from .checks.facts import check_facts
from .checks.quotas import check_quotas
from .checks.targets import check_cells, check_missing_rows, check_plans, check_starts, check_unreachable_rows
from .codes import CODES
from .findings import Source, gettext_noop
from .objectives import check_credits
from .problems import check_problems
from .tree import Node, Path

_REFERENCES = (
    ("default_priority", "priorities", ()),
    ("matrix.rows.*.*", "priorities", ()),
    ("guards.*.priority", "priorities", ()),
    ("reachability.*.priority", "priorities", ()),
    ("reachability.*.lower_to", "priorities", ()),
    ("lowering.*.priority", "priorities", ()),
    ("lowering.*.lower_to", "priorities", ()),
    ("plans.*.not_offered.*", "priorities", ()),
    ("default_plan", "plans", ()),
    ("plans.*.targets_of", "plans", ()),
    ("plans.*.targets.*.on", "calendars", RESERVED_CALENDARS),
    ("reachability.*.on", "calendars", RESERVED_CALENDARS),
    ("closing.on", "calendars", RESERVED_CALENDARS),
    ("resolved_closes_after.on", "calendars", RESERVED_CALENDARS),
    ("reopen_within.on", "calendars", RESERVED_CALENDARS),
    ("priorities.*.contact", "calendars", RESERVED_CALENDARS),
    ("facts.*.open_in", "calendars", ("contract",)),
    ("alarms.on", "calendars", RESERVED_CALENDARS),
    ("alarms.on.*", "calendars", RESERVED_CALENDARS),
    ("alarms.steps.*.priorities.*", "priorities", ()),
    ("contract_calendars.*", "calendars", ()),
    ("calendars.*.any_of.*", "calendars", ()),
    ("calendars.*.all_of.*", "calendars", ()),
    ("plans.*.includes.*", "entitlements", ()),
    ("plans.*.quota.priorities.*", "priorities", ()),
    ("plans.*.quota.beyond", "plans", ("best effort",)),
    ("addons.*.targets.*.on", "calendars", RESERVED_CALENDARS),
    ("problems.*.on", "calendars", RESERVED_CALENDARS),
    ("addons.*.includes.*", "entitlements", ()),
    ("cases.*.given.addons.*", "addons", ()),
    ("cases.*.given.plan", "plans", ()),
    ("cases.*.when.*.priority", "priorities", ()),
    ("cases.*.when.*.plan", "plans", ()),
    ("cases.*.when.*.calendar", "calendars", ()),
    ("cases.*.then.*.priority", "priorities", ()),
    ("cases.*.then.*.refused", "guards", ("none",)),
)
"""Where the file names something, which mapping holds it, and what is there beside."""

_LISTS = (
    "languages", "contract_calendars", "warnings", "plans.*.channels", "plans.*.tiers", "plans.*.includes",
    "plans.*.quota.priorities", "addons.*.channels", "addons.*.tiers", "addons.*.includes",
    "alarms.tell.*", "alarms.steps.*.tell",
)  # fmt: skip
"""Lists in which nothing may stand twice."""


def check(root: Node, source: Source) -> None:
    """Run every check; what is found is noted in the source."""
    checker = Checker(root, source)
    for one, code in _CHECKS.items():
        source.code = code
        one(checker)


def _references(c: Checker) -> None:
    for pattern, kind, more in _REFERENCES:
        known = [*c.ids(kind), *more]
        for path, node in c.root.find(pattern):
            if isinstance(node.value, str) and node.value not in known:
                c.unknown(path, UNKNOWN[kind], node.value, known)


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
    for name in set(c.ids("priorities")) & set(TABLE_KEYS):
        message = gettext_noop("a priority cannot be called `%(value)s`, which is a key of the tables of targets")
        c.tell(("priorities", name), message, params={"value": name}, key=True)


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
    for path, rule in [*c.root.find("reachability.*"), *c.root.find("lowering.*")]:
        priority, lower = (rule.get(key) for key in ("priority", "lower_to"))
        names = [node.value if node else None for node in (priority, lower)]
        if all(name in order for name in names) and order.index(str(names[1])) <= order.index(str(names[0])):
            message = gettext_noop("a ticket at `%(priority)s` is not lowered by `%(lower)s`")
            hint = gettext_noop(
                "name a priority less severe than `%(priority)s`, or leave the rule out: it has no effect"
            )
            c.tell((*path, "lower_to"), message, hint, {"priority": names[0], "lower": names[1]})


def _paces(c: Checker) -> None:
    known = c.ids("priorities")
    node = c.root.get("closing", "by_priority")
    for name in [name for name in (node.entries if node else None) or () if name not in known]:
        c.unknown(("closing", "by_priority", name), UNKNOWN["priorities"], name, known, key=True)


def _tiers(c: Checker) -> None:
    known = c.ids("tiers")
    for path, node in [*c.root.find("plans.*.tiers.*"), *c.root.find("addons.*.tiers.*")]:
        if known and isinstance(node.value, int) and str(node.value) not in known:
            c.unknown(path, UNKNOWN["tiers"], str(node.value), known)


def _tier_told(c: Checker) -> None:
    node = c.root.get("tier_told")
    if node is not None and node.value in {"portal", "mail"} and not c.ids("tiers"):
        message = gettext_noop("no support level has a name here: there is nothing that the customer could be told")
        c.tell(("tier_told",), message, gettext_noop("describe them under `tiers`, or leave this out"))


def _notice(c: Checker) -> None:
    """The notice is a length of real time."""
    node = c.root.get("resolved_closes_after", "notice")
    if node is None:
        return
    with suppress(ValueError):
        told = notation.promise_or_never(node.value)
        if told is not None and (not isinstance(told, Stretch) or told.day):
            message = gettext_noop(
                "a notice comes so many hours or days before, by the clock: `%(value)s` is another kind of time"
            )
            hint = gettext_noop("write a length of time, as 1d or 36h; or `never`")
            c.tell(("resolved_closes_after", "notice"), message, hint, {"value": node.value})


def _places(c: Checker) -> None:
    for path, node in [*c.root.find("notes.*.place"), *c.root.find("accepted.*.place")]:
        if isinstance(node.value, str) and next(c.root.find(node.value), None) is None:
            hint = gettext_noop("write the keys that lead to it, with dots between: plans.basic.targets")
            c.tell(path, gettext_noop("there is no place `%(value)s` in this file"), hint, {"value": node.value})


def _accepted(c: Checker) -> None:
    for path, node in c.root.find("accepted.*.code"):
        if CODES.get(str(node.value)) == "error":
            message = gettext_noop("`%(value)s` is an error, and cannot be accepted")
            c.tell(path, message, gettext_noop("warnings and notes can; an error wants mending"), {"value": node.value})
        elif str(node.value) not in CODES:
            known = [code for code, severity in CODES.items() if severity != "error"]
            c.unknown(path, gettext_noop("the check knows no `%(value)s`"), str(node.value), known)


_CHECKS: Mapping[Callable[[Checker], None], str] = {
    _references: "unknown-name",
    _paces: "unknown-name",
    _twice: "stands-twice",
    _reserved: "reserved-name",
    check_cells: "unknown-cell",
    check_missing_rows: "missing-target",
    check_unreachable_rows: "row-never-taken",
    check_starts: "starts-by-itself",
    check_facts: "unknown-fact",
    check_plans: "plan-targets",
    check_quotas: "quota-beyond",
    _matrix: "matrix-hole",
    _lowering: "lowers-nothing",
    _tiers: "unknown-tier",
    _tier_told: "unknown-tier",
    _notice: "notice-length",
    check_stages: "unknown-stage",
    check_credits: "credit-order",
    check_problems: "problem-targets",
    check_calendars: "calendar-parts",
    check_zones: "unknown-zone",
    check_regions: "unknown-region",
    check_contract_calendar: "no-contract-calendar",
    _places: "unknown-place",
    _accepted: "unknown-code",
}
"""Every check, and the code of what it finds."""
