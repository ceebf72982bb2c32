"""A page of an agreement: examples by the core and the reader's clock, languages, and three forms that say the same."""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
from html import unescape

import pypdf
import pytest

from parola.policy import library
from parola.policy.page.differences import differences
from parola.policy.page.document import Block, Facts, Grid, Lines, Listing, Page, Part, Prose, Said
from parola.policy.page.making import Edition, page
from parola.policy.page.markdown import markdown
from parola.policy.page.reader import Reader
from parola.policy.read import Document, read
from parola.web.public.drawing import file
from parola.web.public.paper import paper
from tests.policy.samples import SMALL, small

MONDAY = dt.date(2026, 11, 23)
EDITION = Edition(digest="d" * 64)


def reader(
    language: str = "en", timezone: str = "Europe/Madrid", day: dt.date = MONDAY, calendar: str | None = None
) -> Reader:
    return Reader(language=language, timezone=timezone, today=day, calendar=calendar)


def told(source: str | Document, who: Reader | None = None) -> Page:
    document = read(source) if isinstance(source, str) else source
    return page(document.agreement, EDITION, who or reader())


def fragments(*blocks: Block) -> list[Said]:
    found: list[Said] = []
    for block in blocks:
        match block:
            case Prose(lines):
                found += lines
            case Listing(items):
                found += flat(*items)
            case Facts(rows):
                found += flat(*((name, *lines) for name, lines in rows))
            case Grid(_, head, rows):
                found += flat(head, *(cell for row in rows for cell in row))
            case Part(title, inner):
                found += [title, *fragments(*inner)]
    return found


def flat(*many: Lines) -> list[Said]:
    return [each for lines in many for each in lines]


def all_of(shown: Page) -> list[Said]:
    sections = [[each.title, *fragments(*each.blocks)] for each in shown.sections]
    return [shown.title, *shown.about, *flat(*map(tuple, sections))]


def texts(shown: Page) -> str:
    return "\n".join(each.text for each in all_of(shown))


def test_a_friday_afternoon_in_madrid_is_answered_on_monday() -> None:
    said = texts(told(small(**{"P2: 1d": "P2: 4h"})))
    assert "A request of priority P2 that comes in on Fri 27 Nov, 16:30 is answered by Mon 30 Nov, 12:30." in said


@pytest.mark.parametrize(
    ("zone", "calendar", "wanted"),
    [
        ("Europe/Madrid", None, "P1 that comes in on Mon 7 Dec, 16:30 is answered by Wed 9 Dec, 10:30."),
        ("Asia/Kolkata", None, "Times of Kolkata, with the public holidays of India."),
        ("Europe/Madrid", "north-america", "P1 that comes in on Sun 29 Nov, 03:00 is answered by Mon 30 Nov, 10:00."),
        (
            "America/New_York",
            "north-america",
            "P1 that comes in on Wed 25 Nov, 16:30 is answered by Fri 27 Nov, 09:30.",
        ),
        ("UTC", None, "Times of UTC, without public holidays."),
        ("Asia/Calcutta", None, "with the public holidays of India."),
    ],
)
def test_an_example_is_the_readers_place_hours_and_holidays(zone: str, calendar: str | None, wanted: str) -> None:
    assert wanted in texts(told(library.load("credenti"), reader(timezone=zone, calendar=calendar)))


@pytest.mark.parametrize("agreement", ["cloudtalk", "zmanda", "native"])
def test_holidays_by_which_no_calendar_goes_are_not_named(agreement: str) -> None:
    """CloudTalk has those of Slovakia wherever one is, Zmanda and the native support are open on all."""
    assert "\nTimes of Madrid.\n" in texts(told(library.load(agreement), reader(timezone="Europe/Madrid")))


def test_the_vendors_hours_are_told_by_the_readers_clock() -> None:
    said = texts(told(small(), reader(timezone="America/Lima")))
    assert "On a Tuesday morning: Tue 24 Nov, 10:00" in said
    assert "Wed 25 Nov, 04:00" in said  # an hour of Tuesday in Madrid, and one of Wednesday


