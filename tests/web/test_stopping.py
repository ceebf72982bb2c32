"""The link in a notice stops it by a POST, without signing in; to look at it changes nothing. One's own page switches it on again."""

from __future__ import annotations

from django.test import Client

from parola.desk.mail import choices
from parola.desk.mail.models import Unwanted
from tests.desk.world import World
from tests.web.conftest import Reader

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def test_one_click_stops_it_and_looking_does_not(world: World) -> None:
    link = choices.address(world.bob, "handover").removeprefix("http://127.0.0.1:8000")
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(link)
    assert page.status_code == 200
    assert "Do you want no more mails of this kind?" in page.content.decode()
    assert not Unwanted.objects.exists()
    assert browser.post(link, ONE_CLICK).status_code == 200
    assert browser.post(link, ONE_CLICK).status_code == 200
    assert choices.unwanted(world.bob) == {"handover"}


def test_a_forged_link_is_none(world: World) -> None:
    link = choices.address(world.bob, "handover").removeprefix("http://127.0.0.1:8000")
    assert Client().post(link.replace("handover", "ending"), ONE_CLICK).status_code == 404
    assert not Unwanted.objects.exists()


def test_ones_own_page_says_what_one_gets_and_changes_it(world: World, reader: Reader) -> None:
    choices.stop(person=world.bob, notice="ending")
    bob = reader(world.bob)
    page = bob.get("/account/mails/").content.decode()
    assert page.count("checked") >= len(choices.NOTICES) - 1
    assert bob.post("/account/mails/", {"digest": "on", "notices": ["ending"]}).status_code == 302
    assert choices.unwanted(world.bob) == set(choices.NOTICES) - {"ending"}
    assert choices.has_digest(world.bob)
    assert reader(world.ana).get("/account/mails/").status_code == 404
