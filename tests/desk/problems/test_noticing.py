"""Incidents that recur are noticed by the worker, and decided by a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pytest

from parola.desk import erasing
from parola.desk.accounts.models import Change
from parola.desk.meaning import embedding
from parola.desk.outbox.models import OutboxRow
from parola.desk.problems import deciding, habits, operations
from parola.desk.problems.deciding import NoSuchRecurrence, NothingChosen
from parola.desk.problems.noticing import Noticing
from parola.desk.problems.operations import BadState, NotAllowed
from parola.desk.problems.recurrences import Gist, Recurrence
from parola.desk.tickets import joining
from parola.desk.tickets import operations as operations_of_tickets
from parola.desk.tickets.models import Ticket
from tests.desk.world import MONDAY, World, after, posted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FAULT = {"subject": "Terminal error E-27 at closing", "text": "The totals are not sent when we close the day."}
SAME = {"subject": "Error E-27: the terminal stops at closing", "text": "No totals."}
AGAIN = {"subject": "Closing fails, terminal says error E-27", "text": "Since this morning."}
OTHER = {"subject": "Another address on our invoice", "text": "Please change the VAT number too."}


@pytest.fixture(autouse=True)
def by_words() -> Iterator[None]:
    """No test here depends on what another has loaded."""
    held = embedding.embedder()
    embedding.hold(None)
    yield
    embedding.hold(held)


def work(hours: float = 0) -> None:
    noticing = Noticing()
    while noticing(after(hours=hours)):
        pass


def reported(world: World, *texts: dict[str, str], hours: float = 0) -> list[Ticket]:
    instant = after(hours=hours)
    tickets = [world.ticket(**text, submitted_at=instant, now=instant) for text in texts]
    work(hours)
    return tickets


def waiting() -> Recurrence:
    return Recurrence.objects.get(state="noticed")


def of(recurrence: Recurrence) -> set[int]:
    return set(recurrence.incidents.values_list("ticket", flat=True))


def test_three_incidents_that_say_the_same_are_noticed_once_with_the_reason(world: World) -> None:
    tickets = reported(world, FAULT, OTHER, SAME)
    assert not Recurrence.objects.exists()
    tickets += reported(world, AGAIN, hours=30)
    work(hours=31)
    found = waiting()
    assert of(found) == {tickets[0].pk, tickets[2].pk, tickets[3].pk}
    assert [row.like for row in found.incidents.all()].count(None) == 1
    assert all(row.why["words"] >= 2 for row in found.incidents.exclude(like=None))


def test_those_who_lead_problems_are_told_once(world: World) -> None:
    paula = posted("paula", world.credenti, "problem_manager")
    reported(world, FAULT, SAME, AGAIN)
    reported(world, SAME, hours=1)
    told = OutboxRow.objects.filter(payload__template="recurrence")
    assert [row.payload["to"] for row in told] == [paula.pk]
    assert waiting().incidents.count() == 4


def test_the_brand_says_how_many_within_how_many_days(world: World) -> None:
    habits.change(brand=world.credenti, on=True, times=2, days=1, component="", by=world.root, now=MONDAY)
    assert Change.objects.get(matter="recurring").after == {"recurring_times": 2, "recurring_days": 1}
    reported(world, FAULT)
    reported(world, SAME, hours=25)
    assert not Recurrence.objects.exists()
    reported(world, AGAIN, hours=30)
    assert waiting().incidents.count() == 2


def test_a_brand_that_does_not_want_it_is_not_told(world: World) -> None:
    habits.change(brand=world.credenti, on=False, times=3, days=7, component="", by=world.root, now=MONDAY)
    reported(world, FAULT, SAME, AGAIN)
    assert not Recurrence.objects.exists()
    with pytest.raises(habits.NotAllowed):
        habits.change(brand=world.credenti, on=True, times=3, days=7, component="", by=world.bob, now=MONDAY)


def test_the_same_component_is_enough_whatever_is_said(world: World) -> None:
    habits.change(brand=world.credenti, on=True, times=2, days=7, component="site", by=world.root, now=MONDAY)
    for text in (FAULT, OTHER):
        world.ticket(**text, facts={"site": "test"})
    work()
    rows = waiting().incidents.exclude(like=None)
    assert [row.why["component"] for row in rows] == ["test"]


def test_what_is_merged_or_spam_recurs_no_more(world: World) -> None:
    tickets = reported(world, FAULT, SAME, AGAIN)
    for ticket in tickets[1:]:
        joining.mark_spam(ticket=ticket, by=world.bob, now=after(hours=1))
    work(hours=1)
    assert not Recurrence.objects.exists()
    assert set(Gist.objects.values_list("pk", flat=True)) == {tickets[0].pk}


def test_a_person_makes_it_a_problem_and_leaves_one_out(world: World) -> None:
    tickets = reported(world, FAULT, SAME, AGAIN)
    chosen = [ticket.pk for ticket in tickets[:2]]
    problem = deciding.make(recurrence=waiting(), tickets=chosen, title="E-27", by=world.bob, now=after(hours=1))
    assert set(Ticket.objects.filter(problem=problem.pk).values_list("pk", flat=True)) == set(chosen)
    with pytest.raises(BadState):
        deciding.dismiss(recurrence=Recurrence.objects.get(), by=world.bob, now=after(hours=2))


def test_a_later_incident_is_proposed_for_the_problem_and_added_by_a_person(world: World) -> None:
    tickets = reported(world, FAULT, SAME, AGAIN)
    problem = deciding.make(
        recurrence=waiting(), tickets=[each.pk for each in tickets], title="E-27", by=world.bob, now=after(hours=1)
    )
    late = reported(world, SAME, hours=2)[0]
    proposed = waiting()
    assert (proposed.problem, of(proposed)) == (problem, {late.pk})
    assert Ticket.objects.get(pk=late.pk).problem is None
    deciding.add(recurrence=proposed, problem=problem, tickets=[late.pk], by=world.bob, now=after(hours=3))
    assert Ticket.objects.get(pk=late.pk).problem == problem.pk


def test_what_is_linked_by_hand_waits_no_more(world: World) -> None:
    tickets = reported(world, FAULT, SAME, AGAIN)
    operations.open_problem(brand=world.credenti, tickets=tickets[:2], title="E-27", by=world.bob, now=after(hours=1))
    work(hours=1)
    assert not Recurrence.objects.exists()


def test_what_was_dismissed_stays_so_until_as_many_more_came(world: World) -> None:
    reported(world, FAULT, SAME, AGAIN)
    deciding.dismiss(recurrence=waiting(), by=world.bob, now=after(hours=1), said="Three terminals, three causes")
    reported(world, FAULT, SAME, hours=2)
    assert not Recurrence.objects.filter(state="noticed").exists()
    reported(world, AGAIN, hours=3)
    assert waiting().incidents.count() == 3


def test_only_who_works_for_the_brand_sees_it_and_an_auditor_decides_nothing(world: World) -> None:
    tickets = reported(world, FAULT, SAME, AGAIN)
    found = waiting()
    assert [*deciding.waiting(world.bob)] == [found]
    assert [row.ticket for row in deciding.incidents(world.bob, found)] == tickets
    assert deciding.of_ticket(world.bob, tickets[0]) == found
    for person in (world.zoe, world.ana):
        assert not deciding.waiting(person).exists()
        with pytest.raises(NoSuchRecurrence):
            deciding.access(person, found.pk)
    with pytest.raises(NotAllowed):
        deciding.dismiss(recurrence=found, by=world.audrey, now=MONDAY)
    with pytest.raises(NothingChosen):
        deciding.make(recurrence=found, tickets=[], title="E-27", by=world.bob, now=MONDAY)


def test_nothing_is_kept_of_what_somebody_wrote_who_is_erased(world: World) -> None:
    tickets = reported(world, FAULT, SAME, AGAIN)
    said = f"All of them by {world.ana.email}"
    deciding.dismiss(recurrence=waiting(), by=world.bob, now=after(hours=1), said=said)
    for ticket in tickets:
        operations_of_tickets.close(ticket=ticket, by=world.bob, now=after(hours=2))
    erasing.erase(person=world.ana, by=world.root, now=after(hours=3))
    work(hours=3)
    assert not Gist.objects.exclude(subject="", words="").exists()
    assert world.ana.email not in Recurrence.objects.get().said


class Topics:
    """A model that knows two topics: for the way of a vector, not for what it says."""

    model_id = "topics 1"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        return np.array([[1, 0] if "E-27" in text else [0, 1] for text in texts], dtype=np.float32)


def test_incidents_in_several_languages_are_noticed_once_it_is_known_what_they_mean(world: World) -> None:
    reported(
        world,
        {"subject": "El datáfono falla: E-27", "text": ""},
        {"subject": "POS fermo, E-27", "text": ""},
        {"subject": "الجهاز يتوقف E-27", "text": ""},
        OTHER,
        {"subject": "Un altro indirizzo", "text": "in fattura"},
        {"subject": "Otra factura", "text": "con dirección nueva"},
    )
    embedding.hold(Topics())
    work(hours=1)
    assert sorted(found.incidents.count() for found in Recurrence.objects.all()) == [3, 3]
    assert not Gist.objects.filter(model="").exists()


@pytest.mark.once
def test_the_same_fault_in_spanish_italian_and_arabic_is_found_by_its_meaning(
    world: World, with_meaning: embedding.Embedder
) -> None:
    tickets = reported(
        world,
        {
            "subject": "El cierre del terminal falla desde esta mañana",
            "text": "Al hacer el cierre del día, el terminal da error y no envía el total.",
        },
        OTHER,
        {
            "subject": "Chiusura giornaliera del POS non riuscita",
            "text": "Da stamattina il terminale si ferma alla chiusura di giornata e il totale non parte.",
        },
        {
            "subject": "جهاز نقاط البيع لا يقفل اليومية",
            "text": "منذ الصباح يظهر خطأ عند إجراء إقفال اليوم ولا يتم إرسال المجموع.",
        },
    )
    assert of(waiting()) == {tickets[0].pk, tickets[2].pk, tickets[3].pk}
