"""Who can be given a ticket: those of the team that holds it first, who is there before who is not."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.queries import support_of
from parola.desk.teams.queries import crew_of
from parola.desk.teams.reach import SOON, holders
from parola.desk.teams.rota import Roster, Team, back_at, presence, there
from parola.desk.tickets.models import Ticket
from parola.web import brief
from parola.web.console.teams.telling import back_told
from parola.web.templatetags.parola import words

Choice = tuple[str, str]
Choices = Sequence[tuple[str, str | list[Choice]]]


def choices(ticket: Ticket, person: Person, now: datetime) -> Choices:
    """Nobody, the reader, and the others who answer for the brand."""
    roster = crew_of(ticket.brand, now).roster
    others = [other for other in support_of(ticket.brand) if other != person]
    first: list[Choice] = [("", _("Nobody")), (str(person.pk), _("Me, %(name)s") % {"name": person})]
    if not roster.teams:
        return [*first, *(_choice(roster, other, now) for other in others)]
    return [*first, *_groups(roster, ticket, others, now)]


def colleagues(brand: Brand, person: Person, now: datetime) -> list[Choice]:
    """The others who answer for the brand: who is there first."""
    roster = crew_of(brand, now).roster
    others = [other for other in support_of(brand) if other != person]
    others.sort(key=lambda other: not there(roster, other.pk, now))
    return [_choice(roster, other, now) for other in others]


def _groups(
    roster: Roster, ticket: Ticket, others: Sequence[Person], now: datetime
) -> Iterator[tuple[str, str | list[Choice]]]:
    team = {member for team in holders(roster, ticket.holder, ticket.product) for member in team.members}
    present = [each for each in others if each.pk in team and there(roster, each.pk, now)]
    missing = [each for each in others if each.pk in team and each not in present]
    rest = [each for each in others if each.pk not in team]
    for label, people in ((_("There now"), present), (_("Not there now"), missing), (_("Of other teams"), rest)):
        if people:
            yield label, [_choice(roster, each, now) for each in people]


def _choice(roster: Roster, person: Person, now: datetime) -> Choice:
    """The person, with until when they are away, or from when on they are there."""
    back = back_at(roster, person.pk, now)
    if back is not None:
        return str(person.pk), _("%(name)s, away until %(until)s") % {"name": person, "until": back_told(back, now)}
    if there(roster, person.pk, now):
        return str(person.pk), str(person)
    coming = presence(roster, person.pk, now, now + SOON)
    if not coming:
        return str(person.pk), str(person)
    return str(person.pk), _("%(name)s, there from %(start)s on") % {
        "name": person,
        "start": brief.near(coming[0].start, now),
    }


def team_names(teams: Iterable[Team]) -> str:
    """What the teams are called."""
    names = [words().isolated(team.name) for team in teams]
    return words().listed(names) if names else ""
