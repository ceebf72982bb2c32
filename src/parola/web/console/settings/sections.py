"""The sections of the settings, and their first page, which lists those that the reader may change or read."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act, acts_in
from parola.desk.accounts.queries import brands_of
from parola.web.console.showing import show
from parola.web.middleware import Request


class Group(Enum):
    """What belongs together on the first page, in its order."""

    BRANDS = _("Brands")
    PROMISES = _("Promises and customers")
    PEOPLE = _("People who work here")
    SIGN_IN = _("Sign-in")
    PROOF = _("Proof")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A line of the first page. `place`: the name of its address; `act`: what one may do for some brand; None: the administrator's.

    `needs`: what there must be before there is anything to see: a brand, or one that has an agreement.
    """

    place: str
    group: Group
    icon: str
    name: Promise
    about: Promise
    act: Act | None = None
    needs: Literal["", "brand", "agreement"] = ""


SECTIONS = (
    Section(
        place="console:settings_brands",
        group=Group.BRANDS,
        icon="building-2",
        name=_("Brands"),
        about=_("The vendors on this desk: name, languages, mailboxes, signature, portal; a new one."),
        act=Act.CONFIGURE,
    ),
    Section(
        place="console:settings_lines",
        group=Group.BRANDS,
        icon="phone",
        name=_("Telephony"),
        about=_("Systems that announce calls: whoever is called sees who it is, and takes the call down in one click."),
        act=Act.CONFIGURE,
        needs="brand",
    ),
    Section(
        place="console:settings_canned",
        group=Group.BRANDS,
        icon="message-square",
        name=_("Canned replies"),
        about=_("Texts that agents put into their replies, in each language, with the ticket's own data filled in."),
        act=Act.CONFIGURE,
        needs="brand",
    ),
    Section(
        place="console:settings_letters",
        group=Group.BRANDS,
        icon="mail",
        name=_("Letters"),
        about=_(
            "What customers get by mail, in the brand's own words if it likes, and how it looks with a real ticket."
        ),
        act=Act.CONFIGURE,
        needs="brand",
    ),
    Section(
        place="console:settings_web_forms",
        group=Group.BRANDS,
        icon="globe",
        name=_("Web forms"),
        about=_("How people without an account ask for help, and how the form comes into a vendor's own site."),
        act=Act.CONFIGURE,
        needs="agreement",
    ),
    Section(
        place="console:settings_recurring",
        group=Group.BRANDS,
        icon="flag",
        name=_("Incidents that recur"),
        about=_(
            "How many incidents that are alike, within how many days, are shown to those who look for their cause."
        ),
        act=Act.CONFIGURE,
        needs="brand",
    ),
    Section(
        place="console:agreements",
        group=Group.PROMISES,
        icon="file-text",
        name=_("Agreements"),
        about=_("What each vendor promises: the file, its versions, a new one."),
        act=Act.PUBLISH,
        needs="brand",
    ),
    Section(
        place="console:settings_stated",
        group=Group.PROMISES,
        icon="file-text",
        name=_("What the agreement says"),
        about=_(
            "Kinds of requests, products, objectives, and everything else that is promised, in words; where each is set."
        ),
        act=Act.CONFIGURE,
        needs="brand",
    ),
    Section(
        place="console:settings_calendars",
        group=Group.PROMISES,
        icon="calendar",
        name=_("Calendars and holidays"),
        about=_(
            "When each vendor is open in the coming year, which holidays differ between regions, and when clocks change."
        ),
        act=Act.CONFIGURE,
        needs="brand",
    ),
    Section(
        place="console:settings_contracts",
        group=Group.PROMISES,
        icon="file-text",
        name=_("Contracts"),
        about=_("What a customer without a contract gets, and when you are told that one ends."),
        act=Act.CONFIGURE,
        needs="agreement",
    ),
    Section(
        place="console:transfer",
        group=Group.PROMISES,
        icon="file-text",
        name=_("Import and export"),
        about=_("Organizations, their people and their contracts, in and out as CSV."),
        act=Act.SIGN,
        needs="brand",
    ),
    Section(
        place="console:settings_people",
        group=Group.PEOPLE,
        icon="users",
        name=_("People"),
        about=_("Who works here, and as what; who is invited; who asks to belong to a customer."),
        act=Act.CONFIGURE,
    ),
    Section(
        place="console:teams",
        group=Group.PEOPLE,
        icon="users",
        name=_("Teams"),
        about=_("Who holds which tiers and products, and when they work: so warnings reach somebody who is there."),
        act=Act.CONFIGURE,
    ),
    Section(
        place="console:settings_rights",
        group=Group.PEOPLE,
        icon="lock",
        name=_("Roles and rights"),
        about=_("What each role may do, and what each sees of a ticket."),
        act=Act.CONFIGURE,
    ),
    Section(
        place="console:settings_sign_up",
        group=Group.SIGN_IN,
        icon="user-check",
        name=_("Sign-up"),
        about=_("Who may create an account with a brand, and whether customers invite their colleagues."),
        act=Act.CONFIGURE,
        needs="brand",
    ),
    Section(
        place="console:settings_companies",
        group=Group.SIGN_IN,
        icon="link",
        name=_("Sign-in with a company's account"),
        about=_("Customers, and the people of this desk, sign in where their company knows them already."),
    ),
    Section(
        place="console:second_factors",
        group=Group.SIGN_IN,
        icon="key",
        name=_("Second factors"),
        about=_("Which roles must sign in with more than a password."),
    ),
    Section(
        place="console:settings_changes",
        group=Group.PROOF,
        icon="history",
        name=_("Changes"),
        about=_("Who changed which setting, when, and what it was before."),
        act=Act.AUDIT,
    ),
    Section(
        place="console:settings_about",
        group=Group.PROOF,
        icon="info",
        name=_("About this desk"),
        about=_("Its release, its database and how large it is, what runs, what waits, the head of the chain."),
    ),
)


def sections_for(person: Person) -> list[Section]:
    """Those in which the person has anything to do, by their post with any brand, as far as there is anything."""
    brands = brands_of(person)
    there = {"": True, "brand": brands.exists(), "agreement": brands.filter(versions__isnull=False).exists()}
    acts = acts_in(person.posts.values_list("role", flat=True))
    mine = [section for section in SECTIONS if person.is_superuser or section.act in acts]
    return [section for section in mine if there[section.needs]]


@require_safe
def overview(request: Request) -> HttpResponse:
    """The first page of the settings."""
    sections = sections_for(request.user)
    if not sections:
        raise Http404
    groups = [(str(group.value), [each for each in sections if each.group is group]) for group in Group]
    shown = [(heading, found) for heading, found in groups if found]
    return show(request, "console/settings/overview.html", {"groups": shown, "place": "settings"})


@require_safe
def places(request: Request) -> HttpResponse:
    """The sections alone, for the palette."""
    return show(request, "console/places.html", {"sections": sections_for(request.user)})
