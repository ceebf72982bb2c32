"""The identity providers of companies, by which their people sign in. What is done with them: `federation`."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from parola.desk.accounts.secrets import SecretField


def new_slug() -> str:
    """What stands in a provider's addresses, and with every identity that it vouched for. Never given twice."""
    return secrets.token_hex(8)


class IdentityProvider(models.Model):
    """A company's own sign-in. Whoever it says somebody is, it is `issuer`'s word, and another issuer's word is about another person."""

    class Kind(models.TextChoices):
        """How it speaks."""

        OIDC = "oidc", _("OpenID Connect")
        SAML = "saml", _("SAML 2.0")

    slug = models.CharField(max_length=16, unique=True, default=new_slug, editable=False)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    name = models.CharField(max_length=80)
    issuer = models.CharField(max_length=500)
    """OIDC: the issuer's address; SAML: the entity's name."""
    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, null=True, related_name="providers"
    )
    """Whose people come in by it. None: the desk's own."""
    domains = models.JSONField(default=list)
    """The mail domains for which it may speak: those of the company, as an administrator said."""
    client_id = models.CharField(max_length=300, blank=True)
    secret = SecretField(null=True)
    metadata = models.TextField(blank=True)
    """SAML: what the provider says of itself, with the certificates by which it signs."""
    attributes = models.JSONField(default=dict)
    """SAML: which of its attributes is the `subject`, the `email`, the `name`; what is not said here is found by the usual names."""
    active = models.BooleanField(default=True)
    admits = models.BooleanField(default=False)
    """Whether people who are not known yet may come in: as members of the organization."""
    vouches = models.BooleanField(default=False)
    """OIDC: whether addresses that it does not call verified are so all the same. Those that it calls unverified never are."""
    only = models.BooleanField(default=False)
    """Whether people of its domains sign in by it alone. Administrators never do, so that nobody is locked out."""
    second_factor = models.BooleanField(default=False)
    """Whether it asks for a second factor itself, so that the desk need not."""

    @override
    def __str__(self) -> str:
        return self.name
