"""A mailbox on an IMAP server of the tests: set up in the desk, and as its owner sees it in another program."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from parola.desk.accounts.secrets import Secret
from parola.desk.mail import inboxes
from parola.desk.mail.models import Inbox
from tests.desk.world import MONDAY, World, after
from tests.support import dovecot

LATER = after(hours=1)


def set_up(world: World, **fields: Any) -> Inbox:
    given: dict[str, Any] = {
        "security": "none",
        "folder": "INBOX",
        "done_folder": "",
        "active": True,
        "password": dovecot.PASSWORD,
        "mailbox": None,
    }
    asked = given | fields
    mailbox = asked.pop("mailbox") or world.credenti.mailboxes.get()
    plain = asked.pop("password")
    password = Secret.of(plain, now=MONDAY) if plain else None
    return inboxes.set_up(mailbox=mailbox, by=world.root, now=MONDAY, password=password, **asked)


@contextmanager
def there(inbox: Inbox, folder: str = "INBOX", port: int = 0) -> Iterator[imaplib.IMAP4]:
    with imaplib.IMAP4("127.0.0.1", port or inbox.port) as client:
        client.login(inbox.user, dovecot.PASSWORD)
        client.select(folder)
        yield client


def put(inbox: Inbox, *mails: bytes, at: datetime = LATER, port: int = 0) -> None:
    with there(inbox, port=port) as client:
        for raw in mails:
            client.append("INBOX", "", imaplib.Time2Internaldate(at), raw)


def left(inbox: Inbox, folder: str = "INBOX", port: int = 0) -> int:
    with there(inbox, folder, port) as client:
        return len(client.search(None, "ALL")[1][0].split())
