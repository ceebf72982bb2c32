"""Appointments that came with a mail are told in the conversation, in the reader's zone; what is sealed is said."""

from __future__ import annotations

import pytest

from parola.desk.accounts.models import Person
from parola.desk.mail import receive
from tests.desk.world import MONDAY, World
from tests.web.conftest import Reader

EVENT = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
SUMMARY:Review of the <service>
LOCATION:Room 2
DTSTART:20261124T093000Z
DTEND:20261124T103000Z
RRULE:FREQ=WEEKLY
ORGANIZER;CN=Ana:mailto:ana@people.example
END:VEVENT
END:VCALENDAR
"""


def take(world: World, kind: str, body: str) -> None:
    raw = f"From: Ana <ana@people.example>\nSubject: Review\nContent-Type: {kind}\n\n{body}".encode()
    received = receive.keep(
        brand=world.credenti,
        raw=raw,
        envelope_from="ana@people.example",
        envelope_to="support@credenti.example",
        received_at=MONDAY,
    )
    receive.process(received, now=MONDAY)


@pytest.mark.parametrize(("who", "address"), [("bob", "/console/tickets/CRE-1/"), ("ana", "/portal/requests/CRE-1/")])
def test_an_invitation_is_told_to_both_sides(world: World, reader: Reader, who: str, address: str) -> None:
    Person.objects.filter(pk=world.ana.pk).update(language="en")
    take(world, "text/calendar; method=REQUEST", EVENT)
    page = reader(getattr(world, who)).get(address).content.decode()
    assert "Invitation to an appointment" in page
    assert "Review of the &lt;service&gt;" in page
    assert "10:30" in page  # in Madrid
    assert "Room 2" in page
    assert "repeats" in page
    assert "invite.ics" in page


def test_what_is_encrypted_is_said_to_be(world: World, reader: Reader) -> None:
    take(world, "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "MIIB")
    page = reader(world.bob).get("/console/tickets/CRE-1/").content.decode()
    assert "Encrypted, or sealed by a signature" in page
