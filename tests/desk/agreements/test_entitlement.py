"""What a new ticket gets: by which contract, under which terms, and that these stay."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from parola.desk.agreements import operations, queries
from parola.desk.agreements.models import Contract, PinnedTerms
from parola.desk.tickets import queries as tickets
from parola.policy import library
from tests.desk.world import MONDAY, World


def sign(world: World, **given: Any) -> Any:
    wanted: dict[str, Any] = {
        "organization": world.acme,
        "brand": world.credenti,
        "plan": "premium",
        "first_day": date(2026, 1, 1),
    }
    return operations.sign(**(wanted | {"timezone": "Europe/Madrid"} | given), now=MONDAY)


def plan(world: World, at: datetime = MONDAY, product: str = "") -> str:
    return queries.entitlement(brand=world.credenti, organization=world.acme, facts={"product": product}, at=at).plan


CASES = """
the contract there is                           -                                  MONDAY  basic
the one that names the product before all       products=door                      MONDAY  premium
not one for another product                     products=window                    MONDAY  basic
the later one of equals                         first_day=2026-06-01               MONDAY  premium
a paid one before a trial                       first_day=2026-06-01 trial=yes     MONDAY  basic
not one that has not begun                      first_day=2026-11-17               MONDAY  basic
on its first day                                first_day=2026-11-16               MONDAY  premium
on its last day                                 first_day=2026-06-01 last_day=2026-11-16  MONDAY  premium
not after its last day                          first_day=2026-06-01 last_day=2026-11-15  MONDAY  basic
"""


def case(line: str) -> tuple[dict[str, Any], str]:
    *_, terms, _at, expected = line.split("  ")[0:1] + [part for part in line.split("  ")[1:] if part.strip()]
    given: dict[str, Any] = {}
    for term in terms.split():
        name, _, value = term.partition("=")
        if name in {"first_day", "last_day"}:
            given[name] = date.fromisoformat(value)
        elif name == "products":
            given[name] = (value,)
        elif name == "trial":
            given[name] = True
    return given, expected.strip()


@pytest.mark.parametrize("line", CASES.strip().splitlines(), ids=lambda line: line.split("  ")[0])
def test_which_contract_a_ticket_falls_under(world: World, line: str) -> None:
    given, expected = case(line)
    if given:
        sign(world, **given)
    assert plan(world, product="door") == expected


def test_a_mail_which_tells_no_product_falls_under_the_contract_for_all_products(world: World) -> None:
    sign(world, products=("door",))
    assert plan(world) == "basic"


def test_a_mail_which_tells_no_product_falls_under_a_contract_for_some_where_there_is_no_other(world: World) -> None:
    Contract.objects.filter(organization=world.acme, brand=world.credenti).delete()
    sign(world, products=("door",))
    assert plan(world) == "premium"
    assert plan(world, product="window") == "basic"


def test_a_contracts_days_are_its_own_local_dates(world: World) -> None:
    """Until midnight in Auckland, which is 11:00 in UTC."""
    sign(world, first_day=date(2026, 6, 1), last_day=date(2026, 11, 16), timezone="Pacific/Auckland")
    assert plan(world, datetime(2026, 11, 16, 10, 59, tzinfo=UTC)) == "premium"
    assert plan(world, datetime(2026, 11, 16, 11, 0, tzinfo=UTC)) == "basic"


def test_without_a_contract_and_a_default_plan_all_is_best_effort(world: World) -> None:
    ticket = world.ticket(requester=world.olga)
    opened: Any = tickets.history(ticket)[0].fact
    assert (ticket.best_effort, opened.entitled_by, ticket.contract) == (True, "none", None)
    assert (ticket.due_at, ticket.next_alarm_at) == (None, None)


def test_without_a_contract_the_agreements_default_plan_holds(world: World) -> None:
    ticket = world.ticket(brand=world.zmanda, requester=world.olga, priority=None)
    opened: Any = tickets.history(ticket)[0].fact
    assert (ticket.plan, opened.entitled_by, opened.clause) == ("community", "default_plan", "default_plan")
    assert ticket.due_at is None  # the community's plan is best effort


def test_the_ticket_says_by_which_contract_and_clause(world: World) -> None:
    opened: Any = tickets.history(world.ticket())[0].fact
    assert (opened.entitled_by, opened.contract, opened.clause) == ("contract", world.contract.pk, "plans.basic")


def test_a_new_version_changes_new_tickets_alone(world: World) -> None:
    before = world.ticket()
    due = before.due_at
    source = library.load("credenti").source + "\n# a second version\n"
    version = operations.publish(brand=world.credenti, source=source, by=world.root, now=MONDAY)
    after = world.ticket()
    before.refresh_from_db()
    assert (before.version, before.due_at) == (world.version, due)
    assert (after.version, version.number) == (version, 2)


def test_a_contract_that_changes_leaves_open_tickets_as_they_are(world: World) -> None:
    ticket = world.ticket()
    world.contract.timezone = "Pacific/Auckland"
    world.contract.save()
    assert tickets.terms(tickets.access_ticket(world.bob, ticket.reference)).timezone == "Europe/Madrid"
    assert tickets.terms(world.ticket()).timezone == "Pacific/Auckland"


def test_terms_are_frozen_once_for_all_tickets_that_share_them(world: World) -> None:
    first, second = world.ticket(), world.ticket()
    assert first.pinned == second.pinned
    assert PinnedTerms.objects.count() == 1


def test_pinned_terms_keep_the_holidays_as_they_were_known(world: World) -> None:
    data = world.ticket().pinned.data
    assert data["contract"]["timezone"] == "Europe/Madrid"
    assert "2026-12-25" in {date for date, _ in data["holidays"]["ES-MD"]["dates"]}


def test_the_same_text_is_not_published_twice(world: World) -> None:
    source = library.load("credenti").source
    assert operations.publish(brand=world.credenti, source=source, by=None, now=MONDAY) == world.version


def test_a_version_without_a_plan_that_somebody_holds_is_refused(world: World) -> None:
    world.contract.plan = "gold"
    world.contract.save()
    source = library.load("credenti").source + "\n# without gold\n"
    with pytest.raises(operations.PlanInUse, match="gold"):
        operations.publish(brand=world.credenti, source=source, by=None, now=MONDAY)
    assert queries.version_in_force(world.credenti) == world.version


@pytest.mark.parametrize("given", [{"plan": "gold"}, {"calendar": "never"}])
def test_a_contract_names_what_the_agreement_has(world: World, given: dict[str, str]) -> None:
    with pytest.raises(operations.BadContract):
        sign(world, **given)


def test_a_brand_without_an_agreement_takes_no_tickets(world: World) -> None:
    from tests.desk.world import brand

    with pytest.raises(queries.NotPublished):
        world.ticket(brand=brand("native", "NAT"))
