"""Words for people: what a reader of each language sees."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from parola.policy import holidays, library, notation
from parola.policy.conditions import condition
from parola.policy.terms import ContractTerms, regions, resolve
from parola.policy.weekly import hours_lines, weekly
from parola.policy.words import Words, speak
from parola.sla.agreement import CalendarTemplate, Condition, Fact, Metric, Target
from parola.sla.durations import (
    BusinessDayAt,
    BusinessDayClose,
    BusinessDaysLater,
    CalendarDayAt,
    CalendarDayClose,
    CalendarDaysLater,
    MonthsLater,
    Promise,
    Stretch,
)
from parola.sla.events import Agreed, Event, FactsChanged, Opened, PriorityChanged, Reached
from parola.sla.explain import Counted, CountedDays, Total, explain, in_short
from parola.sla.hours import Closure, Interval, Window
from parola.sla.spans import Span
from parola.sla.timeline import fold
from tests.policy.samples import agreed, small
from tests.sla.build import instant, targets, terms

HOUR = 3600
AFTERNOON = dt.datetime(2026, 4, 2, 14, 30, tzinfo=dt.UTC)
ENGLISH = Words("en")


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en", "Thursday, 2 April 2026"),
        ("es", "jueves, 2 de abril de 2026"),
        ("it", "giovedì 2 aprile 2026"),
        ("ar", "الخميس، 2 أبريل 2026"),
    ],
)
def test_an_instant_is_told_with_weekday_and_zone(language: str, day: str) -> None:
    told = Words(language).instant(AFTERNOON, "Europe/Madrid")
    assert told.startswith(day)
    assert told.endswith("(Europe/Madrid, UTC+02:00)")


def test_an_instant_is_told_by_its_minute_and_never_later_than_it_is() -> None:
    assert ENGLISH.instant(AFTERNOON.replace(second=59), "UTC") == "Thursday, 2 April 2026, 14:30 (UTC)"


def test_who_asks_for_it_exactly_is_told_the_seconds_where_there_are_any() -> None:
    assert ENGLISH.instant(AFTERNOON.replace(second=5), "UTC", exact=True) == "Thursday, 2 April 2026, 14:30:05 (UTC)"
    assert ENGLISH.instant(AFTERNOON, "UTC", exact=True) == "Thursday, 2 April 2026, 14:30 (UTC)"


@pytest.mark.parametrize("language", ["en", "es", "it", "ar"])
def test_every_language_counts_24_hours(language: str) -> None:
    words = Words(language)
    assert "16:30" in words.instant(AFTERNOON, "Europe/Madrid")
    assert words.time(dt.time(21, 5)) == "21:05"
    assert words.time(dt.time(21, 5, 7)) == "21:05:07"
    assert words.time(dt.time(7, 5)).lstrip("0") == "7:05"


def test_a_zone_of_a_fixed_distance_is_told_by_it() -> None:
    assert ENGLISH.instant(AFTERNOON, "+03:00") == "Thursday, 2 April 2026, 17:30 (UTC+03:00)"


def test_half_hours_of_zones() -> None:
    assert ENGLISH.instant(AFTERNOON, "Asia/Kolkata").endswith("20:00 (Asia/Kolkata, UTC+05:30)")


@pytest.mark.parametrize(
    ("language", "seconds", "told"),
    [
        ("en", 3600, "1 hour"),
        ("en", 5400, "1 hour and 30 minutes"),
        ("en", 90_061, "25 hours, 1 minute and 1 second"),
        ("en", 0, "0 seconds"),
        ("es", 5400, "1 hora y 30 minutos"),
        ("it", 7260, "2 ore e 1 minuto"),
        ("ar", 3600, "ساعة"),
        ("ar", 2 * 3600, "ساعتان"),
        ("ar", 3 * 3600, "3 ساعات"),
        ("ar", 11 * 3600, "11 ساعة"),
        ("ar", 2 * 60, "دقيقتان"),
    ],
)
def test_durations_with_the_plurals_of_the_language(language: str, seconds: int, told: str) -> None:
    assert Words(language).duration(dt.timedelta(seconds=seconds)) == told


@pytest.mark.parametrize("language", ["en", "es", "it", "ar"])
def test_days_are_words_too(language: str) -> None:
    assert "duration" not in Words(language).duration(dt.timedelta(days=2), days=True)
    assert Words("en").duration(dt.timedelta(days=2), days=True) == "2 days"


@pytest.mark.parametrize(
    ("promise", "calendar", "told"),
    [
        (Stretch(3 * HOUR), "always", "3 hours"),
        (Stretch(3 * HOUR), "office", "3 business hours"),
        (Stretch(HOUR), "contract", "1 business hour"),
        (Stretch(1800), "always", "30 minutes"),
        (Stretch(1800), "office", "30 business minutes"),
        (Stretch(5400), "office", "1 hour and 30 minutes of business time"),
        (Stretch(24 * HOUR), "always", "1 day"),
        (Stretch(24 * HOUR), "office", "24 business hours"),
        (Stretch(36 * HOUR), "always", "36 hours"),
        (BusinessDaysLater(1), "office", "1 business day"),
        (BusinessDaysLater(2), "office", "2 business days"),
        (BusinessDayClose(0), "office", "by the close of the same business day"),
        (BusinessDayClose(1), "office", "by the close of the next business day"),
        (BusinessDayClose(3), "office", "by the close of business day 3"),
        (BusinessDayAt(0, dt.time(16)), "office", "by 16:00 on the same business day"),
        (BusinessDayAt(1, dt.time(16)), "office", "by 16:00 on the next business day"),
        (BusinessDayAt(2, dt.time(16, 30)), "office", "by 16:30 on business day 2"),
        (Stretch(16 * HOUR, day=8 * HOUR), "office", "2 business days of 8 hours"),
        (Stretch(27_000, day=27_000), "office", "1 business day of 7 hours and 30 minutes"),
        (CalendarDaysLater(1), "always", "1 calendar day"),
        (CalendarDaysLater(10), "always", "10 calendar days"),
        (CalendarDaysLater(14), "always", "2 weeks"),
        (MonthsLater(1), "always", "1 month"),
        (MonthsLater(18), "always", "18 months"),
        (CalendarDayClose(0), "always", "by the end of the same day"),
        (CalendarDayClose(1), "always", "by the end of the next calendar day"),
        (CalendarDayClose(3), "always", "by the end of calendar day 3"),
        (CalendarDayAt(0, dt.time(16)), "always", "by 16:00 on the same day"),
        (CalendarDayAt(1, dt.time(16)), "always", "by 16:00 on the next calendar day"),
        (CalendarDayAt(2, dt.time(16)), "always", "by 16:00 on calendar day 2"),
        (None, "office", "best effort"),
    ],
)
def test_business_hours_are_told_apart(promise: Promise | None, calendar: str, told: str) -> None:
    assert ENGLISH.promise(promise, calendar) == told


LENGTHS = (dt.timedelta(hours=1), dt.timedelta(hours=2), dt.timedelta(hours=2, minutes=30))
EACH = {
    "en": ["hour", "2 hours", "2 hours and 30 minutes"],
    "es": ["hora", "2 horas", "2 horas y 30 minutos"],
    "it": ["ora", "2 ore", "2 ore e 30 minuti"],
    "ar": ["ساعة", "ساعتين", "ساعتين و30 دقيقة"],
}
"""What stands after `every`."""


def test_what_comes_round_again_is_told_so() -> None:
    update = Target(metric=Metric.UPDATE, priority="P1", promise=Stretch(2 * HOUR), calendar="always")
    assert ENGLISH.target(update) == "every 2 hours"
    told = {
        language: [speak(language).each(speak(language).duration(length)) for length in LENGTHS] for language in EACH
    }
    assert told == EACH


def test_a_text_falls_back_to_english_and_then_to_any_language() -> None:
    assert Words("it").text({"en": "Hello", "it": "Ciao"}) == "Ciao"
    assert Words("it").text({"es": "Hola", "en": "Hello"}) == "Hello"
    assert Words("it").text({"es": "Hola"}) == "Hola"
    assert Words("it").text({}) == ""


def test_an_unknown_language_speaks_english() -> None:
    assert Words("tlh").instant(AFTERNOON, "UTC").startswith("Thursday")
    assert Words("pt-BR").duration(dt.timedelta(hours=2)) == "2 horas"


@pytest.mark.parametrize(("share", "told"), [(0.95, "95%"), (0.995, "99.5%"), (1, "100%")])
def test_shares(share: float, told: str) -> None:
    assert ENGLISH.percent(share) == told


def test_shares_are_spaced_alike_with_and_without_a_decimal() -> None:
    assert [Words("es").percent(share) for share in (0.5, 2 / 3)] == ["50\xa0%", "66,7\xa0%"]


def span(start: str, end: str) -> Span:
    return Span(*(dt.datetime.fromisoformat(each).replace(tzinfo=dt.UTC) for each in (start, end)))


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("2026-07-03 07:00", "2026-07-03 15:00", "Fri, 3 Jul 2026, 09:00 to 17:00"),
        ("2026-07-03 15:00", "2026-07-06 07:00", "Fri, 3 Jul 2026, 17:00 to Mon, 6 Jul 2026, 09:00"),
        ("2026-07-02 22:00", "2026-07-03 22:00", "Fri, 3 Jul 2026"),
        ("2026-07-03 22:00", "2026-07-05 22:00", "Sat, 4 Jul 2026 to Sun, 5 Jul 2026"),
        (
            "2026-03-28 23:00",
            "2026-03-29 06:00",
            "Sun, 29 Mar 2026, 00:00 (UTC+01:00) to Sun, 29 Mar 2026, 08:00 (UTC+02:00) (the clocks change in between)",
        ),
    ],
)
def test_spans(start: str, end: str, told: str) -> None:
    assert ENGLISH.span(span(start, end), "Europe/Madrid") == told


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (["mon-fri 09:00-17:00"], ["Mon to Fri, 09:00 to 17:00"]),
        (["mon-fri 09:00-13:00, 14:00-18:00"], ["Mon to Fri, 09:00 to 13:00 and 14:00 to 18:00"]),
        (["mon-thu 09:00-17:00", "fri 09:00-15:00"], ["Mon to Thu, 09:00 to 17:00", "Fri, 09:00 to 15:00"]),
        (["mon,wed 09:00-17:00"], ["Mon, 09:00 to 17:00", "Wed, 09:00 to 17:00"]),
        (["mon 00:01 - fri 23:59"], ["Mon 00:01 to Fri 23:59"]),
        (["daily 00:00-24:00"], ["Mon to Sun, 00:00 to 24:00"]),
        (["fri 22:00-06:00"], ["Fri, 22:00 to 06:00"]),
        (["sun-thu 09:00-17:00"], ["Sun to Thu, 09:00 to 17:00"]),
        (["sat-wed 09:00-17:00", "thu 09:00-12:00"], ["Sat to Wed, 09:00 to 17:00", "Thu, 09:00 to 12:00"]),
        (["mon,wed,fri 09:00-17:00"], ["Mon, 09:00 to 17:00", "Wed, 09:00 to 17:00", "Fri, 09:00 to 17:00"]),
        (
            ["mon 08:00 Australia/Sydney - fri 17:00 America/Los_Angeles"],
            ["Mon 08:00 (Australia/Sydney) to Fri 17:00 (America/Los_Angeles)"],
        ),
        (
            ["sat 10:00-12:00", "mon 08:00 +10:00 - fri 24:00 -08:00"],
            ["Sat, 10:00 to 12:00", "Mon 08:00 (UTC+10:00) to Sat 00:00 (UTC-08:00)"],
        ),
    ],
)
def test_weekly_hours(written: list[str], told: list[str]) -> None:
    parts = [part for line in written for part in notation.week(line)]
    week = tuple(part for part in parts if isinstance(part, Interval))
    windows = tuple(part for part in parts if isinstance(part, Window))
    assert weekly(ENGLISH, CalendarTemplate(id="office", name={}, week=week, windows=windows)) == told


def test_conditions() -> None:
    asked = Condition({"environment": frozenset({"production"})}, {"type": frozenset({"question", "feature"})})
    assert condition(ENGLISH, asked, {}) == "environment: production; type: not feature, question"
    assert condition(ENGLISH, Condition(), {}) == ""


def test_fragments_are_isolated_for_a_terminal_that_reads_from_the_right() -> None:
    assert Words("ar", isolating=True).isolated("P1") == "\u2068P1\u2069"
    assert Words("ar").isolated("P1") == "P1"
    assert Words("en", isolating=True).isolated("P1") == "P1"


def test_a_priority_reads_in_the_direction_of_its_name_though_its_id_is_latin() -> None:
    (priority, *_) = library.load("credenti").agreement.priorities
    assert Words("ar", isolating=True).priority(priority).startswith("\u2067P1")
    assert Words("es", isolating=True).priority(priority).startswith("P1")


def explained(language: str, *events: Event, plan: str = "basic") -> list[str]:
    agreement = library.load("credenti").agreement
    contract = ContractTerms("Europe/Madrid", "ES", "MD")
    terms = resolve(agreement, plan, contract, holidays.table(regions(agreement, contract)))
    timeline = fold(events, terms)
    now = events[-1].at + dt.timedelta(hours=1)
    return speak(language).explanation(explain(timeline.clocks[0], timeline, terms, now))


def test_a_due_time_is_explained_step_by_step() -> None:
    opened = Opened(at=dt.datetime(2026, 4, 1, 14, 30, tzinfo=dt.UTC), priority="P2")
    assert explained("en", opened) == [
        "First response: counted from Wednesday, 1 April 2026, 16:30 (Europe/Madrid, UTC+02:00)",
        "Plan Basic, P2 · Moderate business impact: 12 business hours; hours: Global [plans.basic.targets.first_response.P2]",
        "Wed, 1 Apr 2026, 16:30 to 17:00: 30 minutes counted",
        "Wed, 1 Apr 2026, 17:00 to Thu, 2 Apr 2026, 00:00: not counted, outside opening hours",
        "Thu, 2 Apr 2026: not counted, public holiday (Maundy Thursday)",
        "Fri, 3 Apr 2026: not counted, public holiday (Good Friday)",
        "Sat, 4 Apr 2026, 00:00 to Mon, 6 Apr 2026, 09:00: not counted, outside opening hours",
        "Mon, 6 Apr 2026, 09:00 to 17:00: 8 hours counted",
        "Mon, 6 Apr 2026, 17:00 to Tue, 7 Apr 2026, 09:00: not counted, outside opening hours",
        "Tue, 7 Apr 2026, 09:00 to 12:30: 3 hours and 30 minutes counted",
        "Counted in all: 12 hours",
        "Due: Tuesday, 7 April 2026, 12:30 (Europe/Madrid, UTC+02:00)",
        "It runs: 30 minutes used by Wednesday, 1 April 2026, 17:30 (Europe/Madrid, UTC+02:00)",
    ]


def test_a_contact_window_and_a_raise_are_explained() -> None:
    opened = Opened(at=dt.datetime(2026, 7, 6, 7, 0, tzinfo=dt.UTC), priority="P4")
    lines = explained("en", opened, plan="premium")
    assert "At this priority the customer is contacted only in these hours: Global" in lines
    raised = PriorityChanged(at=dt.datetime(2026, 7, 6, 8, 0, tzinfo=dt.UTC), priority="P1", reason="worse")
    lines = explained("en", opened, raised, plan="premium")
    assert (
        lines[0]
        == "First response: counted from the change of priority, Monday, 6 July 2026, 10:00 (Europe/Madrid, UTC+02:00)"
    )
    assert any(line.startswith("Due: Monday, 6 July 2026, 10:30") for line in lines)


def test_an_earlier_promise_that_a_raise_does_not_put_off_is_explained() -> None:
    opened = Opened(at=dt.datetime(2026, 4, 1, 14, 30, tzinfo=dt.UTC), priority="P2")
    raised = PriorityChanged(at=dt.datetime(2026, 4, 7, 9, 30, tzinfo=dt.UTC), priority="P1", reason="worse")
    assert explained("en", opened, raised)[2] == (
        "P1 · Critical business impact by itself would be due later, Tuesday, 7 April 2026, 13:30 (Europe/Madrid, UTC+02:00): "
        "the earlier promise holds"
    )


@pytest.mark.parametrize("language", ["es", "it", "ar"])
def test_an_explanation_has_the_names_of_the_readers_language(language: str) -> None:
    opened = Opened(at=dt.datetime(2026, 4, 1, 14, 30, tzinfo=dt.UTC), priority="P2")
    lines = explained(language, opened)
    plan = library.load("credenti").agreement.plans["basic"].name[language]
    assert plan in lines[1]
    assert len(lines) == len(explained("en", opened))


def test_hours_made_of_others_are_told_with_the_hours_of_each() -> None:
    text = small(
        **{
            "contract_calendars: [office]": "  tokyo: {name: Tokyo, hours: mon-fri 09:00-18:00, timezone: Asia/Tokyo}\n"
            "  home: {name: Home, hours: sun-thu 08:00-16:00}\n"
            "  sun: {name: Sun, any_of: [office, tokyo]}\n"
            "  both: {name: Both, all_of: [sun, home]}\ncontract_calendars: [office]"
        }
    )
    agreement = agreed(text).agreement
    assert hours_lines(ENGLISH, agreement.calendars["both"], agreement) == [
        "when all of these are open: Sun, Home",
        (
            "Sun: when any of these is open: Office hours, Tokyo; Office hours: Mon to Fri, 09:00 to 17:00 (Europe/Madrid); "
            "Tokyo: Mon to Fri, 09:00 to 18:00 (Asia/Tokyo)"
        ),
        "Home: Sun to Thu, 08:00 to 16:00 (the contract's)",
    ]


def test_many_days_in_a_row_are_told_in_a_line_and_what_has_a_reason_apart() -> None:
    agreement = agreed(small(**{"P2: 1d": "P2: 20 business days", "holidays: ES-MD": "holidays: none"})).agreement
    closed = replace(
        agreement.calendars["office"], closures=(Closure(dt.date(2026, 3, 18), dt.date(2026, 3, 18), {"en": "Move"}),)
    )
    agreement = replace(agreement, calendars={"office": closed})
    terms = resolve(agreement, "basic", ContractTerms("Europe/Madrid"), holidays.table([], [2026]))
    opened = dt.datetime(2026, 3, 7, 9, tzinfo=dt.UTC)
    timeline = fold([Opened(at=opened, priority="P2")], terms)
    whole = explain(timeline.clocks[0], timeline, terms, opened)
    assert ENGLISH.explanation(whole)[2:7] == [
        "Sat, 7 Mar 2026, 10:00 to Mon, 9 Mar 2026, 09:00: not counted, outside opening hours",
        "Mon, 9 Mar 2026, 09:00 to Tue, 17 Mar 2026, 17:00: 56 hours counted, in 7 stretches of opening hours",
        "Tue, 17 Mar 2026, 17:00 to Wed, 18 Mar 2026, 00:00: not counted, outside opening hours",
        "Wed, 18 Mar 2026: not counted, closed (Move)",
        "Thu, 19 Mar 2026, 00:00 to 09:00: not counted, outside opening hours",
    ]
    lengths = [step.length for step in in_short(whole) if isinstance(step, Counted | CountedDays)]
    assert sum(lengths, dt.timedelta()) == next(step.length for step in whole.steps if isinstance(step, Total))


DOWN = Condition({"production": frozenset({"down"})})


def test_what_is_agreed_on_what_starts_it_and_facts_that_changed_are_told() -> None:
    its = terms(
        (
            *targets("P1 4h always", when=DOWN, metric=Metric.RESOLUTION),
            *targets("P1 4h office", metric=Metric.RESOLUTION),
            replace(targets("P1 8h office", metric=Metric.CAUSE)[0], starts="restoration", goal=True, threshold="goal"),
        )
    )
    production = Fact(name={"en": "Production"}, values={"down": {"en": "Stopped"}})
    agreement = replace(
        its.agreement,
        facts={"production": production},
        calendars={"office": CalendarTemplate(id="office", name={"en": "Office"})},
    )
    its = replace(its, agreement=agreement)
    events: list[Event] = [
        Opened(at=instant("Mon 09:00"), priority="P1"),
        FactsChanged(at=instant("Mon 10:00"), facts={"production": "down"}),
        FactsChanged(at=instant("Mon 11:00"), facts={"production": ""}),
        Reached(at=instant("Mon 11:00"), milestone="restored"),
        Agreed(at=instant("Mon 12:00"), metric=Metric.RESOLUTION, due=instant("Tue 12:00"), by="Sofia"),
    ]
    now = instant("Mon 12:00")
    timeline = fold(events, its)
    resolution, cause = (ENGLISH.explanation(explain(clock, timeline, its, now)) for clock in timeline.clocks)
    assert (
        "Agreed by both sides in place of the plan's: Tuesday, 2 June 2026, 12:00 (Europe/Madrid, UTC+02:00) "
        in resolution[2]
    )
    assert resolution[2].endswith("Sofia)")
    assert "Mon, 1 Jun 2026, 10:00 to 11:00: not counted, another target applied (Production: Stopped)" in resolution
    assert cause[0].startswith("Cause (goal): counted from the restoration of service, Monday")
    assert ", a goal: goal: " not in cause[1]
    assert any(line.startswith("Aimed at: ") for line in cause)
