"""Erlang C: how long customers wait where they come at random, are served in exponential time, and nobody gives up (M/M/n).

The formula is A. K. Erlang's of 1917; the blocking probability is found by the usual recursion, which never overflows. It is
here to hold the simulation against.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp


@dataclass(frozen=True, slots=True)
class Queue:
    """`rate` arrive in a unit of time, each takes `work` of it on average, `agents` serve. ValueError where the queue would never end."""

    rate: float
    work: float
    agents: int

    def __post_init__(self) -> None:
        """Refuse a load that so many agents cannot carry."""
        if self.load >= self.agents:
            message = f"{self.agents} agents cannot carry a load of {self.load:g}"
            raise ValueError(message)

    @property
    def load(self) -> float:
        """How many agents are at work on average (in erlangs)."""
        return self.rate * self.work

    @property
    def waiting(self) -> float:
        """The chance that one who comes has to wait."""
        blocked = 1.0
        for agents in range(1, self.agents + 1):
            blocked = self.load * blocked / (agents + self.load * blocked)
        busy = self.load / self.agents
        return blocked / (1 - busy * (1 - blocked))

    @property
    def mean_wait(self) -> float:
        """How long one waits on average, those that do not wait among them."""
        return self.waiting * self.work / (self.agents - self.load)

    def served_within(self, time: float) -> float:
        """The share that waits no longer than `time`."""
        return 1 - self.waiting * exp(-(self.agents - self.load) * time / self.work)
