"""The reader's own drafts on a ticket, as the composer shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.tickets import drafts
from parola.desk.tickets.drafts import Paper
from parola.desk.tickets.models import Draft, Ticket
from parola.web.console import forms
from parola.web.sentences import Line

FORMS: Mapping[str, type[forms.Reply | forms.Note]] = {Paper.REPLY: forms.Reply, Paper.NOTE: forms.Note}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the composer says of one paper's draft. `saved_at`: when it was kept, if there is one; `undo`: when one was thrown away.

    `meanwhile`: what happened on the ticket since it was begun.
    """

    paper: str
    revision: int
    saved_at: datetime | None = None
    undo: datetime | None = None
    meanwhile: Sequence[Line] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The reader's drafts on a ticket: what is said of each, and what goes into their forms."""

    said: Mapping[str, Shown]
    text: Mapping[str, Draft]

    @property
    def latest(self) -> str:
        """The paper that was written on last; empty where none is."""
        draft = max(self.text.values(), key=lambda each: each.saved_at, default=None)
        return draft.paper if draft else ""


def kept(ticket: Ticket, person: Person, news: Sequence[Line], now: datetime) -> Kept:
    """The person's drafts, with what they have not read of the latest news."""
    rows = drafts.of(ticket, person)
    standing = {paper: row for paper, row in rows.items() if drafts.standing(row)}
    return Kept(said={paper: _shown(paper, rows.get(paper), news, now) for paper in FORMS}, text=standing)


def _shown(paper: str, row: Draft | None, news: Sequence[Line], now: datetime) -> Shown:
    if row is None:
        return Shown(paper=paper, revision=0)
    if drafts.standing(row):
        later = [line for line in news if line.seq > row.seen]
        return Shown(paper=paper, revision=row.revision, saved_at=row.saved_at, meanwhile=later)
    undo = row.discarded_at if drafts.is_undoable(row, now) else None
    return Shown(paper=paper, revision=row.revision, undo=undo)


def fill(paper: str, draft: Draft) -> forms.Reply | forms.Note:
    """The paper's form, with what was begun."""
    filled = FORMS[paper](initial={"text": draft.text, "at_once_reason": draft.at_once_reason})
    filled.chooser.kept = list(draft.uploads.all())
    return filled
