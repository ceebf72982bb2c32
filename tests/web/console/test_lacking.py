"""What to write next: each reason, the weightiest first; where the work begins; what is put by and comes back only with something new."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parola.desk.accounts.models import Person
from parola.desk.knowledge import operations, readers
from parola.desk.knowledge.models import Question, Use
from parola.desk.knowledge.operations import Readers
from parola.desk.search.lacking import Gap, Reason, gaps
from parola.desk.tickets import operations as tickets
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.queries import again, worked_on_by
from parola.desk.tickets.seeking import Seeking
from tests.desk.knowledge.made import article, shown, translated
from tests.desk.world import MONDAY, World, after, person
from tests.web.conftest import Reader

pytestmark = pytest.mark.django_db
PAGE = "/console/knowledge/next/?brand=credenti"


def lacking(world: World, reader: Person | None = None) -> list[Gap]:
    return gaps(world.credenti, worked_on_by(reader or world.bob), language="en", now=after(hours=1))


def only(world: World, reason: Reason) -> list[Gap]:
    return [gap for gap in lacking(world) if gap.reason is reason]


def ask(world: World, *subjects: str, **given: object) -> list[Ticket]:
    asked = [world.ticket(subject=subject, text="Please help.", **given) for subject in subjects]
    Seeking()(MONDAY)
    return asked


def test_requests_for_which_nothing_was_known_are_put_together_by_their_words(world: World) -> None:
    badge, door, *_others = ask(
        world, "Badge reader blinks red", "The door is stuck", "Red blinking of the badge reader", "An invoice"
    )
    tickets.resolve(ticket=again(badge), by=world.bob, now=MONDAY)
    ask(world, "Zeppelin badge reader red", requester=world.olga, brand=world.zmanda, priority=None)
    first, *others = only(world, Reason.UNSOLVED)
    assert [each.reference for each in first.requests] == ["CRE-1", "CRE-3"], "what was answered leads"
    assert (first.count, first.weight) == (2, 6)
    assert {each.requests[0].reference for each in others} == {door.reference, "CRE-4"}
    assert lacking(world, world.zoe) == [], "who does not work for the brand is told nothing of its requests"


def test_what_readers_and_agents_searched_for_and_did_not_find(world: World, reader: Reader) -> None:
    client = reader(world.bob)
    page = client.get("/console/knowledge/", {"brand": "credenti", "text": "zeppelin"}).content.decode()
    address = re.search(r'hx-post="([^"]+unanswered[^"]*)"', page)
    assert address is not None
    assert not Question.objects.exists(), "to look at a page changes nothing"
    assert client.post(address[1], {"text": "zeppelin"}).status_code == 204
    client.post(address[1], {"text": "zeppelin"})
    [gap] = only(world, Reason.ASKED)
    assert (gap.title, gap.count, gap.weight) == ("zeppelin", 2, 2)
    article(world.credenti, "Zeppelin", "How it flies.")
    client.post(address[1], {"text": "zeppelin"})
    assert Question.objects.get().count == 2, "what is found by now is no question"


def test_what_was_voted_down_is_outdated_is_missing_or_to_be_read_again(world: World) -> None:
    cards = article(world.credenti, "Cards", "One.", readers=Readers(review_on=date(2026, 11, 1)))
    spanish = translated(cards.article, "es", "Tarjetas", "Uno.")
    for name in ("x", "y"):
        readers.vote(article=cards.article, person=person(name), helped=False, now=MONDAY)
    for _ in range(30):
        readers.count(article=cards.article, kind=Use.Kind.READ, now=MONDAY)
    operations.keep(article=cards.article, language="en", title="Cards", text="Two.", seen=1, by=None, now=MONDAY)
    cards.refresh_from_db()
    shown(cards)
    ask(world, "Alpha", "Beta", "Gamma", requester=world.olga)
    told = {gap.reason: gap for gap in lacking(world) if gap.article}
    assert (told[Reason.VOTED].count, told[Reason.VOTED].weight) == (2, 4)
    assert (told[Reason.OUTDATED].language, told[Reason.OUTDATED].weight) == ("es", 4)
    assert (told[Reason.MISSING].language, told[Reason.MISSING].count, told[Reason.MISSING].weight) == ("it", 3, 4)
    assert told[Reason.REVIEW].day == date(2026, 11, 1)
    assert {gap.title for gap in told.values()} == {"Cards"}
    assert spanish.state == "published"


def test_each_leads_to_where_the_work_begins_and_is_put_by(world: World, reader: Reader) -> None:
    ask(world, "Badge reader of Ana blinks red", "Red blinking badge reader")
    article(world.credenti, "Cards", "One.", readers=Readers(review_on=date(2026, 11, 1)))
    client = reader(world.bob)
    page = client.get(PAGE).content.decode()
    assert "2 requests that are alike, for which no solution was known." in page
    begun = client.get("/console/tickets/CRE-2/article/?with=CRE-1,CRE-99,ZMA-1").content.decode()
    area = begun.split("<textarea")[1].split("</textarea>")[0]
    assert area.count("Please help.") == 2
    assert "Ana" not in begun.split('<form class="write-article"')[1].split("</form>")[0]
    names = re.findall(r'name="what" value="([^"]+)"', page)
    aside = "/console/knowledge/next/credenti/aside/"
    assert client.post(aside, {"what": names}).status_code == 302
    assert "Nothing is missing" in client.get(PAGE).content.decode()
    ask(world, "The badge reader blinks red again")
    assert [gap.count for gap in only(world, Reason.UNSOLVED)] == [1], "what comes anew is told, what was put by is not"
    assert reader(world.audrey).post(aside, {"what": "missing:1:es"}).status_code == 403
    for wrong in ({}, {"what": "x"}, {"what": "ticket:1 OR 1"}):
        assert client.post(aside, wrong).status_code == 404


def test_the_page_asks_as_much_of_the_database_however_much_is_lacking(world: World, reader: Reader) -> None:
    client = reader(world.bob)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    def more(number: int) -> None:
        made = article(world.credenti, f"Cards {number}", "One.", readers=Readers(review_on=date(2026, 11, 1)))
        readers.count(article=made.article, kind=Use.Kind.READ, now=MONDAY)
        readers.unanswered(brand=world.credenti, language="es", text=f"zepelin {number}", now=MONDAY)
        ask(world, f"Subject {number} strange", f"Thing {number} odd", f"Other {number} weird")

    more(1)
    client.get(PAGE)
    few = asked()
    for number in range(2, 6):
        more(number)
    assert asked() == few
