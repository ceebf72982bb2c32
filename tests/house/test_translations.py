"""Every text of the program is there in every language, whole and with the same placeholders.

The texts are extracted anew, into a copy, by the same command as `make messages`; so a text that the catalogues do not
have yet counts as missing.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).parents[2] / "src/parola"
LANGUAGES = ("es", "it", "ar")
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|(?<!\{)\{(\w+)\}(?!\})")

pytestmark = pytest.mark.needs("gettext")


@pytest.fixture(scope="session")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package whose catalogues have been brought up to date."""
    copy = tmp_path_factory.mktemp("messages") / "parola"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "static"))
    (copy / "locale").mkdir(exist_ok=True)
    locales = [f"--locale={language}" for language in LANGUAGES]
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", *locales, "--no-location", "--no-obsolete"],
        cwd=copy,
        check=True,
        capture_output=True,
    )
    return copy


def catalogue(package: Path, language: str) -> Catalog:
    with (package / f"locale/{language}/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale=language)


def forms(value: object) -> list[str]:
    """A msgid or msgstr as the list of its forms: one, or singular and plurals."""
    return (
        [value] if isinstance(value, str) else [str(form) for form in value] if isinstance(value, tuple | list) else []
    )


def messages(found: Catalog) -> Iterator[Message]:
    return (message for message in found if message.id)


def placeholders(text: str) -> set[str]:
    return {python or braces for python, braces in PLACEHOLDER.findall(text)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(extracted: Path, language: str) -> None:
    missing = [
        message.id
        for message in messages(catalogue(extracted, language))
        if message.fuzzy or not forms(message.string) or not all(forms(message.string))
    ]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_has_all_the_forms_of_its_language(extracted: Path, language: str) -> None:
    found = catalogue(extracted, language)
    wrong = [
        message.id
        for message in messages(found)
        if message.pluralizable and len(forms(message.string)) != found.num_plurals
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_has_the_placeholders_of_its_text(extracted: Path, language: str) -> None:
    wrong = [message.id for message in messages(catalogue(extracted, language)) if not same_placeholders(message)]
    assert wrong == []


def same_placeholders(message: Message) -> bool:
    """A plural form may leave the number out ("one ticket"); nothing else may be left out, and nothing added."""
    singular, *plural = forms(message.id)
    wanted = placeholders(singular).union(*map(placeholders, plural))
    may_lack = {"count", "counter", "number", "n"} & wanted if plural else set()
    return all(wanted - may_lack <= placeholders(form) <= wanted for form in forms(message.string) if form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_nothing_that_no_page_says(extracted: Path, language: str) -> None:
    kept = {str(message.id) for message in messages(catalogue(PACKAGE, language))}
    used = {str(message.id) for message in messages(catalogue(extracted, language))}
    assert kept - used == set()
