"""Each of these acts: what it is called, who may do it when, its form, and what is done. The order is that of the menu."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act, acts_of
from parola.desk.tickets import (
    agreeing,
    corrections,
    customers,
    dues,
    escalating,
    joining,
    milestones,
    participants,
    projection,
    queries,
)
from parola.desk.tickets.dues import Change
from parola.desk.tickets.kinds.turns import Milestone, PromiseAgreed
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import Recorded
from parola.sla.agreement import Metric
from parola.web import brief
from parola.web.console.more import forms, tiers
from parola.web.uploads.field import WithFiles

Offered = Callable[[Ticket, Sequence[Recorded]], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Who does it to which ticket, as of which event, at what instant, with what was filled in."""

    ticket: Ticket
    by: Person
    seen: int
    now: datetime
    form: Any

    def given(self) -> dict[str, Any]:
        """What every operation is told."""
        return {"ticket": self.ticket, "by": self.by, "now": self.now, "expected_seq": self.seen}

    def other(self) -> Ticket:
        """The other ticket that was named. Raises NoSuchTicket where the person does not work on it."""
        reference = self.form.cleaned_data["other"].strip().upper()
        found = queries.access_ticket(self.by, reference)
        if not queries.sees_inside(self.by, found):
            raise queries.NoSuchTicket(reference)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One act. `do` gives the ticket to go to; `foresee`, where there is one, what would become of the due times."""

    key: str
    title: Promise
    hint: Promise
    icon: str
    act: Act
    form: type[forms.Deed]
    do: Callable[[Doing], Ticket]
    offered: Offered
    listed: bool = True
    """Whether it stands in the menu; else another place of the page leads to it."""
    foresee: Callable[[Doing], Sequence[Change]] | None = None

    @property
    def foresees(self) -> bool:
        """Whether the due times before and after can be seen first."""
        return self.foresee is not None


def at_work(ticket: Ticket, _history: Sequence[Recorded]) -> bool:
    """It is not closed."""
    return ticket.status != Ticket.Status.CLOSED


def counts(ticket: Ticket, _history: Sequence[Recorded]) -> bool:
    """It is not void."""
    return not ticket.void


def is_promised(ticket: Ticket, history: Sequence[Recorded]) -> bool:
    """Something is promised on whose due time both sides could agree."""
    clocks = projection.timeline(history, queries.terms(ticket)).clocks
    return at_work(ticket, history) and any(clock.ended is None for clock in clocks)


def others_could_follow(ticket: Ticket, history: Sequence[Recorded]) -> bool:
    """Its organization has people who are not on it yet."""
    return at_work(ticket, history) and ticket.organization_id is not None and customers.could_follow(ticket).exists()


def not_yet(milestone: Milestone) -> Offered:
    """It was not reached, or was taken back."""
    return lambda ticket, history: at_work(ticket, history) and milestone not in milestones.reached(history)


def stands(milestone: Milestone) -> Offered:
    """It was reached."""
    return lambda ticket, history: at_work(ticket, history) and milestone in milestones.reached(history)


def reach(milestone: Milestone) -> Callable[[Doing], Ticket]:
    """It was reached."""

    def do(doing: Doing) -> Ticket:
        said = doing.form.cleaned_data
        return milestones.reach(
            milestone=milestone,
            text=said["text"],
            message=said["message"],
            at=doing.form.instant("at") if "at" in said else None,
            at_once_reason=said.get("at_once_reason", ""),
            **doing.given(),
        )

    return do


def withdraw(milestone: Milestone) -> Callable[[Doing], Ticket]:
    """It proved wrong."""
    return lambda doing: milestones.withdraw(
        milestone=milestone, reason=doing.form.cleaned_data["reason"], **doing.given()
    )


def add_participant(doing: Doing) -> Ticket:
    """Somebody else follows it on the customer's side."""
    person = Person.objects.get(pk=doing.form.cleaned_data["person"])
    return participants.add(person=person, **doing.given())


def note_call(doing: Doing) -> Ticket:
    """A call with one of the customer's people."""
    said = doing.form.cleaned_data
    return corrections.note_call(
        caller=Person.objects.get(pk=said["caller"]),
        from_customer=said["direction"] == "from",
        text=said["text"],
        at=doing.form.instant("at"),
        attachments=doing.form.attached if isinstance(doing.form, WithFiles) else (),
        **doing.given(),
    )


