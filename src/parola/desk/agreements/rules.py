"""Which contract a request falls under, and what it gets: the rules in the open, as one pure function.

1. Of the organization's contracts with the brand, those count that cover the request's day, by the contract's own local
   date, both ends included, and its product. One that names the product goes before one for all; a paid one before a trial;
   then the later first day; then the first signed. A request that tells no product (a mail) may fall under each of them, one
   for all products before one that names some.
2. Without such a contract it is the brand's to say: best effort, or a plan. Where the brand says nothing, the agreement's
   default plan holds, if it has one; else nothing is promised, and all is best effort. Where a contract had covered the
   request and has ended, that one is named.
3. Whatever the plan, a ticket that the agreement excludes (a preview, a version whose support has ended) has no due time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Literal

from parola.sla.agreement import Agreement, Exclusion
from parola.sla.zones import zone_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A contract of the organization with the brand, as far as the rules care. Empty `products`: all."""

    key: int
    plan: str
    first_day: date
    last_day: date | None
    timezone: str
    products: tuple[str, ...] = ()
    trial: bool = False

    def day(self, at: datetime) -> date:
        """The local date that the contract has at that instant."""
        return at.astimezone(zone_of(self.timezone)).date()

    def covers(self, at: datetime) -> bool:
        """Whether it is in force then."""
        day = self.day(at)
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)

    def is_about(self, product: str) -> bool:
        """Whether a request about the product may fall under it."""
        return not product or not self.products or product in self.products


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the rules say: the plan, whether all of it is best effort, by which rule, and where the agreement says so.

    `contract` is the one it falls under, `lapsed` the one that had ended, by their keys; `exclusion` is the agreement's clause
    that takes every due time from the ticket.
    """

    plan: str
    best_effort: bool
    entitled_by: Literal["contract", "default_plan", "none"]
    clause: str
    contract: int | None = None
    lapsed: int | None = None
    exclusion: Exclusion | None = None


def decide(
    policy: Agreement,
    contracts: Sequence[Held],
    facts: Mapping[str, str],
    at: datetime,
    timezone: str,
    *,
    uncovered: str | None = None,
) -> Ruling:
    """What a request with these facts gets that reaches the desk at `at`; `timezone` and `uncovered` hold where there is no contract."""
    product = facts.get("product", "")
    chosen = choose((held for held in contracts if held.covers(at)), product)
    exclusion = excluding(policy, facts, at, chosen.timezone if chosen else timezone)
    if chosen is not None:
        return by_contract(policy, chosen, exclusion)
    return without(policy, uncovered, last_ended(contracts, product, at), exclusion)


def without(
    policy: Agreement, uncovered: str | None, lapsed: Held | None = None, exclusion: Exclusion | None = None
) -> Ruling:
    """What there is without a contract (rule 2). `uncovered`: what the brand says of it, a plan or empty for best effort; None: nothing."""
    plan = policy.default_plan if uncovered is None else uncovered
    if plan not in policy.plans:
        plan = None
    own = plan and plan != policy.default_plan
    return Ruling(
        plan=plan or next(iter(policy.plans)),
        best_effort=plan is None,
        entitled_by="default_plan" if plan else "none",
        clause=f"plans.{plan}" if own else "default_plan" if plan else "plans",
        lapsed=lapsed.key if lapsed else None,
        exclusion=exclusion,
    )


def by_contract(policy: Agreement, held: Held, exclusion: Exclusion | None = None) -> Ruling:
    """What the contract gives; best effort, in the open, where its plan has left the agreement."""
    known = held.plan in policy.plans
    return Ruling(
        plan=held.plan if known else next(iter(policy.plans)),
        best_effort=not known,
        entitled_by="contract",
        clause=f"plans.{held.plan}",
        contract=held.key,
        exclusion=exclusion,
    )


def choose(contracts: Iterable[Held], product: str) -> Held | None:
    """The one of the contracts that a request about `product` falls under (rule 1)."""
    return min((held for held in contracts if held.is_about(product)), key=partial(rank, product=product), default=None)


def rank(held: Held, product: str) -> tuple[bool, bool, int, int]:
    """The lower, the sooner it is chosen."""
    as_precise = bool(held.products) == bool(product)
    return (not as_precise, held.trial, -held.first_day.toordinal(), held.key)


def last_ended(contracts: Iterable[Held], product: str, at: datetime) -> Held | None:
    """The contract that had covered such a request and ended last."""
    ended = [h for h in contracts if h.is_about(product) and h.last_day is not None and h.last_day < h.day(at)]
    return max(ended, key=lambda held: (held.last_day or date.min, held.key), default=None)


def excluding(policy: Agreement, facts: Mapping[str, str], at: datetime, timezone: str) -> Exclusion | None:
    """The agreement's first exclusion of such a request (rule 3)."""
    day = at.astimezone(zone_of(timezone)).date()
    return next((rule for rule in policy.exclusions if rule.holds(facts, day)), None)
