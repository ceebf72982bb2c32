"""SAML is an extra: the module that speaks it, where what it needs is installed."""

from __future__ import annotations

from importlib.util import find_spec
from types import ModuleType

from parola.web.sso.refusal import NotSignedIn, Why


def is_installed() -> bool:
    """Whether `parola[saml]` is."""
    return all(find_spec(name) is not None for name in ("onelogin", "xmlsec"))


def saml() -> ModuleType:
    """`parola.web.sso.saml`. Raises NotSignedIn."""
    if not is_installed():
        raise NotSignedIn(Why.NOT_INSTALLED)
    from parola.web.sso import saml as module  # noqa: PLC0415  # what it imports is an extra

    return module
