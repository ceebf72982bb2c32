from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.desk.knowledge.words import near, plain, stem, variants, words

ALIKE = [
    ("en", "backup backups"),
    ("en", "restore restoring restored restores"),
    ("es", "facturación facturacion facturaciones factura facturas"),
    ("es", "contraseña contrasena contraseñas CONTRASEÑA"),
    ("it", "fattura fatture fatturazione"),
    ("it", "ripristino ripristinare ripristina"),
    ("ar", "كلمة كلمات الكلمه الكلمة كلمـــة كَلِمَة"),
    ("ar", "بطاقة بطاقات البطاقة والبطاقة بطاقتي للبطاقة"),
    ("ar", "مستخدم المستخدمين مستخدمون"),
    ("ar", "إعدادات اعدادات الأعدادات"),
]


@pytest.mark.parametrize(("language", "forms"), ALIKE)
def test_the_forms_of_a_word_are_one(language: str, forms: str) -> None:
    assert len({stem(word, language) for word in words(forms)}) == 1


def test_what_differs_in_spelling_alone_is_the_same() -> None:
    assert plain("أحمد") == plain("احمد") == plain("آحمد")
    assert plain("مستشفى") == plain("مستشفي")
    assert plain("ＶＰＮ") == "vpn"
    assert plain("١٢٣") == plain("123")
    assert plain("Straße") == "strasse"


@given(st.text(max_size=30))
def test_a_word_in_its_one_spelling_stays_as_it_is(text: str) -> None:
    for word in words(text):
        assert plain(word) == word


@given(st.text(alphabet="abcdefg", min_size=4, max_size=12), st.data())
def test_a_letter_that_is_wrong_is_found(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcxyz"))
    for mistyped in (
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place + 1 :],
        word[:place] + letter + word[place:],
    ):
        assert near(word, mistyped)
        assert near(mistyped, word)
        assert ({mistyped} | variants(mistyped)) & ({word} | variants(word))


def test_two_letters_wrong_are_another_word() -> None:
    assert not near("backup", "packap")
    assert near("backup", "bakcup")
