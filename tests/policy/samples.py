"""Small agreements, written out, for tests to vary."""

from __future__ import annotations

import pytest

from parola.policy.findings import BadAgreement, Finding
from parola.policy.read import Document, read
from parola.policy.words import Words

ENGLISH = Words("en")

SMALL = """\
id: acme
vendor: Acme
languages: [en]
title: Acme support

priorities:
  P1: {name: Critical, definition: Everything is down.}
  P2: {name: Normal, definition: Something is wrong.}
default_priority: P2

calendars:
  office:
    name: Office hours
    hours: mon-fri 09:00-17:00
    timezone: Europe/Madrid
    holidays: ES-MD
contract_calendars: [office]

plans:
  basic:
    name: Basic
    channels: [email, web]
    hours: Office hours
    targets:
      first_response: {on: office, P1: 2h, P2: 1d}
"""


def small(**changes: str) -> str:
    """The small agreement with pieces of it replaced: `small(**{"P2: 1d": "P2: soon"})`."""
    text = SMALL
    for old, new in changes.items():
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the sample"
        text = text.replace(old, new)
    return text


def more(lines: str, **changes: str) -> str:
    """The small agreement with lines added at its end."""
    return small(**changes) + lines


def agreed(text: str) -> Document:
    """The agreement in the text."""
    return read(text, "acme.yaml")


def findings(text: str) -> list[Finding]:
    """What is wrong with the text; at least one thing must be."""
    with pytest.raises(BadAgreement) as caught:
        read(text, "acme.yaml")
    return list(caught.value.findings)


def told(text: str) -> list[str]:
    """The findings of a text as `line:column message`. The advice of each can be told too."""
    found = findings(text)
    assert all(isinstance(each.advised(ENGLISH), str) for each in found)
    return [f"{each.line}:{each.column} {each.told(ENGLISH)}" for each in found]


def advised(text: str, finding: str) -> str:
    """The advice that goes with the finding."""
    (advice,) = [each.advised(ENGLISH) for each in findings(text) if finding in each.told(ENGLISH)]
    return advice
