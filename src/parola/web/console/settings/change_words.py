"""The audit log's words: kinds of things, and their fields and values as a person understands them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parola.desk.accounts.audit import Plain
from parola.desk.accounts.models import Organization, Person
from parola.desk.knowledge.models import Article, Translation
from parola.desk.reports.models import Schedule
from parola.web import brief
from parola.web.console.teams.telling import weekdays
from parola.web.templatetags.parola import words

MATTERS: Mapping[str, Promise] = {
    "brand": gettext_lazy("Brand"),
    "mailbox": gettext_lazy("Mailbox"),
    "inbox": gettext_lazy("Fetching by IMAP"),
    "inbox_grant": gettext_lazy("Access to a mailbox by OAuth 2.0"),
    "line": gettext_lazy("Telephony"),
    "contract": gettext_lazy("Contract"),
    "import": gettext_lazy("Tickets of another desk"),
    "contract_habits": gettext_lazy("Customers without a contract"),
    "recurring": gettext_lazy("Incidents that recur"),
    "contract_extra": gettext_lazy("Part of a contract"),
    "organization": gettext_lazy("Organization"),
    "canned_reply": gettext_lazy("Canned reply"),
    "letter": gettext_lazy("Letter"),
    "organization_domain": gettext_lazy("Mail domain"),
    "person": gettext_lazy("Person"),
    "membership": gettext_lazy("Membership"),
    "invitation": gettext_lazy("Invitation"),
    "post": gettext_lazy("Role"),
    "web_form": gettext_lazy("Web form"),
    "report_schedule": gettext_lazy("Report by mail"),
    "team": gettext_lazy("Team"),
    "article": gettext_lazy("Article"),
    "shift": gettext_lazy("Shift"),
    "absence": gettext_lazy("Absence"),
    "sign_in": gettext_lazy("Sign-in"),
    "identity_provider": gettext_lazy("Identity provider"),
}
"""What a change is about."""

FIELDS: Mapping[str, Promise] = {
    "name": gettext_lazy("Name"),
    "title": gettext_lazy("Title"),
    "audience": gettext_lazy("Who reads it"),
    "link": gettext_lazy("Link"),
    "state": gettext_lazy("State"),
    "version": gettext_lazy("Version"),
    "slug": gettext_lazy("Name in addresses"),
    "key": gettext_lazy("Key of references"),
    "languages": gettext_lazy("Languages offered to customers"),
    "language": gettext_lazy("Language"),
    "timezone": gettext_lazy("Time zone"),
    "legal_name": gettext_lazy("Legal name"),
    "postal_address": gettext_lazy("Postal address"),
    "registration": gettext_lazy("Registration or tax number"),
    "website": gettext_lazy("Website"),
    "phone": gettext_lazy("Phone"),
    "host": gettext_lazy("Host name of its own portal"),
    "in_use": gettext_lazy("In use"),
    "colour": gettext_lazy("Colour"),
    "logo": gettext_lazy("Logo"),
    "logo_dark": gettext_lazy("Logo on dark pages"),
    "greeting": gettext_lazy("Greeting"),
    "shows_record": gettext_lazy("Customers see how we have done"),
    "shows_policy": gettext_lazy("Everybody may read the support policy"),
    "sign_up": gettext_lazy("Who may create an account"),
    "managers_invite": gettext_lazy("A customer's manager may invite colleagues"),
    "asks_rating": gettext_lazy("Customers are asked how the help was"),
    "mail_server": gettext_lazy("Mail server"),
    "port": gettext_lazy("Port"),
    "security": gettext_lazy("Encryption"),
    "user": gettext_lazy("User name"),
    "password": gettext_lazy("Password"),
    "password_given": gettext_lazy("Secret set"),
    "sign_in": gettext_lazy("Sign-in"),
    "provider": gettext_lazy("Mail provider"),
    "authorize_at": gettext_lazy("Authorization address"),
    "token_at": gettext_lazy("Token address"),
    "scope": gettext_lazy("Scope"),
    "allowed": gettext_lazy("Allowed"),
    "folder": gettext_lazy("Folder"),
    "done_folder": gettext_lazy("Where a mail goes once the desk has it"),
    "second_factors": gettext_lazy("Second factors"),
    "signature": gettext_lazy("Signature"),
    "text": gettext_lazy("Text"),
    "address": gettext_lazy("Address"),
    "primary": gettext_lazy("Main address"),
    "product": gettext_lazy("Product"),
    "products": gettext_lazy("Products"),
    "organization": gettext_lazy("Organization"),
    "plan": gettext_lazy("Plan"),
    "first_day": gettext_lazy("First day"),
    "last_day": gettext_lazy("Last day"),
    "country": gettext_lazy("Public holidays of"),
    "subdivision": gettext_lazy("Region there"),
    "calendar": gettext_lazy("Calendar"),
    "own_holidays": gettext_lazy("Holidays of its own"),
    "trial": gettext_lazy("Trial"),
    "tiers": gettext_lazy("Tiers"),
    "addons": gettext_lazy("Add-ons"),
    "account_manager": gettext_lazy("Account manager"),
    "contacts": gettext_lazy("Who asks for support"),
    "number": gettext_lazy("Number"),
    "note_length": gettext_lazy("Length of the note"),
    "uncovered": gettext_lazy("Without a contract"),
    "on": gettext_lazy("Notice incidents that recur"),
    "recurring_times": gettext_lazy("So many incidents that are alike"),
    "recurring_days": gettext_lazy("Within so many days"),
    "component": gettext_lazy("What says which component it is"),
    "warn_days": gettext_lazy("Days before the end of a contract"),
    "contract": gettext_lazy("Contract"),
    "amount": gettext_lazy("Amount"),
    "unit": gettext_lazy("Unit"),
    "used": gettext_lazy("Used"),
    "day": gettext_lazy("Day"),
    "shortcut": gettext_lazy("Shortcut"),
    "team": gettext_lazy("Team"),
    "role": gettext_lazy("Role"),
    "roles": gettext_lazy("Roles"),
    "person": gettext_lazy("Person"),
    "members": gettext_lazy("Members"),
    "leads": gettext_lazy("Who leads it"),
    "sites": gettext_lazy("Sites that may show it"),
    "leaves_out": gettext_lazy("What it does not ask"),
    "report": gettext_lazy("Report"),
    "every": gettext_lazy("How often"),
    "weekday": gettext_lazy("Day of the week"),
    "hour": gettext_lazy("Hour"),
    "readers": gettext_lazy("To whom"),
    "weekdays": gettext_lazy("Days on which it begins"),
    "hours": gettext_lazy("Hours"),
    "start": gettext_lazy("From"),
    "end": gettext_lazy("To"),
    "deputy": gettext_lazy("Who stands in"),
    "manager": gettext_lazy("Sees all tickets of the organization"),
    "erased": gettext_lazy("Erased"),
    "administrator": gettext_lazy("Administrator"),
    "asks": gettext_lazy("Asks to belong to a customer"),
    "domain": gettext_lazy("Mail domain"),
    "open": gettext_lazy("Open invitations"),
    "posts": gettext_lazy("Roles"),
    "is_active": gettext_lazy("May sign in"),
    "is_superuser": gettext_lazy("Administrator"),
    "kind": gettext_lazy("Kind"),
    "issuer": gettext_lazy("Issuer"),
    "client_id": gettext_lazy("Client ID"),
    "secret": gettext_lazy("Secret"),
    "given_at": gettext_lazy("Secret given at"),
    "secret_since": gettext_lazy("Secret set"),
    "domains": gettext_lazy("Mail domains it speaks for"),
    "active": gettext_lazy("In use"),
    "admits": gettext_lazy("Who is new may come in by it"),
    "only": gettext_lazy("People of these domains sign in by it alone"),
    "second_factor": gettext_lazy("It asks for a second factor itself"),
    "vouches": gettext_lazy("Its addresses are verified even where it does not say so"),
    "metadata_sha256": gettext_lazy("Its metadata"),
    "attribute_email": gettext_lazy("Attribute with the mail address"),
    "attribute_name": gettext_lazy("Attribute with the name"),
    "attribute_subject": gettext_lazy("Attribute that never changes"),
    "came_by": gettext_lazy("Came by the sign-in of a company"),
}
"""What their fields are called. `signature_es` is the signature in Spanish."""

CHOSEN: Mapping[str, Mapping[str, str | Promise]] = {
    "audience": dict(Article.Audience.choices),
    "kind": dict(Article.Kind.choices),
    "state": dict(Translation.State.choices),
    "report": dict(Schedule.Report.choices),
    "every": dict(Schedule.Every.choices),
}
"""The words for values that are one of a few."""

PEOPLE = frozenset({"account_manager", "contacts", "person", "members", "leads", "deputy", "by", "readers"})
"""The fields that hold keys of persons."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names behind the keys of a page's changes; who was erased has none."""

    people: Mapping[int, str]
    organizations: Mapping[int, str]


