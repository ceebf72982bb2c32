"""The real model, once: it takes a second to load."""

from __future__ import annotations

import numpy as np
import pytest

from parola.desk.meaning.embedding import Embedder

pytestmark = pytest.mark.once


def test_a_question_lies_nearer_to_its_translation_than_to_another_matter(real_model: Embedder) -> None:
    asked, translated, other = real_model.encode(
        [
            "كيف أغير عنوان التسليم؟",
            "How do I change the address for delivery?",
            "The invoice shows the wrong amount of tax.",
        ]
    )
    assert asked @ translated > 0.7
    assert asked @ other < 0.4


def test_the_same_text_has_the_same_vector_whatever_stands_beside_it(real_model: Embedder) -> None:
    alone = real_model.encode(["La tarjeta no funciona"])
    among = real_model.encode(["one", "La tarjeta no funciona", "x" * 5000])
    assert np.allclose(alone[0], among[1], atol=1e-5)


def test_any_text_has_a_vector_of_length_one(real_model: Embedder) -> None:
    vectors = real_model.encode(["", " ", "\ud800", "\x00", "🙂", "a" * 100_000])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
