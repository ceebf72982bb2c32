"""Quotas, named contacts, add-ons and ends of support: what a file may say of them, and what becomes of it."""

from __future__ import annotations

import datetime as dt

import pytest

from parola.policy.compare import changes
from parola.policy.findings import BadAgreement
from parola.policy.holidays import HolidayTable
from parola.policy.offering import excluded, quota
from parola.policy.review import review
from parola.policy.terms import BadTerms, ContractTerms, resolve
from parola.sla.agreement import Channel, Plan
from tests.policy.samples import ENGLISH, agreed, more, small

TARGETS = "      first_response: {on: office, P1: 2h, P2: 1d}"
SLOW = f"  slow:\n    name: Slow\n    channels: [web]\n    hours: Whenever\n    targets:\n{TARGETS}\n"
WEEKEND = """\
addons:
  weekend:
    name: Weekend cover
    hours: Every day
    targets:
      first_response: {on: always, P1: 30m}
    channels: [phone, web]
    tiers: [2]
    includes: [training]
entitlements:
  training: {name: Training}
"""


def with_quota(written: str, plans: str = "") -> str:
    return small(**{TARGETS: f"{TARGETS}\n    quota: {written}\n{plans}"})


def plan(text: str, *addons: str) -> Plan:
    contract = ContractTerms("Europe/Madrid", addons=addons)
    return resolve(agreed(text).agreement, "basic", contract, HolidayTable({"ES-MD": ()})).plan


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{incidents: 10, per: year}", "10 requests a year; after that best effort"),
        ("{incidents: 1, per: month}", "1 request a month; after that best effort"),
        ("{incidents: 3, per: contract, priorities: [P1]}", "3 requests in the whole contract at P1 · Critical; after that best effort"),
        ("{incidents: 3, per: year, beyond: slow}", "3 requests a year; after that as in the plan Slow"),
    ],
)  # fmt: skip
def test_a_quota_is_told_in_words(written: str, told: str) -> None:
    agreement = agreed(with_quota(written, SLOW)).agreement
    assert quota(agreement, agreement.plans["basic"].quota, ENGLISH) == told


@pytest.mark.parametrize(
    ("written", "plans", "said"),
    [
        ("{incidents: 0, per: year}", "", "greater than or equal to 1"),
        ("{incidents: 3, per: week}", "", "per"),
        ("{incidents: 3, per: year, priorities: [P9]}", "", "there is no priority `P9`"),
        ("{incidents: 3, per: year, beyond: fast}", "", "there is no plan `fast`"),
        ("{incidents: 3, per: year, beyond: basic}", "", "goes on as itself"),
        ("{incidents: 3, per: year, beyond: slow}", SLOW.replace("P1: 2h, ", "") + "    not_offered: [P1]\n", "does not offer `P1`"),
    ],
)  # fmt: skip
def test_a_quota_that_cannot_hold_is_refused_at_its_place(written: str, plans: str, said: str) -> None:
    with pytest.raises(BadAgreement) as refused:
        agreed(with_quota(written, plans))
    finding = refused.value.findings[0]
    assert said in ENGLISH.gettext(finding.message) % finding.params or "quota" in finding.place
    assert finding.line == 26


def test_the_plan_without_a_contract_has_no_quota() -> None:
    with pytest.raises(BadAgreement) as refused:
        agreed(with_quota("{incidents: 3, per: year}") + "default_plan: basic\n")
    assert refused.value.findings[0].code == "quota-beyond"


def test_an_addon_goes_before_the_plan_and_adds_to_it() -> None:
    amended = plan(more(WEEKEND), "weekend")
    first = next(target for target in amended.targets if target.priority == "P1")
    assert (first.clause, first.calendar) == ("addons.weekend.targets.first_response.P1", "always")
    assert amended.channels == (Channel.EMAIL, Channel.WEB, Channel.PHONE)
    assert (amended.tiers, amended.hours, amended.entitlements[0].id) == ((1, 2), {"en": "Every day"}, "training")


def test_an_addon_offers_a_priority_that_the_plan_does_not_have() -> None:
    text = more(WEEKEND, **{TARGETS: "      first_response: {on: office, P2: 1d}\n    not_offered: [P1]"})
    assert plan(text).not_offered == ("P1",)
    assert plan(text, "weekend").not_offered == ()


def test_a_contract_cannot_have_an_addon_that_is_not_there() -> None:
    with pytest.raises(BadTerms):
        plan(more(WEEKEND), "night")


def test_terms_without_addons_keep_the_digest_that_they_had() -> None:
    assert "addons" not in ContractTerms("Europe/Madrid").as_dict()
    added = ContractTerms("Europe/Madrid", addons=("weekend",))
    assert ContractTerms.from_dict(added.as_dict()) == added


EXCLUSION = "exclusions:\n  old:\n    when: {product: one}\n    since: 2026-01-01\n    text: It has ended.\n"


def test_an_exclusion_holds_from_its_day_on_in_the_contracts_zone() -> None:
    agreement = agreed(more(EXCLUSION)).agreement
    terms = resolve(agreement, "basic", ContractTerms("Pacific/Auckland"), HolidayTable({"ES-MD": ()}))
    facts = {"product": "one"}
    assert terms.exclusion(facts, dt.datetime(2025, 12, 31, 10, 59, tzinfo=dt.UTC)) is None
    assert terms.exclusion(facts, dt.datetime(2025, 12, 31, 11, 0, tzinfo=dt.UTC)) is agreement.exclusions[0]
    assert excluded(agreement, agreement.exclusions[0], ENGLISH).endswith("opened on Thu, 1 Jan 2026 or later")


def test_a_day_that_is_none_is_refused_where_it_stands() -> None:
    with pytest.raises(BadAgreement) as refused:
        agreed(more(EXCLUSION.replace("2026-01-01", "soon")))
    assert (refused.value.findings[0].line, refused.value.findings[0].column) == (29, 12)


def test_the_difference_of_two_agreements_names_each() -> None:
    old = agreed(small()).agreement
    new = agreed(with_quota("{incidents: 10, per: year}\n    contacts: 5") + WEEKEND + EXCLUSION).agreement
    places = {change.place for change in changes(old, new, ENGLISH)}
    assert {"plans.basic.quota", "plans.basic.contacts", "exclusions.old", "addons.weekend.name"} <= places
    assert "addons.weekend.targets.first_response.P1" in places


CASE = """\
cases:
  saturday:
    given: {plan: basic, timezone: Europe/Madrid, addons: [weekend]}
    when:
      - {at: 2026-04-11 12:00, kind: opened, priority: P1}
    then:
      - {metric: first_response, due: 2026-04-11 12:30}
"""


def test_a_case_can_be_about_a_contract_with_an_addon() -> None:
    assert review(agreed(more(WEEKEND + CASE))).errors == ()
    without = CASE.replace(", addons: [weekend]", "")
    assert [each.code for each in review(agreed(more(WEEKEND + without))).errors] == ["case-fails"]
