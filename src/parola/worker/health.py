"""Whether the desk keeps time: for the banner of the console, and for `/health`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from parola.desk.outbox import queries as outbox
from parola.desk.tickets import queries as tickets

SILENCE = timedelta(seconds=30)
"""A worker that gave no sign of life for so long is taken for gone."""
LAG = timedelta(seconds=60)
"""An alarm or a mail that waits for longer than this says that timekeeping lags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How it stands at an instant. What waits is told by since when; what is parked needs a person."""

    seen_at: datetime | None
    """The last sign of life of any worker."""
    silent: bool
    alarm_waits_since: datetime | None
    mail_waits_since: datetime | None
    lagging: bool
    parked_tickets: int
    parked_mails: int
    error: str
    """What failed in a worker in its last turn, if anything did."""

    @property
    def keeps_time(self) -> bool:
        """Whether due times are being watched."""
        return not self.silent and not self.lagging


def health(now: datetime) -> Health:
    """How the desk stands."""
    latest = outbox.heartbeats().first()
    alarm, mail = tickets.alarms_overdue_since(now), outbox.overdue_since(now)
    return Health(
        seen_at=latest.at if latest else None,
        silent=latest is None or now - latest.at > SILENCE,
        alarm_waits_since=alarm,
        mail_waits_since=mail,
        lagging=any(since is not None and now - since > LAG for since in (alarm, mail)),
        parked_tickets=tickets.parked().count(),
        parked_mails=outbox.parked().count(),
        error=latest.error if latest and latest.error_at == latest.at else "",
    )