def note_waiting(doing: Doing) -> Ticket:
    """A waiting that nobody noted."""
    said = doing.form.cleaned_data
    return corrections.note_waiting(
        reason=said["reason"], start=doing.form.instant("start"), end=said["end"], **doing.given()
    )


def change_facts(doing: Doing) -> Ticket:
    """What is known is otherwise."""
    return agreeing.change_facts(facts=doing.form.facts, reason=doing.form.cleaned_data["reason"], **doing.given())


def foresee_facts(doing: Doing) -> Sequence[Change]:
    """What that would do to the due times."""
    return agreeing.preview_facts(ticket=doing.ticket, facts=doing.form.facts, now=doing.now)


def agree(doing: Doing) -> Ticket:
    """Another due time, by both sides."""
    said = doing.form.cleaned_data
    metric, _slash, threshold = said["clock"].partition("/")
    return agreeing.agree(
        metric=Metric(metric),
        threshold=threshold,
        due=said["due"],
        agreed_with=Person.objects.get(pk=said["agreed_with"]),
        reason=said["reason"],
        **doing.given(),
    )


def foresee_agreed(doing: Doing) -> Sequence[Change]:
    """What that would do to the due times."""
    said = doing.form.cleaned_data
    metric, _slash, threshold = said["clock"].partition("/")
    fact = PromiseAgreed(
        metric=metric, threshold=threshold, due=said["due"], due_before=None, agreed_with=said["agreed_with"], reason=""
    )
    history, terms = queries.history(doing.ticket), queries.terms(doing.ticket)
    return dues.forecast(history, fact, terms, doing.now)


def escalate(doing: Doing) -> Ticket:
    """To the next tier, with what was written."""
    return escalating.escalate(summary=doing.form.summary, **doing.given())


def send_back(doing: Doing) -> Ticket:
    """To the tier that it came from, with a question."""
    return escalating.send_back(question=doing.form.cleaned_data["question"], **doing.given())


def merge(doing: Doing) -> Ticket:
    """The two are one."""
    return joining.merge(other=doing.other(), share=doing.form.cleaned_data["share"], **doing.given())


def mark_duplicate(doing: Doing) -> Ticket:
    """It says what another says."""
    return joining.mark_duplicate(of=doing.other(), **doing.given())


def mark_spam(doing: Doing) -> Ticket:
    """It is no request."""
    return joining.mark_spam(**doing.given())


def split(doing: Doing) -> Ticket:
    """A message becomes a ticket."""
    said = doing.form.cleaned_data
    return joining.split(message=said["message"], subject=said["subject"], **doing.given())


