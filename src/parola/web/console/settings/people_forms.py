"""What is filled in about those who work here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from parola.desk.accounts import staff
from parola.desk.accounts.models import Brand, Person, Post
from parola.desk.accounts.spelling import clean_name
from parola.web.addresses import no_mailbox
from parola.web.console.customers.forms import LONGEST_NAME, Plain, zone

CHECKS = forms.CheckboxSelectMultiple


class Described(Plain):
    """Name, language and time zone of a person."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=LONGEST_NAME, required=False, widget=forms.TextInput({"dir": "auto"})
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    timezone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_name(self) -> str:
        """Without signs that nobody sees."""
        return clean_name(self.cleaned_data["name"])

    def clean_timezone(self) -> str:
        """A time zone that there is."""
        return zone(self.cleaned_data["timezone"])


class Posts(Plain):
    """What a person is at one brand: the roles that the reader may give there."""

    roles = forms.MultipleChoiceField(label=gettext_lazy("Roles"), required=False, widget=CHECKS)

    def __init__(self, *args: Any, brand: Brand, person: Person, by: Person, **kwargs: Any) -> None:
        self.brand = brand
        self.held = set(Post.objects.filter(person=person, brand=brand).values_list("role", flat=True))
        kwargs = {"auto_id": f"{brand.slug}-%s", "initial": {"roles": sorted(self.held)}} | kwargs
        super().__init__(*args, **kwargs)
        self.given = set(staff.grantable(by, brand))
        self.fields["roles"].choices = choices(self.given)  # type: ignore[attr-defined]

    @property
    def beyond(self) -> list[str]:
        """The names of roles held that the reader can neither give nor take."""
        return [str(Post.Role(role).label) for role in sorted(self.held - self.given)]

    @property
    def wanted(self) -> set[str]:
        """All roles from now on: those chosen, and those that the reader cannot take."""
        return {*self.cleaned_data["roles"], *(self.held - self.given)}


class Invite(Plain):
    """Somebody who is asked to work here; for each brand of the reader's, as what."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), validators=[no_mailbox])
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=LONGEST_NAME, required=False, widget=forms.TextInput({"dir": "auto"})
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the mail"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, by: Person, brands: Iterable[Brand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.brands = {self._offer(brand, by): brand for brand in brands}

    @override
    def clean(self) -> None:
        """Some role there must be."""
        if not self.errors and not self.roles:
            raise forms.ValidationError(_("Choose at least one role."))

    @property
    def roles(self) -> dict[Brand, list[str]]:
        """The roles chosen, by brand."""
        return {brand: chosen for name, brand in self.brands.items() if (chosen := self.cleaned_data.get(name))}

    def _offer(self, brand: Brand, by: Person) -> str:
        name = f"roles-{brand.slug}"
        self.fields[name] = forms.MultipleChoiceField(
            label=brand.name, choices=choices(staff.grantable(by, brand)), required=False, widget=CHECKS
        )
        return name


class Erase(Plain):
    """That it is meant: the number of the person, typed."""

    number = forms.CharField(
        label=gettext_lazy("The number of the person, to confirm"),
        max_length=20,
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_number(self) -> str:
        """The one that stands on the page."""
        if self.cleaned_data["number"].strip() != str(self.person.pk):
            raise forms.ValidationError(_("This is not the number of the person."))
        return str(self.person.pk)


def choices(roles: Iterable[str]) -> list[tuple[str, str]]:
    """The roles with their names, in their order."""
    wanted = set(roles)
    return [(role.value, str(role.label)) for role in Post.Role if role in wanted]
