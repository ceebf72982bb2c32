"""Those who listen: a stream each, what waits to be told on it, and how many there may be."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from parola.desk.live.audience import CALLS, Heard

MOST = 5000
"""Streams at a time."""
MOST_OF_ONE = 12
"""Of one person: a browser needs one, however many of its windows show the desk."""
RECENT = 5.0
"""Seconds for which what was told is told to newcomers too: as long as a page takes, at most, from the desk to its stream."""
MOST_WAITING = 200
"""Tickets that wait to be told on one stream; where it is more, it is told that all may have changed."""


@dataclass(eq=False, slots=True, kw_only=True)
class Listener:
    """A stream. `proof`: what its session knew of the person's password and age when it began (`Person.session_age`)."""

    person: int
    session: str
    proof: str
    waiting: Heard = field(default_factory=dict)
    ended: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, heard: Heard) -> None:
        """Have it told: what waits for a slow reader grows together, and not on and on."""
        for name, kinds in heard.items():
            self.waiting.setdefault(name, set()).update(kinds)
        if len(self.waiting) > MOST_WAITING:
            self.waiting = {"": {"much"}}
        self.news.set()

    def end(self) -> None:
        """Have it end."""
        self.ended = True
        self.news.set()

    def told(self) -> bytes:
        """What waits, as an event of the stream; nothing waits afterwards. Empty where nothing did."""
        waiting, self.waiting = self.waiting, {}
        self.news.clear()
        if not waiting:
            return b""
        tickets = {name: sorted(kinds) for name, kinds in sorted(waiting.items()) if name != CALLS}
        said = json.dumps({"tickets": tickets, "calls": CALLS in waiting}, separators=(",", ":"))
        return f"event: news\ndata: {said}\n\n".encode()


class Listeners:
    """All of them, and what was told just now: whoever comes may have a page that is a little older."""

    def __init__(self) -> None:
        self.all: set[Listener] = set()
        self.closed = False
        self.recent: deque[tuple[float, Mapping[int, Heard]]] = deque()

    def admit(self, listener: Listener, at: float) -> bool:
        """Let the stream begin at that instant of the monotonic clock; False where there are too many, or all are ended."""
        mine = sum(each.person == listener.person for each in self.all)
        if self.closed or mine >= MOST_OF_ONE or len(self.all) >= MOST:
            return False
        self.all.add(listener)
        for told_at, told in self.recent:
            if at - told_at < RECENT and (heard := told.get(listener.person)):
                listener.hear(heard)
        return True

    def tell(self, told: Mapping[int, Heard], at: float) -> None:
        """Tell each what is theirs to hear."""
        while self.recent and at - self.recent[0][0] >= RECENT:
            self.recent.popleft()
        if not told:
            return
        self.recent.append((at, told))
        for each in self.all:
            if heard := told.get(each.person):
                each.hear(heard)

    def close(self) -> None:
        """End all, and let none begin any more."""
        self.closed = True
        self.end(list(self.all))

    def end(self, gone: Collection[Listener]) -> None:
        """End those."""
        for each in gone:
            each.end()
