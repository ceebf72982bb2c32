"""What ties tickets together, in words: for who may see the other ticket, and for who may not."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from parola.desk.tickets import vocabulary as said
from parola.desk.tickets.kinds import ties

TIES: Mapping[type[said.Fact], Promise] = {
    ties.Merged: gettext_lazy("%(who)s closed the ticket: it goes on in %(ticket)s"),
    ties.Joined: gettext_lazy("%(who)s joined %(ticket)s to this ticket"),
    ties.Duplicate: gettext_lazy("%(who)s closed the ticket: %(ticket)s says the same"),
    ties.Spam: gettext_lazy("%(who)s marked the ticket as spam"),
    ties.SplitOff: gettext_lazy("%(who)s made a message of this ticket a ticket of its own, %(ticket)s"),
    ties.SplitFrom: gettext_lazy("%(who)s made this ticket from a message of %(ticket)s"),
}
TIES_UNSEEN: Mapping[type[said.Fact], Promise] = {
    ties.Merged: gettext_lazy("%(who)s closed the ticket: the matter is being worked on already"),
    ties.Joined: gettext_lazy("%(who)s joined another ticket to this one"),
    ties.Duplicate: gettext_lazy("%(who)s closed the ticket: the matter is being worked on already"),
    ties.Spam: gettext_lazy("%(who)s marked the ticket as spam"),
    ties.SplitOff: gettext_lazy("%(who)s made a message of this ticket a ticket of its own"),
    ties.SplitFrom: gettext_lazy("%(who)s made this ticket from a message of another one"),
}
