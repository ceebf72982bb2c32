"""Teams: which tiers and products each holds, who is in it, who is there when, and who is absent."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from parola.desk.accounts.models import Brand, Person


class Team(models.Model):
    """People of a brand who hold tickets together. No tiers named: all of them; no products: all, and tickets without one."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=100)
    tiers = models.JSONField(default=list, blank=True)
    """Levels of the agreement's tiers: `[1, 2]`."""
    products = models.JSONField(default=list, blank=True)
    """As the agreement and the tickets name them."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "name"], name="one_team_of_a_name")]

    @override
    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """A person is in a team, and may lead it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="teams")
    lead = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="once_in_a_team")]

    @override
    def __str__(self) -> str:
        return f"{self.person_id} in {self.team_id}"


class Departure(models.Model):
    """A member left the team, and those who lead it have not been told yet of the tickets that are still theirs."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="departures")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="departures")

    @override
    def __str__(self) -> str:
        return f"{self.person_id} left {self.team_id}"


class Shift(models.Model):
    """Hours of each week in which a member of the team is there, or with no `person` the whole team.

    `weekdays` (Monday is 0) are those on which it begins. One whose `end` is not after its `start` runs over midnight: 00:00 to
    00:00 is a whole day. `first_day` and `last_day`, both included, are days on which it may begin; None: no limit.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="shifts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="shifts")
    weekdays = models.JSONField()
    start = models.TimeField()
    end = models.TimeField()
    timezone = models.CharField(max_length=64)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)

    @override
    def __str__(self) -> str:
        return f"{self.person_id or 'all'} of {self.team_id}: {self.start}-{self.end}"


class Absence(models.Model):
    """A person is away from one instant to another, from all their work. Why in detail is not the desk's business."""

    class Kind(models.TextChoices):
        """What kind of absence; told to nobody but the person and those who manage it."""

        HOLIDAY = "holiday", _("Holiday")
        SICK = "sick", _("Sick")
        OTHER = "other", _("Other")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    start = models.DateTimeField()
    end = models.DateTimeField()
    deputy = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="deputized")
    told = models.BooleanField(default=False)
    """Whether those who lead have been told of the tickets that wait for the person."""

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(start__lt=F("end")), name="an_absence_ends_after_it_starts")]
        indexes = [models.Index(fields=["person", "end"], name="absence_of_a_person")]

    @override
    def __str__(self) -> str:
        return f"{self.person_id} from {self.start} to {self.end}"
