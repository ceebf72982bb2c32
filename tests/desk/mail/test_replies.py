"""Replies whose marker line was lost: what is new is known by how mail programs quote."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.desk.mail.trim import new_text

CASES = [
    (head.strip(), *body.split("\n....\n"))
    for head, _, body in (
        case.partition("\n") for case in Path(__file__).with_name("replies.txt").read_text("utf-8").split("\n==== ")[1:]
    )
]
PROGRAMS = (
    "Gmail",
    "Gmail on Android",
    "Outlook",
    "Outlook for Mac",
    "Outlook on the web",
    "Outlook on a phone",
    "Apple Mail",
    "iPhone",
    "Samsung",
    "Thunderbird",
    "Yahoo",
)
KEPT = {
    "answers between the quotes": "> Which version?\n\nSeven.\n\n> Since when?\n\nMonday.",
    "answers between the quotes, introduced": "On Tue, Nov 24, 2026 at 10:30 AM X <x@y.example> wrote:\n> Which?\n\nSeven.\n\n> Since?\n\nMonday.",
    "a quotation chosen by the writer": "> This is what it says.\n\nWhat does it mean?",
    "nothing but a quotation": "> Only this.",
    "words like an introduction": "On the one hand it works.\nOn Monday, as I wrote: nothing.",
    "a list of one's own": "From: Madrid\nWe travel on Monday.\nTo: nobody",
    "code between fences": "It prints\n```\n----\n-- not a signature\n>>> 1\n```\nand stops.",
    "a phone in a sentence": "It was sent from my phone, and it failed.\nWhy?",
    "an introduction in one's own sentence": "On Monday 24 Bob <b@c.example> wrote: it is broken. I do not agree.\nIt works.",
    "a date and a place": "Date: 24/11/2026\nFrom: Madrid\nWe travel then.",
    "a verb at the end": "The page shows <x@y.example> wrote\nand nothing else.",
    "times in a text": "2026-11-24 10:30 it failed\n2026-11-24 10:31 again",
}
PIECES = [
    "> x",
    "On 1 a <",
    "<a@b>",
    "wrote:",
    "From: x",
    "Sent: y",
    "To: z",
    "--",
    "```",
    "Words.",
    "",
    "كتب:",
    "_____",
    "a" * 400,
]


@pytest.mark.parametrize(("new", "old"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_a_program_quotes_is_not_new(new: str, old: str) -> None:
    assert new_text(f"{new}\n\n{old}", []) == new


def test_the_table_has_all_four_languages_for_each_large_program() -> None:
    told = " ".join(case[0] for case in CASES)
    missing = [
        f"{program}, {language}"
        for program in PROGRAMS
        for language in ("English", "Spanish", "Italian", "Arabic")
        if f"{program}, {language}" not in told
    ]
    assert missing == []


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_what_a_customer_wrote_is_kept(text: str) -> None:
    assert new_text(text, []) == text


def test_an_answer_below_the_quotation_is_what_is_new() -> None:
    text = "On Tue, Nov 24, 2026 at 10:30 AM X <x@y.example> wrote:\n\n> Which version?\n> Since when?\n\nSeven, since Monday."
    assert new_text(text, []) == "Seven, since Monday."


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_never_nothing_and_never_words_of_its_own(lines: list[str]) -> None:
    text = "\n".join(lines)
    new = new_text(text, [])
    assert new in text
    assert bool(new.strip()) == bool(text.strip())
