"""The agreements that ship: whole, clean, in their four languages, and saying what the vendors say."""

from __future__ import annotations

import pytest

from parola.policy import library
from parola.policy.library import NoSuchAgreement
from parola.policy.words import Words
from parola.sla.agreement import Agreement, Channel, Metric

EVERYONE = ("en", "es", "it", "ar")


def agreement(id: str) -> Agreement:
    return library.load(id).agreement


def test_four_agreements_ship() -> None:
    assert [path.stem for path in library.shipped()] == ["cloudtalk", "credenti", "native", "zmanda"]


def test_an_agreement_that_does_not_ship_is_refused() -> None:
    with pytest.raises(NoSuchAgreement):
        library.load("acme")


@pytest.mark.parametrize(
    ("id", "own", "plans", "priorities", "default"),
    [
        ("credenti", "es", ["basic", "premium"], ["P1", "P2", "P3", "P4"], "P3"),
        ("native", "es", ["native", "hybrid"], ["critical", "high", "normal"], "normal"),
        ("zmanda", "es", ["standard", "premium", "trial", "community"], ["P1", "P2", "P3", "P4"], "P3"),
        ("cloudtalk", "it", ["basic", "professional", "advanced"], ["P1", "P2", "P3"], "P3"),
    ],
)
def test_identifiers(id: str, own: str, plans: list[str], priorities: list[str], default: str) -> None:
    found = agreement(id)
    assert found.id == id
    assert found.languages[0] == own
    assert set(found.languages) == set(EVERYONE)
    assert list(found.plans) == plans
    assert [priority.id for priority in found.priorities] == priorities
    assert found.default_priority == default


PROMISES = """
credenti  basic         first_response  P1        2 business hours   contract
credenti  basic         first_response  P2        12 business hours  contract
credenti  basic         first_response  P3        24 business hours  contract
credenti  basic         first_response  P4        24 business hours  contract
credenti  premium       first_response  P1        30 minutes         always
credenti  premium       first_response  P2        1 hour             always
credenti  premium       first_response  P3        4 business hours   contract
credenti  premium       first_response  P4        12 business hours  contract
native    native        first_response  critical  30 minutes         always
native    native        first_response  high      2 hours            always
native    native        first_response  normal    4 hours            always
native    native        update          critical  2 hours            always
native    native        update          high      4 hours            always
native    native        update          normal    1 day              always
native    native        escalation      critical  4 hours            always
native    native        escalation      high      8 hours            always
native    native        escalation      normal    2 days             always
native    hybrid        escalation      normal    2 days             always
zmanda    standard      first_response  P1        1 business hour    business
zmanda    standard      first_response  P2        3 business hours   business
zmanda    standard      first_response  P3        8 business hours   business
zmanda    standard      first_response  P4        24 business hours  business
zmanda    premium       first_response  P1        15 minutes         always
zmanda    premium       first_response  P2        1 hour             always
zmanda    premium       first_response  P3        4 hours            always
zmanda    premium       first_response  P4        8 hours            always
zmanda    trial         first_response  P1        15 minutes         always
zmanda    trial         first_response  P4        8 hours            always
zmanda    community     first_response  P1        best effort        always
zmanda    community     first_response  P4        best effort        always
cloudtalk basic         first_response  P1        best effort        office
cloudtalk basic         first_response  P3        best effort        office
cloudtalk professional  first_response  P1        3 business hours   office
cloudtalk professional  first_response  P2        6 business hours   office
cloudtalk professional  first_response  P3        9 business hours   office
cloudtalk advanced      first_response  P1        1 hour             always
cloudtalk advanced      first_response  P2        3 business hours   office
cloudtalk advanced      first_response  P3        6 business hours   office
"""


