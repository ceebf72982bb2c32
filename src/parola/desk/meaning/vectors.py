"""Vectors as they are kept and compared: a byte for each number, which finds the same as four would (docs/decisions/0253)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

MOST = 127
ROWS = 8192
"""So many are compared at a time: a wider matrix of floats would not stay in the processor's cache."""
MIDDLE, FEW = 0.75, 50
"""How much of what rows have in common is taken out of them, and how many rows are few (measured: docs/decisions/0254)."""
Packed = NDArray[np.int8]


def packed(vectors: NDArray[np.float32]) -> list[bytes]:
    """Each row as bytes; only its direction is kept."""
    most = np.abs(vectors).max(axis=1, keepdims=True, initial=1e-9)
    return [row.tobytes() for row in np.rint(vectors * (MOST / most)).astype(np.int8)]


def unpacked(rows: Iterable[bytes]) -> Packed:
    """The rows that were kept, as one matrix. All are of one model."""
    kept = list(rows)
    return np.frombuffer(b"".join(kept), dtype=np.int8).reshape(len(kept), -1) if kept else np.zeros((0, 0), np.int8)


def likeness(vector: NDArray[np.float32], rows: Packed) -> NDArray[np.float32]:
    """The cosine of the vector with each row: 1 means the same, about 0 nothing in common."""
    return _products(vector, rows, _lengths(rows))


def _products(vector: NDArray[np.float32], rows: Packed, lengths: NDArray[np.float32]) -> NDArray[np.float32]:
    """The vector with each row, as if the row had the length 1."""
    parts = [rows[start : start + ROWS].astype(np.float32) @ vector for start in range(0, len(rows), ROWS)]
    products: NDArray[np.float32] = np.concatenate(parts) if parts else np.zeros(0, np.float32)
    return products / lengths


def _lengths(rows: Packed) -> NDArray[np.float32]:
    squares = np.zeros(len(rows), np.float32)
    for start in range(0, len(rows), ROWS):
        some = rows[start : start + ROWS].astype(np.float32)
        squares[start : start + ROWS] = np.einsum("ij,ij->i", some, some)
    return np.maximum(np.sqrt(squares), np.float32(1e-9))


class Space:
    """Rows, with what they have in common taken out of each: the matters of one vendor are all alike, and only what differs tells.

    Of the middle of all rows the more is taken out the more rows there are: MIDDLE of it where they are many.
    """

    def __init__(self, rows: Packed) -> None:
        self.rows = rows
        self._lengths = _lengths(rows)
        middle = np.zeros(rows.shape[1], np.float32)
        for start in range(0, len(rows), ROWS):
            part = slice(start, start + ROWS)
            middle += (1 / self._lengths[part]) @ rows[part].astype(np.float32)
        self._middle = middle * (MIDDLE / (len(rows) + FEW))
        square = float(self._middle @ self._middle)
        towards = _products(self._middle, rows, self._lengths)
        self._spread = np.sqrt(np.maximum(1 - 2 * towards + square, 1e-6))

    def likeness(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """The cosine of the vector with each row, both as they differ from the middle."""
        differs = vector - self._middle
        differs /= max(float(np.linalg.norm(differs)), 1e-9)
        found: NDArray[np.float32] = (
            _products(differs, self.rows, self._lengths) - float(differs @ self._middle)
        ) / self._spread
        return found
