"""The audit log of settings: who changed what of the desk, from what to what. What happens to tickets is the ledger's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from parola.desk.accounts.models import Brand, Change, Person

Plain = str | int | float | bool | list[str] | list[int] | None
Fields = Mapping[str, Plain]
SECRET = "•••"  # noqa: S105  # the mask, not what is under it
"""Stands for a secret, whatever it is. One that was set anew differs from none, and not from the one before: say so in a field."""


def record(
    *,
    by: Person | None,
    brand: Brand | None,
    matter: str,
    key: object,
    before: Fields | None,
    after: Fields | None,
    now: datetime,
) -> Change | None:
    """Note what was changed; None, and nothing is written, where nothing differs. Belongs into the change's own transaction.

    `by`: None where the desk's own machine does it. `brand`: None for what concerns the whole desk. `matter` and `key`: the
    kind of thing (`team`) and which of them. `before`, `after`: its fields, None where there was none or it is gone; only
    those that differ are kept. No name and no address of a person belongs here: the log outlives them (see decision 0170).
    """
    was, became = dict(before or {}), dict(after or {})
    if (before is None) == (after is None):
        same = {name for name in was.keys() & became.keys() if was[name] == became[name]}
        was, became = _without(was, same), _without(became, same)
        if not was and not became:
            return None
    return Change.objects.create(
        at=now,
        by=by,
        brand=brand,
        matter=matter,
        key=str(key),
        before=None if before is None else was,
        after=None if after is None else became,
    )


def _without(fields: dict[str, Plain], names: set[str]) -> dict[str, Plain]:
    return {name: value for name, value in fields.items() if name not in names}
