"""Files that come with a form: with script and without, kept where the form has faults, attached once where it has none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from parola.desk.accounts.models import Person
from parola.desk.files import store, uploads
from parola.desk.files.models import Blob, Upload
from parola.desk.tickets.models import Attachment, Ticket
from tests.desk.world import MONDAY, World, after
from tests.web.conftest import Reader

pytestmark = pytest.mark.django_db
TOKEN = "0b6a2a5e-4a64-4d1c-9f0e-3d0f6a7f0b11"
REQUEST = {"token": TOKEN, "subject": "No login", "text": "See the log."}
SEND = "/portal/new/credenti/send/"


@pytest.fixture(autouse=True)
def english(world: World) -> None:
    Person.objects.update(language="en")
    for person in (world.ana, world.amir, world.bob):
        person.refresh_from_db()


def file(name: str = "log.txt", content: bytes = b"one\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def ahead(browser: Client, name: str = "log.txt", content: bytes = b"one\n") -> str:
    answer = browser.post("/files/", {"file": file(name, content)})
    assert answer.status_code == 200
    (token,) = re.findall(r'value="([^"]+)"', answer.content.decode())
    return str(token)


def names(ticket: Ticket) -> list[tuple[str, bytes]]:
    found = Attachment.objects.filter(
        body__in=[event.data["body"] for event in ticket.events.all() if "body" in event.data]
    )
    return [(each.name, store.read(each.blob)) for each in found.order_by("body", "place")]


def test_a_form_without_script_takes_several_files(world: World, reader: Reader) -> None:
    data = {**REQUEST, "attachments": [file(), file("пример.bin", b"\x00\x01")]}
    answer = reader(world.ana).post(SEND, data)
    assert answer.status_code == 302
    assert names(Ticket.objects.get()) == [("log.txt", b"one\n"), ("пример.bin", b"\x00\x01")]


def test_files_outlive_a_form_that_has_faults(world: World, reader: Reader) -> None:
    browser = reader(world.ana)
    answer = browser.post(SEND, {**REQUEST, "text": "", "attachments": file()})
    page = answer.content.decode()
    assert answer.status_code == 422
    (token,) = re.findall(r'name="upload" value="([^"]+)" checked', page)
    assert "<bdi>log.txt</bdi>" in page
    assert browser.post(SEND, {**REQUEST, "upload": token}).status_code == 302
    assert names(Ticket.objects.get()) == [("log.txt", b"one\n")]


def test_files_sent_ahead_come_with_the_form_and_a_second_click_makes_no_second_ticket(
    world: World, reader: Reader
) -> None:
    browser = reader(world.ana)
    data = {**REQUEST, "upload": [ahead(browser), ahead(browser, "b.txt", b"b")]}
    first, second = browser.post(SEND, data), browser.post(SEND, data)
    assert first["Location"] == second["Location"]
    assert names(Ticket.objects.get()) == [("log.txt", b"one\n"), ("b.txt", b"b")]


def test_without_script_a_second_click_makes_no_second_ticket_either(world: World, reader: Reader) -> None:
    browser = reader(world.ana)
    for _ in range(2):
        browser.post(SEND, {**REQUEST, "attachments": file()})
    assert Ticket.objects.count() == 1


def test_a_token_is_its_owners_alone(world: World, reader: Reader) -> None:
    token = ahead(reader(world.ana))
    answer = reader(world.amir).post(SEND, {**REQUEST, "upload": token})
    assert answer.status_code == 422
    assert "not kept any more" in answer.content.decode()
    assert Ticket.objects.count() == 0


def test_what_is_too_large_is_told_with_all_that_was_typed(world: World, reader: Reader, settings: Settings) -> None:
    settings.FILES_LARGEST = 3_000_000
    browser = reader(world.ana)
    page = browser.get("/portal/new/credenti/").content.decode()
    assert "Up to 10 files, 2.9\xa0MB together." in page
    large = file("film.mp4", b"x" * 3_100_000)
    answer = browser.post(SEND, {**REQUEST, "attachments": [file(), large, file("b.txt", b"b")]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "film.mp4 was not added: it is larger than 2.9\xa0MB." in page
    assert "See the log." in page
    assert re.findall(r'name="upload" value="[^"]+" checked.*?<bdi>([^<]+)</bdi>', page, re.DOTALL) == [
        "log.txt",
        "b.txt",
    ]
    told = browser.post("/files/", {"file": file("film.mp4", b"x" * 3_100_000)})
    assert (told.status_code, told.content.decode()) == (422, "film.mp4 was not added: it is larger than 2.9\xa0MB.")
    assert browser.post(SEND, {**REQUEST, "attachments": file("film.mp4", b"x" * 13_000_000)}).status_code == 413


def test_there_are_no_more_files_than_a_message_takes(world: World, reader: Reader, settings: Settings) -> None:
    settings.FILES_MOST = 2
    browser = reader(world.ana)
    files = [file(f"{number}.txt", str(number).encode()) for number in range(3)]
    answer = browser.post(SEND, {**REQUEST, "attachments": files})
    assert answer.status_code == 422
    assert "2.txt was not added: it would be more than one message takes." in answer.content.decode()
    tokens = [ahead(browser, each.name or "") for each in files]
    answer = browser.post(SEND, {**REQUEST, "upload": tokens})
    assert "These are more files than one message takes: Up to 2 files" in answer.content.decode()
    assert Ticket.objects.count() == 0


def test_c14_a_disk_that_is_full_is_told_and_loses_nothing(
    world: World, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    browser = reader(world.ana)
    with monkeypatch.context() as disk:
        disk.setattr(store, "write", full)
        answer = browser.post(SEND, {**REQUEST, "attachments": file()})
        told = browser.post("/files/", {"file": file()})
    assert answer.status_code == 422
    assert "log.txt could not be kept: there is no room at the moment." in answer.content.decode()
    assert "See the log." in answer.content.decode()
    assert told.status_code == 507
    assert (Blob.objects.count(), Upload.objects.count(), Ticket.objects.count()) == (0, 0, 0)
    assert browser.post(SEND, {**REQUEST, "attachments": file()}).status_code == 302


def test_an_answer_a_reply_a_note_and_calls_take_files(world: World, reader: Reader) -> None:
    ticket = world.ticket()
    bob, ana = reader(world.bob), reader(world.ana)
    ana.post("/portal/requests/CRE-1/answer/", {"token": TOKEN, "text": "More", "attachments": file("answer.txt")})
    bob.post("/console/tickets/CRE-1/reply/", {"seen": 2, "text": "Look", "attachments": file("reply.txt")})
    bob.post("/console/tickets/CRE-1/note/", {"seen": 3, "text": "Hm", "attachments": file("note.txt")})
    call = {"seen": 4, "direction": "from", "caller": world.ana.pk, "at": "2026-11-16T09:00", "text": "Rang"}
    bob.post("/console/tickets/CRE-1/more/call/", {**call, "attachments": file("call.txt")})
    assert sorted(name for name, _ in names(ticket)) == ["answer.txt", "call.txt", "note.txt", "reply.txt"]
    page = ana.get("/portal/requests/CRE-1/").content.decode()
    assert [name for name in ("answer", "reply", "note", "call") if f"{name}.txt" in page] == [
        "answer",
        "reply",
        "call",
    ]
    new = {
        "brand": "credenti", "customer": world.ana.pk, "token": TOKEN, "channel": "phone", "at": "2026-11-16T09:30",
        "subject": "No cards", "text": "Ana called.", "priority": "P2",
    }  # fmt: skip
    assert bob.post("/console/new/", {**new, "attachments": file("new.txt")}).status_code == 302
    assert names(Ticket.objects.get(number=2)) == [("new.txt", b"one\n")]


def test_files_sent_ahead_go_after_a_day_and_a_day_takes_so_many_bytes(
    world: World, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead(reader(world.ana))
    assert uploads.sweep(now=after(hours=23)) == 0
    assert uploads.sweep(now=after(hours=25)) == 1
    monkeypatch.setattr(uploads, "MOST", 3)
    ahead(reader(world.ana))
    answer = reader(world.ana).post("/files/", {"file": file()})
    assert (answer.status_code, answer.content) == (422, b"You have sent a lot today. Try again tomorrow.")


def test_uploads_are_counted(world: World, reader: Reader) -> None:
    browser = reader(world.ana)
    codes = [browser.post("/files/").status_code for _ in range(301)]
    assert codes[-2:] == [422, 429]


def test_nothing_of_what_was_called_is_a_path(world: World, reader: Reader, settings: Settings, tmp_path: Path) -> None:
    settings.FILES = tmp_path / "files"
    ahead(reader(world.ana), "../../../x.txt")
    upload = Upload.objects.get()
    assert upload.name == "x.txt"
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == [".lock", upload.blob.sha256]
    assert upload.created_at == MONDAY
