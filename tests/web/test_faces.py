"""A vendor's face: chosen beside a preview, shown at its own door and no other, and never more than a colour and pixels."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from parola.desk.accounts.models import Brand, Change
from parola.desk.files import store
from parola.desk.mail.layout import layout
from parola.desk.mail.letters import Letter
from parola.web.faces import sheet_of
from tests.desk.world import World, after, posted
from tests.web.conftest import Reader
from tests.web.faces import COLOUR, faced, png
from tests.web.portal.pages import english, text_of

FACE = "/console/settings/brands/credenti/face/"
DOORS = ("/at/credenti/sign-in/", "/at/credenti/ask/", "/at/credenti/portal/knowledge/credenti/")


@pytest.fixture
def magda(world: World, reader: Reader) -> Client:
    """Manages Credenti's support."""
    return english(reader, posted("magda", world.credenti, "manager"))


def fresh() -> Brand:
    return Brand.objects.get(slug="credenti")


def fetched(reader: Reader, address: str) -> bytes:
    """What anybody gets there."""
    answer = reader(None).get(address)
    assert answer.status_code == 200
    return b"".join(answer)


def picture(data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("logo.svg.png", data or png(), content_type="image/svg+xml")


def test_a_face_is_kept_shown_at_its_door_and_taken_back(world: World, magda: Client, reader: Reader) -> None:
    sent = {"colour": "RGB(228, 0, 124)", "logo": picture(), "greeting_en": "Welcome", "greeting_ar": "أهلًا"}
    magda.post(FACE, {**sent, "shows_policy": "on"})
    assert (fresh().colour, fresh().greeting) == (COLOUR, {"en": "Welcome", "ar": "أهلًا"})
    logged = Change.objects.get(matter="brand").after
    assert logged is not None
    assert set(logged) == {"colour", "logo", "greeting_en", "greeting_ar"}
    shown = reader(None).get(DOORS[0]).content.decode()
    assert "Welcome" in shown
    for kind in ("face.css", "logo"):
        address = re.search(rf'"(/at/credenti/brands/credenti/[0-9a-f]{{16}}/{re.escape(kind)})"', shown)
        assert address is not None
        assert fetched(reader, address[1])
    assert 'alt="Credenti"' in shown
    magda.post(FACE, {"act": "reset"})
    assert (fresh().colour, fresh().logo, fresh().greeting) == ("", None, {})
    assert store.unused().count() == 1


def test_a_preview_keeps_nothing_and_brings_the_logo_back(magda: Client) -> None:
    answer = magda.post(FACE, {"act": "preview", "colour": "#0a7", "logo": picture(), "greeting_es": "Hola"})
    shown = answer.content.decode()
    assert (fresh().colour, fresh().logo) == ("", None)
    assert shown.count('class="face-sample') == 4
    assert shown.count('dir="rtl"') == 2
    assert "data:image/webp;base64," in shown
    assert "colour=%2300aa77" in shown
    kept = re.search(r'name="kept_logo" value="([^"]+)"', shown)
    assert kept is not None
    magda.post(FACE, {"colour": "#0a7", "kept_logo": kept[1]})
    assert fresh().logo is not None
    magda.post(FACE, {"colour": "#0a7", "no_logo": "on"})
    assert fresh().logo is None
    magda.post(FACE, {"colour": "#0a7", "kept_logo": "12:forged"})
    assert fresh().logo is None


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"colour": "#fff;}body{display:none"}, "This is no colour."),
        ({"colour": "red"}, "This is no colour."),
        ({"logo": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}, "This is no picture that we can read"),
        ({"logo": png(2100, 2000)}, "This picture is too large."),
    ],
)
def test_what_is_no_colour_or_picture_is_told_at_its_field(
    magda: Client, sent: dict[str, str | bytes], said: str
) -> None:
    given = {name: picture(value) if isinstance(value, bytes) else value for name, value in sent.items()}
    answer = magda.post(FACE, given)
    assert (answer.status_code, fresh().colour, fresh().logo) == (422, "", None)
    assert said in text_of(answer.content)


def test_a_face_is_never_another_vendors(world: World, reader: Reader) -> None:
    faced(world)
    theirs = reader(None).get("/at/zmanda/sign-in/").content.decode()
    addresses = re.findall(r'"/at/zmanda(/brands/zmanda/[^"]+)"', theirs)
    assert len(addresses) == 2
    for address in addresses:
        assert fetched(reader, address) == fetched(reader, f"/at/zmanda{address}")
        assert reader(None).get(f"/at/credenti{address}").status_code == 404
        assert reader(None).get(address.replace("/zmanda/", "/credenti/")).status_code == 404
    for door in DOORS:
        assert b"/brands/" not in reader(None).get(door).content


def test_only_a_logo_is_served_as_one(world: World, reader: Reader) -> None:
    """Whatever else the desk keeps, also where somebody knows its hash."""
    faced(world)
    other = store.put([b"<script>alert(1)</script>"], now=after())
    assert reader(None).get(f"/brands/zmanda/{other.sha256[:16]}/logo").status_code == 404


def test_mails_carry_the_name_and_the_colour_and_no_picture(world: World) -> None:
    faced(world)
    _text, html = layout(Letter(subject="", lines=("Hello",)), world.zmanda, "en", answerable=True)
    assert f"3px solid {COLOUR}" in html
    assert "<img" not in html
    assert "url(" not in html


def test_a_sheet_holds_nothing_but_our_names_and_colours() -> None:
    value = r"#[0-9a-f]{6}"
    assert re.fullmatch(rf":root\{{(--[a-z-]+:light-dark\({value},{value}\);?)+\}}\n", sheet_of(COLOUR))
