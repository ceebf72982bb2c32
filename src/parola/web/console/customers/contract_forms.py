"""A contract as it is filled in, and what can be changed of it. What it can name is what the agreement in force offers."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.agreements import extras as additions
from parola.desk.agreements import notation
from parola.desk.agreements import queries as agreements
from parola.desk.agreements.models import Contract
from parola.policy import holidays
from parola.sla.agreement import Agreement, Plan
from parola.web.console.customers.forms import (
    CHECKS,
    Plain,
    calendars,
    countries,
    day_field,
    names_contacts,
    no_region,
    people,
    products_hint,
    staff,
    too_many,
    zone,
)
from parola.web.templatetags.parola import words

LONGEST_PRODUCTS, LONGEST_LIST, LONGEST_NOTE, LONGEST_EXTRA = 1000, 4000, 4000, 160
Read = TypeVar("Read")
ROWS = (
    ("plan", "trial"), ("addons",), ("tiers",), ("first_day", "last_day"), ("products",), ("timezone", "calendar"),
    ("country", "subdivision"), ("own_holidays",), ("extras",), ("contacts",), ("account_manager", "number"), ("note",),
)  # fmt: skip
"""How a contract's fields stand on the page."""


def lines(label: object, help_text: object) -> forms.CharField:
    """A list, one a line."""
    widget = forms.Textarea({"rows": 3, "dir": "auto"})
    return forms.CharField(label=label, max_length=LONGEST_LIST, required=False, help_text=help_text, widget=widget)  # type: ignore[arg-type]  # lazy


def number_field() -> forms.CharField:
    """What the contract is called elsewhere."""
    return forms.CharField(
        label=gettext_lazy("Contract number"),
        max_length=64,
        required=False,
        help_text=gettext_lazy(
            "As your books or the customer have it. By it an imported file knows the contract again."
        ),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )


def note_field() -> forms.CharField:
    """For the brand's own people."""
    return forms.CharField(
        label=gettext_lazy("Note"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=gettext_lazy("For your own people; the customer does not see it."),
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )


def manager_field() -> forms.TypedChoiceField:
    """Who looks after the customer."""
    return forms.TypedChoiceField(label=gettext_lazy("Account manager"), required=False, coerce=int, empty_value=None)


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
    tiers = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Tiers"),
        required=False,
        coerce=int,
        widget=CHECKS,
        help_text=gettext_lazy("Those that this contract reaches. None chosen: all of its plan."),
    )
    own_holidays = lines(
        gettext_lazy("Own holidays"), gettext_lazy("One a line: the day, and what it is called. 2026-06-24 San Juan")
    )
    extras = lines(
        gettext_lazy("Further entitlements"),
        gettext_lazy("Beside the plan, one a line: what, how much, of what. Training: 10 hours"),
    )
    account_manager = manager_field()
    number = number_field()
    note = note_field()

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
        self.offer("tiers", tiers(self.policy))
        self.fields["products"].help_text = products_hint(brand, self.policy)

    def clean_own_holidays(self) -> tuple[tuple[str, str], ...]:
        """Days with their names."""
        return readable(notation.holidays, self.cleaned_data["own_holidays"])

    def clean_extras(self) -> list[additions.NewExtra]:
        """What comes beside the plan."""
        return readable(notation.extras, self.cleaned_data["extras"])

    def clean_number(self) -> str:
        """One that no other contract of the brand has."""
        return unused(self.cleaned_data["number"], self.brand)

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
        if plan and (lost := self.beyond(plan)):
            self.add_error("tiers", _("The plan does not include them: %(names)s") % {"names": words().listed(lost)})
        if not self.errors and self.signed_already():
            self.add_error(None, _("This very contract is signed already."))

    def beyond(self, plan: Plan) -> list[str]:
        """The tiers that were chosen and that the plan, with the add-ons, does not have."""
        addons = [self.policy.addons[name] for name in self.cleaned_data.get("addons", ())]
        included = {*plan.tiers, *(tier for addon in addons for tier in addon.tiers)}
        return [words().number(tier) for tier in self.cleaned_data.get("tiers", ()) if tier not in included]

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
            "tiers": tuple(said.get("tiers", ())),
            "contacts": list(Person.objects.filter(pk__in=said.get("contacts", ()))),
        }


