"""What is done to a problem, each a form on a page of its own: what it is called, who may do it when, and what it does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act, acts_of
from parola.desk.problems import known_errors, operations
from parola.desk.problems.models import Problem
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.models import Ticket
from parola.web.console.problems import forms


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Who does it to which problem, at what instant, with what was filled in."""

    problem: Problem
    by: Person
    now: datetime
    form: Any

    def given(self) -> dict[str, Any]:
        """What every operation is told."""
        seen = self.form.cleaned_data["seen"]
        return {"problem": self.problem, "by": self.by, "now": self.now, "expected_seq": seen}

    def said(self, *names: str) -> dict[str, Any]:
        """What was filled in there."""
        return {name: self.form.cleaned_data[name] for name in names}

    def ticket(self) -> Ticket:
        """The ticket that was named. Raises NoSuchTicket where the person does not work on it."""
        reference = self.form.cleaned_data["ticket"].strip().upper()
        found = tickets.access_ticket(self.by, reference)
        if not tickets.sees_inside(self.by, found):
            raise tickets.NoSuchTicket(reference)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One act. `own`: whoever owns the problem may do it too, where it is otherwise for those who lead."""

    key: str
    title: Promise
    hint: Promise
    icon: str
    form: type[forms.Deed]
    do: Callable[[Doing], object]
    offered: Callable[[Problem], bool]
    own: bool = False

    def is_for(self, person: Person, problem: Problem, acts: frozenset[Act]) -> bool:
        """Whether the person may do it."""
        needed = Act.LEAD_PROBLEMS if self.own and person != problem.owner else Act.OWN_PROBLEMS
        return needed in acts


def at_work(problem: Problem) -> bool:
    """It is not solved."""
    return problem.state in operations.UNSOLVED


def not_closed(problem: Problem) -> bool:
    """It has not ended."""
    return problem.state != Problem.State.CLOSED


def always(_problem: Problem) -> bool:
    """However it stands."""
    return True


def ended(problem: Problem) -> bool:
    """It is solved, or closed."""
    return not at_work(problem)


def could_be_published(problem: Problem) -> bool:
    """Something is known, and no article yet."""
    return problem.article_id is None and problem.state in {Problem.State.KNOWN_ERROR, Problem.State.SOLVED}


def has_incidents(problem: Problem) -> bool:
    """A ticket is linked to it."""
    return Ticket.objects.filter(problem=problem.pk).exists()


def has_workaround(problem: Problem) -> bool:
    """There is one that could prove wrong."""
    return at_work(problem) and problem.workaround_at is not None


def has_cause(problem: Problem) -> bool:
    """There is one that could prove wrong."""
    return at_work(problem) and problem.cause_at is not None


def set_impact(doing: Doing) -> object:
    """How much it matters."""
    return operations.set_impact(
        products=doing.form.product_names, **doing.said("priority", "impact", "reason"), **doing.given()
    )


def publish(doing: Doing) -> object:
    """It becomes an article."""
    show = doing.form.cleaned_data.get("show", False)
    return known_errors.publish_known_error(texts=doing.form.texts, show=show, **doing.given())


def link(doing: Doing) -> object:
    """A ticket comes from it."""
    return operations.link(problem=doing.problem, ticket=doing.ticket(), by=doing.by, now=doing.now)


def unlink(doing: Doing) -> object:
    """A ticket does not."""
    return operations.unlink(
        problem=doing.problem, ticket=doing.ticket(), by=doing.by, now=doing.now, **doing.said("reason")
    )


def note(doing: Doing) -> object:
    """Something for those who work on it."""
    return operations.note(problem=doing.problem, by=doing.by, now=doing.now, **doing.said("text"))


DEEDS = (
    Deed(
        key="workaround", title=gettext_lazy("Write a workaround"), icon="pencil", form=forms.Texts, offered=at_work,
        hint=gettext_lazy("What customers can do meanwhile. Nobody is told by this yet."),
        do=lambda doing: operations.write_workaround(texts=doing.form.texts, **doing.given()),
    ),
    Deed(
        key="workaround-wrong", title=gettext_lazy("The workaround proved wrong"), icon="rotate-ccw", form=forms.Reason,
        hint=gettext_lazy("Its clock goes on as if it had never stopped."), offered=has_workaround,
        do=lambda doing: operations.withdraw(found="workaround", **doing.said("reason"), **doing.given()),
    ),
    Deed(
        key="cause", title=gettext_lazy("The cause was found"), icon="search", form=forms.Cause, offered=at_work,
        hint=gettext_lazy("It is known why it happened."),
        do=lambda doing: operations.find_cause(**doing.said("cause"), **doing.given()),
    ),
    Deed(
        key="cause-wrong", title=gettext_lazy("It was not the cause"), icon="rotate-ccw", form=forms.Reason,
        hint=gettext_lazy("Its clock goes on as if it had never stopped."), offered=has_cause,
        do=lambda doing: operations.withdraw(found="cause", **doing.said("reason"), **doing.given()),
    ),
    Deed(
        key="known-error", title=gettext_lazy("Make it an article"), icon="book-open", form=forms.KnownError, do=publish,
        hint=gettext_lazy("A known error, so that others are helped before they ask. Read it again: customers will."),
        offered=could_be_published,
    ),
    Deed(
        key="solve", title=pgettext_lazy("a problem", "It is solved"), icon="check", form=forms.Solution, offered=at_work,
        hint=gettext_lazy("What customers are told of the solution. Nobody is told by this yet."),
        do=lambda doing: operations.solve(texts=doing.form.texts, **doing.given()),
    ),
    Deed(
        key="reopen", title=pgettext_lazy("a problem", "It is not solved after all"), icon="rotate-ccw", form=forms.Reason, offered=ended,
        hint=gettext_lazy("Work on it goes on."),
        do=lambda doing: operations.reopen(**doing.said("reason"), **doing.given()),
    ),
    Deed(
        key="close", title=gettext_lazy("Close the problem"), icon="archive", form=forms.Close, offered=not_closed, own=True,
        hint=gettext_lazy("Nothing more is to be done about it. Unsolved it is closed only for a reason."),
        do=lambda doing: operations.close(**doing.said("reason"), **doing.given()),
    ),
    Deed(
        key="link", title=gettext_lazy("Link a ticket"), icon="link", form=forms.Link, offered=not_closed, do=link,
        hint=gettext_lazy("It is an incident of this problem."),
    ),
    Deed(
        key="unlink", title=gettext_lazy("Take a ticket out"), icon="x", form=forms.Unlink, offered=has_incidents, do=unlink,
        hint=gettext_lazy("It has nothing to do with this problem after all."),
    ),
    Deed(
        key="owner", title=gettext_lazy("Hand it to another owner"), icon="user-check", form=forms.Owner, own=True,
        hint=gettext_lazy("One person owns a problem from its beginning to its end: say why it is another now."),
        offered=not_closed, do=lambda doing: operations.hand_to(**doing.said("owner", "reason"), **doing.given()),
    ),
    Deed(
        key="impact", title=gettext_lazy("Say whom it concerns"), icon="users", form=forms.Impact, offered=at_work,
        hint=gettext_lazy("How much it matters, to which products, and what it does to whom."), do=set_impact,
    ),
    Deed(
        key="describe", title=gettext_lazy("Describe it anew"), icon="pencil", form=forms.Described, offered=at_work,
        hint=gettext_lazy("Its title, and what there is to see of it."),
        do=lambda doing: operations.describe(**doing.said("title", "symptoms"), **doing.given()),
    ),
    Deed(
        key="note", title=gettext_lazy("Note something"), icon="message-square", form=forms.Note, offered=always, do=note,
        hint=gettext_lazy("For those who work on it."),
    ),
)  # fmt: skip
BY_KEY = {deed.key: deed for deed in DEEDS}


def offers(problem: Problem, person: Person) -> Iterator[Deed]:
    """What the person may do to the problem as it stands."""
    acts = acts_of(person, problem.brand)
    return (deed for deed in DEEDS if deed.offered(problem) and deed.is_for(person, problem, acts))


REFUSED = (
    operations.WordsNeeded, operations.NoOwner, operations.ReasonNeeded, operations.UnknownPriority, tickets.NoSuchTicket,
)  # fmt: skip


def fault(error: Exception) -> str:
    """Why the desk refuses it, for the reader."""
    match error:
        case operations.WordsNeeded():
            return _("Something must be written, in one of the languages at least.")
        case tickets.NoSuchTicket():
            return _("There is no such ticket among yours.")
        case operations.NoOwner():
            return _("This person cannot own a problem.")
        case _:
            return _("A reason is needed.")
