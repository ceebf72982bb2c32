"""What is left to do until a brand can take its first ticket and keep what it promises."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand, Post
from parola.desk.accounts.permissions import Act, roles_that_may


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A thing that a brand needs, where it is done, and whether it is."""

    text: str
    about: str
    address: str
    done: bool


def steps(brand: Brand) -> list[Step]:
    """All of them, in the order in which one does them; none where nothing is left to do."""
    found = list(_steps(brand))
    return [] if all(step.done for step in found) else found


def left(brand: Brand) -> int:
    """How many are left."""
    return sum(not step.done for step in steps(brand))


def _steps(brand: Brand) -> Iterator[Step]:
    published = brand.versions.exists()
    yield Step(
        text=_("A mailbox"),
        about=_("Where its customers write to, and from where they are answered."),
        address=reverse("console:settings_mailbox_new", args=[brand.slug]),
        done=brand.mailbox is not None,
    )
    yield Step(
        text=_("Its agreement"),
        about=_("Choose the file of what it promises, have it checked, and publish it."),
        address=reverse("console:brand_agreement", args=[brand.slug]),
        done=published,
    )
    yield Step(
        text=_("Somebody who answers"),
        about=_("Invite people to work for this brand; then gather them in a team."),
        address=reverse("console:settings_invite"),
        done=Post.objects.filter(brand=brand, role__in=roles_that_may(Act.REPLY), person__is_active=True).exists(),
    )
    yield Step(
        text=_("The first customer"),
        about=_("An organization with its contract.")
        if published
        else _("It signs for what the agreement offers: publish that first."),
        address=reverse("console:new_customer", args=[brand.slug]) if published else "",
        done=brand.contracts.exists(),
    )
