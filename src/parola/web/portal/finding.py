"""What a customer asks for of their requests: the form above the list, as an address that can be kept."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from parola.desk.accounts.models import Brand, Person
from parola.desk.search.tickets import matching
from parola.desk.tickets import own
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.own import Wanted

LONGEST, MOST_WORDS = 200, 8
STATES = {
    "work": gettext_lazy("At work"),
    "you": gettext_lazy("Waiting for your answer"),
    "done": gettext_lazy("Resolved and closed"),
    "resolved": pgettext_lazy("state of a ticket", "Resolved"),
    "closed": pgettext_lazy("state of a ticket", "Closed"),
}
DAY = {"type": "date"}


class Find(forms.Form):
    """The questions; a request that answers one with nonsense is not held up by it."""

    text = forms.CharField(
        label=gettext_lazy("Words or reference"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput({"type": "search", "dir": "auto", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    product = forms.ChoiceField(label=gettext_lazy("Product"), required=False)
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), required=False)
    person = forms.ChoiceField(label=gettext_lazy("Who asked"), required=False)
    first = forms.DateField(label=gettext_lazy("Opened from"), required=False, widget=forms.DateInput(DAY))
    last = forms.DateField(label=gettext_lazy("Opened until"), required=False, widget=forms.DateInput(DAY))

    def __init__(self, data: Any, *, person: Person, door: Brand | None) -> None:
        super().__init__(data, label_suffix="")
        self.door = door
        self.mine = data.get("whose") == "mine"
        products, priorities, people = own.choices(person, Wanted(mine=self.mine, brand=door))
        self._offer("state", [(key, str(name)) for key, name in STATES.items()])
        self._offer("product", [(each, each) for each in products])
        self._offer("priority", [(each, each) for each in priorities])
        self._offer("person", [(str(each.pk), str(each)) for each in people] if len(people) > 1 else [])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """A question of which there is nothing to choose is not asked."""
        if choices:
            self.fields[name].choices = [("", _("Any")), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    @property
    def wanted(self) -> Wanted:
        """What is asked for, as far as it can be understood."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            mine=self.mine,
            brand=self.door,
            state=said.get("state", ""),
            product=said.get("product", ""),
            priority=said.get("priority", ""),
            requester=int(said["person"]) if said.get("person") else None,
            first=_midnight(said.get("first")),
            last=_midnight(said.get("last"), days=1),
        )

    @property
    def words(self) -> str:
        """The words that are looked for."""
        self.is_valid()
        found: str = self.cleaned_data.get("text", "")
        return found

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for but whose."""
        return any(self.data.get(name) for name in self.fields)

    def address(self, **other: str) -> str:
        """The question as the end of an address, with some of it otherwise."""
        asked = {name: self.data.get(name, "") for name in ("whose", *self.fields)} | other
        return "?" + urlencode({name: value for name, value in asked.items() if value})


def asked_for(person: Person, wanted: Wanted, text: str) -> QuerySet[Ticket]:
    """The requests that are asked for and have all of the words: in what the customer reads of them, in subject or reference."""
    found = own.requests(person, wanted)
    narrowed = found
    for word in text.split()[:MOST_WORDS]:
        written = matching(found.order_by(), word, inside=False)
        narrowed = narrowed.filter(own.named(word) | Q(pk__in=written.values("pk")))
    return narrowed


def _midnight(day: date | None, days: int = 0) -> datetime | None:
    """When the day begins where the reader is, or so many days later."""
    if day is None or not date.min < day < date.max - timedelta(days=days):
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time()))
