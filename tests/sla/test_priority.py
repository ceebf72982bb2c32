"""How much a new ticket matters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parola.sla.agreement import Condition, Guard
from parola.sla.priority import initial, refusing
from tests.sla.build import terms

AGREEMENT = replace(
    terms("P1 1h office").agreement,
    matrix={("high", "high"): "P1", ("high", "low"): "P3", ("low", "low"): "P4"},
    guards=(
        Guard(
            priority="P1",
            requires=Condition({"environment": frozenset({"production"})}),
            text={"en": "Production only."},
        ),
        Guard(
            priority="P1", requires=Condition(excluded={"type": frozenset({"how-to"})}), text={"en": "No questions."}
        ),
    ),
)


def test_what_the_customer_chose_comes_first() -> None:
    assert initial(AGREEMENT, chosen="P2", impact="high", urgency="high") == "P2"


def test_where_the_customer_may_not_choose_the_matrix_decides() -> None:
    strict = replace(AGREEMENT, customer_chooses=False)
    assert initial(strict, chosen="P1", impact="low", urgency="low") == "P4"


def test_impact_and_urgency_give_the_priority() -> None:
    assert initial(AGREEMENT, impact="high", urgency="low") == "P3"


@pytest.mark.parametrize(("impact", "urgency"), [("", ""), ("high", ""), ("low", "high")])
def test_without_a_choice_or_a_cell_the_default_holds(impact: str, urgency: str) -> None:
    assert initial(AGREEMENT, impact=impact, urgency=urgency) == "P3"


def test_an_unknown_choice_is_an_error() -> None:
    with pytest.raises(KeyError, match="P9"):
        initial(AGREEMENT, chosen="P9")


def test_the_first_guard_that_refuses_says_why() -> None:
    staging = refusing(AGREEMENT, "P1", {"environment": "staging", "type": "how-to"})
    assert staging is not None
    assert staging.text == {"en": "Production only."}
    question = refusing(AGREEMENT, "P1", {"environment": "production", "type": "how-to"})
    assert question is not None
    assert question.text == {"en": "No questions."}


def test_a_fact_that_nobody_gave_does_not_pass_a_demand() -> None:
    assert refusing(AGREEMENT, "P1", {}) is not None


def test_guards_stand_before_their_own_priority_only() -> None:
    assert refusing(AGREEMENT, "P1", {"environment": "production"}) is None
    assert refusing(AGREEMENT, "P2", {"environment": "staging"}) is None
