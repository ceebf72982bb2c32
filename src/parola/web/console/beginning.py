"""What to do next on a desk that is not in use yet: told on its pages to each by what they may do, until the first request is there."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand, Mailbox, Person, Post
from parola.desk.accounts.permissions import Act, administers, roles_that_may
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements.models import AgreementVersion, Contract
from parola.desk.tickets import queries
from parola.web.console.settings import checklist
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """The next thing to do, and where; `action` is empty where it is for somebody else to do."""

    text: str
    about: str
    address: str = ""
    action: str = ""


def next_step(person: Person) -> Next | None:
    """What comes next; None on a desk that is in use. Two or three queries there."""
    brands = brands_of(person)
    if administers(person) and not brands.exists():
        return Next(
            text=_("This desk is empty."),
            about=_("It begins with a brand: the vendor whose customers write to it."),
            address=reverse("console:settings_brand_new"),
            action=_("Make the first brand"),
        )
    if queries.worked_on_by(person).exists():
        return None
    return _for_who_sets_up(person) or _for_who_answers(person) or _first_request(person)


def _for_who_sets_up(person: Person) -> Next | None:
    """The first thing that a brand of theirs lacks."""
    for brand in unready(brands_of(person, Act.CONFIGURE)):
        steps = checklist.steps(brand)
        step = next(step for step in steps if not step.done)
        done = _("%(done)s of %(all)s are done.") % {"done": len(steps) - checklist.left(brand), "all": len(steps)}
        text = _("%(brand)s is not ready yet. Next: %(step)s") % {
            "brand": words().isolated(brand.name),
            "step": step.text,
        }
        return Next(text=text, about=f"{step.about} {done}", address=step.address, action=step.text)
    return None


def _for_who_answers(person: Person) -> Next | None:
    brand = unready(brands_of(person)).first()
    if brand is None:
        return None
    return Next(
        text=_("%(brand)s is not ready yet.") % {"brand": words().isolated(brand.name)},
        about=_("Whoever manages its support is setting it up: its mailbox, its agreement, its first customer."),
    )


def _first_request(person: Person) -> Next | None:
    brand = brands_of(person).filter(in_use=True).first()
    if brand is None:
        return None
    takes = brand.pk in brands_of(person, Act.OPEN_FOR).values_list("pk", flat=True)
    about = _(
        "The first request comes as a mail to %(address)s, by the portal at %(door)s, or by a call that you take down."
    )
    return Next(
        text=_("Everything is ready, and no request has come yet."),
        about=about % {"address": words().isolated(brand.support_address), "door": words().isolated(brand.door)},
        address=reverse("console:new") if takes else "",
        action=_("Take a call down") if takes else "",
    )


def unready(brands: QuerySet[Brand]) -> QuerySet[Brand]:
    """Those of the brands in use that lack something of `checklist.steps`."""
    of_it = {"brand": OuterRef("pk")}
    answering = Post.objects.filter(**of_it, person__is_active=True, role__in=roles_that_may(Act.REPLY))
    ready = brands.filter(
        Exists(Mailbox.objects.filter(**of_it, primary=True)),
        Exists(AgreementVersion.objects.filter(**of_it)),
        Exists(answering),
        Exists(Contract.objects.filter(**of_it)),
    )
    return brands.filter(in_use=True).exclude(pk__in=ready.order_by().values("pk"))
