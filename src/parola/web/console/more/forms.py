"""What is filled in for each. Instants are typed as a wall clock shows them: the writer's own, or the customer's."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from parola.desk.tickets import (
    agreeing,
    corrections,
    customers,
    joining,
    milestones,
    operations,
    queries,
    replies,
)
from parola.desk.tickets import vocabulary as said
from parola.desk.tickets.kinds import ties
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.queries import Item
from parola.policy.timezones import zone_name
from parola.sla.zones import zone_of
from parola.web import brief
from parola.web.console.forms import LONGEST_REASON, LONGEST_TEXT, FromPage
from parola.web.facts import FACTS, Fact, depended_on, fact
from parola.web.labels import VALUES
from parola.web.sentences import waited_for
from parola.web.templatetags.parola import words
from parola.web.uploads.field import WithFiles

LONGEST_SUBJECT = 200
FIRST_WORDS = 60


class Wall(forms.DateTimeField):
    """An instant as the wall clock of `zone` shows it (None: of the reader's). A time that it never shows is refused."""

    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, *, zone: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.zone = zone

    @override
    def to_python(self, value: Any) -> datetime | None:
        if not self.zone:
            return super().to_python(value)
        with timezone.override(zone_of(self.zone)):
            return super().to_python(value)


class Deed(FromPage):
    """One of these forms. `faults`: at which field it is said what the desk refuses."""

    faults: ClassVar[Mapping[type[Exception], str]] = {}

    def __init__(self, *args: Any, ticket: Ticket, items: Sequence[Item], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ticket, self.items, self.now = ticket, items, now
        self.furnish()

    def furnish(self) -> None:
        """Give the fields the choices that there are for the ticket."""

    def offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """The choices of a field."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def instant(self, name: str) -> datetime | None:
        """What was typed there; in the very minute of the opening, the opening."""
        at: datetime | None = self.cleaned_data[name]
        if at is not None and at <= self.ticket.opened_at < at + timedelta(minutes=1):
            return self.ticket.opened_at
        return at


def text_field(label: object, *, rows: int = 5, required: bool = True, **more: Any) -> forms.CharField:
    """Words of some length."""
    widget = forms.Textarea({"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, max_length=LONGEST_TEXT, required=required, widget=widget, **more)  # type: ignore[arg-type]  # lazy


def line_field(label: object, *, longest: int = LONGEST_REASON, required: bool = True, **more: Any) -> forms.CharField:
    """A line of words."""
    widget = forms.TextInput({"dir": "auto"})
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget, **more)  # type: ignore[arg-type]  # lazy


class Participant(Deed):
    """Who follows the ticket from now on."""

    person = forms.TypedChoiceField(label=gettext_lazy("Who"), coerce=int)

    @override
    def furnish(self) -> None:
        self.offer("person", [(str(each.pk), f"{each} · {each.email}") for each in customers.could_follow(self.ticket)])


class Other(Deed):
    """Another ticket, by its reference."""

    faults = {joining.Apart: "other", queries.NoSuchTicket: "other"}

    other = forms.CharField(
        label=gettext_lazy("Reference of the other ticket"),
        max_length=32,
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off"}),
    )


class Merge(Other):
    """The other ticket, and whether everybody follows both."""

    faults = {**Other.faults, joining.Shown: "share"}

    share = forms.BooleanField(
        label=gettext_lazy("Everybody who follows one of the two follows both from now on, and reads all of it"),
        required=False,
    )


class Spam(Deed):
    """Nothing to fill in."""


class Split(Deed):
    """Which message, and what the new ticket is about."""

    faults = {joining.NoSuchMessage: "message"}

    message = forms.TypedChoiceField(label=gettext_lazy("Message"), coerce=int)
    subject = line_field(gettext_lazy("Subject of the new ticket"), longest=LONGEST_SUBJECT)

    @override
    def furnish(self) -> None:
        taken = {item.recorded.fact.message for item in self.items if isinstance(item.recorded.fact, ties.SplitOff)}
        self.offer("message", [(key, label) for key, label in messages(self, "customer") if int(key) not in taken])
        self.fields["subject"].initial = self.ticket.subject


class Call(WithFiles, Deed):
    """A call that took place."""

    faults = {corrections.NotThen: "at"}

    direction = forms.ChoiceField(
        label=gettext_lazy("Who called"),
        choices=[("from", gettext_lazy("The customer called us")), ("to", gettext_lazy("We called the customer"))],
    )
    caller = forms.TypedChoiceField(label=gettext_lazy("With whom"), coerce=int)
    at = Wall(label=gettext_lazy("When it took place"))
    text = text_field(gettext_lazy("What was said"), help_text=gettext_lazy("The customer reads it on the portal."))

    @override
    def furnish(self) -> None:
        self.offer("caller", people(self.ticket))


class Pause(Deed):
    """A waiting that was not noted."""

    faults = {corrections.NotThen: "end"}

    reason = forms.ChoiceField(label=gettext_lazy("What was waited for"))
    start = Wall(label=gettext_lazy("From"))
    end = Wall(label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("Empty: it still waits."))

    @override
    def furnish(self) -> None:
        named = {why for some in queries.terms(self.ticket).agreement.pauses.values() for why in some}
        self.offer("reason", [(why, waited_for(why)) for why in ["customer", *sorted(named - {"customer"})]])


class Reach(Deed):
    """With which words the customer is told, or was; else when it was."""

    faults = {milestones.WordsNeeded: "text", corrections.NotThen: "at", operations.ReasonNeeded: "at_once_reason"}

    text = text_field(gettext_lazy("Tell the customer now"), required=False)
    message = forms.TypedChoiceField(
        label=gettext_lazy("Or it was told in"), required=False, coerce=int, empty_value=None
    )
    at = Wall(
        label=gettext_lazy("Or it was at"),
        required=False,
        help_text=gettext_lazy("Without words: the customer gets a short notice. Empty: now."),
    )
    at_once_reason = line_field(gettext_lazy("Send it at once, because"), required=False)

    @override
    def furnish(self) -> None:
        self.offer("message", [("", "—"), *messages(self, "support")])
        if replies.opens_at(self.ticket, self.now) <= self.now:
            del self.fields["at_once_reason"]


class GiveWorkaround(Reach):
    """A workaround is given with words."""

    @override
    def furnish(self) -> None:
        super().furnish()
        del self.fields["at"]


class Withdraw(Deed):
    """Why it proved wrong."""

    reason = line_field(gettext_lazy("Reason"), help_text=gettext_lazy("The customer sees it."))


class Facts(Deed):
    """What is known of the request, each fact on which something depends, and why it is otherwise."""

    reason = line_field(gettext_lazy("Reason"), help_text=gettext_lazy("The customer sees the change and the reason."))

    @override
    def furnish(self) -> None:
        known = agreeing.known_facts([item.recorded for item in self.items])
        terms = queries.terms(self.ticket)
        asked = depended_on(terms)
        self.names = [*dict.fromkeys([*(name for name in FACTS if name in asked), *asked, *known])]
        fields = {
            f"fact_{name}": fact_field(fact(terms, name), asked.get(name, []), known.get(name, ""))
            for name in self.names
        }
        self.fields = fields | {"reason": self.fields["reason"], "seen": self.fields["seen"]}

    @property
    def facts(self) -> dict[str, str]:
        """What was chosen."""
        return {name: self.cleaned_data[f"fact_{name}"] for name in self.names}


def fact_field(question: Fact, choices: Sequence[tuple[str, str]], known: str) -> forms.ChoiceField:
    """A fact with what it can be: what is known now is among it."""
    unsaid = str(question.unsaid)
    values = {"": unsaid, known: str(VALUES.get(known, known)) if known else unsaid, **dict(choices)}
    return forms.ChoiceField(label=str(question.label), choices=[*values.items()], required=False, initial=known)


class Agree(Deed):
    """Which promise, until when, with whom, and why."""

    faults = {corrections.NotThen: "due"}

    clock = forms.ChoiceField(label=gettext_lazy("Promise"))
    due = Wall(label=gettext_lazy("Due at"))
    agreed_with = forms.TypedChoiceField(label=gettext_lazy("Agreed with"), coerce=int)
    reason = line_field(gettext_lazy("Reason"), help_text=gettext_lazy("The customer sees it."))

    @override
    def furnish(self) -> None:
        zone = queries.terms(self.ticket).timezone
        due = self.fields["due"]
        due.zone = zone  # type: ignore[attr-defined]
        due.help_text = _("In the customer's time: %(zone)s") % {"zone": zone_name(zone)}
        self.offer("clock", [(key, label) for key, label in promises(self.ticket, self.now).items()])
        self.offer("agreed_with", people(self.ticket))

    def clean_due(self) -> datetime:
        """The due time, which lies ahead and not too far."""
        due: datetime = self.cleaned_data["due"]
        try:
            agreeing.refuse_due(due, self.now)
        except corrections.NotThen:
            raise forms.ValidationError(_("Choose a time that lies ahead, at most two years from now.")) from None
        return due


def promises(ticket: Ticket, now: datetime) -> dict[str, str]:
    """The promises that are open, each with its present due time."""
    found = {}
    for clock in agreeing.agreeable(ticket, now):
        due = brief.instant(clock.due, now) if clock.due else _("no due time")
        name = words().clock(clock.metric, clock.threshold)
        found[f"{clock.metric}/{clock.threshold}"] = _("%(metric)s, due %(due)s") % {"metric": name, "due": due}
    return found


def people(ticket: Ticket) -> list[tuple[str, str]]:
    """Who is on the customer's side."""
    return [(str(person.pk), str(person)) for person in replies.customers(ticket)]


def messages(form: Deed, side: said.Side) -> list[tuple[str, str]]:
    """The public messages of that side, each by its first words and its time."""
    return [
        (str(item.recorded.seq), f"{brief.instant(item.recorded.at, form.now)} · {item.body.text[:FIRST_WORDS]}")
        for item in form.items
        if isinstance(item.recorded.fact, said.Message)
        and item.recorded.fact.side == side
        and item.recorded.fact.public
        and item.body is not None
    ]
