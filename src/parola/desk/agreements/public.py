"""What everybody may read of a brand's agreement: all its versions, where the brand shows them."""

from __future__ import annotations

from dataclasses import dataclass

from parola.desk.accounts.models import Brand
from parola.desk.agreements.models import AgreementVersion
from parola.desk.agreements.queries import versions_of


class NotShown(LookupError):
    """There is no such brand, it publishes nothing to everybody, or it has no such version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A version of a brand's agreement, among all of them, the newest first."""

    brand: Brand
    version: AgreementVersion
    versions: list[AgreementVersion]

    @property
    def in_force(self) -> bool:
        """Whether it is the newest."""
        return self.version == self.versions[0]

    @property
    def before(self) -> AgreementVersion | None:
        """The version that it followed; None for the first."""
        return next((each for each in self.versions if each.number == self.version.number - 1), None)


def published(slug: str, number: int | None = None) -> Published:
    """The version of that number, without one that in force. Raises NotShown."""
    brand = Brand.objects.filter(slug=slug, shows_policy=True).select_related("logo", "logo_dark").first()
    versions = versions_of(brand) if brand else []
    version = next((each for each in versions if number in (None, each.number)), None)
    if brand is None or version is None:
        raise NotShown(slug)
    return Published(brand=brand, version=version, versions=versions)


def is_shown(brand: Brand) -> bool:
    """Whether there is a page of the brand's policy for everybody."""
    return brand.shows_policy and AgreementVersion.objects.filter(brand=brand).exists()