DEEDS = (
    Deed(
        key="escalate", title=gettext_lazy("Hand over to the next tier"), icon="users", act=Act.MOVE, form=tiers.Escalate,
        hint=gettext_lazy("The next tier reads this first. It takes the ticket, or sends it back with a question."),
        do=escalate, offered=tiers.can_escalate, listed=False,
    ),
    Deed(
        key="send-back", title=gettext_lazy("Send back with a question"), icon="rotate-ccw", act=Act.MOVE, form=tiers.SendBack,
        hint=gettext_lazy("It goes to the tier and the person it came from, and back and forth is counted."),
        do=send_back, offered=tiers.can_send_back, listed=False,
    ),
    Deed(
        key="participant", title=gettext_lazy("Add somebody of the organization"), icon="users", act=Act.ADD_PARTICIPANT,
        hint=gettext_lazy("They read all that is written to the customer, are written to from now on, and may answer."),
        form=forms.Participant, do=add_participant, offered=others_could_follow,
    ),
    Deed(
        key="call", title=gettext_lazy("Note a call"), icon="phone", act=Act.CORRECT, form=forms.Call, do=note_call,
        hint=gettext_lazy("It counts when it took place, and both times are kept. What was missed by then stays missed."),
        offered=at_work,
    ),
    Deed(
        key="pause", title=gettext_lazy("Note a waiting"), icon="pause", act=Act.CORRECT, form=forms.Pause, do=note_waiting,
        hint=gettext_lazy("It counts from when it began, and both times are kept. What was missed by then stays missed."),
        offered=at_work,
    ),
    Deed(
        key="workaround", title=gettext_lazy("A workaround was given"), icon="check", act=Act.REACH,
        hint=gettext_lazy("It counts from the message that tells the customer."),
        form=forms.GiveWorkaround, do=reach("workaround"), offered=not_yet("workaround"),
    ),
    Deed(
        key="workaround-wrong", title=gettext_lazy("The workaround proved wrong"), icon="rotate-ccw", act=Act.REACH,
        hint=gettext_lazy("Its clock goes on as if it had never stopped."),
        form=forms.Withdraw, do=withdraw("workaround"), offered=stands("workaround"),
    ),
    Deed(
        key="restored", title=gettext_lazy("The service is restored"), icon="check", act=Act.REACH,
        hint=gettext_lazy("What the customer uses works again."),
        form=forms.Reach, do=reach("restored"), offered=not_yet("restored"),
    ),
    Deed(
        key="restored-wrong", title=gettext_lazy("It is not restored after all"), icon="rotate-ccw", act=Act.REACH,
        hint=gettext_lazy("Its clock goes on as if it had never stopped."),
        form=forms.Withdraw, do=withdraw("restored"), offered=stands("restored"),
    ),
    Deed(
        key="cause", title=gettext_lazy("The cause was found"), icon="check", act=Act.REACH,
        hint=gettext_lazy("It is known why it happened."),
        form=forms.Reach, do=reach("cause_found"), offered=not_yet("cause_found"),
    ),
    Deed(
        key="cause-wrong", title=gettext_lazy("It was not the cause"), icon="rotate-ccw", act=Act.REACH,
        hint=gettext_lazy("Its clock goes on as if it had never stopped."),
        form=forms.Withdraw, do=withdraw("cause_found"), offered=stands("cause_found"),
    ),
    Deed(
        key="facts", title=gettext_lazy("Change what is known"), icon="info", act=Act.CHANGE_FACTS,
        hint=gettext_lazy("What is promised is chosen anew by it, from now on."),
        form=forms.Facts, do=change_facts, foresee=foresee_facts, offered=at_work,
    ),
    Deed(
        key="agree", title=gettext_lazy("Agree on a due time"), icon="timer", act=Act.AGREE,
        hint=gettext_lazy("Both sides agree on it for this once, in place of the plan's. A miss stays a miss."),
        form=forms.Agree, do=agree, foresee=foresee_agreed, offered=is_promised,
    ),
    Deed(
        key="merge", title=gettext_lazy("Merge with another ticket"), icon="link", act=Act.JOIN, form=forms.Merge, do=merge,
        hint=gettext_lazy("The older of the two goes on, and its start counts. The younger is closed and counts for nothing."),
        offered=counts,
    ),
    Deed(
        key="duplicate", title=gettext_lazy("Mark as a duplicate"), icon="link", act=Act.JOIN, form=forms.Other,
        hint=gettext_lazy("It is closed and counts for nothing; the customer is told. To reopen it takes that back."),
        do=mark_duplicate, offered=counts,
    ),
    Deed(
        key="split", title=gettext_lazy("Make a message a ticket of its own"), icon="plus", act=Act.JOIN, form=forms.Split,
        hint=gettext_lazy("It counts from when the message was sent, and the customer is told. The clocks of this one stay."),
        do=split, offered=counts,
    ),
    Deed(
        key="spam", title=gettext_lazy("Mark as spam"), icon="circle-x", act=Act.JOIN, form=forms.Spam, do=mark_spam,
        hint=gettext_lazy("It is closed and counts for nothing, and nobody is written to. To reopen it takes that back."),
        offered=counts,
    ),
)  # fmt: skip
BY_KEY = {deed.key: deed for deed in DEEDS}


def offers(ticket: Ticket, history: Sequence[Recorded], person: Person) -> Iterator[Deed]:
    """What the person may do to the ticket as it stands."""
    acts = acts_of(person, ticket.brand)
    return (deed for deed in DEEDS if deed.listed and deed.act in acts and deed.offered(ticket, history))


def fault(error: Exception) -> str:  # noqa: PLR0911  # one flat table of refusals
    """Why the desk refuses it, for the reader."""
    match error:
        case joining.Apart():
            return _("Only requests of the same customer to the same brand go together.")
        case joining.Shown():
            names = brief.row(map(str, error.people))
            return _("%(names)s would be shown what was written on the other ticket: tick this to allow it.") % {
                "names": names
            }
        case queries.NoSuchTicket():
            return _("There is no such ticket among yours.")
        case joining.NoSuchMessage():
            return _("This message cannot be a ticket of its own.")
        case milestones.WordsNeeded():
            return _("A workaround is given with words to the customer: write them, or choose the message.")
        case corrections.NotAtWork():
            return _(
                "During a part of this time the ticket waited already, or was resolved or closed: note the rest by itself."
            )
        case corrections.NotThen():
            return _("This cannot have been then.")
        case _:
            return _("A reason is needed.")
