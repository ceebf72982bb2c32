"""The index says what the record says: after whatever was done, however its worker fared, on both databases."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from django.db import connection

from parola.desk import erasing
from parola.desk.search import checking, following, index, names
from parola.desk.search.engines import engine
from parola.desk.search.models import Called, Document, Progress, Word
from parola.desk.search.wanted import Pattern, Wanted
from parola.desk.tickets import joining, operations, queries
from parola.desk.tickets.models import Ticket
from tests.desk.world import World, after, person

pytestmark = pytest.mark.django_db
WORDS = [
    "printer",
    "login",
    "fattura",
    "contraseña",
    "كلمة",
    "invoice",
    "server",
    "zyxomma",
    "backup",
    "17",
    "the",
    "und",
]


def up_to_date() -> None:
    names.refresh()
    while following.step():
        pass


def found_by(token: str) -> set[int]:
    pattern = Pattern((token,))
    return set(
        Document.objects.filter(pk__in=engine().matching(Wanted(groups=((pattern,),)))).values_list("pk", flat=True)
    )


def refuse_a_difference() -> None:
    """Rows against the record, then what the database finds against the rows."""
    assert checking.differing() == []
    rows = dict(Document.objects.values_list("pk", "words"))
    for token in {each for words in rows.values() for each in words.split()} - {"~"}:
        assert found_by(token) == {key for key, words in rows.items() if f" {token} " in words}, token
    known = {word for words in rows.values() for word in index.vocabulary(words)}
    assert set(Word.objects.values_list("text", flat=True)) == known


@pytest.mark.parametrize("seed", [1, 2])
def test_the_index_is_the_record_whatever_was_done(world: World, seed: int) -> None:
    random = Random(seed)
    people = [world.ana, world.amir, world.olga, person("eve")]
    for step in range(24):
        do_something(world, random, people, at=step)
        if random.random() < 0.4:
            following.step()
    up_to_date()
    refuse_a_difference()


def do_something(world: World, random: Random, people: list[Any], at: int) -> None:  # noqa: C901  # one act of many
    text, now = " ".join(random.choices(WORDS, k=6)), after(minutes=at)
    tickets = list(queries.with_relations(Ticket.objects.filter(void="").exclude(status="closed").order_by("pk")))
    act = random.choice(["open", "open", "write", "note", "answer", "merge", "erase"])
    if act == "open" or not tickets:
        asker = random.choice([each for each in people if each.is_active])
        world.ticket(requester=asker, subject=text[:20], text=text, submitted_at=now, now=now)
        return
    ticket = random.choice(tickets)
    if act == "write" and ticket.requester.is_active:
        operations.customer_message(
            ticket=ticket, by=ticket.requester, text=text, channel="web", submitted_at=now, now=now
        )
    elif act == "note":
        operations.note(ticket=ticket, by=world.bob, text=text, now=now)
    elif act == "answer":
        operations.reply(ticket=ticket, by=world.bob, text=text, at_once_reason="Urgent", now=now)
    elif act == "merge" and len(tickets) > 1:
        others = [each for each in tickets if each != ticket and each.requester == ticket.requester]
        if others:
            joining.merge(ticket=ticket, other=others[0], by=world.bob, share=True, now=now)
    elif act == "erase" and ticket.requester.is_active and len([each for each in people if each.is_active]) > 2:
        for each in Ticket.objects.filter(requester=ticket.requester, status__in=queries.AT_WORK):
            operations.resolve(ticket=each, by=world.bob, now=now)
        erasing.erase(person=ticket.requester, by=world.root, now=now)
        ticket.requester.refresh_from_db()
        people[:] = [each for each in people if each != ticket.requester]


def test_a_word_that_was_erased_is_nowhere_at_once(world: World) -> None:
    eve = person("eve")
    ticket = world.ticket(requester=eve, subject="Zyxomma", text="Zyxomma quirrling.")
    operations.note(ticket=ticket, by=world.bob, text="About wembleton.", now=after(minutes=1))
    up_to_date()
    assert found_by("zyxomma")
    assert found_by("~wembleton")
    assert Called.objects.filter(word="eve").exists()
    operations.resolve(ticket=ticket, by=world.bob, now=after(minutes=2))
    erasing.erase(person=eve, by=world.root, now=after(minutes=3))
    gone = ["zyxomma", "quirrl", "~wembleton"]
    assert [found_by(each) for each in gone] == [set(), set(), set()]
    assert not Word.objects.filter(text__in=["zyxomma", "quirrl", "wembleton"]).exists()
    assert not Called.objects.filter(word="eve").exists()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT block FROM search_words_data")
            assert b"zyxomma" not in b"".join(block for (block,) in cursor.fetchall())
    up_to_date()
    refuse_a_difference()


def test_a_worker_that_is_ended_at_any_place_loses_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.ticket(text="Zyxomma.")
    up_to_date()
    world.ticket(text="Quirrling.")
    learn = index.learn

    def end(_words: set[str]) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(index, "learn", end)
    with pytest.raises(KeyboardInterrupt):
        following.step()
    assert found_by("quirrling") == set()
    monkeypatch.setattr(index, "learn", learn)
    up_to_date()
    assert found_by("quirrling")
    refuse_a_difference()


def test_what_was_erased_between_reading_and_writing_does_not_come_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = world.ticket(requester=world.olga, text="Zyxomma.")
    operations.resolve(ticket=ticket, by=world.bob, now=after(minutes=1))
    read = following._read

    def read_and_erase(keys: Any) -> Any:
        found = read(keys)
        monkeypatch.setattr(following, "_read", read)
        erasing.erase(person=world.olga, by=world.root, now=after(minutes=2))
        return found

    monkeypatch.setattr(following, "_read", read_and_erase)
    following.step()
    assert found_by("zyxomma") == set()
    up_to_date()
    refuse_a_difference()


def test_two_workers_do_no_harm(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.ticket(text="Zyxomma.")
    read = following._read

    def read_while_another_is_faster(keys: Any) -> Any:
        monkeypatch.setattr(following, "_read", read)
        up_to_date()
        return read(keys)

    monkeypatch.setattr(following, "_read", read_while_another_is_faster)
    assert following.step()
    refuse_a_difference()


def test_all_is_taken_in_anew_and_goes_on_where_it_was_left(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in range(3):
        world.ticket(text=f"Printer{place}.")
    monkeypatch.setattr(following, "TICKETS", 1)
    up_to_date()
    before = Progress.objects.get().position
    following.begin_anew()
    assert following.left() == 3
    following.step()
    assert following.left() == 2
    world.ticket(text="Zyxomma.")
    up_to_date()
    assert following.left() == 0
    assert Progress.objects.get().position > before
    refuse_a_difference()
