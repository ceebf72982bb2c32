"""Whatever people and time do, on any schedule: the bundle of it is right."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from typing_extensions import override

from parola.desk.agreements.models import Contract
from parola.desk.reports import evidence as making
from parola.proof.bundle import packed
from parola.proof.checking import check
from parola.proof.form import spelt
from parola.proof.period import period_of
from tests.desk.tickets.test_stateful import Desk
from tests.proof.conftest import PAPER


class Proved(Desk):
    """The desk of the ledger's own laws; at its end the bundle of the contract's month is checked."""

    @override
    def teardown(self) -> None:
        try:
            if self.tickets:
                contract = Contract.objects.get(brand=self.brand)
                made = making.evidence(contract, period_of("2026-11", self.brand.timezone), self.now)
                assert check(packed(spelt(made), PAPER)).findings == ()
        finally:
            super().teardown()


@pytest.mark.django_db
def test_any_history_makes_a_bundle_that_is_right() -> None:
    run_state_machine_as_test(
        Proved,
        settings=settings(
            max_examples=5, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
