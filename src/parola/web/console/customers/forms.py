"""What is filled in about customers. What a contract can name is what the agreement in force offers."""

from collections.abc import Iterator, Sequence
from typing import Any

from babel import Locale
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.agreements.models import Contract
from parola.policy import holidays
from parola.policy.findings import Wrong
from parola.policy.timezones import existing
from parola.sla.agreement import Agreement
from parola.web import brief
from parola.web.addresses import no_mailbox
from parola.web.templatetags.parola import words

LONGEST_NAME = 200
CHECKS = forms.CheckboxSelectMultiple


def day_field(label: object, **more: Any) -> forms.DateField:
    """A day."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, input_formats=["%Y-%m-%d"], widget=widget, **more)  # type: ignore[arg-type]  # lazy


class Plain(forms.Form):
    """A form of these pages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{type(self).__name__.lower()}-%s", "label_suffix": ""} | kwargs)

    def offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """The choices of a field; one with nothing to choose is not asked for."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields[name]


class Named(Plain):
    """A new organization; its time zone is that of its first contract."""

    name = forms.CharField(
        label=gettext_lazy("Name of the organization"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


class Member(Plain):
    """Somebody who belongs to the organization from now on."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), validators=[no_mailbox])
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=LONGEST_NAME, required=False, widget=forms.TextInput({"dir": "auto"})
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    manager = forms.BooleanField(label=gettext_lazy("Sees all tickets of the organization"), required=False)
    known = forms.BooleanField(label=gettext_lazy("Add who has this address already"), required=False)

    @property
    def asks_whether_known(self) -> bool:
        """Whether it is to be confirmed that somebody is meant whom the desk knows."""
        return self.is_bound and ("known" in self.data or self.has_error("email", "known"))


def calendars(policy: Agreement) -> list[tuple[str, str]]:
    """Those that a contract can choose from, where there is a choice."""
    names = policy.contract_calendars
    return [(name, words().text(policy.calendars[name].name)) for name in names] if len(names) > 1 else []


def names_contacts(policy: Agreement) -> bool:
    """Whether a plan lets contracts name who asks."""
    return any(plan.contacts is not None for plan in policy.plans.values())


def people(organization: Organization | None) -> list[tuple[str, str]]:
    """Those of the organization."""
    found = Person.objects.filter(memberships__organization=organization, is_active=True) if organization else ()
    return [(str(each.pk), str(each)) for each in found]


def staff(brand: Brand) -> Iterator[tuple[str, str]]:
    """Those who work for the brand."""
    for each in Person.objects.filter(posts__brand=brand, is_active=True).distinct().order_by("name", "pk"):
        yield str(each.pk), str(each)


def countries() -> list[tuple[str, str]]:
    """The countries whose holidays are known, by their names in the reader's language."""
    names = Locale.parse(words().locale.language).territories
    return sorted(((code, names.get(code, code)) for code in holidays.countries()), key=lambda each: each[1])


def products_hint(brand: Brand, policy: Agreement) -> str:
    """How they are written, and which are known."""
    fact = policy.facts.get("product")
    others = Contract.objects.filter(brand=brand).exclude(products=[]).values_list("products", flat=True)
    known = sorted({*(fact.values if fact else ()), *(name for names in others for name in names)})
    told = _("Parted by commas. Empty: all.")
    if not known:
        return told
    return told + " " + _("Known so far: %(names)s") % {"names": brief.row(known)}


def zone(name: str) -> str:
    """A time zone that there is; ValidationError with what was meant."""
    try:
        return existing(name.strip())
    except Wrong as wrong:
        said = (words().gettext(part) % wrong.params for part in (wrong.message, wrong.hint) if part)
        raise forms.ValidationError("; ".join(said)) from None


def no_region(known: Sequence[str]) -> str:
    """That there is no such region, and which there are."""
    if not known:
        return _("This country has no regions with holidays of their own.")
    return _("There is no such region. There are: %(names)s") % {"names": brief.row(known)}


def too_many(most: int) -> str:
    """That the plan has not so many contacts."""
    return _("The plan allows fewer: at most %(most)s.") % {"most": words().number(most)}
