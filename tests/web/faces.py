"""The rows of a vendor's face, with a brand that has one."""

# ruff: noqa: F405
from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping

from django.db.models import Model
from PIL import Image

from parola.desk.accounts.models import Brand
from parola.desk.files import pictures, store
from parola.web.faces import SHORT, digest, sheet_of
from tests.desk.world import MONDAY, World
from tests.web.matrix import *  # noqa: F403  # the table is written in these words

COLOUR = "#e4007c"
OURS = "it is the same for everybody, and its address names its hash"


def png(width: int = 300, height: int = 60, colour: str = "red") -> bytes:
    """A picture as somebody sends one."""
    into = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(into, "PNG")
    return into.getvalue()


LOGO = pictures.logo(png())


def faced(world: World) -> Brand:
    """Zmanda, with a colour and a logo."""
    brand = world.zmanda
    brand.colour, brand.logo = COLOUR, store.put([LOGO], now=MONDAY)
    brand.save()
    return brand


def shown(world: World) -> Brand:
    """Credenti, which shows how it has done."""
    world.credenti.shows_record = True
    world.credenti.save()
    return world.credenti


THINGS: Mapping[str, Callable[[World], Model]] = {"faced": faced, "shown": shown}
DRAWN = hashlib.sha256(LOGO).hexdigest()[:SHORT]
SHEET = digest(sheet_of(COLOUR))
ROWS = [
    Row(route="brand_sheet", method="GET", outcomes=FOR_ALL, args=(Key("faced", "slug"), SHEET), kept=OURS),
    Row(route="brand_logo", method="GET", outcomes=FOR_ALL, args=(Key("faced", "slug"), DRAWN), kept=OURS),
    Row(route="portal:record", method="GET", outcomes=TO_PORTAL, args=(Key("shown", "slug"),)),
    Row(route="portal:plan_file", method="GET", outcomes=TO_PORTAL, args=("credenti",)),
    *form("console:settings_face", CONFIGURES, SETS_UP, "credenti", colour=COLOUR),
    Row(
        route="console:settings_face_sheet",
        method="GET",
        outcomes=CONFIGURES,
        args=("credenti",),
        data={"colour": COLOUR},
    ),
]
