"""The agreements that ship with Parola: in the folder `policies/` of a checkout, inside the package of an installation."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from .read import Document, read

_PACKAGE = Path(__file__).resolve().parent.parent


class NoSuchAgreement(LookupError):
    """No agreement of this name ships with Parola."""


def folder() -> Path:
    """The folder of the shipped files: the wheel carries a copy of `policies/` as `parola/policies`."""
    installed = _PACKAGE / "policies"
    return installed if installed.is_dir() else _PACKAGE.parent.parent / "policies"


def shipped() -> list[Path]:
    """The files, by name."""
    return sorted(folder().glob("*.yaml"))


@cache
def load(id: str) -> Document:
    """A shipped agreement by its id (`credenti`); raises NoSuchAgreement."""
    for path in shipped():
        if path.stem == id:
            return read(path, path.name)
    raise NoSuchAgreement(id)
