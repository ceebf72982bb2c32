"""Times at a glance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from parola.web import brief

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "told"),
    [
        (timedelta(0), "0 s"),
        (timedelta(seconds=59.9), "59 s"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(hours=1, minutes=24, seconds=50), "1 h 24 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(days=2, minutes=5), "48 h 5 min"),
        (timedelta(days=10, minutes=5), "240 h"),
        (timedelta(seconds=-5), "0 s"),
    ],
)
def test_a_duration_is_hours_and_minutes(length: timedelta, told: str) -> None:
    assert brief.duration(length) == told


@pytest.mark.parametrize(
    ("language", "at", "told"),
    [
        ("en", NOON - timedelta(hours=2), "11:00"),
        ("en", NOON - timedelta(days=2), "14 Nov, 13:00"),
        ("en", NOON - timedelta(days=365), "16 Nov 2025, 13:00"),
        ("it", NOON - timedelta(days=2), "14 nov, 13:00"),
        ("es", NOON + timedelta(hours=11, minutes=30), "17 nov, 0:30"),
    ],
)
def test_an_instant_says_no_more_than_the_reader_needs(language: str, at: datetime, told: str) -> None:
    with translation.override(language), timezone.override("Europe/Madrid"):
        assert brief.instant(at, NOON) == told


def test_the_clock_on_the_wall_elsewhere() -> None:
    assert brief.clock_time(NOON, ZoneInfo("America/Chicago")) == "Mon 06:00"


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (NOON + timedelta(hours=2), "15:00"),
        (NOON + timedelta(days=1), "Tue 13:00"),
        (NOON + timedelta(days=6), "Sun 13:00"),
        (NOON + timedelta(days=7), "23 Nov"),
    ],
)
def test_what_comes_is_told_by_weekday_within_a_week(at: datetime, told: str) -> None:
    with timezone.override("Europe/Madrid"):
        assert brief.near(at, NOON) == told
