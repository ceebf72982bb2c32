"""Whatever somebody does to the record at random, `parola verify` finds it, held against a head that was noted before."""

from __future__ import annotations

import json
import random

import pytest
from django.db import connection

from parola.desk.tickets import alarms, operations
from parola.desk.tickets.models import TicketEvent
from parola.desk.tickets.verification import verify
from tests.desk.tickets.test_verification import is_json, tamper
from tests.desk.world import World, after

WAYS = ("letter", "deleted", "swapped", "cut", "moved")


def written(world: World, chance: random.Random) -> None:
    """Some tickets, on which something or other is done."""
    tickets = [world.ticket(priority=chance.choice(("P1", "P2", "P3"))) for _ in range(chance.randint(1, 3))]
    for minute in range(chance.randint(2, 6)):
        act = chance.choice((operations.note, operations.reply))
        act(ticket=chance.choice(tickets), by=world.bob, text="x", now=after(minutes=minute))
    alarms.sweep(now=after(days=chance.randint(0, 2)))


def spoil(way: str, chance: random.Random) -> None:
    """Change the record behind the desk's back."""
    positions = list(TicketEvent.objects.order_by("position").values_list("position", flat=True))
    place = chance.choice(positions[:-1])
    match way:
        case "letter":
            tamper("UPDATE tickets_ticketevent SET data = %s WHERE position = %s", other_letter(place, chance), place)
        case "deleted":
            tamper("DELETE FROM tickets_ticketevent WHERE position = %s", place)
        case "cut":
            tamper("DELETE FROM tickets_ticketevent WHERE position > %s", place)
        case "moved":
            tamper("UPDATE tickets_ticketevent SET position = %s WHERE position = %s", positions[-1] + 1, place)
        case _:
            tamper("UPDATE tickets_ticketevent SET position = 1000000 WHERE position = %s", place)
            with connection.cursor() as cursor:
                move = "UPDATE tickets_ticketevent SET position = %s WHERE position = %s"
                cursor.execute(move, [place, place + 1])
                cursor.execute(move, [place + 1, 1_000_000])


def other_letter(position: int, chance: random.Random) -> str:
    """The event's data with one letter changed, still data of some kind."""
    text = json.dumps(TicketEvent.objects.get(position=position).data)
    places = chance.sample(range(len(text)), len(text))
    changed = (text[:place] + chance.choice("0123456789abc") + text[place + 1 :] for place in places)
    return next((other for other in changed if is_json(other) and json.loads(other) != json.loads(text)), '{"x": 1}')


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", range(4))
def test_p8_no_change_of_the_record_goes_unseen(world: World, seed: int, way: str) -> None:
    chance = random.Random(f"{seed} {way}")
    written(world, chance)
    head = verify().head
    assert verify(anchors=[head]).findings == ()
    spoil(way, chance)
    assert verify(anchors=[head]).findings != ()