class Change(Plain):
    """What can be changed of a contract: its last day, whom it names, and what binds nobody."""

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
    account_manager = manager_field()
    number = number_field()
    note = note_field()

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        named = [str(key) for key in contract.contacts.values_list("pk", flat=True)]
        first = {
            "last_day": contract.last_day,
            "contacts": named,
            "account_manager": contract.account_manager_id,
            "number": contract.number,
            "note": contract.note,
        }
        super().__init__(*args, **{"initial": first} | kwargs)
        self.contract = contract
        policy = agreements.agreement(agreements.version_in_force(contract.brand))
        plan = policy.plans.get(contract.plan)
        self.most = plan.contacts if plan else None
        named_so_far = [(str(each.pk), str(each)) for each in contract.contacts.order_by("name", "pk")]
        offered = dict([*people(contract.organization), *named_so_far])
        self.offer("contacts", [*offered.items()] if self.most is not None else [])
        managing = {str(each.pk): str(each) for each in [contract.account_manager] if each}
        self.offer("account_manager", [("", _("Nobody")), *(managing | dict(staff(contract.brand))).items()])

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

    def clean_number(self) -> str:
        """One that no other contract of the brand has."""
        return unused(self.cleaned_data["number"], self.contract.brand, self.contract)

    @property
    def manager(self) -> Person | None:
        """The account manager that was chosen."""
        chosen: int | None = self.cleaned_data["account_manager"]
        return Person.objects.filter(pk=chosen).first() if chosen is not None else None


class NewExtra(Plain):
    """One more that the contract gives beside its plan."""

    what = forms.CharField(
        label=gettext_lazy("One more entitlement"),
        max_length=LONGEST_EXTRA,
        help_text=gettext_lazy("What, how much, of what. Training: 10 hours"),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )

    def clean_what(self) -> additions.NewExtra:
        """One, as it is written."""
        found = readable(notation.extras, self.cleaned_data["what"])
        if len(found) != 1:
            raise forms.ValidationError(_("Write one at a time."))
        return found[0]


class Use(Plain):
    """Some of an extra that was used."""

    amount = forms.DecimalField(
        label=gettext_lazy("Used"),
        max_digits=9,
        decimal_places=2,
        widget=forms.NumberInput({"step": "any", "inputmode": "decimal"}),
    )
    day = day_field(gettext_lazy("Day"))
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=200, required=False, widget=forms.TextInput({"dir": "auto"})
    )


def tiers(policy: Agreement) -> list[tuple[str, str]]:
    """The tiers that plans of the agreement include, where there is more than one."""
    included = {tier for plan in policy.plans.values() for tier in plan.tiers}
    included |= {tier for addon in policy.addons.values() for tier in addon.tiers}
    return [(str(tier), words().number(tier)) for tier in sorted(included)] if len(included) > 1 else []


def readable(read: Callable[[str], Read], text: str) -> Read:
    """The list that was written; ValidationError with the line that cannot be read."""
    try:
        return read(text)
    except notation.Unreadable as line:
        raise forms.ValidationError(_("This cannot be read: %(text)s") % {"text": line}) from None


def unused(number: str, brand: Brand, contract: Contract | None = None) -> str:
    """The number; ValidationError where another contract of the brand has it."""
    named = Contract.objects.filter(brand=brand, number=number.strip())
    others = named.exclude(pk=contract.pk) if contract else named
    if number.strip() and others.exists():
        raise forms.ValidationError(_("Another contract has this number."))
    return number.strip()
