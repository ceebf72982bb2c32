"""osTicket: its tables as JSON, one list of rows for each, or as phpMyAdmin exports a database. Its CSV has neither messages nor events.

The tables are those of its own installation (`setup/inc/streams/core/install-mysql.sql` in osTicket/osTicket).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parola.desk.transfer.past import values
from parola.desk.transfer.past.files import MOST_TICKETS, Unusable, whole
from parola.desk.transfer.past.reading import Row, Words, each_of
from parola.desk.transfer.past.ticket import Happened, Past, Said, Side, Who
from parola.lab.log import BadRow
from parola.policy.findings import gettext_noop
from parola.sla.agreement import Metric

STATES: Mapping[str, tuple[str, ...]] = {}
"""What happened stands in its events, not in names of states."""
CHANNELS = {"Web": "web", "Email": "email", "Phone": "phone", "API": "api"}
TABLES = (
    "ticket", "ticket__cdata", "ticket_priority", "thread", "thread_entry", "thread_event", "event", "user",
    "user_email", "organization", "staff", "department",
)  # fmt: skip
NO_TABLES = gettext_noop("The file lacks these tables of osTicket: %(names)s")
NEEDED = ("ticket", "thread", "thread_entry")
YES = ("1", "true")
Table = list[Mapping[str, Any]]


def read(path: Path, words: Words) -> Iterator[Past | BadRow]:
    """The tickets of the tables. Raises Unusable."""
    tables = _tables(whole(path))
    if missing := [name for name in NEEDED if name not in tables]:
        raise Unusable(NO_TABLES, names=", ".join(missing))
    reader = Reader(words, tables)
    return each_of(enumerate(tables["ticket"][:MOST_TICKETS], start=1), reader.ticket)


def _tables(told: object) -> dict[str, Table]:
    """The tables by their names, without the prefix that an installation gives them."""
    if isinstance(told, Mapping):
        named = {str(name): values.rows(told, name) for name in told}
    else:
        listed = values.rows({"all": told}, "all")
        named = {values.text(each, "name"): values.rows(each, "data") for each in listed}
    return {name: rows for full, rows in named.items() for name in TABLES if full in (name, f"ost_{name}")}


@dataclass(frozen=True, slots=True)
class People:
    """Who is who in the tables."""

    users: Mapping[str, Row]
    addresses: Mapping[str, str]
    staff: Mapping[str, Row]

    def user(self, key: str) -> Who:
        """A customer."""
        row = self.users.get(key, {})
        address = self.addresses.get(values.text(row, "default_email_id"), "")
        return Who(name=values.name(row, "name"), address=address, key=f"user {key}")

    def agent(self, key: str) -> Who:
        """Somebody of the staff."""
        row = self.staff.get(key, {})
        name = f"{values.name(row, 'firstname')} {values.name(row, 'lastname')}".strip()
        return Who(name=name, address=values.name(row, "email"), key=f"staff {key}")


class Reader:
    """Reads tickets, with all tables at hand."""

    def __init__(self, words: Words, tables: Mapping[str, Table]) -> None:
        self.words = words
        self.organizations = _named(tables, "organization", "id", "name")
        self.priorities = _named(tables, "ticket_priority", "priority_id", "priority")
        self.departments = _named(tables, "department", "id", "name")
        self.kinds = _named(tables, "event", "id", "name")
        self.people = People(
            users=_keyed(tables, "user", "id"),
            addresses=_named(tables, "user_email", "id", "address"),
            staff=_keyed(tables, "staff", "staff_id"),
        )
        self.said = _keyed(tables, "ticket__cdata", "ticket_id")
        self.threads = {
            values.text(each, "object_id"): values.text(each, "id")
            for each in tables["thread"]
            if values.text(each, "object_type") in ("", "T")
        }
        self.entries = _grouped(tables, "thread_entry")
        self.events = _grouped(tables, "thread_event")

    def ticket(self, line: int, row: Row) -> Past:
        """One ticket. Raises BadCell."""
        key = values.needed(row, "ticket_id")
        opened, more = values.since(row, "created", zone=self.words.zone), self.said.get(key, {})
        thread = self.threads.get(key, "")
        entries = sorted(
            self.entries[thread], key=lambda each: (values.text(each, "created"), values.text(each, "id").zfill(12))
        )
        first = entries[0] if entries and values.text(entries[0], "type") == "M" else {}
        user = values.text(row, "user_id")
        priority = self.priorities.get(values.text(more, "priority"), values.name(more, "priority"))
        events = [each for each in self.events[thread] if values.text(each, "annulled") not in YES]
        return Past(
            line=line,
            id=values.name(row, "number") or key,
            opened=opened,
            requester=self.people.user(user),
            subject=values.name(more, "subject") or values.name(first, "title"),
            text=_text(first),
            html=_page(first),
            organization=self.organizations.get(values.text(self.people.users.get(user, {}), "org_id"), ""),
            channel=CHANNELS.get(values.text(row, "source"), ""),
            priority=self.words.priority(priority),
            happened=(
                *(self._entry(each) for each in entries if each is not first),
                *(happened for each in events for happened in self._event(each)),
            ),
            said=tuple(self._judged(row, events)),
        )

    def _entry(self, row: Row) -> Happened:
        kind, staff = values.text(row, "type"), values.text(row, "staff_id")
        side: Side = "customer" if kind == "M" else "support" if staff not in ("", "0") else "automatic"
        by = self.people.user(values.text(row, "user_id")) if kind == "M" else self.people.agent(staff)
        return Happened(
            at=values.since(row, "created", zone=self.words.zone),
            what="message",
            by=by,
            side=side,
            public=kind != "N",
            text=_text(row),
            html=_page(row),
        )

    def _event(self, row: Row) -> Iterator[Happened]:
        at, kind = values.since(row, "timestamp", zone=self.words.zone), self._kind(row)
        by = self.people.agent(values.text(row, "uid")) if values.text(row, "uid_type") in ("", "S") else None
        if kind == "closed":
            yield Happened(at=at, what="resolved", by=by)
            yield Happened(at=at, what="closed", by=by)
        elif kind == "reopened":
            yield Happened(at=at, what="reopened", by=by)
        elif kind == "assigned":
            staff = values.text(row, "staff_id")
            yield Happened(at=at, what="assigned", by=by, who=self.people.agent(staff) if staff != "0" else None)
        elif kind == "transferred":
            tier = self.words.tier(self.departments.get(values.text(row, "dept_id"), ""))
            if tier is not None:
                yield Happened(at=at, what="tier", by=by, tier=tier)

    def _kind(self, row: Row) -> str:
        """By its name (to 1.10), or by the number of a name (since 1.11)."""
        return values.text(row, "state") or self.kinds.get(values.text(row, "event_id"), "")

    def _judged(self, row: Row, events: Table) -> Iterator[Said]:
        """Its one clock runs until the ticket is closed; that it was overdue is an event, which closing leaves."""
        zone = self.words.zone
        due = values.instant(row, "duedate", zone=zone) or values.instant(row, "est_duedate", zone=zone)
        late = values.text(row, "isoverdue") in YES or any(self._kind(each) == "overdue" for each in events)
        closed = values.instant(row, "closed", zone=zone)
        if due is not None or late:
            yield Said(metric=Metric.RESOLUTION, due=due, met=False if late else True if closed else None)


def _keyed(tables: Mapping[str, Table], name: str, key: str) -> dict[str, Row]:
    return {values.text(each, key): each for each in tables.get(name, [])}


def _named(tables: Mapping[str, Table], name: str, key: str, column: str) -> dict[str, str]:
    return {values.text(each, key): values.name(each, column) for each in tables.get(name, [])}


def _grouped(tables: Mapping[str, Table], name: str) -> defaultdict[str, Table]:
    found: defaultdict[str, Table] = defaultdict(list)
    for each in tables.get(name, []):
        found[values.text(each, "thread_id")].append(each)
    return found


def _text(row: Row) -> str:
    return values.words(row, "body") if values.text(row, "format") == "text" else ""


def _page(row: Row) -> str:
    return "" if values.text(row, "format") == "text" else values.page(row, "body")
