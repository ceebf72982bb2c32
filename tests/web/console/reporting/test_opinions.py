"""What customers said of the help, where leads and those who know a customer read it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parola.desk.reports import opinions
from parola.desk.reports.queries import NotAllowed
from parola.desk.tickets import joining, operations, rating
from tests.desk.world import World, after
from tests.web.conftest import Reader
from tests.web.portal.pages import english, text_of

MONTH = (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))


def said(world: World, *scores: rating.Score | None) -> None:
    """Requests that were resolved, of which their requester said that, or nothing."""
    for place, score in enumerate(scores):
        ticket = operations.resolve(ticket=world.ticket(subject=f"No. {place}"), by=world.bob, now=after(minutes=1))
        if score is not None:
            words = "Too slow." if not score else ""
            rating.rate(ticket=ticket, by=world.ana, score=score, words=words, through="mail", now=after(minutes=2))


def test_asked_answered_and_good_are_counted_by_when_it_was_asked(world: World) -> None:
    said(world, 1, 1, 0, None)
    found = opinions.of(opinions.asked(world.lea, world.credenti, *MONTH))
    assert (found.asked, found.rated, found.good) == (4, 3, 2)
    assert (found.share, found.answered) == (2 / 3, 3 / 4)
    assert opinions.of(opinions.asked(world.lea, world.credenti, MONTH[1], MONTH[1])).share is None


def test_what_is_no_ticket_does_not_count(world: World) -> None:
    said(world, 0)
    joining.mark_spam(ticket=world.credenti.ticket_set.get(), by=world.bob, now=after(hours=1))
    assert opinions.of(opinions.asked(world.lea, world.credenti, *MONTH)).asked == 0


def test_the_report_is_for_those_who_see_reports(world: World) -> None:
    with pytest.raises(NotAllowed):
        opinions.asked(world.bob, world.credenti, *MONTH)


def test_leads_read_the_counts_and_the_words(world: World, reader: Reader) -> None:
    said(world, 1, 0)
    page = text_of(english(reader, world.lea).get("/console/report/").content)
    assert "Share good" in page
    assert "50%" in page
    assert "Too slow." in page


def test_whoever_knows_the_customer_sees_how_satisfied_it_is(world: World, reader: Reader) -> None:
    said(world, 1, 0)
    page = text_of(english(reader, world.bob).get(f"/console/customers/{world.acme.pk}/").content)
    assert "Share good" in page
    assert "Too slow." not in page
