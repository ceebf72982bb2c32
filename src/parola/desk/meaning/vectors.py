"""Vectors as they are kept and compared: a byte for each number, which finds the same as four would (docs/decisions/0253)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from parola.desk.meaning.embedding import Embedder, embedder

MOST = 127
ROWS = 8192
"""So many are compared at a time: a wider matrix of floats would not stay in the processor's cache."""
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
    found = np.zeros(len(rows), dtype=np.float32)
    for start in range(0, len(rows), ROWS):
        some = rows[start : start + ROWS].astype(np.float32)
        lengths = np.sqrt(np.einsum("ij,ij->i", some, some))
        found[start : start + ROWS] = some @ vector / np.maximum(lengths, 1e-9)
    return found


def vector_of(text: str, model: Embedder | None = None) -> bytes | None:
    """What the text means, as it is kept beside the model's id. None: there is no model in this process (yet)."""
    model = model or embedder()
    return packed(model.encode([text]))[0] if model else None
