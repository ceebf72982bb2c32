"""About this desk: what it runs on, what has stopped, and whether the head of the chain goes anywhere."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, override_settings

from parola.desk.mail import heads
from parola.desk.outbox.models import Heartbeat, OutboxRow
from parola.web.console.settings.about import PROCESSES
from parola.worker.jobs import LANES
from tests.desk.world import MONDAY, World
from tests.web.conftest import Reader
from tests.web.portal.pages import english, text_of

PAGE = "/console/settings/about/"


@pytest.fixture
def root(world: World, reader: Reader) -> Client:
    return english(reader, world.root)


def test_the_release_and_the_database_are_told(root: Client) -> None:
    said = text_of(root.get(PAGE).content)
    engine = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    assert re.search(rf"{engine} \d+\.\d+", said)
    assert "Nothing has happened yet." in said


def test_what_has_stopped_and_what_went_wrong_is_told(root: Client) -> None:
    Heartbeat.objects.create(name="clocks", at=MONDAY)
    Heartbeat.objects.create(name="mail", at=MONDAY - timedelta(hours=1), error="No route to host", error_at=MONDAY)
    Heartbeat.objects.create(name="receiver", at=MONDAY)
    said = text_of(root.get(PAGE).content)
    assert re.search("runs *Timekeeping", said)
    assert re.search("stopped *Mail that leaves", said)
    assert "No route to host" in said
    assert re.search("runs *Mail that comes in", said)


def test_every_lane_of_the_worker_has_a_name(root: Client) -> None:
    said = text_of(root.get(PAGE).content)
    assert [lane for lane in LANES if lane not in PROCESSES] == []
    assert said.count("no sign of life yet") == len(LANES)


def test_a_receiver_that_fell_silent_is_told(root: Client) -> None:
    Heartbeat.objects.create(name="receiver", at=MONDAY - timedelta(hours=1))
    assert re.search("stopped *Mail that comes in", text_of(root.get(PAGE).content))


def test_the_head_of_the_chain_and_when_it_was_sent_are_told(world: World, root: Client) -> None:
    world.ticket()
    said = text_of(root.get(PAGE).content)
    assert re.search(r"Head *1:[0-9a-f]{64}", said)
    assert "sent to nobody" in said
    with override_settings(HEAD_TO=["keeper@elsewhere.example"]):
        assert "The head has not been sent away yet." in text_of(root.get(PAGE).content)
        heads.note(now=MONDAY, to=["keeper@elsewhere.example"])
        assert "The head has not been sent away yet." in text_of(root.get(PAGE).content)
        OutboxRow.objects.filter(kind=heads.KIND).update(sent_at=MONDAY, state=OutboxRow.State.SENT)
        assert "The head was last sent away at" in text_of(root.get(PAGE).content)
