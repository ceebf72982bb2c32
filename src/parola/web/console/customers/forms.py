"""What is filled in about customers. What a contract can name is what the agreement in force offers."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from babel import Locale
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.agreements import queries as agreements
from parola.desk.agreements.models import Contract
from parola.policy import holidays
from parola.policy.problems import Wrong
from parola.policy.timezones import existing
from parola.sla.agreement import Agreement
from parola.web.templatetags.parola import words

LONGEST_NAME, LONGEST_PRODUCTS = 200, 1000
CHECKS = forms.CheckboxSelectMultiple
ROWS = (
    ("plan", "trial"), ("addons",), ("first_day", "last_day"), ("products",), ("timezone", "calendar"),
    ("country", "subdivision"), ("contacts",), ("account_manager",),
)  # fmt: skip
"""How a contract's fields stand on the page."""


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


class Terms(Plain):
    """A contract. `policy` is the agreement in force, `people` those of the organization."""

    plan = forms.ChoiceField(label=gettext_lazy("Plan"))
    trial = forms.BooleanField(label=gettext_lazy("It is a trial"), required=False)
    first_day = day_field(gettext_lazy("First day"))
    last_day = day_field(
        gettext_lazy("Last day"), required=False, help_text=gettext_lazy("It holds until its end. Empty: without end.")
    )
    products = forms.CharField(
        label=gettext_lazy("Products"),
        max_length=LONGEST_PRODUCTS,
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )
    timezone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        help_text=gettext_lazy("Its days begin and end there. For example Europe/Madrid, or +03:00."),
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    calendar = forms.ChoiceField(label=gettext_lazy("Calendar"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Public holidays of"), required=False)
    subdivision = forms.CharField(
        label=gettext_lazy("Region there"),
        max_length=16,
        required=False,
        help_text=gettext_lazy("By its code, such as MD for Madrid. Empty: the holidays of the whole country."),
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    addons = forms.MultipleChoiceField(label=gettext_lazy("Add-ons"), required=False, widget=CHECKS)
    contacts = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who asks for support"),
        required=False,
        coerce=int,
        widget=CHECKS,
        help_text=gettext_lazy("Nobody chosen: everybody of the organization may."),
    )
    account_manager = forms.TypedChoiceField(
        label=gettext_lazy("Account manager"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, brand: Brand, organization: Organization | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.brand, self.organization = brand, organization
        self.policy = agreements.agreement(agreements.version_in_force(brand))
        self.offer("plan", [(key, words().text(plan.name)) for key, plan in self.policy.plans.items()])
        self.offer("calendar", calendars(self.policy))
        self.offer("country", [("", _("None")), *countries()])
        self.offer("addons", [(key, words().text(addon.name)) for key, addon in self.policy.addons.items()])
        self.offer("contacts", people(organization) if names_contacts(self.policy) else [])
        self.offer("account_manager", [("", _("Nobody")), *staff(brand)])
        self.fields["products"].help_text = products_hint(brand, self.policy)

    def clean_timezone(self) -> str:
        """A time zone that there is."""
        return zone(self.cleaned_data["timezone"])

    def clean_products(self) -> tuple[str, ...]:
        """The names, each once."""
        named = (name.strip() for name in self.cleaned_data["products"].replace("،", ",").split(","))
        return tuple(dict.fromkeys(filter(None, named)))

    def clean_subdivision(self) -> str:
        """A region of the country with holidays of its own."""
        code: str = self.cleaned_data["subdivision"].strip().upper()
        country = self.cleaned_data.get("country", "")
        known = holidays.subdivisions(country) if country else ()
        if code and code not in (known or ()):
            raise forms.ValidationError(no_region(known or ()))
        return code

    @override
    def clean(self) -> None:
        """What does not fit together."""
        said = self.cleaned_data
        first, last = said.get("first_day"), said.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("It would end before it begins."))
        plan = self.policy.plans.get(said.get("plan", ""))
        said["trial"] = said.get("trial", False) or (plan is not None and plan.trial)
        if plan and plan.contacts is not None and len(said.get("contacts", ())) > plan.contacts:
            self.add_error("contacts", too_many(plan.contacts))
        if not self.errors and self.signed_already():
            self.add_error(None, _("This very contract is signed already."))

    def signed_already(self) -> bool:
        """Whether there is one that says the same: a second click signs no second one."""
        same = Contract.objects.filter(
            organization=self.organization,
            brand=self.brand,
            **{name: self.cleaned_data[name] for name in ("plan", "first_day", "last_day", "trial")},
        )
        return any(tuple(each.products) == self.cleaned_data["products"] for each in same)

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields that are asked for, those that belong together in one row."""
        asked = ([self[name] for name in row if name in self.fields] for row in ROWS)
        return [*filter(None, asked)]

    @property
    def terms(self) -> dict[str, Any]:
        """What `agreements.operations.sign` is told."""
        said = dict(self.cleaned_data)
        manager = said.pop("account_manager", None)
        return said | {
            "account_manager": Person.objects.filter(pk=manager).first() if manager else None,
            "addons": tuple(said.get("addons", ())),
            "contacts": list(Person.objects.filter(pk__in=said.get("contacts", ()))),
        }


class Change(Plain):
    """What can be changed of a contract: its last day, and whom it names."""

    last_day = day_field(
        gettext_lazy("Last day"), required=False, help_text=gettext_lazy("It holds until its end. Empty: without end.")
    )
    contacts = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who asks for support"),
        required=False,
        coerce=int,
        widget=CHECKS,
        help_text=gettext_lazy("Nobody chosen: everybody of the organization may."),
    )

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        named = [str(key) for key in contract.contacts.values_list("pk", flat=True)]
        super().__init__(*args, **{"initial": {"last_day": contract.last_day, "contacts": named}} | kwargs)
        self.contract = contract
        policy = agreements.agreement(agreements.version_in_force(contract.brand))
        plan = policy.plans.get(contract.plan)
        self.most = plan.contacts if plan else None
        named_so_far = [(str(each.pk), str(each)) for each in contract.contacts.order_by("name", "pk")]
        offered = dict([*people(contract.organization), *named_so_far])
        self.offer("contacts", [*offered.items()] if self.most is not None else [])

    def clean_last_day(self) -> date | None:
        """Not before the first."""
        last: date | None = self.cleaned_data["last_day"]
        if last is not None and last < self.contract.first_day:
            raise forms.ValidationError(_("It would end before it begins."))
        return last

    def clean_contacts(self) -> list[int]:
        """No more than the plan has."""
        named: list[int] = self.cleaned_data["contacts"]
        if self.most is not None and len(named) > self.most:
            raise forms.ValidationError(too_many(self.most))
        return named


class Member(Plain):
    """Somebody who belongs to the organization from now on."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"))
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
    return told + " " + _("Known so far: %(names)s") % {"names": ", ".join(known)}


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
    return _("There is no such region. There are: %(names)s") % {"names": ", ".join(known)}


def too_many(most: int) -> str:
    """That the plan has not so many contacts."""
    return _("The plan allows fewer: at most %(most)s.") % {"most": words().number(most)}
