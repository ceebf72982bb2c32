"""What a bundle tells, and what it never tells; and what later facts do to it."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pypdf
import pytest
from django.utils.translation import override

from parola.desk.accounts.models import Person
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import Contract
from parola.desk.agreements.queries import agreement
from parola.desk.erasing import erase
from parola.desk.reports import evidence as making
from parola.desk.reports import queries as reports
from parola.desk.tickets import joining, moving, operations, vocabulary
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.desk.tickets.moving import Wanted
from parola.desk.tickets.payload import payload
from parola.policy.findings import Wrong
from parola.proof import events, links
from parola.proof.bundle import packed
from parola.proof.checking import check
from parola.proof.form import Evidence, spelt
from parola.proof.period import period_of
from parola.sla.attainment import attain
from parola.web.printing import evidence as printing
from parola.web.printing.evidence import bundle, paper
from tests.desk.world import MONDAY, SIGNED, World, after, altamar, varied_credenti
from tests.proof.conftest import LATER, NOVEMBER, PAPER, busy, made


def counts(evidence: Evidence) -> dict[str, list[tuple[str, str]]]:
    """What each ticket's clocks count as, and why they do not."""
    return {each.reference: [(clock.counts, clock.why) for clock in each.clocks] for each in evidence.tickets}


def right(evidence: Evidence) -> bool:
    return check(packed(spelt(evidence), PAPER)).findings == ()


def test_a_period_that_is_over_makes_the_same_bytes_whenever_that_is_done(world: World) -> None:
    busy(world)
    first, again = made(world), made(world, now=after(days=200))
    assert bundle(first) == bundle(again)
    assert [each.findings for each in [check(bundle(first))]] == [()]


def test_nothing_internal_is_told(world: World) -> None:
    """No note, no reason for colleagues, no word of anybody, no agent's name; neither in the JSON nor in what the paper is made of."""
    busy(world)
    ticket = world.ticket(priority="P3", submitted_at=after(hours=10), now=after(hours=10))
    operations.reply(
        ticket=ticket, by=world.bob, text="said-canary", at_once_reason="reason-canary", now=after(hours=10.5)
    )
    found = made(world)
    written = spelt(found).decode()
    assert [name for name in ("canary", "Bob", "Lea", "No login", "@") if name in _without_terms(found)] == []
    assert check(written.encode()).in_part == 1
    assert right(found)
    assert b"canary" not in paper(found, "0" * 64)


def _without_terms(evidence: Evidence) -> str:
    """All but the agreement's own text, in which anybody may be named."""
    plain = evidence.model_dump()
    plain["terms"]["agreements"] = []
    return json.dumps(plain)


def test_an_event_is_told_as_the_chain_has_it(world: World) -> None:
    busy(world)
    for row in TicketEvent.objects.all():
        assert links.digest(making.event_of(row).payload) == links.digest(payload(row)) or making.event_of(row).digest


def test_every_kind_that_clocks_follow_from_is_read(world: World) -> None:
    """A kind that the desk's clocks know and the evidence does not would make it say something else."""
    known = {*events.KINDS, "terms_changed"}
    names = vocabulary.for_clock.__code__.co_names
    classes = {fact.__name__: kind for kind, fact in vocabulary.KINDS.items()}
    used = {kind for name, kind in classes.items() if name in names}
    used |= {"workaround_given", "restored", "cause_found", "terms_changed"}
    assert used == known


def test_what_does_not_count_is_told_with_its_reason(world: World) -> None:
    kept, twin, spam, closed, running = (world.ticket(priority="P1") for _ in range(5))
    joining.merge(ticket=twin, other=kept, by=world.bob, now=after(minutes=10))
    joining.mark_spam(ticket=spam, by=world.bob, now=after(minutes=11))
    operations.close(ticket=closed, by=world.bob, now=after(minutes=12))
    found = made(world, now=after(minutes=30))
    assert counts(found) == {
        kept.reference: [("open", "")],
        twin.reference: [("void", "merged")],
        spam.reference: [("void", "spam")],
        closed.reference: [("void", "closed")],
        running.reference: [("open", "")],
    }
    assert right(found)


def test_what_is_told_late_makes_another_bundle(world: World) -> None:
    """An answer by phone that was noted in December takes back no miss; what it changes, a later bundle says, at a later head."""
    ticket = world.ticket(priority="P1")
    before = made(world)
    operations.reply(ticket=ticket, by=world.bob, text="x", now=after(days=20))
    later = made(world, now=after(days=30))
    assert right(before)
    assert right(later)
    assert before.chain.head.position < later.chain.head.position
    assert counts(before) == counts(later) == {ticket.reference: [("missed", "")]}
    assert before.tickets[0].clocks[0].done is None
    assert later.tickets[0].clocks[0].done is not None


