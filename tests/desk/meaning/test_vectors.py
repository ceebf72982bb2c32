from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from parola.desk.meaning.vectors import ROWS, Space, likeness, packed, unpacked

NUMBERS = st.floats(-1, 1, width=32, allow_nan=False)


class Letters:
    model_id = "letters"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[text.count(letter) for letter in "abcd"] for text in texts], dtype=np.float32)


@given(arrays(np.float32, (3, 16), elements=NUMBERS))
def test_what_is_kept_points_where_the_vector_pointed(vectors: NDArray[np.float32]) -> None:
    for vector, found in zip(vectors, unpacked(packed(vectors)).astype(np.float32), strict=True):
        length = float(np.linalg.norm(vector))
        if length > 1e-3:
            cosine = float(vector @ found) / length / float(np.linalg.norm(found))
            assert cosine == pytest.approx(1, abs=0.001)


def test_likeness_is_the_cosine_however_many_there_are() -> None:
    vectors = np.random.default_rng(7).standard_normal((ROWS + 5, 8)).astype(np.float32)
    rows = unpacked(packed(vectors))
    exact = rows.astype(np.float32)
    expected = exact @ vectors[0] / np.linalg.norm(exact, axis=1)
    assert np.allclose(likeness(vectors[0], rows), expected, atol=1e-4)


def test_no_row_is_like_nothing() -> None:
    assert likeness(np.ones(4, np.float32), unpacked([])).shape == (0,)


def test_what_a_text_means_is_kept_in_a_byte_for_each_number() -> None:
    assert packed(Letters().encode(["aab"])) == [bytes([127, 64, 0, 0])]


def test_what_all_have_in_common_tells_nothing() -> None:
    common = np.zeros(16, np.float32)
    common[0] = 3
    rows = common + np.random.default_rng(3).standard_normal((400, 16)).astype(np.float32)
    space = Space(unpacked(packed(rows)))
    asked = rows[7] / np.linalg.norm(rows[7])
    assert int(np.argmax(space.likeness(asked))) == 7
    assert float(np.median(space.likeness(asked))) < float(np.median(likeness(asked, space.rows))) / 2


def test_two_rows_are_few_and_keep_what_they_have() -> None:
    rows = unpacked(packed(np.eye(2, 8, dtype=np.float32)))
    assert Space(rows).likeness(np.eye(2, 8, dtype=np.float32)[0]) == pytest.approx([1, 0], abs=0.05)
