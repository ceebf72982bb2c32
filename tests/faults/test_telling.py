"""Customers are told once, also where the teller dies in the middle, two go on at once, and two people have it told at the same time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.test_races import BUILD, ENGINES, database, done, start

TICKETS, TELLERS = 6, 2
ORDERED = f"""
from parola.desk.problems import operations as problems, telling
tickets = [world.ticket() for _ in range({TICKETS})]
problem = problems.open_problem(brand=world.credenti, tickets=tickets, title="x", by=world.bob, now=MONDAY)
telling.order(problem=problem, what="workaround", texts={{"en": "Wait."}}, number=1, by=world.bob, now=MONDAY)
"""
DIE = """
from parola.desk.problems import telling
append, written = ledger.append, []
def append_and_die(**given):
    "The third is written, and not committed."
    written.append(append(**given))
    if len(written) == 3:
        os._exit(9)
ledger.append = append_and_die
telling.carry_out(now=MONDAY)
"""
TELL = f"""
from parola.desk.problems import telling
from parola.desk.problems.models import Problem
problem, bob = Problem.objects.get(), Person.objects.get(name="Bob")
together({TELLERS})
while telling.carry_out(now=MONDAY, limit=3):
    pass
try:
    telling.order(problem=problem, what="solution", texts={{"en": "It works."}}, number=2, by=bob, now=MONDAY, resolves=True)
except telling.ChangedMeanwhile:
    pass
while telling.carry_out(now=MONDAY, limit=3):
    pass
"""
CHECK = f"""
from parola.desk.problems.models import Addressee, Telling
assert verification.verify().findings == ()
assert [each.what for each in Telling.objects.order_by("number")] == ["workaround", "solution"]
told = Addressee.objects.filter(state="told")
first, second = (told.filter(telling__number=number).count() for number in (1, 2))
assert Addressee.objects.exclude(state="told").exclude(why="superseded").count() == 0  # the solution may overtake the workaround
assert second == {TICKETS}
assert TicketEvent.objects.filter(kind="message").count() == first + second
assert TicketEvent.objects.filter(kind="workaround_given").count() == first
assert TicketEvent.objects.filter(kind="resolved").count() == {TICKETS}
assert OutboxRow.objects.filter(payload__template="reply").count() == first
assert OutboxRow.objects.filter(payload__template="solved_together").count() == {TICKETS}
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_each_is_told_once_whatever_happens_to_those_who_tell(engine: str, tmp_path: Path) -> None:
    meeting = tmp_path / "meeting"
    meeting.mkdir()
    with database(engine, tmp_path) as url:
        done(start(BUILD + ORDERED, url, meeting))
        dying = start(DIE, url, meeting)
        assert (dying.communicate(timeout=240), dying.returncode)[1] == 9
        done(*(start(TELL, url, meeting) for _ in range(TELLERS)))
        done(start(CHECK, url, meeting))
