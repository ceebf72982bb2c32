"""A file into the desk: what it would do, then all of it or nothing. The same file once more changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from parola.desk.accounts.models import Person
from parola.desk.agreements.operations import BadContract
from parola.desk.transfer.columns import Kind
from parola.desk.transfer.contracts import Contracts
from parola.desk.transfer.organizations import Organizations
from parola.desk.transfer.people import People
from parola.desk.transfer.scope import Scope
from parola.desk.transfer.steps import Plan, Writer
from parola.desk.transfer.table import Table, read


def dry_run(*, data: bytes, by: Person | None) -> Plan:
    """What the file would do, and every finding of it; nothing is written. `by`: None for the desk's own machine. Raises Unreadable."""
    table = read(data)
    return _planned(table, _writer(table, by))


def carry_out(*, data: bytes, by: Person | None, now: datetime, digest: str | None = None) -> Plan:
    """Do what the file says, all or nothing: with a finding, or where that is not what `digest` said yes to, nothing (`done` tells).

    Raises Unreadable, and agreements.operations.NotAllowed.
    """
    table = read(data)
    try:
        return _carry_out(table, by, now, digest)
    except (IntegrityError, BadContract):  # somebody else was a moment earlier: what they did is seen now
        return _planned(table, _writer(table, by))


@transaction.atomic
def _carry_out(table: Table, by: Person | None, now: datetime, digest: str | None) -> Plan:
    writer = _writer(table, by)
    plan = _planned(table, writer)
    if plan.findings or (digest is not None and digest != plan.digest):
        return plan
    writer.write(by, now)
    return replace(plan, done=True)


def _writer(table: Table, by: Person | None) -> Writer:
    scope = Scope(by)
    if table.kind is Kind.ORGANIZATIONS:
        return Organizations(scope, table.lines)
    return People(scope, table.lines) if table.kind is Kind.PEOPLE else Contracts(scope, table.lines)


def _planned(table: Table, writer: Writer) -> Plan:
    findings = sorted([*table.findings, *writer.findings], key=lambda finding: finding.line)
    return Plan(kind=table.kind, notes=table.notes, findings=findings, steps=writer.steps, same=writer.same)
