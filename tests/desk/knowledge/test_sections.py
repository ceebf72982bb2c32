from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parola.desk.knowledge.sections import LONGEST, MOST, Section, meant, sections

TEXT = """Before all.

## Block the card
1. Call **us**.
2. Say the [number](https://example.org).

```
# no heading
```
## Get a new one #
It takes a day.
"""


def test_a_section_ends_at_a_heading_and_has_no_markup() -> None:
    assert sections(TEXT) == [
        Section("", "Before all."),
        Section("Block the card", "Call us. Say the number. no heading"),
        Section("Get a new one", "It takes a day."),
    ]


def test_a_table_is_told_by_its_cells() -> None:
    table = "| Name | Type |\n| --- | --: |\n| set | a \\| b |"
    assert sections(f"{table}\n\nThen `ls | wc`.") == [Section("", "Name Type set a | b Then ls | wc.")]


def test_each_section_is_told_with_title_and_heading() -> None:
    assert meant("Lost cards", "## Block\nCall.") == ["Lost cards", "Lost cards. Block. Call."]


def test_a_title_alone_is_told() -> None:
    assert meant("Lost cards", "") == ["Lost cards"]


@given(st.lists(st.integers(1, 300), max_size=12))
def test_every_word_is_in_one_section_and_none_is_too_long(lengths: list[int]) -> None:
    paragraphs = [[f"w{place}x{number}" for number in range(length)] for place, length in enumerate(lengths)]
    found = [each.body.split() for each in sections("\n\n".join(" ".join(each) for each in paragraphs))]
    assert [word for each in found for word in each] == [word for each in paragraphs for word in each]
    assert all(len(each) <= LONGEST for each in found)


@given(st.text(max_size=500))
def test_anything_can_be_parted(text: str) -> None:
    assert meant("title", text)[0] == "title"


def test_a_text_of_any_length_has_so_many_sections_at_most() -> None:
    assert len(sections("word " * LONGEST * (MOST + 5))) == MOST
