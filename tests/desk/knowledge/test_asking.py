from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parola.desk.knowledge.asking import Asked, typed, written


def test_operators_are_understood() -> None:
    assert typed('restore "tape drive" -cloud title:error product:"Hub 2" language:es') == Asked(
        said="restore tape drive error",
        words=("restore", "tape", "drive", "error"),
        phrases=(("tape", "drive"),),
        without=("cloud",),
        title=("error",),
        products=("hub 2",),
        languages=("es",),
    )


def test_operators_are_there_in_every_language() -> None:
    assert (
        typed("título:tarjeta").title == typed("titolo:tarjeta").title == typed("عنوان:tarjeta").title == ("tarjeta",)
    )


def test_a_kind_is_asked_for_by_its_name_in_every_language() -> None:
    for said in ("kind:guide", "tipo:guía", "tipo:guida", "نوع:دليل"):
        assert typed(said).kinds == ("guide",)
    assert typed('kind:"known error" tipo:"error conocido" النوع:خطأ').kinds == ("known_error",) * 3
    assert typed("kind:unheard").kinds == ("unheard",)


def test_a_hyphen_and_a_colon_within_a_sentence_are_no_operators() -> None:
    assert typed("two-factor error: 42") == Asked(said="two-factor error: 42", words=("two", "factor", "error", "42"))


def test_words_that_say_nothing_are_left_out_unless_there_is_nothing_else() -> None:
    assert typed("how do I reset my password").words == ("reset", "password")
    assert typed("how to").words == ("how", "to")
    assert written("how to").words == ()


def test_what_is_written_for_people_has_no_operators() -> None:
    assert written('-quick title:none "never"').words == ("quick", "title", "none", "never")


@given(st.text(max_size=200))
def test_anything_can_be_asked(text: str) -> None:
    typed(text)
    written(text)
