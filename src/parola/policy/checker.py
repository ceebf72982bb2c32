"""What every check of an agreement file works with: the tree, its names, and a way to tell what does not fit."""

from __future__ import annotations

from collections.abc import Iterable

from .findings import Params, Source, gettext_noop, nearest
from .tree import Node, Path

RESERVED_CALENDARS = ("always", "contract")
TABLE_KEYS = ("on", "when", "threshold", "goal", "starts", "all")

UNKNOWN = {
    "priorities": gettext_noop("there is no priority `%(value)s`"),
    "plans": gettext_noop("there is no plan `%(value)s`"),
    "addons": gettext_noop("there is no add-on `%(value)s`"),
    "calendars": gettext_noop("there is no calendar `%(value)s`"),
    "entitlements": gettext_noop("there is no entitlement `%(value)s`"),
    "tiers": gettext_noop("there is no tier `%(value)s`"),
    "guards": gettext_noop("there is no guard `%(value)s`"),
}
"""What to say of a name that is not in the mapping of the file that should hold it."""


class Checker:
    """Notes in `source` what does not fit in the tree."""

    def __init__(self, root: Node, source: Source) -> None:
        self.root = root
        self.source = source

    def tell(
        self, path: Path, message: str, hint: str = "", params: Params | None = None, *, key: bool = False
    ) -> None:
        """Note a finding at a path; at its key if `key`."""
        place = ".".join(str(step) for step in path)
        self.source.found(self.root.locate(path, key=key), message, hint, params, place)

    def ids(self, kind: str) -> list[str]:
        """The names in a mapping of the file, in its order."""
        node = self.root.get(kind)
        return list(node.entries or ()) if node else []

    def unknown(self, path: Path, message: str, value: str, known: Iterable[str], *, key: bool = False) -> None:
        """Note a name that is not known, with the one that was probably meant."""
        listed = list(known)
        meant = nearest(value, listed)
        params = {"value": value, "meant": meant, "known": ", ".join(listed)}
        if meant:
            hint = gettext_noop("did you mean `%(meant)s`? There are: %(known)s")
        else:
            hint = gettext_noop("there are: %(known)s") if listed else ""
        self.tell(path, message, hint, params, key=key)
