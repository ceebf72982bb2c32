"""The mails of a person who is erased: those they sent, those on what they asked, and whichever else names them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from parola.desk.accounts.models import Person
from parola.desk.accounts.naming import Naming
from parola.desk.accounts.queries import addresses_of
from parola.desk.mail.models import Received, Sent
from parola.desk.mail.parse import parse
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets.models import Ticket

SLICE = 20
"""Mails held at a time: each may be large."""
HEADS = ("sender", "envelope_from", "message_id", "subject")


def mails_of(person: Person, naming: Naming, *, after: int = 0) -> list[int]:
    """The keys of the mails to empty, of those that came after the one with that key. Reads every mail of them."""
    theirs = Received.objects.filter(erased_at=None, pk__gt=after)
    asked = Ticket.objects.filter(requester=person).values("pk")
    surely = set(theirs.filter(ticket__in=asked).values_list("pk", flat=True))
    others = theirs.exclude(ticket__in=asked) if surely else theirs
    return sorted({*surely, *(mail.pk for mail in others.order_by("pk").iterator(SLICE) if is_named(mail, naming))})


def is_named(received: Received, naming: Naming) -> bool:
    """Whether a mail comes from the person, or names them."""
    heads = (received.sender, received.envelope_from, received.envelope_to)
    told = (str(value) for each in (*received.copied, *received.appointments) for value in each.values())
    return any(map(naming.is_in, (*heads, *told))) or names(bytes(received.raw), naming)


def names(raw: bytes, naming: Naming) -> bool:
    """Whether the mail names the person: as it stands, or as it is read."""
    if naming.is_in(raw.decode("utf-8", "replace")):
        return True
    try:
        mail = parse(raw, "")
    except Exception:  # noqa: BLE001  # what no reader can read was looked through as it stands
        return False
    said = [mail.subject, mail.text, *(each.name for each in mail.attachments)]
    said += [f"{mail.sender.name} {mail.sender.address}"] if mail.sender else []
    return any(map(naming.is_in, said))


def empty(keys: Collection[int], *, naming: Naming, now: datetime) -> int:
    """Nothing is left of the mails but when they came, to which brand, and what became of them. How many they were."""
    for received in Received.objects.filter(pk__in=keys).defer("raw").order_by("pk"):
        own = any(map(naming.is_in, (received.sender, received.envelope_from)))
        kept = {name: "" if own else naming.struck(getattr(received, name)) for name in HEADS}
        emptied = {"raw": b"", "sha256": "", "copied": [], "appointments": [], "reason": naming.struck(received.reason)}
        Received.objects.filter(pk=received.pk).update(**kept, **emptied, erased_at=now)
    return len(keys)


def forget_sending(person: Person) -> None:
    """What waits to be sent to the person never leaves; what was sent to an address is not kept."""
    addresses = addresses_of(person)
    OutboxRow.objects.filter(payload__to=person.pk).exclude(state=OutboxRow.State.SENT).delete()
    OutboxRow.objects.filter(payload__to__in=addresses).delete()
    Sent.objects.filter(person=person).update(address="")


def forget_caught(folder: Path, naming: Naming) -> int:
    """The demo keeps mails that left as files: those that name the person go."""
    found = [path for path in folder.glob("*.eml") if names(path.read_bytes(), naming)] if folder.is_dir() else []
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)
