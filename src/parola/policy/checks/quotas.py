"""Checks of quotas: what holds for the requests beyond one must be able to hold."""

from __future__ import annotations

from parola.policy.checker import Checker
from parola.policy.findings import gettext_noop
from parola.policy.tree import Node, Path


def check_quotas(c: Checker) -> None:
    """A quota is counted in a contract, and the plan beyond it offers every priority that is counted."""
    default = c.root.get("default_plan")
    for path, quota in c.root.find("plans.*.quota"):
        if default is not None and default.value == path[1]:
            message = gettext_noop("`%(value)s` is the plan without a contract, and a quota is counted in a contract")
            c.tell(path, message, gettext_noop("take the quota out"), {"value": path[1]}, key=True)
        _check_beyond(c, path, quota)


def _check_beyond(c: Checker, path: Path, quota: Node) -> None:
    beyond = _word(quota.get("beyond"))
    if beyond == path[1]:
        message = gettext_noop("beyond its quota `%(value)s` goes on as itself: the quota has no effect")
        hint = gettext_noop("name another plan, or write best effort")
        c.tell((*path, "beyond"), message, hint, {"value": beyond})
    not_offered = set(_words(c.root.get("plans", beyond, "not_offered")))
    counted = _words(quota.get("priorities")) or c.ids("priorities")
    mine = set(_words(c.root.get(*path[:2], "not_offered")))
    for priority in [each for each in counted if each in not_offered - mine]:
        message = gettext_noop("`%(plan)s` does not offer `%(value)s`: a request beyond the quota could not have it")
        hint = gettext_noop("name a plan that offers it, or leave it out of the quota's `priorities`")
        c.tell((*path, "beyond"), message, hint, {"plan": beyond, "value": priority})


def _word(node: Node | None) -> str:
    return node.value if node and isinstance(node.value, str) else ""


def _words(node: Node | None) -> list[str]:
    return [item.value for item in node.items or () if isinstance(item.value, str)] if node else []
