"""Mailboxes elsewhere, watched: a thread for each, so that one which does not answer holds up no other.

A watch signs in, takes what waits, and where the server can tell of news (IDLE, RFC 2177) stays and waits for it; else it ends, and the
next one begins when the mailbox's turn has come. `Watches` is what the worker's lane does once a second: it begins and ends them,
so that its sign of life waits for no server.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime

from django.db import close_old_connections, connections
from imapclient.exceptions import IMAPClientError  # type: ignore[import-untyped]
from typing_extensions import override

from parola.desk.mail import fetching
from parola.desk.mail.fetching import Clock
from parola.desk.mail.imap import Client, NotFetched, close, connected
from parola.desk.mail.inboxes import FIELDS
from parola.desk.mail.models import Inbox

RENEW = 60.0
"""Seconds after which a watch looks, whatever the server tells: so a connection that nobody cut, and that is dead, is found out."""

PATIENCE = 3.0
"""Seconds for watches to end. One that waits for a server is left then: being killed costs it nothing."""

logger = logging.getLogger(__name__)


class Watch(threading.Thread):
    """The watch on one mailbox, until it is told to stop or cannot go on."""

    def __init__(self, inbox: Inbox, clock: Clock) -> None:
        super().__init__(name=f"inbox {inbox.pk}", daemon=True)
        self.inbox, self.place, self.clock = inbox, place(inbox), clock
        self.ending = threading.Event()
        self.error: Exception | None = None

    @override
    def run(self) -> None:
        """What goes wrong here is kept for the lane, or for people to see."""
        try:
            close_old_connections()
            self._watch()
        except NotFetched as failure:
            if not self.ending.is_set():
                self._note(failure.trouble)
        except Exception as error:  # noqa: BLE001  # the lane tells it, and stops where the database cannot be trusted
            self.error = error
        finally:
            connections.close_all()

    def _watch(self) -> None:
        with connected(self.inbox, now=self.clock()) as client:
            fetching.open_folder(client, self.inbox)
            while not self.ending.is_set() and self._is_wanted():
                look = fetching.take_waiting(client, self.inbox, clock=self.clock, stopped=self.ending.is_set)
                self._note(look)
                if not (client.has_capability("IDLE") and self._waited(client)):
                    return

    def _is_wanted(self) -> bool:
        """Whether the mailbox is still fetched; as it and its brand are now."""
        found = fetching.in_use().filter(pk=self.inbox.pk).first()
        self.inbox = found or self.inbox
        return found is not None

    def _waited(self, client: Client) -> bool:
        """For news. False where the connection ended meanwhile, as connections do: the next watch begins another."""
        connections.close_all()  # nobody keeps one for minutes
        try:
            client.wait(RENEW, self.ending.is_set)
        except (OSError, IMAPClientError) as ended:
            logger.info("the connection to %s ended: %s", self.inbox.host, type(ended).__name__)
            close(client)
            return False
        return True

    def _note(self, outcome: fetching.Look | str) -> None:
        fetching.note(self.inbox, outcome, now=self.clock())


class Watches:
    """All of them: a job of the worker."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.at_work: dict[int, Watch] = {}
        self.resting: dict[int, datetime] = {}
        """Until when a mailbox rests whose watch broke for a reason of ours."""

    def __call__(self, now: datetime) -> bool:
        """Begin the watches whose turn has come, and end those that nobody wants as they are. Raises what broke one."""
        wanted = {inbox.pk: inbox for inbox in fetching.in_use()}
        for key, watch in self.at_work.items():
            if key not in wanted or place(wanted[key]) != watch.place:
                watch.ending.set()
        broken = self._let_go(now)
        for key, inbox in wanted.items():
            if key not in self.at_work and max(inbox.next_at, self.resting.get(key, now)) <= now:
                self.at_work[key] = Watch(inbox, self.clock)
                self.at_work[key].start()
        if broken is not None:
            raise broken
        return False

    def end(self) -> None:
        """End all of them."""
        for watch in self.at_work.values():
            watch.ending.set()
        until = time.monotonic() + PATIENCE
        for watch in self.at_work.values():
            watch.join(max(0.0, until - time.monotonic()))

    def _let_go(self, now: datetime) -> Exception | None:
        """Forget those that have ended; what broke one of them."""
        broken = None
        for key in [key for key, watch in self.at_work.items() if not watch.is_alive()]:
            error = self.at_work.pop(key).error
            if error is not None:
                self.resting[key] = now + fetching.EVERY
                broken = error
        return broken


def place(inbox: Inbox) -> tuple[object, ...]:
    """What a watch was begun with."""
    return (*(getattr(inbox, name) for name in FIELDS), inbox.password)
