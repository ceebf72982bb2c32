"""A vendor's face as pages have it: where its style sheet and its logo are, and what that sheet says.

Their addresses name what they hold by its hash, so that a change is seen at once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language

from parola.desk.accounts.colours import parse, shades
from parola.desk.accounts.models import Brand
from parola.desk.files.models import Blob

SHORT = 16
"""Characters of a hash in an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What pages show of a vendor. Addresses are empty where there is nothing."""

    name: str
    sheet: str
    logo: str
    logo_dark: str
    greeting: str


def face(brand: Brand) -> Face:
    """The face of a vendor, with its greeting in the active language or in the brand's own."""
    greeting = brand.greeting.get(get_language() or "") or brand.greeting.get(brand.language, "")
    return Face(
        name=brand.name,
        sheet=reverse("brand_sheet", args=[brand.slug, digest(sheet_of(brand.colour))]) if brand.colour else "",
        logo=_address(brand, brand.logo),
        logo_dark=_address(brand, brand.logo_dark),
        greeting=greeting,
    )


def _address(brand: Brand, blob: Blob | None) -> str:
    return reverse("brand_logo", args=[brand.slug, blob.sha256[:SHORT]]) if blob else ""


def digest(sheet: str) -> str:
    """What names a style sheet in its address."""
    return hashlib.sha256(sheet.encode()).hexdigest()[:SHORT]


@lru_cache(maxsize=256)
def sheet_of(colour: str, over: str = ":root") -> str:
    """The house's own names of colours, with the shades of this one. Raises NotAColour."""
    found = shades(parse(colour))
    light, dark = found.light, found.dark
    values = {
        "accent": (light.accent, dark.accent),
        "accent-strong": (light.strong, dark.strong),
        "accent-wash": (light.wash, dark.wash),
        "ink-on-accent": (light.ink, dark.ink),
        "brand": (found.own, found.own),
        "ink-on-brand": (found.ink, found.ink),
    }
    lines = (f"--{name}:light-dark({one.hex},{other.hex})" for name, (one, other) in values.items())
    return f"{over}{{{';'.join(lines)}}}\n"