def test_days_off_come_with_their_names_and_today_with_its_hours() -> None:
    said = texts(told(small(), reader(day=dt.date(2026, 12, 4))))
    assert "Friday, 4 December 2026: 09:00 to 17:00" in said
    assert "Tue, 8 Dec 2026: Immaculate Conception" in said
    assert "Tuesday, 8 December 2026: closed (Immaculate Conception)" in texts(
        told(small(), reader(day=dt.date(2026, 12, 8)))
    )


def test_a_plan_of_best_effort_gives_no_example() -> None:
    said = texts(told(small(**{"P1: 2h, P2: 1d": "all: best effort"})))
    assert "In this plan no time is promised: we answer as soon as we can." in said
    assert "is answered by" not in said


def test_a_text_of_another_language_than_the_desks_own_is_marked() -> None:
    german = told(read(SMALL.replace("languages: [en]", "languages: [de]")), reader("de"))
    marked = {each.text for each in all_of(german) if (each.language, each.direction) == ("de", "ltr")}
    assert {"Acme support", "Everything is down."} <= marked
    assert german.language == "en"
    assert '<div lang="de" dir="ltr">Office hours</div>' in file(german)


def test_a_text_that_a_language_lacks_is_said_in_the_agreements_first() -> None:
    arabic = told(read(small()), reader("ar"))
    assert (arabic.language, arabic.direction) == ("ar", "rtl")
    assert Said("Acme support", "en", "ltr") in all_of(arabic)


@pytest.mark.parametrize("agreement", ["credenti", "native", "zmanda", "cloudtalk"])
def test_the_three_forms_say_all_that_the_document_says(agreement: str) -> None:
    """In Arabic the order of letters in a PDF is that of the eye: it was looked at."""
    for language in ("es", "ar"):
        shown = told(library.load(agreement), reader(language))
        html, text = unescape(file(shown)), markdown(shown).replace("\\", "")
        assert [each.text for each in all_of(shown) if each.text not in html] == []
        assert [each.text for each in all_of(shown) if each.text not in text] == []
        if language == "es":
            foot = squeezed(shown.title.text)
            pages = pypdf.PdfReader(io.BytesIO(paper(shown))).pages
            printed = squeezed(" ".join(each.extract_text() for each in pages))
            printed = re.sub(rf"{re.escape(foot)}\d+/\d+", "", printed)  # at the foot of each page
            assert [each.text for each in all_of(shown) if squeezed(each.text) not in printed] == []


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u2066-\u2069\u200b]", "", unicodedata.normalize("NFKC", text)).replace("×", "x")


def test_nothing_of_an_agreements_text_is_a_mark() -> None:
    evil = '"<img src=x> | [a](javascript:x) `b` # c\\n- **d**"'
    shown = told(read(SMALL.replace("title: Acme support", f"title: {evil}")))
    assert "<img" not in file(shown)
    assert markdown(shown).splitlines()[0] == r"# \<img src=x\> \| \[a\](javascript:x) \`b\` \# c - \*\*d\*\*"
    assert paper(shown).startswith(b"%PDF")


def test_a_change_is_told_in_the_readers_language_and_nothing_of_how_the_desk_is_told() -> None:
    old, new = library.load("credenti").source, library.load("credenti").source
    new = new.replace("P1: 2h,", "P1: 1h,").replace("    name: Impacto crítico en el negocio", "    name: Todo parado")
    new = new.replace("default_priority: P3", "default_priority: P3\nwarnings: [60%]", 1)
    new = new[: new.index("\ncases:")] + new[new.index("\ntranslations:") :]
    english = differences(read(old).agreement, read(new).agreement, EDITION, reader("en"))
    spanish = differences(read(old).agreement, read(new).agreement, EDITION, reader("es"))
    assert "2 business hours, hours of the contract" in texts(english)
    assert "1 business hour, hours of the contract" in texts(english)
    assert "Todo parado" not in texts(english)
    assert "Todo parado" in texts(spanish)
    assert "60%" not in texts(english)
    same = differences(read(old).agreement, read(old).agreement, EDITION, reader("en"))
    assert "Nothing changes in what is promised or said." in texts(same)
