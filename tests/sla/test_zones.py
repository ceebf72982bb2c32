"""The next change of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parola.sla.zones import next_change


def second(year: int, month: int, day: int, hour: int = 0) -> int:
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("zone", "after", "change"),
    [
        ("Europe/Madrid", second(2026, 11, 16), (second(2027, 3, 28, 1), 3600, 7200)),
        ("Europe/Madrid", second(2027, 3, 28, 1), (second(2027, 10, 31, 1), 7200, 3600)),
        ("America/Los_Angeles", second(2026, 11, 16), (second(2027, 3, 14, 10), -28800, -25200)),
        ("Asia/Riyadh", second(2026, 11, 16), None),
        ("+03:00", second(2026, 11, 16), None),
    ],
)
def test_the_clocks_change_next_then_or_not_within_a_year(
    zone: str, after: int, change: tuple[int, int, int] | None
) -> None:
    found = next_change(zone, after, after + 365 * 86_400)
    assert (found and (found[1].start, found[0].seconds, found[1].seconds)) == change
