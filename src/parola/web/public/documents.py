"""A brand's policy as documents: made once for each version, day and kind of reader, and kept a while in the process."""

from __future__ import annotations

from functools import lru_cache

from parola.desk.accounts.models import Brand
from parola.desk.agreements import queries
from parola.desk.agreements.models import AgreementVersion
from parola.desk.agreements.public import Published
from parola.desk.webform.queries import form_of
from parola.policy.numerals import active
from parola.policy.page.differences import differences
from parola.policy.page.document import Page
from parola.policy.page.making import Edition, page
from parola.policy.page.reader import Reader, Teller
from parola.policy.page.rules import Ways
from parola.policy.words import gettext_noop
from parola.sla.zones import zone_of

KEPT = 64

MAIL, FORM, PORTAL, PHONE, SITE, WHO = (
    gettext_noop("E-mail"),
    gettext_noop("Web form"),
    gettext_noop("Portal"),
    gettext_noop("Phone"),
    gettext_noop("Website"),
    gettext_noop("Who we are"),
)


def document(shown: Published, reader: Reader) -> Page:
    """The policy, for that reader."""
    return _page(shown.version.pk, _edition(shown, reader), reader, active())


def changes(shown: Published, before: AgreementVersion, reader: Reader) -> Page:
    """What the version changed."""
    return _changes(before.pk, shown.version.pk, _edition(shown, reader), reader, active())


@lru_cache(maxsize=KEPT)
def _page(version: int, edition: Edition, reader: Reader, _numerals: str) -> Page:
    (found,) = queries.versions([version])
    return page(queries.agreement(found), edition, reader)


@lru_cache(maxsize=KEPT)
def _changes(old: int, new: int, edition: Edition, reader: Reader, _numerals: str) -> Page:
    by_key = {each.pk: queries.agreement(each) for each in queries.versions([old, new])}
    return differences(by_key[old], by_key[new], edition, reader)


def _edition(shown: Published, reader: Reader) -> Edition:
    since = shown.version.published_at.astimezone(zone_of(shown.brand.timezone)).date()
    told = Teller(queries.agreement(shown.version), reader).words.gettext
    ways = tuple((told(name), said, address) for name, said, address in _ways(shown.brand) if said)
    version = shown.version
    return Edition(digest=version.digest, brand=shown.brand.name, number=version.number, since=since, ways=ways)


def _ways(brand: Brand) -> Ways:
    """How everybody reaches the brand, and who it is in business; empty where it says nothing of the kind."""
    form = f"{brand.door}/ask/" if form_of(brand) else ""
    mail, portal = brand.support_address, f"{brand.door}/"
    lines = (brand.legal_name, *brand.postal_address.splitlines(), brand.registration)
    return (
        (MAIL, mail, f"mailto:{mail}"),
        (FORM, form, form),
        (PORTAL, portal, portal),
        (PHONE, brand.phone, ""),
        (SITE, brand.website, brand.website if brand.website.startswith(("https:", "http:")) else ""),
        (WHO, ", ".join(line.strip() for line in lines if line.strip()), ""),
    )
