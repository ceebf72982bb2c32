"""A back-test over tickets one by one, each by the fold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from parola.lab.log import BadRow
from parola.lab.replay import NEVER_DUE
from parola.policy.findings import gettext_noop
from parola.sla.calendar import NeverOpens
from parola.sla.timeline import BadHistory

from .counting import BackTest, Counting, Listing
from .verdicts import Trial, judge

UNFIT = gettext_noop("its history does not fit the agreement: %(error)s")


@dataclass(slots=True)
class Trying:
    """Takes tickets one after another, and judges them at `end`. `bad` are those that were left out, and why."""

    end: datetime
    counting: Counting = field(default_factory=Counting)
    bad: list[BadRow] = field(default_factory=list)

    def turns(self, trial: Trial) -> bool:
        """Count a ticket under both sides, and say whether it turns."""
        try:
            before, after = judge(trial.before, self.end), judge(trial.after, self.end)
        except NeverOpens as never:
            self.bad.append(BadRow(trial.line, NEVER_DUE, {"error": str(never), "ticket": trial.name}))
        except BadHistory as unfit:
            self.bad.append(BadRow(trial.line, UNFIT, {"error": str(unfit), "ticket": trial.name}))
        else:
            return self.counting.trial(trial, before, after) is not None
        return False


def tried(trials: Iterable[Trial | BadRow], end: datetime) -> BackTest:
    """Every ticket under both sides, judged at `end`."""
    trying = Trying(end)
    turned = [trial for trial in _fit(trials, trying.bad) if trying.turns(trial)]
    return trying.counting.result(end, trying.bad, Listing(turned, end))


def _fit(trials: Iterable[Trial | BadRow], bad: list[BadRow]) -> Iterator[Trial]:
    for trial in trials:
        if isinstance(trial, BadRow):
            bad.append(trial)
        else:
            yield trial
