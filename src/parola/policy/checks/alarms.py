"""What must fit together in what an agreement says of its own desk."""

from __future__ import annotations

from parola.policy.alarms import STAGES, stage
from parola.policy.checker import Checker
from parola.policy.findings import Wrong, gettext_noop


def check_stages(c: Checker) -> None:
    """Nobody is told at a share at which nobody is warned."""
    shares = [item.value for item in (c.root.get("warnings") or c.root).items or ()] or ["50%", "80%"]
    known = {step for share in shares if (step := _readable(share))}
    told = c.root.get("alarms", "tell")
    for key in (told.entries if told else None) or ():
        step = _readable(key)
        if step and step not in known and key not in STAGES:
            message = gettext_noop("nobody is told at `%(value)s`, since nobody is warned then")
            hint = gettext_noop("add the share to `warnings`, or take one that is there: %(known)s")
            params = {"value": key, "known": ", ".join(map(str, shares))}
            c.tell(("alarms", "tell", key), message, hint, params, key=True)


def _readable(share: object) -> str | None:
    try:
        return stage(str(share))
    except Wrong:
        return None
