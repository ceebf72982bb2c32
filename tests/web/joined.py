"""What the table of routes needs of people who come: a brand where they may sign up, an invitation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Model

from parola.desk.accounts.models import BelongingAsked, Brand, Invitation
from parola.desk.tickets import belonging, invitations
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World
from tests.web.matrix import LINK_KEY


def joined(_world: World) -> Brand:
    """A brand where people may sign up."""
    brand = worlds.brand("joined", "JOI")
    Brand.objects.filter(pk=brand.pk).update(sign_up="companies")
    return brand


def invited(world: World) -> Invitation:
    """An invitation, whose link has gone out."""
    invitation = invitations.invite_to_work(
        email="new@desk.example", name="", language="en", roles={world.credenti: ["agent"]}, by=world.root, now=MONDAY
    )
    Invitation.objects.filter(pk=invitation.pk).update(keys=[invitations.digest(LINK_KEY)])
    return invitation


def asked(world: World) -> BelongingAsked:
    """Somebody who says to belong to a customer of Credenti."""
    somebody = worlds.person("iria")
    belonging.ask(person=somebody, brand=world.credenti, company="Acme", now=MONDAY)
    return BelongingAsked.objects.get(person=somebody)


THINGS: Mapping[str, Callable[[World], Model]] = {"joined": joined, "invited": invited, "asked": asked}
