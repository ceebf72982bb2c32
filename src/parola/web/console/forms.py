"""What agents fill in. `seen` is the last event of the ticket that the page showed: a form sent from an older page is found out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from parola.desk.tickets import placeholders, queries
from parola.desk.tickets.models import Ticket
from parola.sla.agreement import Terms
from parola.web import brief
from parola.web.sentences import priority_name
from parola.web.templatetags.parola import words
from parola.web.uploads.field import WithFiles

LONGEST_TEXT = 100_000
LONGEST_REASON = 500
LONGEST_CHOICE = 160
"""Of a clause that is chosen: the whole of it stands in the agreement."""


class FromPage(forms.Form):
    """A form of the ticket's page. The page itself writes `seen`, so that it is always the event it shows."""

    seen = forms.IntegerField(min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"auto_id": f"{type(self).__name__.lower()}-%s", "label_suffix": ""}
        super().__init__(*args, **kwargs)


class Reply(WithFiles, FromPage):
    """An answer to the customer. With `at_once_reason` it leaves even outside the contact window."""

    text = forms.CharField(
        label=gettext_lazy("Reply to the customer"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 7, "dir": "auto"}),
    )
    at_once_reason = forms.CharField(
        label=gettext_lazy("Send it at once, because"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )
    then = forms.ChoiceField(choices=[("", ""), ("wait", ""), ("resolve", "")], required=False)

    def clean_text(self) -> str:
        """A reply does not leave with a placeholder that nothing was put in place of."""
        text: str = self.cleaned_data["text"]
        if unfilled := placeholders.named(text):
            names = brief.row(map(placeholders.mark, unfilled))
            raise forms.ValidationError(
                _("Write what belongs in place of %(names)s, or take it out.") % {"names": names}
            )
        return text


class Note(WithFiles, FromPage):
    """An internal note."""

    text = forms.CharField(
        label=gettext_lazy("Internal note, for colleagues only"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 5, "dir": "auto"}),
    )

    def offers(self, colleagues: str) -> None:
        """The text offers colleagues after an `@`, from that address."""
        box = {"data-mentions": colleagues, "role": "combobox", "aria-controls": "mentions", "aria-expanded": "false"}
        self.fields["text"].widget.attrs |= box | {"aria-autocomplete": "list", "aria-describedby": "note-mentions"}


class Priority(FromPage):
    """Another priority, and why. `guards` say of which priorities the agreement thinks otherwise, in its words.

    Whoever changes to one of those says that they mean it.
    """

    priority = forms.ChoiceField(label=gettext_lazy("New priority"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.TextInput({"dir": "auto"}),
    )
    clause = forms.ChoiceField(label=gettext_lazy("By which right of the agreement"), required=False)
    despite = forms.BooleanField(label=gettext_lazy("Change it all the same"), required=False)

    def __init__(
        self,
        *args: Any,
        choices: Sequence[tuple[str, str]],
        rights: Sequence[tuple[str, str]],
        guards: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.guards = guards
        self.fields["priority"].choices = choices  # type: ignore[attr-defined]
        self.fields["clause"].choices = [("", _("None in particular")), *rights]  # type: ignore[attr-defined]
        if not rights:
            del self.fields["clause"]

    @property
    def guarded(self) -> bool:
        """Whether a guard speaks against the priority that was chosen."""
        return self.is_bound and self["priority"].value() in self.guards

    @override
    def clean(self) -> None:
        """A guard is told before it is passed over."""
        guard = self.guards.get(self.cleaned_data.get("priority", ""))
        if guard and not self.cleaned_data["despite"]:
            self.add_error("priority", guard)


class Proposal(FromPage):
    """What is decided about a proposal of the desk's, and, if one likes, why."""

    proposal = forms.IntegerField(min_value=1)
    reason = forms.CharField(max_length=LONGEST_REASON, required=False)


class Decision(FromPage):
    """What is decided about a priority that the customer asks for, and why: they read it."""

    asked = forms.IntegerField(min_value=1)
    reason = forms.CharField(max_length=LONGEST_REASON)


class Assign(FromPage):
    """Who has the ticket from now on; empty: nobody."""

    assignee = forms.TypedChoiceField(label=gettext_lazy("Assignee"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, object]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].choices = choices  # type: ignore[attr-defined]


class Release(FromPage):
    """Why a held reply is sent before its time."""

    reason = forms.CharField(max_length=LONGEST_REASON)


class Move(FromPage):
    """One step of the ticket's course: `wait:customer`, `resume`, `escalate`, `resolve`, `reopen`, `close`."""

    move = forms.CharField(max_length=80)


def other_priorities(ticket: Ticket, terms: Terms) -> list[tuple[str, str]]:
    """The priorities that the ticket could have instead, with their names."""
    offered = [priority.id for priority in terms.agreement.priorities if priority.id not in terms.plan.not_offered]
    return [(key, priority_name(terms, key)) for key in offered if key != ticket.priority]


def rights(ticket: Ticket, terms: Terms) -> list[tuple[str, str]]:
    """The vendor's rights to change the priority of the ticket, each with its clause."""
    found = {
        right.clause: right for key, _name in other_priorities(ticket, terms) for right in queries.rights(ticket, key)
    }
    return [(place, Truncator(words().text(right.text)).chars(LONGEST_CHOICE)) for place, right in found.items()]
