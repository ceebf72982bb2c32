"""Files that come with a brand's form, from people who are not signed in."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from parola.desk.files import uploads
from parola.desk.files.models import Upload
from parola.desk.webform.models import WebRequest
from tests.desk.world import World, after
from tests.web.webforms import web_form

pytestmark = pytest.mark.django_db
ASK = "/at/credenti/ask/"
AHEAD = "/at/credenti/ask/frame/files/"
SAID = {"email": "new@costa.example", "subject": "Hm", "text": "Hello?", "language": "en"}


@pytest.fixture
def page(world: World) -> str:
    web_form(world)
    return Client().get(ASK, headers={"Accept-Language": "en"}).content.decode()


def key_of(page: str) -> str:
    (key,) = re.findall(r'name="key" value="([^"]+)"', page)
    return str(key)


def file(content: bytes = b"log") -> SimpleUploadedFile:
    return SimpleUploadedFile("log.txt", content)


@pytest.mark.parametrize("place", [ASK, f"{ASK}frame/"])
def test_files_are_sent_ahead_or_with_the_form_and_wait_with_it(
    page: str, place: str, monday: time_machine.Traveller
) -> None:
    key = key_of(page)
    line = Client().post(AHEAD, {"key": key, "file": file()}).content.decode()
    (token,) = re.findall(r'value="([^"]+)"', line)
    monday.move_to(after(seconds=30))
    answer = Client().post(place, {**SAID, "key": key, "upload": token, "attachments": file(b"more")})
    assert answer.status_code == 302
    assert [each.blob.size for each in WebRequest.objects.get().files.all()] == [3, 4]


def test_the_form_says_where_its_files_go(page: str) -> None:
    assert f'data-files="{AHEAD}"' in page


def test_a_file_without_a_key_of_ours_is_refused(page: str) -> None:
    for key in ("", "x", key_of(page)[:-1] + "x"):
        assert Client().post(AHEAD, {"key": key, "file": file()}).status_code == 422
    assert Upload.objects.count() == 0


def test_another_forms_token_is_worth_nothing(page: str, monday: time_machine.Traveller) -> None:
    line = Client().post(AHEAD, {"key": key_of(page), "file": file()}).content.decode()
    (token,) = re.findall(r'value="([^"]+)"', line)
    other = key_of(Client().get(ASK).content.decode())
    monday.move_to(after(seconds=30))
    assert Client().post(ASK, {**SAID, "key": other, "upload": token}).status_code == 422
    assert WebRequest.objects.count() == 0


def test_strangers_fill_no_disk(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = [Client().post(AHEAD, {"key": key_of(page), "file": file()}).status_code for _ in range(61)]
    assert codes[-2:] == [200, 429]
    monkeypatch.setattr(uploads, "MOST", 100)
    other = key_of(Client().get(ASK).content.decode())
    answer = Client(REMOTE_ADDR="192.0.2.9").post(AHEAD, {"key": other, "file": file()})
    assert answer.status_code == 422  # what one form may send is what all may send together
