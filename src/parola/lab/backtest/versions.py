"""The two sides of a back-test over a log: the mapping's agreements, and those that are tried in place of all of them, or of one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from parola.lab.agreements import NoTerms, find, load_terms, terms_of
from parola.lab.mapping import Version
from parola.lab.read import MappingFile
from parola.policy.findings import gettext_noop
from parola.sla.agreement import Terms

from .logs import Versions

NOTHING_BEFORE = gettext_noop("the mapping names no agreement, so there is nothing to compare with")
NO_VERSION = gettext_noop("the mapping has no agreement “%(name)s” to be replaced: it has %(known)s")
TWICE = gettext_noop("two agreements are to take the place of %(name)s: name each once, as in OLD=NEW")


def versions(file: MappingFile, tried: Sequence[str]) -> Versions:
    """The mapping's versions, and beside each the agreement that is tried in its place, or its own.

    `tried` are agreements (a file, or a shipped one's id), each in place of all versions, or, written OLD=NEW, of the one that
    the mapping names so. Raises NoTerms, BadTerms, BadAgreement and BadMapping.
    """
    before = load_terms(file)
    if not before:
        raise NoTerms(NOTHING_BEFORE)
    after: list[Terms | None] = [None] * len(before)
    for each in tried:
        places, name = _replaced(file.mapping.agreements, each)
        if any(after[place] is not None for place in places):
            raise NoTerms(TWICE, name=file.mapping.agreements[places[0]].agreement)
        agreement = find(name, Path()).agreement
        file.check_priorities(agreement)
        terms = terms_of(file, agreement)
        for place in places:
            after[place] = terms
    return Versions(before, [new or old for new, old in zip(after, before, strict=True)])


def _replaced(versions: Sequence[Version], written: str) -> tuple[list[int], str]:
    """Which versions an agreement takes the place of, and its name."""
    old, equals, new = written.partition("=")
    if not equals or Path(written).is_file():
        return list(range(len(versions))), written
    places = [place for place, version in enumerate(versions) if _name(version) == old.removesuffix(".yaml")]
    if not places:
        raise NoTerms(NO_VERSION, name=old, known=", ".join(map(_name, versions)))
    return places, new


def _name(version: Version) -> str:
    return Path(version.agreement).stem
