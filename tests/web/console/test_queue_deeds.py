"""What is done from the queue: to several tickets at once and back, views that are saved and shared, a line that is completed."""

from __future__ import annotations

import re

import pytest

from parola.desk.tickets import operations, queries
from parola.desk.tickets.models import Batch, View
from tests.desk.world import MONDAY, World
from tests.web.conftest import Reader


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_several_are_taken_and_given_back(world: World, reader: Reader) -> None:
    one, other, client = world.ticket(), world.ticket(), reader(world.bob)
    operations.close(ticket=other, by=world.bob, now=MONDAY)
    picked = {"ticket": [f"{one.reference}.1", f"{other.reference}.2"], "q": "assignee:nobody", "deed": "resolve"}
    answer = client.post("/console/act/", picked)
    assert answer["Location"].startswith("/console/?q=assignee%3Anobody&did=")
    page = client.get(answer["Location"]).content.decode()
    assert "Resolved, and the customers told: 1 of 2." in page
    assert "CRE-2 : its state does not allow this" in plain(page)
    (undo,) = re.findall(r'action="(/console/undo/\d+/)"', page)
    page = client.post(undo, {"q": ""}, follow=True).content.decode()
    assert "Taken back: 1 of 1." in page
    assert "What was mailed before stays mailed" in page
    assert "/console/undo/" not in page
    assert queries.again(one).status == "open"


@pytest.mark.parametrize(
    "said",
    [{"deed": "take"}, {"ticket": "CRE-1.1"}, {"ticket": "CRE-1.1", "deed": "priority", "priority": "P1"},
     {"ticket": "CRE-1.1", "deed": "assign"}, {"ticket": "CRE-1.1", "deed": "merge"}, {"ticket": "CRE-1", "deed": "close"}],
)  # fmt: skip
def test_what_is_not_said_whole_does_nothing(world: World, reader: Reader, said: dict[str, str]) -> None:
    ticket = world.ticket()
    page = reader(world.bob).post("/console/act/", said, follow=True).content.decode()
    assert "Nothing was done" in page
    assert queries.again(ticket).last_event_seq == 1


def test_a_batch_is_told_to_who_did_it_alone(world: World, reader: Reader) -> None:
    world.ticket()
    reader(world.bob).post("/console/act/", {"ticket": "CRE-1.1", "deed": "take"})
    batch = Batch.objects.get()
    assert "Assigned to Bob" in reader(world.bob).get(f"/console/?did={batch.pk}").content.decode()
    assert "Assigned to Bob" not in reader(world.lea).get(f"/console/?did={batch.pk}").content.decode()


def test_a_view_is_saved_chosen_shared_and_removed(world: World, reader: Reader) -> None:
    bob, lea = reader(world.bob), reader(world.lea)
    world.ticket(priority="P1")
    world.ticket(priority="P3")
    page = bob.post("/console/views/new/", {"name": "Burning", "line": "prioridad:P1"}, follow=True).content.decode()
    assert re.search(r'aria-current="page"><bdi>Burning</bdi> <span class="number tiny">1<', page)
    view = View.objects.get()
    assert view.line == "priority:P1"
    bob.post("/console/views/begin-with/", {"key": view.pk})
    assert re.findall(r'data-row="([^"]+)"', bob.get("/console/").content.decode()) == ["CRE-1"]
    assert "Burning" not in lea.get("/console/").content.decode()
    assert lea.post(f"/console/views/{view.pk}/remove/").status_code == 404
    refused = bob.post("/console/views/new/", {"name": "All", "line": "", "brand": "credenti"})
    assert refused.status_code == 422
    lea.post("/console/views/new/", {"name": "Ours", "line": "assignee:nobody", "brand": "credenti"})
    assert "Ours" in bob.get("/console/").content.decode()
    assert bob.get("/console/views/?removed=٣").status_code == 200
    removed = bob.post(f"/console/views/{view.pk}/remove/", follow=True).content.decode()
    assert "Burning" not in bob.get("/console/").content.decode()
    (back,) = re.findall(r'action="(/console/views/\d+/restore/)"', removed)
    bob.post(back)
    assert "Burning" in bob.get("/console/").content.decode()


def test_a_line_that_cannot_be_read_is_no_view(world: World, reader: Reader) -> None:
    answer = reader(world.bob).post("/console/views/new/", {"name": "Odd", "line": "prority:P1"})
    assert answer.status_code == 422
    assert 'value="prority:P1"' in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("prio", ["priority:"]),
        ("state:open pri", ["priority:"]),
        ("state:c", ["closed"]),
        ("state:open,c", ["closed"]),
        ("-assignee:", ["me", "nobody", "Lea"]),
        ("due<", ["1h", "4h", "1d", "7d"]),
        ("brand:", ["credenti"]),
        ("priority:P", ["P1", "P2", "P3", "P4"]),
        ("printer ", []),
        ('"pri', []),
    ],
)
def test_a_line_is_completed(world: World, reader: Reader, typed: str, offered: list[str]) -> None:
    page = reader(world.bob).get("/console/complete/", {"q": typed, "at": str(len(typed))}).content.decode()
    assert re.findall(r">([^<]+)</li>", page) == offered
