"""What is filled in about teams, shifts and absences."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from parola.desk.accounts.models import Brand, Person
from parola.desk.agreements.queries import agreement, newest_version
from parola.desk.teams import models
from parola.desk.teams.operations import Away, Hours, Wanted
from parola.desk.teams.queries import deputies_of, workers_of
from parola.desk.teams.rota import instant_of
from parola.sla.zones import zone_of
from parola.web.console.customers.forms import Plain, day_field, products_hint, zone
from parola.web.console.teams import telling

CHECKS = forms.CheckboxSelectMultiple
MIDNIGHT = time()
ONE_DAY = timedelta(days=1)


def time_field(label: object, **more: Any) -> forms.TimeField:
    """A time of the day."""
    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, **more)  # type: ignore[arg-type]  # lazy


class Team(Plain):
    """A team of a brand. Who is in it already may stay, whatever became of their post."""

    name = forms.CharField(
        label=gettext_lazy("Name of the team"),
        max_length=100,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    tiers = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Tiers that it holds"),
        coerce=int,
        required=False,
        widget=CHECKS,
        help_text=gettext_lazy("None ticked: all of them."),
    )
    products = forms.CharField(
        label=gettext_lazy("Products that it holds"),
        max_length=1000,
        required=False,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    members = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who is in it"), coerce=int, required=False, widget=CHECKS
    )
    leads = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who leads it"),
        coerce=int,
        required=False,
        widget=CHECKS,
        help_text=gettext_lazy("Who leads it is in it."),
    )

    def __init__(self, *args: Any, brand: Brand, team: models.Team | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in workers_of(brand)}
        here = dict(self.people)
        if team is not None:
            here |= {member.person_id: member.person for member in team.members.select_related("person")}
        gone = here.keys() - self.people.keys()
        self.people = here
        choices = [(str(key), _gone(person) if key in gone else str(person)) for key, person in here.items()]
        if (version := newest_version(brand)) is not None:
            self.fields["products"].help_text = products_hint(brand, agreement(version))
        tiers = telling.tier_names(brand, team.tiers if team else ())
        self.offer("tiers", [(str(level), name) for level, name in tiers])
        self.offer("members", choices)
        self.offer("leads", choices)

    @property
    def wanted(self) -> Wanted:
        """What was filled in."""
        said = self.cleaned_data
        return Wanted(
            name=said["name"],
            tiers=said.get("tiers", []),
            products=_named(said["products"]),
            members=self._people("members"),
            leads=self._people("leads"),
        )

    def _people(self, name: str) -> list[Person]:
        return [self.people[key] for key in self.cleaned_data.get(name, ())]


def team_initial(team: models.Team) -> dict[str, object]:
    """A team as its form shows it."""
    members = list(team.members.all())
    return {
        "name": team.name,
        "tiers": team.tiers,
        "products": ", ".join(team.products),
        "members": [member.person_id for member in members],
        "leads": [member.person_id for member in members if member.lead],
    }


class Shift(Plain):
    """Hours of each week of the whole team, or of one of it."""

    person = forms.ChoiceField(label=gettext_lazy("Whose hours"), required=False)
    weekdays = forms.TypedMultipleChoiceField(label=gettext_lazy("Days on which it begins"), coerce=int, widget=CHECKS)
    start = time_field(gettext_lazy("From"))
    end = time_field(
        gettext_lazy("To"), help_text=gettext_lazy("An end that is not after the start is on the next day.")
    )
    timezone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        help_text=gettext_lazy("The clock that the hours are read off. For example Europe/Madrid, or +03:00."),
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    first_day = day_field(gettext_lazy("First day"), required=False, help_text=gettext_lazy("Empty: since ever."))
    last_day = day_field(gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: without end."))

    def __init__(self, *args: Any, team: models.Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(member.person_id): member.person for member in team.members.select_related("person")}
        members = [(key, str(person)) for key, person in self.people.items()]
        self.offer("person", [("", _("The whole team")), *members])
        self.offer("weekdays", [(str(day), name) for day, name in telling.weekdays()])

    def clean_timezone(self) -> str:
        """A zone that there is."""
        return zone(self.cleaned_data["timezone"])

    @property
    def hours(self) -> Hours:
        """What was filled in."""
        said = self.cleaned_data
        return Hours(
            person=self.people.get(said["person"]),
            weekdays=said["weekdays"],
            start=said["start"],
            end=said["end"],
            timezone=said["timezone"],
            first_day=said["first_day"],
            last_day=said["last_day"],
        )


def shift_initial(shift: models.Shift) -> dict[str, object]:
    """A shift as its form shows it."""
    named = ("weekdays", "start", "end", "timezone", "first_day", "last_day")
    return {"person": shift.person_id, **{name: getattr(shift, name) for name in named}}


class Absence(Plain):
    """Days, or hours of them, by the clock of the person who is away."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=models.Absence.Kind.choices,
        help_text=gettext_lazy("Only the person and those who manage absences see it."),
    )
    first_day = day_field(gettext_lazy("First day"))
    from_time = time_field(gettext_lazy("From"), required=False, help_text=gettext_lazy("Empty: from midnight on."))
    last_day = day_field(gettext_lazy("Last day"))
    to_time = time_field(gettext_lazy("To"), required=False, help_text=gettext_lazy("Empty: to the end of the day."))
    deputy = forms.ChoiceField(
        label=gettext_lazy("Who stands in"),
        required=False,
        help_text=gettext_lazy("Is told of the warnings of their tickets meanwhile. Nobody: the team is."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.deputies = {str(other.pk): other for other in deputies_of(person)}
        colleagues = [(key, str(other)) for key, other in self.deputies.items()]
        self.offer("deputy", [("", _("Nobody")), *colleagues])

    @override
    def clean(self) -> None:
        """It ends after it starts."""
        if not self.errors and self.away.end <= self.away.start:
            self.add_error("last_day", _("It must end after it starts."))

    @property
    def away(self) -> Away:
        """What was filled in."""
        said = self.cleaned_data
        ends, to = said["last_day"], said["to_time"]
        if to is None:
            ends, to = ends + ONE_DAY, MIDNIGHT
        return Away(
            kind=said["kind"],
            start=instant_of(said["first_day"], said["from_time"] or MIDNIGHT, self.person.timezone),
            end=instant_of(ends, to, self.person.timezone),
            deputy=self.deputies.get(said["deputy"]),
        )


def absence_initial(absence: models.Absence) -> dict[str, object]:
    """An absence as its form shows it."""
    first, from_time = _local(absence.start, absence.person)
    last, to_time = _local(absence.end, absence.person)
    if to_time is None:
        last -= ONE_DAY
    return {
        "kind": absence.kind,
        "first_day": first,
        "from_time": from_time,
        "last_day": last,
        "to_time": to_time,
        "deputy": absence.deputy_id,
    }


def _local(at: datetime, person: Person) -> tuple[date, time | None]:
    local = at.astimezone(zone_of(person.timezone))
    return local.date(), None if local.time() == MIDNIGHT else local.time()


def _named(written: str) -> Sequence[str]:
    parts: Iterable[str] = (part.strip() for part in written.replace("\x00", "").split(","))
    return [part for part in dict.fromkeys(parts) if part]


def _gone(person: Person) -> str:
    return _("%(name)s (does not work here any more)") % {"name": person}
