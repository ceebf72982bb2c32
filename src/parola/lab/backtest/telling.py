"""Why a ticket turned, in words: why it was due when it was before, and why it is due when it is now."""

from __future__ import annotations

from collections.abc import Mapping

from parola.policy import entitled
from parola.policy.findings import gettext_noop
from parola.policy.words import Words
from parola.sla.attainment import Achievement
from parola.sla.clock import Clock
from parola.sla.explain import Explanation, explain
from parola.sla.undue import undue

from .verdicts import Judged, Kind, Turning, Verdict

VERDICTS: Mapping[Verdict, str] = {
    Verdict.KEPT: gettext_noop("kept"),
    Verdict.MISSED: gettext_noop("missed"),
    Verdict.OPEN: gettext_noop("not due yet"),
    Verdict.VOID: gettext_noop("ended before it was due"),
    Verdict.UNPROMISED: gettext_noop("not promised"),
}


def verdict(verdict: Verdict, words: Words) -> str:
    """What a promise came to, in a word or two."""
    return words.gettext(VERDICTS[verdict])


def reached(achievement: Achievement, words: Words) -> str:
    """Whether an objective was reached."""
    if achievement.reached is None:
        return words.gettext("not judged")
    return words.gettext("reached") if achievement.reached else words.gettext("not reached")


def turning(turning: Turning, words: Words) -> str:
    """How a ticket turned, in a line."""
    params = {
        "promise": words.clock(turning.kind.metric, turning.kind.threshold),
        "before": verdict(turning.before, words),
        "now": verdict(turning.after, words),
    }
    return words.gettext("%(promise)s: before %(before)s, now %(now)s") % params


def why(judged: Judged, other: Judged, turning: Turning, words: Words) -> list[str]:
    """A side's own account of the clock that decided, a line each step; where nothing was promised, why."""
    steps = explained(judged, other, turning)
    return words.explanation(steps) if steps else unpromised(judged, turning, words)


def explained(judged: Judged, other: Judged, turning: Turning) -> Explanation | None:
    """The steps of the clock that decided; None where there was none."""
    clock = deciding(judged, other, turning.kind)
    return explain(clock, judged.timeline, judged.side.terms, judged.end) if clock else None


def unpromised(judged: Judged, turning: Turning, words: Words) -> list[str]:
    """Why there was no such clock."""
    terms = judged.terms_at(judged.end)
    reason = undue(judged.timeline, terms, judged.timeline.opened, metric=turning.kind.metric)
    return [entitled.why_undue(words, reason, judged.timeline, terms)] if reason else []


def deciding(judged: Judged, other: Judged, kind: Kind) -> Clock | None:
    """The cycle by which a promise came to what it did: the first that was missed, else the one beside the other side's, else the last."""
    own, theirs = _first_missed(judged, kind), _first_missed(other, kind)
    if own is not None:
        return own
    cycles = _cycles(judged, kind)
    beside = [clock for clock in cycles if theirs is not None and clock.cycle == theirs.cycle]
    return next(iter(beside or cycles[-1:]), None)


def _first_missed(judged: Judged, kind: Kind) -> Clock | None:
    return next((clock for clock in _cycles(judged, kind) if judged.verdict(clock) is Verdict.MISSED), None)


def _cycles(judged: Judged, kind: Kind) -> list[Clock]:
    return [clock for clock in judged.timeline.clocks if clock.kind == kind]
