"""Why somebody is told of an alarm of a ticket that is not theirs, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from parola.desk.accounts.models import Person
from parola.desk.tickets.vocabulary import AlarmFired

WHY: Mapping[str, Promise] = {
    "team": gettext_lazy("You are told because the ticket is for your team, and you are there now."),
    "next": gettext_lazy("You are told because nobody of your team is there now, and you are the next to come."),
    "lead": gettext_lazy("You are told because you lead the team."),
    "manager": gettext_lazy("You are told because you manage the support."),
    "nobody_else": gettext_lazy("You are told because nobody of the team can be reached in time."),
    "administrator": gettext_lazy("You are told because nobody who works for this brand can be reached."),
}


def why(fact: AlarmFired, reader: Person) -> str:
    """The reason; empty where the ticket is theirs, and for alarms of earlier releases, which did not record it."""
    reason = fact.because.get(reader.pk, "")
    if reason != "deputy":
        return str(WHY.get(reason, ""))
    away = Person.objects.filter(pk=fact.instead_of.get(reader.pk, 0)).first()
    if away is None:
        return gettext("You are told because you stand in for somebody who is away.")
    return gettext("You are told because you stand in for %(name)s, who is away.") % {"name": away}
