"""Due times before and after, in words: what an event changed, or what an act would change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parola.desk.tickets.dues import Change, Standing
from parola.sla.clock import State
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How one clock stood before and stands after: the due times, and what is true of it in a word."""

    what: str
    before: datetime | None
    before_state: str
    after: datetime | None
    after_state: str


def shown(changes: Iterable[Change]) -> list[Shown]:
    """The changes in words."""
    return [
        Shown(
            what=_name(change),
            before=change.before.due if change.before else None,
            before_state=_state(change.before) if change.before else _("not yet"),
            after=change.after.due if change.after else None,
            after_state=_state(change.after),
        )
        for change in changes
    ]


def _name(change: Change) -> str:
    name = words().clock(change.clock.metric, change.clock.threshold)
    return f"{name} {change.clock.cycle}" if change.clock.cycle > 1 else name


def _state(standing: Standing | None) -> str:
    """In a word; empty where the due time alone says it."""
    if standing is None:
        return _("not counted")
    told = {
        State.RUNNING: "",
        State.PAUSED: _("stands still"),
        State.MET: pgettext("one promise", "Kept"),
        State.MISSED: pgettext("one promise", "Missed"),
        State.BEST_EFFORT: _("best effort"),
        State.VOID: _("Does not count"),
    }
    return told[standing.state]
