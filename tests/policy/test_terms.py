"""What one contract makes of a plan."""

from __future__ import annotations

import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest

from parola.policy import holidays, library
from parola.policy.terms import BadTerms, ContractTerms, OwnHoliday, regions, resolve
from parola.policy.words import Words
from parola.sla.agreement import Agreement, Metric, Terms
from parola.sla.calendar import always
from tests.policy.samples import agreed, small

MADRID = ContractTerms("Europe/Madrid", "ES", "MD")
ENGLISH = Words("en")


def resolved(agreement: Agreement, plan: str, contract: ContractTerms) -> Terms:
    return resolve(agreement, plan, contract, holidays.table(regions(agreement, contract)))


def credenti(plan: str, contract: ContractTerms) -> Terms:
    return resolved(library.load("credenti").agreement, plan, contract)


def due(terms: Terms, priority: str, opened: str, timezone: str) -> str:
    """When the first response is due, both told on the wall clock of that zone."""
    zone = ZoneInfo(timezone)
    (target,) = [
        each for each in terms.plan.targets if (each.metric, each.priority) == (Metric.FIRST_RESPONSE, priority)
    ]
    assert target.promise is not None
    start = dt.datetime.fromisoformat(opened).replace(tzinfo=zone)
    return terms.calendars[target.calendar].due(start, target.promise).astimezone(zone).isoformat(" ", "minutes")[:16]


NEW_YORK = ContractTerms("America/New_York", "US", None, "north-america")
AROUND_THE_WEEK = ContractTerms("Europe/Madrid", "ES", "MD", "24x5")


@pytest.mark.parametrize(
    ("plan", "contract", "priority", "opened", "expected", "why"),
    [
        ("basic", MADRID, "P2", "2026-04-01 16:30", "2026-04-07 12:30", "two holidays and a weekend lie between"),
        ("premium", MADRID, "P1", "2026-07-03 20:00", "2026-07-03 20:30", "around the clock"),
        ("premium", MADRID, "P3", "2026-07-03 20:00", "2026-07-06 13:00", "from Monday 09:00, in business hours"),
        ("basic", NEW_YORK, "P1", "2026-07-02 16:30", "2026-07-06 09:30", "opens at 08:00; Independence Day is observed on Friday"),
        ("basic", AROUND_THE_WEEK, "P1", "2026-07-03 23:00", "2026-07-06 01:02", "closed from Friday 23:59 to Monday 00:01"),
        ("basic", AROUND_THE_WEEK, "P1", "2026-04-03 10:00", "2026-04-03 12:00", "holidays do not interrupt 24x5"),
    ],
)  # fmt: skip
def test_credenti(plan: str, contract: ContractTerms, priority: str, opened: str, expected: str, why: str) -> None:
    assert due(credenti(plan, contract), priority, opened, contract.timezone) == expected, why


def test_cloudtalk_counts_in_bratislava_wherever_the_customer_is() -> None:
    dubai = ContractTerms("Asia/Dubai", "AE")
    terms = resolved(library.load("cloudtalk").agreement, "professional", dubai)
    assert due(terms, "P1", "2026-04-02 16:00", "Europe/Bratislava") == "2026-04-07 11:00"
    assert terms.timezone == "Asia/Dubai"


def test_zmanda_counts_on_holidays_too() -> None:
    terms = resolved(library.load("zmanda").agreement, "standard", MADRID)
    assert due(terms, "P1", "2026-04-03 07:00", "Europe/Madrid") == "2026-04-03 09:00"


def test_a_contract_may_have_holidays_of_its_own() -> None:
    moving = ContractTerms("Europe/Madrid", "ES", "MD", own_holidays=(OwnHoliday(dt.date(2026, 7, 6), "We move"),))
    terms = credenti("basic", moving)
    assert due(terms, "P1", "2026-07-03 16:00", "Europe/Madrid") == "2026-07-07 10:00"
    gaps = terms.calendars["contract"].gaps(
        dt.datetime(2026, 7, 6, 10, tzinfo=dt.UTC), dt.datetime(2026, 7, 6, 11, tzinfo=dt.UTC)
    )
    assert [ENGLISH.text(gap.name) for gap in gaps] == ["We move"]


def test_terms_have_every_calendar_that_a_rule_names() -> None:
    terms = credenti("basic", MADRID)
    assert set(terms.calendars) == {"always", "contract", "global"}
    assert terms.calendars["contract"] is terms.calendars["global"], "what the contract did not choose is the usual one"
    assert terms.calendars["always"] is always("Europe/Madrid")


def test_an_agreement_without_calendars_counts_around_the_clock() -> None:
    assert resolved(library.load("native").agreement, "native", MADRID).calendars["contract"] is always("Europe/Madrid")


