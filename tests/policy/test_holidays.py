"""Public holidays, frozen: dates that hold, names in the languages that the library knows."""

from __future__ import annotations

import datetime as dt
import json
from importlib.metadata import version

import pytest

from parola.policy.holidays import HolidayTable, UnknownRegion, is_estimated, release, subdivisions, table
from parola.sla.hours import Text


def name(region: str, date: dt.date) -> Text:
    return next(each.name for each in table([region]).of(region) if each.date == date)


@pytest.mark.parametrize(
    ("region", "date", "language", "expected"),
    [
        ("ES", dt.date(2026, 4, 3), "es", "Viernes Santo"),
        ("ES", dt.date(2026, 4, 3), "en", "Good Friday"),
        ("ES-MD", dt.date(2026, 4, 2), "es", "Jueves Santo"),
        ("IT", dt.date(2026, 4, 25), "it", "Anniversario della Liberazione"),
        ("SK", dt.date(2026, 12, 24), "sk", "Štedrý deň"),
        ("SA", dt.date(2026, 9, 23), "ar", "اليوم الوطني"),
        ("EG", dt.date(2026, 1, 7), "ar", "عيد الميلاد المجيد"),
        ("US", dt.date(2026, 11, 26), "en", "Thanksgiving Day"),
        ("GB", dt.date(2026, 5, 4), "en", "May Day"),
    ],
)
def test_names_in_the_languages_that_the_country_has(region: str, date: dt.date, language: str, expected: str) -> None:
    assert name(region, date)[language] == expected


def test_a_subdivision_has_holidays_of_its_own() -> None:
    national = {each.date for each in table(["ES"]).of("ES")}
    madrid = {each.date for each in table(["ES-MD"]).of("ES-MD")}
    assert dt.date(2026, 5, 2) in madrid - national


def test_a_table_reaches_from_2005_to_2075() -> None:
    dates = [each.date for each in table(["SK"]).of("SK")]
    assert dates == sorted(set(dates))
    assert (dates[0].year, dates[-1].year) == (2005, 2075)


def test_dates_that_are_estimates_say_so() -> None:
    names = [each.name for each in table(["SA"]).of("SA") if each.date.year == 2060]
    assert any("(estimated)" in each["en"] and "تقديري" in each["ar"] for each in names)


def test_a_table_is_frozen_as_plain_data() -> None:
    frozen = table(["ES-MD", "SA"])
    text = json.dumps(frozen.as_dict(), ensure_ascii=False)
    assert HolidayTable.from_dict(json.loads(text)) == frozen
    assert len(text.encode()) < 60_000, "it is kept with every contract"


@pytest.mark.parametrize("region", ["XX", "ES-XX", "", "es", "Spain"])
def test_an_unknown_region_is_refused(region: str) -> None:
    with pytest.raises(UnknownRegion):
        table([region])


def test_a_table_knows_only_its_regions() -> None:
    with pytest.raises(UnknownRegion):
        table(["SK"]).of("CZ")


def test_subdivisions_are_those_with_holidays_of_their_own() -> None:
    assert "MD" in (subdivisions("ES") or ())
    assert subdivisions("SK") == ()
    assert subdivisions("XX") is None


def test_a_date_that_is_only_estimated_is_known_as_such() -> None:
    found = {holiday.date: is_estimated(holiday) for holiday in table(["SA"], [2027]).of("SA")}
    assert found[dt.date(2027, 2, 22)] is False  # Founding Day
    assert found[dt.date(2027, 3, 9)] is True  # Eid al-Fitr
    assert not any(map(is_estimated, table(["SK"], [2027]).of("SK")))


def test_the_release_of_the_library_is_told() -> None:
    assert release() == version("holidays")
