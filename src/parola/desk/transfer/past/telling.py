"""Where two desks differ, in words and as data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from parola.desk.transfer.past.compare import Difference, Why
from parola.policy.words import Words
from parola.sla.agreement import Metric

UTC_ZONE = "UTC"


def metric(difference: Difference, words: Words) -> str:
    """What was promised."""
    return words.metric(Metric(difference.metric))


def said(value: datetime | bool | None, words: Words, zone: str = UTC_ZONE) -> str:  # noqa: FBT001  # a verdict is one
    """A due time or a verdict."""
    if value is None:
        return words.gettext("nothing due")
    if isinstance(value, bool):
        return words.gettext("met") if value else words.gettext("missed")
    return words.moment(value, zone)


def why(reason: Why, words: Words, zone: str = UTC_ZONE) -> str:
    """Why it is so here, in a sentence or two."""
    if reason.cause == "nothing_promised":
        return words.gettext("The plan promises nothing of this kind.")
    if reason.cause == "best_effort":
        return words.gettext("Here it is best effort: measured, and never due.")
    if reason.cause == "void" or reason.target is None or reason.started is None:
        return words.gettext("Here it counts for nothing: the ticket ended before it was due.")
    since = words.moment(reason.started, zone)
    promised = words.gettext("Here it is promised: %(target)s, counted from %(since)s.") % {
        "target": words.target(reason.target),
        "since": since,
    }
    left = words.gettext("Not counted: %(closed)s of closed hours, %(stood)s while the ticket waited or was done.")
    values = {"closed": words.duration(reason.closed), "stood": words.duration(reason.stood_still)}
    return f"{promised} {left % values}" if reason.closed or reason.stood_still else promised


def as_dict(difference: Difference, words: Words) -> dict[str, Any]:
    """A difference as plain data."""
    reason = difference.why
    return {
        "line": difference.line,
        "ticket": difference.ticket,
        "metric": difference.metric,
        "kind": difference.kind,
        "ours": _plain(difference.ours),
        "theirs": _plain(difference.theirs),
        "why": {
            "cause": reason.cause,
            "calendar": reason.target.calendar if reason.target else None,
            "clause": reason.target.clause if reason.target else None,
            "started": reason.started.isoformat() if reason.started else None,
            "closed_seconds": reason.closed.total_seconds(),
            "stood_still_seconds": reason.stood_still.total_seconds(),
            "told": why(reason, words),
        },
    }


def _plain(value: datetime | bool | None) -> str | None:  # noqa: FBT001
    if isinstance(value, bool):
        return "met" if value else "missed"
    return value.isoformat() if value else None
