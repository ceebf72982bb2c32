"""Report, evidence and `parola clocks` say the same of every ticket, whatever people and time did on any schedule."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from typing_extensions import override

from parola.desk.agreements.models import Contract
from parola.desk.reports import evidence as making
from parola.desk.reports import queries as reports
from parola.desk.reports.which import Which
from parola.desk.tickets.models import Ticket
from parola.proof.bundle import packed
from parola.proof.checking import check
from parola.proof.form import spelt
from parola.proof.period import period_of
from tests.desk.tickets.test_stateful import Desk
from tests.proof.three import End, by_clocks, by_evidence


class Proved(Desk):
    """The desk of the ledger's own laws; at its end the contract's month is told three ways."""

    @override
    def teardown(self) -> None:
        try:
            if self.tickets:
                self.agree()
        finally:
            super().teardown()

    def agree(self) -> None:
        contract = Contract.objects.get(brand=self.brand)
        period = period_of("2026-11", self.brand.timezone)
        made = making.evidence(contract, period, self.now)
        assert check(packed(spelt(made), b"%PDF")).findings == ()
        assert by_evidence(made) == self.by_report(contract) == by_clocks(made, self.brand_agreement())

    def brand_agreement(self) -> str:
        return "credenti" if self.brand == self.world.credenti else "native"

    def by_report(self, contract: Contract) -> Counter[End]:
        period = period_of("2026-11", self.brand.timezone)
        found = reports.counted(
            person=self.world.lea,
            brand=self.brand,
            first=period.first,
            last=period.last,
            now=self.now,
            which=Which(contract=contract.pk),
        )
        references = dict(Ticket.objects.values_list("pk", "reference"))
        return Counter(
            End(
                references[each.ticket],
                each.ended.metric,
                each.ended.threshold,
                each.ended.cycle,
                each.ended.priority,
                each.ended.state,
                each.ended.at,
            )
            for each in found
        )


@pytest.mark.django_db
def test_report_evidence_and_clocks_agree() -> None:
    run_state_machine_as_test(
        Proved,
        settings=settings(
            max_examples=6, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
