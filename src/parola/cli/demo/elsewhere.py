"""Two tickets that the sample desk took over from the desk that a vendor had before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from parola.desk.accounts.models import Brand
from parola.desk.transfer.past.run import Import
from parola.desk.transfer.past.ticket import Happened, Past, Said, Who
from parola.lab.mapping import TermsSpec
from parola.sla.agreement import Metric

SOURCE = "old-desk"
ASKED = Who(name="Marta Quesada Ruiz", address="marta.quesada@santelmo.example")
ANSWERED = Who(name="Inés Prado", key="ines")
AGO = timedelta(days=150)


def take(brand: Brand, now: datetime) -> None:
    """Take them over."""
    Import(brand=brand, source=SOURCE, spec=TermsSpec(), now=now, dry=False).run(pasts(now))


def pasts(now: datetime) -> Iterator[Past]:
    """One that both desks judge alike, and one that the other desk said was kept."""
    for number, (subject, text, reply, hours, due) in enumerate(
        (
            ("Informe mensual", "¿Dónde está el informe de mayo?", "En Informes, mes de mayo.", 1, 1),
            ("Certificado caducado", "El certificado caducó anoche.", "Ya está renovado.", 30, 48),
        ),
        start=4711,
    ):
        opened = (now - AGO).replace(minute=0, second=0, microsecond=0) + timedelta(days=number - 4711)
        answered = opened + timedelta(hours=hours)
        said = Said(metric=Metric.FIRST_RESPONSE, due=opened + timedelta(hours=due), met=True)
        yield Past(
            line=number,
            id=str(number),
            opened=opened,
            requester=ASKED,
            subject=subject,
            text=text,
            channel="email",
            happened=(
                Happened(at=answered, what="message", by=ANSWERED, text=reply),
                Happened(at=answered + timedelta(hours=2), what="resolved", by=ANSWERED),
                Happened(at=answered + timedelta(days=5), what="closed"),
            ),
            said=(said,),
            files_left=number - 4711,
        )
