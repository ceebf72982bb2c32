"""The rows of a brand's policy, which everybody may read, with a brand that changed it once."""

# ruff: noqa: F405
from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from django.db.models import Model

from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import AgreementVersion
from tests.desk.world import World, varied_credenti
from tests.web.matrix import *  # noqa: F403  # the table is written in these words

PUBLIC = "it is the same for every stranger, and public"
PAPERS = "it counts how many papers a place gets"
SECOND = ("credenti", Key("second_version", "number"))


def second_version(world: World) -> AgreementVersion:
    """Credenti answers P1 in an hour, since July."""
    source = varied_credenti(**{"P1: 2h": "P1: 1h"})
    return agreements.publish(brand=world.credenti, source=source, by=None, now=datetime(2026, 7, 1, tzinfo=UTC))


THINGS: Mapping[str, Callable[[World], Model]] = {"second_version": second_version}
ROWS = [
    Row(route="policy", method="GET", outcomes=FOR_ALL, args=("credenti",), kept_by_strangers=PUBLIC),
    Row(
        route="policy_pdf", method="GET", outcomes=FOR_ALL, args=("credenti",), kept_by_strangers=PUBLIC, writes=PAPERS
    ),
    Row(route="policy_text", method="GET", outcomes=FOR_ALL, args=("credenti",), kept_by_strangers=PUBLIC),
    Row(route="policy_version", method="GET", outcomes=FOR_ALL, args=SECOND, kept_by_strangers=PUBLIC),
    Row(
        route="policy_version_pdf", method="GET", outcomes=FOR_ALL, args=SECOND, kept_by_strangers=PUBLIC, writes=PAPERS
    ),
    Row(route="policy_version_text", method="GET", outcomes=FOR_ALL, args=SECOND, kept_by_strangers=PUBLIC),
    Row(route="policy_changes", method="GET", outcomes=FOR_ALL, args=SECOND, kept_by_strangers=PUBLIC),
]
