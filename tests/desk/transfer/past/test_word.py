"""What ended at another desk is in nobody's evidence as this desk's word; what ends here is."""

from __future__ import annotations

from datetime import timedelta

from parola.desk.reports.evidence import evidence
from parola.desk.tickets import operations
from parola.desk.tickets.models import Ticket
from parola.desk.transfer.past.run import Import
from parola.desk.transfer.past.ticket import Happened, Past, Who
from parola.lab.mapping import TermsSpec
from parola.proof.period import period_of
from tests.desk.world import MONDAY, World

THEN = MONDAY - timedelta(days=11)
ANA, BOB = Who(address="ana@people.example"), Who(address="bob@people.example")


def test_evidence_tells_such_a_clock_and_counts_it_nowhere(world: World) -> None:
    answer = Happened(at=THEN + timedelta(days=3), what="message", text="So.", by=BOB)
    late = Past(line=1, id="1", opened=THEN, requester=ANA, priority="P2", happened=(answer,))
    still = Past(line=2, id="2", opened=MONDAY - timedelta(minutes=30), requester=ANA, priority="P2")
    Import(brand=world.credenti, source="old", spec=TermsSpec(), now=MONDAY, dry=False).run([late, still])
    ticket = Ticket.objects.get(imported="old", first_response_at=None)
    operations.reply(ticket=ticket, by=world.bob, text="Here.", now=MONDAY + timedelta(minutes=5))
    found = evidence(world.contract, period_of("2026-11", "Europe/Madrid"), MONDAY + timedelta(days=1))
    told = sorted(clock.counts for each in found.tickets for clock in each.clocks if clock.metric == "first_response")
    assert told == ["elsewhere", "met"]
