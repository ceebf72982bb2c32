"""What evidence says, as tables of words in the reader's language: for its paper and for its pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parola.proof.form import ClockSaid, Evidence, ObjectiveSaid, RowSaid, TicketSaid
from parola.proof.period import period_of
from parola.proof.reckoning import Library
from parola.sla.agreement import Agreement, Metric
from parola.sla.attainment import share
from parola.sla.objective import ReportPeriod
from parola.sla.zones import zone_of
from parola.web.templatetags.parola import words

NAMED = {ReportPeriod.MONTH: "yMMMM", ReportPeriod.QUARTER: "yQQQ", ReportPeriod.YEAR: "y"}
"""How each is written, as babel knows it."""
VERDICTS: Mapping[bool | None, tuple[Promise, str]] = {
    True: (gettext_lazy("Reached"), "kept"),
    False: (gettext_lazy("Not reached"), "missed"),
    None: (gettext_lazy("not judged"), "still"),
}
OUTCOMES: Mapping[str, tuple[Promise, str]] = {
    "met": (gettext_lazy("kept"), "kept"),
    "missed": (gettext_lazy("missed"), "missed"),
    "best_effort": (gettext_lazy("best effort, no time was promised"), "still"),
    "open": (gettext_lazy("not ended yet"), "still"),
    "later": (gettext_lazy("ended after the period"), "still"),
    "other_contract": (gettext_lazy("counts under another contract"), "still"),
    "elsewhere": (gettext_lazy("ended at another desk, before the ticket was taken over"), "still"),
}
VOID: Mapping[str, Promise] = {
    "closed": gettext_lazy("not counted: closed before it was due"),
    "merged": gettext_lazy("not counted: merged into another ticket"),
    "duplicate": gettext_lazy("not counted: a duplicate"),
    "spam": gettext_lazy("not counted: marked as spam"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row: its cells, and the verdict in the last one with its tone; empty where there is none."""

    cells: list[str]
    verdict: str = ""
    tone: str = "still"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under their heads."""

    title: str
    head: list[str]
    lines: list[Line]


def period_told(name: str, timezone: str) -> str:
    """The period in words. Raises Wrong where it is none."""
    period = period_of(name, timezone)
    return words().by_skeleton(NAMED[period.length], period.first.astimezone(zone_of(timezone)).date())


class Telling:
    """One bundle's evidence, told."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.agreement: Agreement = Library.of(evidence.terms).agreement(evidence.about.agreement)

    def facts(self) -> Iterator[tuple[str, str]]:
        """Of what it is, by name."""
        about, contract = self.evidence.about, self.evidence.about.contract
        plan = self.agreement.plans.get(contract.plan)
        yield _("Customer"), about.customer
        yield _("Contract"), contract.number or f"#{contract.key}"
        yield _("Plan"), words().text(plan.name) if plan else contract.plan
        yield _("From"), self.instant(about.period.first)
        yield _("Until"), self.instant(about.period.last)
        if about.known_at < about.period.last:
            yield _("So far"), self.instant(about.known_at)
        yield _("Times"), about.period.timezone

    def objectives(self) -> Table:
        """How the objectives fared."""
        return Table(
            title=_("Objectives"),
            head=[_("Objective"), _("Priority"), _("Kept"), _("Missed"), _("Share kept"), _("Reached")],
            lines=[self._objective(each) for each in self.evidence.results.objectives],
        )

    def counts(self) -> Table:
        """What ended how."""
        heads = [_("Promise"), _("Priority"), _("Kept"), _("Missed"), _("Share kept"), _("Best effort")]
        return Table(
            title=_("What ended in the period"),
            head=[*heads, _("Not counted")],
            lines=[self._row(each) for each in self.evidence.results.rows],
        )

    def tickets(self, most: int) -> Table:
        """Each ticket's clocks, with what became of them; the first so many."""
        head = [_("Ticket"), _("Promise"), _("Priority"), _("Due"), _("Done"), _("Outcome")]
        all_of_them = ((ticket, each) for ticket in self.evidence.tickets for each in ticket.clocks)
        lines = [self._clock(ticket, each) for ticket, each in islice(all_of_them, most)]
        return Table(title=_("Ticket by ticket"), head=head, lines=lines)

    def _objective(self, said: ObjectiveSaid) -> Line:
        text = next((words().text(each.text) for each in self.agreement.objectives if each.id == said.id), said.id)
        verdict, tone = VERDICTS[said.reached]
        cells = [
            f"{text} ({words().clock(Metric(said.metric))})",
            self._priority(said.priority) if said.priority else "",
            *_kept(said),
        ]
        return Line(cells=cells, verdict=str(verdict), tone=tone)

    def _row(self, said: RowSaid) -> Line:
        name = _aimed(words().clock(Metric(said.metric), said.threshold), said.goal)
        beside = [words().number(each) for each in (said.best_effort, said.void)]
        return Line(cells=[name, self._priority(said.priority), *_kept(said), *beside])

    def _clock(self, ticket: TicketSaid, said: ClockSaid) -> Line:
        outcome, tone = (VOID[said.why], "still") if said.counts == "void" else OUTCOMES[said.counts]
        cells = [
            ticket.reference,
            words().clock(Metric(said.metric), said.threshold),
            self._priority(said.priority),
            self.moment(said.due),
            self.moment(said.done),
        ]
        return Line(cells=cells, verdict=_aimed(str(outcome), said.goal), tone=tone)

    def _priority(self, key: str) -> str:
        try:
            return words().priority(self.agreement.priority(key))
        except KeyError:
            return key

    def instant(self, text: str | None) -> str:
        """An instant in the period's time zone; empty for none."""
        return words().instant(datetime.fromisoformat(text), self.evidence.about.period.timezone) if text else ""

    def moment(self, text: str | None) -> str:
        """The same in short, in the time zone that the facts name."""
        return words().moment(datetime.fromisoformat(text), self.evidence.about.period.timezone) if text else ""


def _aimed(text: str, goal: bool) -> str:  # noqa: FBT001  # as the evidence has it
    return f"{text} ({_('aimed at, not promised')})" if goal else text


def _kept(said: RowSaid | ObjectiveSaid) -> list[str]:
    kept = share(said.met, said.missed)
    told = "–" if kept is None else words().percent(kept)
    return [words().number(said.met), words().number(said.missed), told]
