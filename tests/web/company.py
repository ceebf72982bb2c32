"""Companies' own sign-in in the table of routes: what there is of it, and who gets what."""

# ruff: noqa: F405
from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from django.db.models import Model

from parola.desk.accounts.providers import IdentityProvider
from tests.desk.world import World
from tests.web.matrix import *  # noqa: F403  # the table is written in these words

METADATA = (Path(__file__).parents[1] / "support" / "companies" / "metadata.xml").read_text(encoding="utf-8")


def by_saml(world: World) -> IdentityProvider:
    """Acme's own sign-in, by SAML."""
    return IdentityProvider.objects.create(
        kind="saml",
        name="Acme ID",
        issuer="https://id.acme.example/metadata",
        organization=world.acme,
        metadata=METADATA,
    )


def by_oidc(_world: World) -> IdentityProvider:
    """A sign-in by OpenID Connect."""
    return IdentityProvider.objects.create(kind="oidc", name="Acme ID", issuer="https://id.acme.example", client_id="x")


THINGS: Mapping[str, Callable[[World], Model]] = {"by_saml": by_saml, "by_oidc": by_oidc}
COMPANY, OPENID = Key("by_saml", "slug"), Key("by_oidc", "slug")
ROWS = [
    Row(route="company_find", method="GET", outcomes=FOR_ALL),
    Row(route="company_find", method="POST", outcomes=UNKNOWN, data={"email": "nobody@other.example"}),
    Row(route="company_begin", method="POST", outcomes=FOR_ALL, args=(COMPANY,)),
    Row(route="company_back", method="GET", outcomes=TO_NOBODY, args=(OPENID,), data={"code": "x", "state": "x"}),
    Row(
        route="company_acs",
        method="POST",
        outcomes=DONE_BY_ALL,
        args=(COMPANY,),
        data={"SAMLResponse": "PGEvPg=="},
        without_token="another site's form sends it here, with a signature instead; it is only kept for the next address",
    ),
    Row(route="company_finish", method="GET", outcomes=TO_NOBODY, args=(COMPANY,)),
    Row(route="company_metadata", method="GET", outcomes=FOR_ALL, args=(COMPANY,)),
    Row(route="console:settings_companies", method="GET", outcomes=ADMINISTERS),
    *form("console:settings_company_new", ADMINISTERS, DECREES, name="Acme ID", kind="oidc", domains="acme.example"),
    *form(
        "console:settings_company", ADMINISTERS, DECREES, COMPANY, name="Acme", domains="a.example", metadata=METADATA
    ),
    Row(route="console:settings_company_test", method="POST", outcomes=DECREES, args=(COMPANY,)),
    Row(route="console:settings_company_use", method="POST", outcomes=DECREES, args=(COMPANY,), data={"active": "0"}),
    Row(route="console:settings_company_remove", method="POST", outcomes=DECREES, args=(OPENID,)),
]