@pytest.mark.parametrize("row", PROMISES.strip().split("\n"), ids=lambda row: "-".join(row.split()[:4]))
def test_what_is_promised(row: str) -> None:
    id, plan, metric, priority, rest = row.split(maxsplit=4)
    promise, calendar = rest.rsplit(maxsplit=1)
    (target,) = [
        each for each in agreement(id).plans[plan].targets if (each.metric, each.priority) == (Metric(metric), priority)
    ]
    assert Words("en").promise(target.promise, target.calendar) == promise.strip()
    assert target.calendar == calendar


def test_credenti_contacts_customers_of_p3_and_p4_in_business_hours_only() -> None:
    found = agreement("credenti")
    assert [each.contact for each in found.priorities] == [None, None, "contract", "contract"]
    assert found.contract_calendars == ("global", "north-america", "24x5")
    assert len(found.calendars["24x5"].week) == 1
    assert found.calendars["24x5"].holidays is None
    assert [(each.priority, each.lower_to) for each in found.reachability] == [("P1", "P2")]
    assert Channel.PHONE not in found.plans["basic"].channels
    assert Channel.PHONE in found.plans["premium"].channels


def test_native_support_has_tiers_and_objectives_and_no_entitlement_by_channel() -> None:
    found = agreement("native")
    assert found.plans["native"].tiers == (1,)
    assert found.plans["hybrid"].tiers == (1, 2, 3)
    assert [(each.share, each.metrics, each.by_priority) for each in found.objectives] == [
        (0.95, (Metric.FIRST_RESPONSE,), True),
        (0.9, (Metric.ESCALATION, Metric.UPDATE), True),
    ]
    assert found.priority("critical").recommended_channels == (Channel.PHONE,)
    assert Channel.EMAIL in found.plans["native"].channels


def test_zmanda_derives_the_priority_from_impact_and_urgency() -> None:
    found = agreement("zmanda")
    rows = [[found.matrix[impact, urgency] for impact in found.impacts] for urgency in found.urgencies]
    assert rows == [["P1", "P2", "P3"], ["P2", "P3", "P4"], ["P3", "P4", "P4"]]
    assert found.customer_chooses
    assert found.default_plan == "community"
    assert found.plans["trial"].trial
    assert found.plans["community"].channels == (Channel.EMAIL,)


def test_cloudtalk_works_by_slovak_hours_and_guards_its_priorities() -> None:
    found = agreement("cloudtalk")
    office = found.calendars["office"]
    assert (office.timezone, office.holidays) == ("Europe/Bratislava", "SK")
    assert found.company_email_only
    assert [(each.may_lower, each.may_raise) for each in found.reclassification] == [(True, True)]
    (preview,) = found.exclusions
    assert preview.when.holds({"product": "beta"})
    p1, p2 = found.guards
    production = {"environment": "production"}
    assert p1.requires.holds(production)
    assert not p1.requires.holds(production | {"workaround": "yes"})
    assert not p1.requires.holds(production | {"type": "question"})
    assert not p1.requires.holds({})
    assert not p2.requires.holds({"environment": "staging"})


@pytest.mark.parametrize("language", EVERYONE)
@pytest.mark.parametrize("id", ["cloudtalk", "credenti", "native", "zmanda"])
def test_every_text_is_there_in_every_language(id: str, language: str) -> None:
    def texts(value: object) -> list[object]:
        if isinstance(value, dict) and value and set(value) <= set(EVERYONE):
            return [value.get(language)]
        if hasattr(value, "__dataclass_fields__"):
            return [text for name in value.__dataclass_fields__ for text in texts(getattr(value, name))]
        if isinstance(value, dict):
            return [text for each in value.values() for text in texts(each)]
        return [text for each in value for text in texts(each)] if isinstance(value, tuple) else []

    found = texts(agreement(id))
    assert len(found) > 25
    assert all(isinstance(text, str) and text for text in found)


def test_notes_lead_to_their_place() -> None:
    for path in library.shipped():
        document = library.load(path.stem)
        assert document.agreement.notes
        assert all(document.line(note.place) for note in document.agreement.notes)
