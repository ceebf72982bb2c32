"""Jira Service Management: issues as its search gives them with `expand=changelog` and all fields (developer.atlassian.com)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from parola.desk.transfer.past import values
from parola.desk.transfer.past.files import LONGEST_TEXT
from parola.desk.transfer.past.reading import Change, Course, Row, Words, tickets
from parola.desk.transfer.past.ticket import Happened, Past, Said, Who
from parola.lab.log import BadRow
from parola.lab.reader import BadCell
from parola.policy.findings import gettext_noop
from parola.sla.agreement import Metric

STATES: Mapping[str, tuple[str, ...]] = {
    "open": (),
    "to do": (),
    "reopened": (),
    "in progress": (),
    "work in progress": (),
    "escalated": (),
    "waiting for support": (),
    "waiting for customer": ("waiting for customer",),
    "pending": ("waiting for third_party",),
    "resolved": ("resolved",),
    "done": ("resolved", "closed"),
    "closed": ("resolved", "closed"),
    "canceled": ("closed",),
}
"""The states of its own workflows; others are the mapping's to say."""
FIELDS = {"status": "state", "priority": "priority", "assignee": "owner"}
METRICS = {"time to first response": Metric.FIRST_RESPONSE, "time to resolution": Metric.RESOLUTION}
CUT = gettext_noop("the export has %(found)s of %(total)s entries of “%(name)s”: ask for all of them")
ORGANIZATION = "/servicedeskapi/organization/"


def read(path: Path, words: Words) -> Iterator[Past | BadRow]:
    """The issues of the file. Raises Unusable."""
    return tickets(path, ("issues",), lambda _beside: lambda line, row: ticket(line, row, words))


def ticket(line: int, row: Row, words: Words) -> Past:
    """One issue. Raises BadCell."""
    fields = values.part(row, "fields") or {}
    opened, asked = values.since(row, "fields", "created"), person(values.part(fields, "reporter"))
    _whole(row, "histories", "changelog")
    _whole(fields, "comments", "comment")
    present = {"state": values.name(fields, "status", "name"), "priority": values.name(fields, "priority", "name")}
    course = Course(words, list(_changes(row)), present)
    comments = [_comment(each, asked) for each in values.rows(fields, "comment", "comments")]
    return Past(
        line=line,
        id=values.needed(row, "key"),
        opened=opened,
        requester=asked,
        subject=values.name(fields, "summary"),
        text=text(values.part(fields, "description")),
        organization=_organization(fields),
        priority=words.priority(course.first("priority")),
        happened=(*comments, *course.happened(opened)),
        said=tuple(_said(fields)),
        files_left=len(values.rows(fields, "attachment")),
    )


def person(told: object) -> Who:
    """Somebody; the address is there where their privacy lets it be."""
    return Who(
        name=values.name(told, "displayName"),
        address=values.name(told, "emailAddress"),
        key=values.name(told, "accountId") or values.name(told, "key") or values.name(told, "name"),
    )


def text(told: object) -> str:
    """What was written: text, or a document of nodes (version 3), whose words are taken in their order."""
    if isinstance(told, str):
        return told[:LONGEST_TEXT]
    found: list[str] = []
    waiting: list[Any] = [told]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            found.append(node)
        elif isinstance(node, Mapping):
            inside = node.get("content")
            waiting += ["\n"] if node.get("type") in ("paragraph", "heading", "listItem", "hardBreak") else []
            waiting += reversed(inside) if isinstance(inside, list) else []
            if isinstance(node.get("text"), str):
                found.append(node["text"])
    return "".join(found).strip()[:LONGEST_TEXT]


def _whole(row: Row, name: str, under: str) -> None:
    """Raise BadCell where the search gave only a part of a list."""
    total, found = values.number(row, under, "total"), len(values.rows(row, under, name))
    if total is not None and total > found:
        raise BadCell(CUT, found=str(found), total=str(total), name=under)


def _comment(row: Row, asked: Who) -> Happened:
    """A comment. Who asked and other customers of the service desk speak for the customer, everybody else for the support."""
    author = values.part(row, "author")
    by = person(author)
    customer = by.key == asked.key or values.text(author, "accountType") == "customer"
    return Happened(
        at=values.since(row, "created"),
        what="message",
        by=by,
        side="customer" if customer else "support",
        public=values.flag(row, "jsdPublic", default=True),
        text=text(values.part(row, "body")),
    )


def _changes(row: Row) -> Iterator[Change]:
    for history in values.rows(row, "changelog", "histories"):
        at, by = values.since(history, "created"), person(values.part(history, "author"))
        for item in values.rows(history, "items"):
            name = FIELDS.get(values.text(item, "field"))
            if name is None:
                continue
            after = values.name(item, "toString")
            who = Who(name=after, key=values.name(item, "to")) if name == "owner" and after else None
            yield Change(at=at, name=name, before=values.name(item, "fromString"), after=after, by=by, who=who)


def _organization(fields: Row) -> str:
    """The customer's organization, a field that is known by its address alone."""
    for name in fields:
        for each in values.rows(fields, name):
            if ORGANIZATION in values.text(each, "_links", "self"):
                return values.name(each, "name")
    return ""


def _said(fields: Row) -> Iterator[Said]:
    """What its own clocks say: the fields with cycles, known by their names. The first cycle counts, done or still running."""
    for name in fields:
        metric = METRICS.get(values.text(fields, name, "name").casefold())
        cycles = values.rows(fields, name, "completedCycles")
        cycle = cycles[0] if cycles else values.part(fields, name, "ongoingCycle")
        if metric is None or not isinstance(cycle, Mapping):
            continue
        due = values.instant(cycle, "breachTime", "iso8601")
        yield Said(metric=metric, due=due, met=not values.flag(cycle, "breached") if cycles else None)