def test_a_calendar_is_compiled_once_for_all_plans() -> None:
    agreement = library.load("credenti").agreement
    known = holidays.table(regions(agreement, MADRID))
    basic, premium = (resolve(agreement, plan, MADRID, known) for plan in ("basic", "premium"))
    assert basic.calendars["contract"] is premium.calendars["contract"]


def test_calendars_made_of_others_are_resolved_to_the_contract() -> None:
    text = small(
        **{
            "contract_calendars: [office]": "  home: {name: Home, hours: mon-fri 07:00-10:00}\n"
            "  both: {name: Both, all_of: [office, home]}\ncontract_calendars: [both]",
            "on: office": "on: contract",
        }
    )
    terms = resolved(agreed(text).agreement, "basic", MADRID)
    assert due(terms, "P1", "2026-07-06 08:00", "Europe/Madrid") == "2026-07-07 10:00"


FOLLOW_THE_SUN = {
    "hours: mon-fri 09:00-17:00": "hours: mon 08:00 Australia/Sydney - fri 17:00 America/Los_Angeles\n"
    "    closures: {new-year: {dates: 01-01, name: New Year}}\n"
    "    special: {stocktaking: {dates: 2026-06-30, hours: 10:00-12:00, name: Stocktaking}}",
    "timezone: Europe/Madrid": 'timezone: "+01:00"',
    "holidays: ES-MD": "holidays: none",
}


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2026-07-03 23:00", "2026-07-04 01:00"),  # Friday 16:00 in Los Angeles is midnight and after here
        ("2026-07-04 00:30", "2026-07-06 00:30"),  # half an hour is left; Sydney begins on Sunday, 23:00 here
        (
            "2026-12-31 23:00",
            "2027-01-02 01:00",
        ),  # New Year is closed from midnight to midnight here
        ("2026-06-30 08:00", "2026-06-30 12:00"),  # special hours replace the window on their date
    ],
)
def test_a_window_across_zones_is_closed_on_dates_of_the_calendars_own_zone(opened: str, due: str) -> None:
    terms = resolved(agreed(small(**FOLLOW_THE_SUN)).agreement, "basic", ContractTerms("+01:00"))
    at = dt.datetime.fromisoformat(f"{opened}+01:00")
    assert terms.calendars["office"].add(at, dt.timedelta(hours=2)) == dt.datetime.fromisoformat(f"{due}+01:00")


def test_why_a_window_across_zones_is_closed() -> None:
    terms = resolved(agreed(small(**FOLLOW_THE_SUN)).agreement, "basic", ContractTerms("+01:00"))
    first, last = (dt.datetime(2027, 1, day, tzinfo=dt.UTC) for day in (1, 4))
    gaps = [(gap.reason, ENGLISH.text(gap.name)) for gap in terms.calendars["office"].gaps(first, last)]
    assert gaps == [("closure", "New Year"), ("closed", "")]


def test_regions_are_those_that_the_calendars_need() -> None:
    assert regions(library.load("credenti").agreement, MADRID) == {"ES-MD"}
    assert regions(library.load("cloudtalk").agreement, MADRID) == {"SK"}
    assert regions(library.load("native").agreement, MADRID) == set()
    assert regions(library.load("credenti").agreement, ContractTerms("UTC")) == set()


def test_contract_terms_are_frozen_as_plain_data() -> None:
    for terms in (
        MADRID,
        ContractTerms("UTC"),
        ContractTerms("UTC", own_holidays=(OwnHoliday(dt.date(2026, 1, 2), "x"),)),
    ):
        assert ContractTerms.from_dict(json.loads(json.dumps(terms.as_dict()))) == terms


@pytest.mark.parametrize(
    ("plan", "contract", "finding", "hint"),
    [
        ("premum", MADRID, "the agreement has no plan `premum`", "did you mean `premium`?"),
        (
            "basic",
            ContractTerms("Europe/Madird"),
            "there is no time zone `Europe/Madird`",
            "did you mean `Europe/Madrid`?",
        ),
        (
            "basic",
            ContractTerms("UTC", calendar="globl"),
            "a contract cannot choose the calendar `globl`",
            "did you mean `global`?",
        ),
        ("basic", ContractTerms("../UTC"), "there is no time zone `../UTC`", ""),
    ],
)
def test_a_contract_that_does_not_fit_is_refused_with_what_would(
    plan: str, contract: ContractTerms, finding: str, hint: str
) -> None:
    with pytest.raises(BadTerms) as bad:
        credenti(plan, contract)
    assert str(bad.value) == finding
    assert hint in ENGLISH.gettext(bad.value.hint) % bad.value.params


def test_holidays_that_were_not_frozen_are_missed_loudly() -> None:
    with pytest.raises(BadTerms, match="no holidays are known for `ES-MD`"):
        resolve(library.load("credenti").agreement, "basic", MADRID, holidays.HolidayTable({}))
