"""B3: of a known problem a customer learns what the vendor says of it, and nothing of who else is concerned: no name, no reference, no count."""

from __future__ import annotations

import pytest

from parola.desk.accounts.models import Membership, Organization, Person
from parola.desk.agreements import operations as agreements
from parola.desk.mail import compose
from parola.desk.outbox.models import OutboxRow
from parola.desk.problems import claiming, majors, operations, telling
from parola.desk.problems.majors import Shown
from parola.desk.problems.models import MajorIncident, Problem
from parola.desk.tickets.models import Ticket
from tests.desk.world import MONDAY, SIGNED, World, after, person
from tests.web.conftest import Reader

OTHERS = ("Zyxomma", "zyxomma", "zelda", "Zelda", "CRE-2", "CRE-3", "CRE-PRB")
PAGES = (
    "/portal/",
    "/portal/status/",
    "/portal/new/credenti/",
    "/portal/requests/CRE-1/",
    "/portal/requests/CRE-1/history/",
)


@pytest.fixture
def told(world: World) -> Problem:
    """Ana of Acme and Zelda of Zyxomma have the same problem; both were told of the workaround, of an update, and of the solution."""
    company, zelda = Organization.objects.create(name="Zyxomma"), person("zelda", language="en")
    Membership.objects.create(person=zelda, organization=company)
    agreements.sign(
        organization=company, brand=world.credenti, plan="basic", first_day=SIGNED, timezone="UTC", now=MONDAY
    )
    linked = [world.ticket(), world.ticket(requester=zelda, subject="zyxomma"), world.ticket(requester=zelda)]
    problem = operations.open_problem(
        brand=world.credenti, tickets=linked, title="Zyxomma and others", by=world.bob, now=MONDAY
    )
    shown = Shown(titles={"en": "Cards"}, audience=MajorIncident.Audience.ALL, informer=world.bob, every=60)
    major = majors.declare(problem=problem, shown=shown, reason="Zyxomma is hit", by=world.bob, now=MONDAY)
    claiming.claim(key=major.pk, person=zelda, words="zyxomma", channel="web", now=MONDAY)
    for number, what in enumerate(("workaround", "update", "solution"), 1):
        telling.order(
            problem=problem,
            what=what,
            texts={"en": f"This is the {what}."},
            number=number,
            by=world.bob,
            now=after(minutes=number),
            resolves=True,
        )
        telling.carry_out(now=after(minutes=number))
    return problem


@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_a_customer_tells_of_another(world: World, told: Problem, reader: Reader, page: str) -> None:
    body = reader(world.ana).get(page).content.decode()
    assert [word for word in OTHERS if word in body] == []


def test_the_status_says_what_the_vendor_says_and_counts_nobody(world: World, told: Problem, reader: Reader) -> None:
    page = reader(world.ana).get("/portal/status/")
    (status,) = page.context["current"]
    assert [each.words.text for each in status.said] == [
        f"This is the {what}." for what in ("solution", "update", "workaround")
    ]
    assert not any(isinstance(getattr(status, name), int) for name in status.__slots__ if name != "key")


def test_no_mail_tells_of_another(world: World, told: Problem) -> None:
    rows = OutboxRow.objects.filter(kind="mail", payload__to=world.ana.pk)
    mails = [compose.compose(row, after(hours=1)).data.decode() for row in rows]
    assert any("This is the solution." in mail for mail in mails)
    assert [word for word in OTHERS for mail in mails if word in mail] == []


def test_who_is_not_signed_in_is_shown_nothing(told: Problem, reader: Reader) -> None:
    assert reader(None).get("/portal/status/").status_code == 302
    assert "Cards" not in reader(None).get("/portal/knowledge/").content.decode()


def test_a_stranger_learns_not_even_that_there_is_a_problem(world: World, told: Problem, reader: Reader) -> None:
    nobody: Person = world.olga
    key = MajorIncident.objects.get().pk
    assert "Cards" not in reader(nobody).get("/portal/status/").content.decode()
    assert reader(nobody).post(f"/portal/status/{key}/mine/").status_code == 404
    assert reader(nobody).post(f"/portal/status/{key + 1}/mine/").status_code == 404
    assert not Ticket.objects.filter(requester=nobody).exists()
