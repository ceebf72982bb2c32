"""What the originals of the shipped agreements say is said on their pages, sentence by sentence, in every language (`originals.txt`)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from parola.policy import library, notation
from parola.policy.page.document import Block, Facts, Grid, Lines, Listing, Page, Part, Prose, Section
from parola.policy.page.making import Edition, page
from parola.policy.page.reader import Reader, Teller
from parola.policy.read import Document
from parola.policy.texts import Texts
from parola.policy.weekly import hours_lines
from parola.sla.agreement import CalendarTemplate, Channel, Metric, Plan

TABLE = Path(__file__).with_name("originals.txt")
SEEDS = Path(__file__).parents[4] / "shared" / "seeds"
CONTACT = "only in the hours of the contract; what is written outside them is sent at the next opening"
LANGUAGES = ("es", "ar", "it", "en")
MONDAY = dt.date(2026, 11, 23)


@dataclass(frozen=True)
class Fact:
    """A passage of an original, and where its page says it."""

    agreement: str
    original: str
    begins: str
    ends: str
    says: str
    section: str
    places: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.says}"


def facts() -> Iterator[Fact]:
    agreement = original = ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            agreement, original = line[3:].split()
        elif line and not line.startswith("#"):
            passage, says, section, places = (each.strip() for each in line.rsplit("|", 3))
            begins, _, ends = passage.partition(" … ")
            yield Fact(
                agreement,
                original,
                begins,
                ends,
                says,
                section,
                tuple(re.split(r"\s+(?=\w+[.=])|\s+(?=title)", places)),
            )


FACTS = list(facts())


@cache
def drawn(agreement: str, language: str) -> tuple[Document, Teller, Page]:
    document = library.load(agreement)
    reader = Reader(language=language, timezone="Europe/Madrid", today=MONDAY)
    told = page(document.agreement, Edition(digest=document.digest), reader)
    return document, Teller(document.agreement, reader), told


def lines(*blocks: Block) -> Iterator[str]:
    """All that is said there, cell by cell."""
    for block in blocks:
        match block:
            case Prose(said):
                yield joined(said)
            case Listing(items):
                yield from map(joined, items)
            case Facts(rows):
                yield from (f"{name.text}: {joined(said)}" for name, said in rows)
            case Grid(_, head, rows):
                yield from (each.text for each in head)
                yield from (joined(cell) for row in rows for cell in row)
            case Part(title, inner):
                yield title.text
                yield from lines(*inner)


def joined(said: Lines) -> str:
    return "\n".join(each.text for each in said)


def section_of(told: Page, name: str) -> Section:
    return next(each for each in told.sections if each.id == name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("agreement", ["credenti", "native", "zmanda", "cloudtalk"])
def test_the_page_says_each_fact_in_its_section(agreement: str, language: str) -> None:
    document, teller, told = drawn(agreement, language)
    missing = []
    for fact in (each for each in FACTS if each.agreement == agreement and each.section):
        where = [told.title.text] if fact.section == "head" else list(lines(*section_of(told, fact.section).blocks))
        missing += [
            (str(fact), place, wanted)
            for place in filter(None, fact.places)
            for wanted in expected(document, teller, told, place)
            if not any(wanted in said for said in where)
        ]
    assert missing == []


def expected(document: Document, teller: Teller, told: Page, place: str) -> Iterator[str]:
    """What the page must say for a place of the agreement, in its language."""
    path, _, value = place.partition("=")
    match path.split("."):
        case ["targets", plan, metric, priority]:
            yield cell(teller, told, plan, metric, priority, value)
        case ["plans", plan, "channels" | "includes" as kind]:
            yield from (included if kind == "includes" else channels)(teller, plan, value.split(","))
        case ["priorities", priority, "recommended_channels"]:
            yield teller.words.listed(teller.words.channel(Channel(each)) for each in value.split(","))
        case ["priorities", priority, "contact"]:
            assert teller.agreement.priority(priority).contact == "contract"
            yield teller.words.gettext(CONTACT)
        case ["calendars", name, "hours" | "timezone" | "holidays" as kind]:
            yield of_calendar(teller, teller.agreement.calendars[name], kind)
        case ["matrix", urgency]:
            assert [teller.agreement.matrix[each, urgency] for each in teller.agreement.impacts] == value.split(",")
            yield from value.split(",")
        case ["default_priority"]:
            assert teller.agreement.default_priority == value
            yield teller.words.priority(teller.agreement.priority(value))
        case keys:
            yield Texts(document.root).at(*keys)[teller.reader.language]


def channels(teller: Teller, plan: str, wanted: list[str]) -> Iterator[str]:
    assert [str(each) for each in teller.agreement.plans[plan].channels] == wanted
    yield "\n".join(teller.words.channel(Channel(each)) for each in wanted)


def included(teller: Teller, plan: str, wanted: list[str]) -> Iterator[str]:
    names = {each.id: teller.words.text(each.name) for each in teller.agreement.plans[plan].entitlements}
    yield from (names[each] for each in wanted)


def of_calendar(teller: Teller, calendar: CalendarTemplate, kind: str) -> str:
    if kind == "hours":
        return "\n".join(hours_lines(teller.words, calendar, teller.agreement))
    if kind == "timezone":
        assert calendar.timezone is None
        return teller.place()
    return teller.country() if calendar.holidays == "contract" else teller.words.gettext("open on public holidays too")


def cell(teller: Teller, told: Page, plan: str, metric: str, priority: str, value: str) -> str:
    """The promise in its row and column, which must be the one that the table states."""
    wanted = notation.cell(value)
    named = teller.words.metric(Metric(metric))
    (part,) = (
        each for each in section_of(told, "targets").blocks if isinstance(each, Part) and each.title.text == named
    )
    (grid,) = (each for each in part.blocks if isinstance(each, Grid))
    held: list[Plan] = list(teller.agreement.plans.values())
    row = [each.id for each in teller.agreement.priorities].index(priority)
    said = joined(grid.rows[row][[each.id for each in held].index(plan) + 1])
    target = next(
        each
        for each in teller.agreement.plans[plan].targets
        if (each.metric, each.priority) == (Metric(metric), priority)
    )
    assert target.promise == (None if isinstance(wanted, str) else wanted)
    assert said.startswith(teller.words.target(target))
    return said


@pytest.mark.beside(SEEDS)
@pytest.mark.parametrize("original", sorted({each.original for each in FACTS}))
def test_an_original_is_covered_to_its_last_word(original: str) -> None:
    left = " ".join((SEEDS / original).read_text(encoding="utf-8").split())
    for fact in (each for each in FACTS if each.original == original):
        assert left.startswith(fact.begins), (str(fact), left[:60])
        left = left[len(fact.begins) :]
        if fact.ends:
            assert fact.ends in left, (str(fact), left[:60])
            left = left.partition(fact.ends)[2]
        left = left.lstrip(" .")
    assert left == ""