def names_in(sides: Iterable[Mapping[str, Plain]]) -> Names:
    """All that the fields name, in one query for each kind."""
    people: set[int] = set()
    organizations: set[int] = set()
    for side in sides:
        for field, value in side.items():
            keys = {each for each in (value if isinstance(value, list) else [value]) if type(each) is int}
            if field in PEOPLE:
                people |= keys
            elif field == "organization":
                organizations |= keys
    found = Organization.objects.filter(pk__in=organizations)
    return Names(
        {each.pk: str(each) for each in Person.objects.filter(pk__in=people)}, {each.pk: each.name for each in found}
    )


def matter(name: str) -> str:
    """The kind of thing, in the reader's language."""
    return str(MATTERS[name]) if name in MATTERS else name.replace("_", " ").capitalize()


def field(name: str) -> str:
    """The field, in the reader's language."""
    if name in FIELDS:
        return str(FIELDS[name])
    kind, _bar, language = name.rpartition("_")
    if kind in FIELDS and language in dict(settings.LANGUAGES):
        return f"{FIELDS[kind]} ({dict(settings.LANGUAGES)[language]})"
    return name.replace("_", " ").capitalize()


def value(name: str, given: Plain, names: Names) -> str:
    """A value, in the reader's language; empty for nothing."""
    if isinstance(given, list):
        return brief.row(value(name, each, names) for each in given)
    if isinstance(given, bool):
        return _("yes") if given else _("no")
    if isinstance(given, int) and name in PEOPLE | {"organization"}:
        known = names.organizations if name == "organization" else names.people
        return known.get(given, f"#{given}")
    if name in {"language", "languages"} and given in dict(settings.LANGUAGES):
        return dict(settings.LANGUAGES)[str(given)]
    if isinstance(given, int | float) and name not in {"weekday", "weekdays"}:
        return words().number(given) if isinstance(given, int) else str(given)
    return _of_time(name, given) if given is not None else ""


def _of_time(name: str, given: str | float) -> str:
    """A day of the week, an instant in the reader's zone, one of a few, or else what is given."""
    if name in {"weekday", "weekdays"} and isinstance(given, int):
        return dict(weekdays())[given]
    if name in {"start", "end"} and isinstance(given, str):
        return words().instant(datetime.fromisoformat(given), timezone.get_current_timezone_name())
    return str(CHOSEN.get(name.partition("_")[0], {}).get(str(given), given))
