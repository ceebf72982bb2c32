"""Calendar months, and the quarters and years around them, in a brand's own time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from parola.sla.objective import ReportPeriod
from parola.sla.zones import zone_of
from parola.web.templatetags.parola import words

DECEMBER = 12
MONTHS = {ReportPeriod.MONTH: 1, ReportPeriod.QUARTER: 3, ReportPeriod.YEAR: 12}
NAMED = {ReportPeriod.MONTH: "yMMMM", ReportPeriod.QUARTER: "yQQQ", ReportPeriod.YEAR: "y"}
"""How each is written, as babel knows it."""


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    @property
    def key(self) -> str:
        """As addresses have it: `2026-11`."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def name(self) -> str:
        """In words, in the reader's language."""
        return self.named(ReportPeriod.MONTH)

    @property
    def next(self) -> "Month":
        """The one after."""
        return Month(self.year + 1, 1) if self.month == DECEMBER else Month(self.year, self.month + 1)

    @property
    def before(self) -> "Month":
        """The one before."""
        return Month(self.year - 1, DECEMBER) if self.month == 1 else Month(self.year, self.month - 1)

    def named(self, period: ReportPeriod) -> str:
        """The period around it, in the reader's language."""
        return words().by_skeleton(NAMED[period], date(self.year, self.month, 1))

    def bounds(self, zone: str, period: ReportPeriod = ReportPeriod.MONTH) -> tuple[datetime, datetime]:
        """The first instant of the period around it, and that of the next one."""
        length = MONTHS[period]
        start = (self.month - 1) // length * length
        years, end = divmod(start + length, DECEMBER)
        local = zone_of(zone)
        first = datetime(self.year, start + 1, 1, tzinfo=local)
        last = datetime(self.year + years, end + 1, 1, tzinfo=local)
        return first.astimezone(UTC), last.astimezone(UTC)


def month_of(key: str, now: datetime) -> Month:
    """The month of that key; where it is none, the present one."""
    try:
        asked = datetime.strptime(key, "%Y-%m").replace(tzinfo=UTC)
    except ValueError:
        asked = now
    return Month(max(2000, min(asked.year, now.year + 1)), asked.month)
