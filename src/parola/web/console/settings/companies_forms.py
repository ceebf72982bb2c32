"""What an administrator fills in about companies' own sign-in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from typing_extensions import override

from parola.desk import outbound
from parola.desk.accounts.models import Organization
from parola.desk.accounts.providers import IdentityProvider
from parola.desk.accounts.secrets import Secret
from parola.desk.accounts.spelling import ascii_domain, clean_name
from parola.web.console.customers.forms import Plain
from parola.web.console.settings.fields import CODE, text, tick, told_of
from parola.web.sso.extra import saml


class WithDomains(Plain):
    """What both forms ask."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("As its people know it."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    domains = forms.CharField(
        label=gettext_lazy("Mail domains it speaks for"),
        max_length=1000,
        help_text=gettext_lazy("Parted by commas. It is believed about addresses in these, and in no others."),
        widget=forms.TextInput(CODE),
    )

    def clean_name(self) -> str:
        """In one line, without signs that nobody sees."""
        return clean_name(self.cleaned_data["name"])

    def clean_domains(self) -> list[str]:
        """Each once, as they are compared."""
        found = []
        for domain in self.cleaned_data["domains"].replace("،", ",").split(","):
            try:
                found.append(ascii_domain(domain.strip().strip("@")))
            except ValueError:
                told = _("“%(domain)s” is no domain. For example acme.example.")
                raise forms.ValidationError(told % {"domain": domain.strip()}) from None
        return list(dict.fromkeys(found))


class New(WithDomains):
    """A provider that is not known here yet."""

    kind = forms.ChoiceField(label=gettext_lazy("It speaks"), choices=IdentityProvider.Kind.choices)
    organization = forms.TypedChoiceField(label=gettext_lazy("For whom"), required=False, coerce=int, empty_value=None)

    field_order = ("name", "kind", "organization", "domains")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        customers = [(str(each.pk), each.name) for each in Organization.objects.order_by("name")]
        self.offer("organization", [("", _("The people of this desk")), *customers])


class Rules(WithDomains):
    """What a provider may, whichever way it speaks."""

    admits = tick(
        gettext_lazy("Who is new may come in by it"),
        gettext_lazy("As a member of the organization. Nobody gets a role on the support side by signing in."),
    )
    only = tick(
        gettext_lazy("People of these domains sign in by it alone"),
        gettext_lazy(
            "No password, no code by mail. Administrators keep their other ways, so that nobody is locked out."
        ),
    )
    second_factor = tick(
        gettext_lazy("It asks for a second factor itself"), gettext_lazy("Then this desk does not ask for one again.")
    )

    def fields_of_provider(self) -> dict[str, Any]:
        """What is changed of it."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"secret", "address"}}


class OpenID(Rules):
    """A provider that speaks OpenID Connect."""

    issuer = text(
        gettext_lazy("Issuer"), required=True, longest=500, hint=gettext_lazy("For example https://id.acme.example")
    )
    client_id = text(gettext_lazy("Client ID"), required=True)
    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        required=False,
        max_length=1000,
        widget=forms.PasswordInput({**CODE, "autocomplete": "new-password"}),
    )
    vouches = tick(
        gettext_lazy("Its addresses are verified even where it does not say so"),
        gettext_lazy("For a provider in which nobody chooses their address themselves, such as Microsoft Entra ID."),
    )

    field_order = ("name", "issuer", "client_id", "secret", "domains", "vouches", "admits", "only", "second_factor")

    def __init__(self, *args: Any, provider: IdentityProvider, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provider, self.now = provider, now
        self.fields["secret"].help_text = told_of(provider.secret)

    def clean_issuer(self) -> str:
        """An address that the desk may call."""
        issuer: str = self.cleaned_data["issuer"].strip()
        try:
            outbound.target_of(issuer)
        except outbound.NotFetched:
            raise forms.ValidationError(_("It must be an address with https://, on the open network.")) from None
        return issuer

    @sensitive_variables()
    def clean_secret(self) -> Secret | None:
        """Closed from here on."""
        plain = self.cleaned_data["secret"]
        return Secret.of(plain, now=self.now) if plain else None

    @override
    def clean(self) -> None:
        """No secret for another address than the one for which it was given."""
        moved = self.provider.secret is not None and self.cleaned_data.get("issuer") != self.provider.issuer
        if moved and not self.cleaned_data.get("secret") and "issuer" in self.cleaned_data:
            self.add_error("secret", _("The issuer is another: give its secret too."))


class Saml(Rules):
    """A provider that speaks SAML."""

    metadata = forms.CharField(
        label=gettext_lazy("Its metadata"),
        required=False,
        max_length=500_000,
        help_text=gettext_lazy(
            "The XML in which it says its name, where to sign in, and by which certificates it signs."
        ),
        widget=forms.Textarea({**CODE, "rows": "6"}),
    )
    address = text(
        gettext_lazy("Or the address of its metadata"),
        longest=500,
        hint=gettext_lazy("They are fetched once, now. Do it again when its certificates change."),
    )
    email = text(gettext_lazy("Attribute with the mail address"), hint=gettext_lazy("Empty: found by the usual names."))
    full_name = text(gettext_lazy("Attribute with the name"))
    subject = text(
        gettext_lazy("Attribute that never changes"), hint=gettext_lazy("Empty: the subject's NameID, which must last.")
    )

    field_order = (
        "name",
        "metadata",
        "address",
        "email",
        "full_name",
        "subject",
        "domains",
        "admits",
        "only",
        "second_factor",
    )

    def __init__(self, *args: Any, provider: IdentityProvider, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provider, self.now = provider, now

    @override
    def clean(self) -> None:
        """Metadata that can be used; of the same provider, where there are some."""
        said = self.cleaned_data
        if said.get("address") and not said.get("metadata"):
            said["metadata"] = self._fetched(said["address"])
        if not said.get("metadata"):
            self.add_error("metadata", _("Without its metadata nobody can be believed."))
            return
        try:
            said["issuer"] = saml().describe(said["metadata"]).entity
        except saml().BadMetadata:
            self.add_error(
                "metadata",
                _("These are no metadata of an identity provider with a certificate and a place to sign in."),
            )

    def _fetched(self, address: str) -> str:
        try:
            return outbound.fetch(address).decode("utf-8", "replace")
        except outbound.NotFetched:
            self.add_error("address", _("Nothing could be fetched from there. It must be https, on the open network."))
            return ""

    @override
    def fields_of_provider(self) -> dict[str, Any]:
        found = super().fields_of_provider()
        named = {"email": found.pop("email"), "name": found.pop("full_name"), "subject": found.pop("subject")}
        return {**found, "attributes": {of: name for of, name in named.items() if name}}


def initial(provider: IdentityProvider) -> dict[str, Any]:
    """What there is, without the secret."""
    named = provider.attributes
    return {
        "name": provider.name,
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "metadata": provider.metadata,
        "domains": ", ".join(provider.domains),
        "email": named.get("email", ""),
        "full_name": named.get("name", ""),
        "subject": named.get("subject", ""),
    } | {name: getattr(provider, name) for name in ("admits", "only", "second_factor", "vouches")}