def test_a_ticket_that_came_under_another_contract_is_counted_there(world: World) -> None:
    first, second = world.ticket(priority="P1"), world.ticket(priority="P1")
    operations.reply(ticket=first, by=world.bob, text="x", now=after(minutes=5))
    newer = agreements.publish(
        brand=world.credenti, source=varied_credenti(**{"P2: 12h": "P2: 6h"}), by=None, now=MONDAY
    )
    other = agreements.sign(
        organization=world.acme, brand=world.credenti, plan="premium", first_day=SIGNED, timezone="UTC", now=MONDAY
    )
    for ticket in (first, second):
        wanted = Wanted(version=newer, contract=other)
        moving.change_terms(ticket=ticket, by=world.root, wanted=wanted, reason="Moved", now=after(minutes=20))
    operations.reply(ticket=second, by=world.bob, text="x", now=after(minutes=25))
    found = made(world)
    assert counts(found) == {first.reference: [("met", "")], second.reference: [("other_contract", "")]}
    assert right(found)
    theirs = making.evidence(other, NOVEMBER, after(days=20))
    assert [each.counts for ticket in theirs.tickets for each in ticket.clocks] == ["other_contract", "met"]
    assert right(theirs)


def test_erased_words_change_no_bundle(world: World) -> None:
    """The record holds words by digests alone: who has a bundle of before can make the same afterwards, but for the head."""
    busy(world)
    for ticket in Ticket.objects.exclude(status="closed"):
        operations.close(ticket=ticket, by=world.root, now=after(days=16))
    before = made(world)
    erase(person=Person.objects.get(pk=world.ana.pk), by=world.root, now=after(days=17))
    later = made(world, now=after(days=30))
    assert right(later)
    assert [each.clocks for each in before.tickets] == [each.clocks for each in later.tickets]
    assert before.tickets[0].events == later.tickets[0].events


def test_an_objective_is_judged_over_its_own_length_of_time_alone(world: World) -> None:
    """And of that as the report judges it."""
    vendor = altamar(world)
    contract, objectives = Contract.objects.get(brand=vendor), agreement(vendor.versions.get()).objectives
    operations.reply(ticket=world.ticket(brand=vendor, priority="critical"), by=world.bob, text="x", now=after(hours=3))
    month, quarter = (
        making.evidence(contract, period_of(name, vendor.timezone), LATER) for name in ("2026-11", "2026-Q4")
    )
    ends = reports.ends(person=world.lea, brand=vendor, first=NOVEMBER.first, last=NOVEMBER.last, now=LATER)
    judged = [each for one in objectives for each in ends.judge(one).results]
    assert [(each.met, each.missed, each.reached) for each in judged] == [
        (each.met, each.missed, each.reached) for each in month.results.objectives
    ]
    assert False in {each.reached for each in judged}
    assert {each.reached for each in quarter.results.objectives} == {None}


def test_paper_has_so_many_outcomes_and_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set on paper takes far more time and memory than what is written for programs."""
    busy(world)
    found = made(world)
    count = sum(len(each.clocks) for each in found.tickets)

    def told() -> str:
        with override("en"):
            pages = pypdf.PdfReader(io.BytesIO(paper(found, "0" * 64))).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    assert (f"first {count}" in told(), found.tickets[-1].reference in told()) == (False, True)
    monkeypatch.setattr(printing, "MOST_ON_PAPER", count - 1)
    assert f"Here are the first {count - 1} of {count} outcomes: evidence.json has all of them." in told()
    assert found.tickets[-1].reference not in told()


def test_what_ends_at_the_very_end_of_a_period_belongs_to_the_next(world: World) -> None:
    """In the evidence as in the report."""
    end, next_one = NOVEMBER.last, period_of("2026-12", "Europe/Madrid")
    before = end - timedelta(minutes=10)
    ticket = world.ticket(submitted_at=before, now=before)
    operations.reply(ticket=ticket, by=world.bob, text="x", at_once_reason="now", now=end)
    november, december = (making.evidence(world.contract, each, LATER) for each in (NOVEMBER, next_one))
    assert counts(november) == {ticket.reference: [("later", "")]}
    assert counts(december) == {ticket.reference: [("met", "")]}
    assert (right(november), right(december)) == (True, True)
    found = [
        reports.counted(person=world.lea, brand=world.credenti, first=each.first, last=each.last, now=LATER)
        for each in (NOVEMBER, next_one)
    ]
    assert [len(each) for each in found] == [0, 1]


def test_of_a_period_that_has_not_begun_there_is_none(world: World) -> None:
    with pytest.raises(Wrong, match="not begun"):
        made(world, now=after(days=-30))


def test_the_shares_are_those_of_the_report(world: World) -> None:
    """Row by row, and objective by objective."""
    busy(world)
    found = made(world)
    counted = reports.counted(
        person=world.lea, brand=world.credenti, first=NOVEMBER.first, last=NOVEMBER.last, now=after(days=20)
    )
    rows = [(row.promised.priority, row.met, row.missed, row.void) for row in attain(each.outcome for each in counted)]
    assert [(row.priority, row.met, row.missed, row.void) for row in found.results.rows] == rows
    assert sum(row.met + row.missed + row.void for row in found.results.rows) == len(counted)
