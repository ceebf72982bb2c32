"""A manager moves an open ticket to other terms: another version of the agreement, another contract, another plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act
from parola.desk.agreements import operations as agreement_operations
from parola.desk.agreements import queries as agreements
from parola.desk.agreements.models import AgreementVersion, Contract
from parola.desk.agreements.queries import Entitlement
from parola.desk.tickets import dues, ledger, queries, replies
from parola.desk.tickets.dues import Preview
from parola.desk.tickets.kinds.under import TermsChanged
from parola.desk.tickets.ledger import Entry, Mail
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import refuse_closed, require, worded
from parola.sla.agreement import Terms


class DoesNotFit(ValueError):
    """The agreement has no such plan, or not the ticket's priority; or the contract is not the customer's with this brand."""


class NothingNew(ValueError):
    """The ticket is under these terms already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The terms that are wanted. `contract=None`: as without one. An empty `plan`: the one that follows."""

    version: AgreementVersion
    contract: Contract | None
    plan: str = ""


def preview(*, ticket: Ticket, wanted: Wanted, now: datetime) -> Preview:
    """The next due time before and after; nothing is written. Raises DoesNotFit, NothingNew."""
    return forecast(ticket, entitlement(ticket, wanted), now)


def change_terms(
    *, ticket: Ticket, by: Person, wanted: Wanted, reason: str, now: datetime, expected_seq: int | None = None
) -> Ticket:
    """Other terms from now on, for a reason that the customer is told; what was missed stays missed.

    Raises ReasonNeeded, DoesNotFit, NothingNew, BadState.
    """
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.CHANGE_TERMS, present)
        refuse_closed(present)
        why, given = worded(reason), entitlement(present, wanted)
        due = forecast(present, given, now)
        pinned = agreement_operations.pin(version=given.version, contract_terms=given.contract_terms)
        fact = changed(present, given, pinned=(pinned.pk, pinned.digest), reason=why, due=due)
        mails = [Mail(template="terms_changed", to=person) for person in replies.customers(present)]
        return ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by)], now=now, mails=mails)


def entitlement(ticket: Ticket, wanted: Wanted) -> Entitlement:
    """What the ticket would be entitled to. Raises DoesNotFit."""
    contract, policy = wanted.contract, agreements.agreement(wanted.version)
    if wanted.version.brand_id != ticket.brand_id or (contract is not None and not is_theirs(contract, ticket)):
        raise DoesNotFit
    if contract is not None:
        given = agreements.entitled_under(wanted.version, contract)
    else:
        given = agreements.without_contract(wanted.version, queries.terms(ticket).timezone)
    if wanted.plan and wanted.plan != given.plan:
        clause = f"plans.{wanted.plan}"
        given = replace(given, plan=wanted.plan, best_effort=False, entitled_by="decision", clause=clause)
    if given.plan not in policy.plans or ticket.priority not in {each.id for each in policy.priorities}:
        raise DoesNotFit
    return given


def is_theirs(contract: Contract, ticket: Ticket) -> bool:
    """Whether the contract is one of the ticket's organization with its brand."""
    return (contract.organization_id, contract.brand_id) == (ticket.organization_id, ticket.brand_id)


def forecast(ticket: Ticket, given: Entitlement, now: datetime) -> Preview:
    """The next due time before and after the change. Raises NothingNew."""
    terms = queries.terms(ticket)
    new = following(terms, agreement_operations.terms_from(given))
    fact = changed(ticket, given, pinned=(0, ""), reason="", due=Preview(None, None))
    return dues.preview(queries.history(ticket), fact, terms, now, new)


def following(present: Terms, new: Terms) -> Terms:
    """The new terms, which know those before them. Raises NothingNew."""
    if replace(present, before=()) == new:
        raise NothingNew
    return queries.preceded(new, [*present.before, replace(present, before=())])


def changed(ticket: Ticket, given: Entitlement, *, pinned: tuple[int, str], reason: str, due: Preview) -> TermsChanged:
    """The event of the change; `pinned` is the key of the pinned terms and their digest."""
    return TermsChanged(
        agreement_version=given.version.pk,
        agreement_digest=given.version.digest,
        pinned_terms=pinned[0],
        pinned_digest=pinned[1],
        contract=given.contract.pk if given.contract else None,
        plan=given.plan,
        best_effort=given.best_effort,
        entitled_by=given.entitled_by,
        clause=given.clause,
        before=ticket.plan,
        reason=reason,
        due_before=due.before,
        due_after=due.after,
    )
