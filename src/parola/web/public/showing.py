"""What stands around a policy: the choice of language, place and hours, its other forms, its versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from babel import Locale, UnknownLocaleError
from django.urls import reverse

from parola.desk.agreements import queries
from parola.desk.agreements.models import AgreementVersion
from parola.desk.agreements.public import Published
from parola.policy.page.reader import Reader, places
from parola.web.context import frame
from parola.web.faces import face
from parola.web.middleware import Request
from parola.web.public.asking import query
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that can be chosen instead: its address, or its key in a form."""

    key: str
    name: str
    address: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A version, where it is read, and where what it changed."""

    version: AgreementVersion
    address: str
    changes: str
    chosen: bool


def around(request: Request, shown: Published, reader: Reader) -> dict[str, Any]:
    """All of that, for the templates, in the brand's face."""
    present = frame(request)["frame"]
    assert isinstance(present, dict)  # noqa: S101  # the other entry, `here`, is the text
    agreement = queries.agreement(shown.version)
    offered = {name: agreement.calendars[name].name for name in agreement.contract_calendars}
    return {
        "frame": {**present, "face": face(shown.brand), "house": shown.brand.name},
        "shown": shown,
        "reader": reader,
        "languages": [_language(code, reader) for code in agreement.languages],
        "zones": [Choice(key=zone, name=zone, chosen=zone == reader.timezone) for zone in _zones(reader)],
        "calendars": [_calendar(key, words().text(name), reader) for key, name in offered.items()]
        if len(offered) > 1
        else [],
        "pdf": _address(shown, "pdf", reader),
        "text": _address(shown, "text", reader),
        "editions": [_edition(shown, each, reader) for each in shown.versions],
        "newest": f"{reverse('policy', args=[shown.brand.slug])}?{query(reader)}",
    }


def _language(code: str, reader: Reader) -> Choice:
    return Choice(key=code, name=own_name(code), address=f"?{query(reader, lang=code)}", chosen=code == reader.language)


def own_name(code: str) -> str:
    """What a language is called in itself."""
    try:
        return Locale.parse(code.replace("-", "_")).get_display_name() or code
    except (UnknownLocaleError, ValueError):
        return code


def _zones(reader: Reader) -> list[str]:
    return sorted({*places(), reader.timezone})


def _calendar(key: str, name: str, reader: Reader) -> Choice:
    return Choice(key=key, name=name, chosen=key == reader.calendar)


def _address(shown: Published, form: str, reader: Reader) -> str:
    if shown.in_force:
        return f"{reverse(f'policy_{form}', args=[shown.brand.slug])}?{query(reader)}"
    found = reverse(f"policy_version_{form}", args=[shown.brand.slug, shown.version.number])
    return f"{found}?{query(reader)}"


def _edition(shown: Published, version: AgreementVersion, reader: Reader) -> Edition:
    asked, args = query(reader), [shown.brand.slug, version.number]
    return Edition(
        version=version,
        address=f"{reverse('policy_version', args=args)}?{asked}",
        changes=f"{reverse('policy_changes', args=args)}?{asked}" if version.number > 1 else "",
        chosen=version == shown.version,
    )
