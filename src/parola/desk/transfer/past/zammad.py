"""Zammad: tickets as its API gives them with `expand=true`, each with its `articles` and its `history` beside (docs.zammad.org, "API")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from parola.desk.transfer.past import values
from parola.desk.transfer.past.reading import Change, Course, Row, Words, tickets
from parola.desk.transfer.past.ticket import Happened, Past, Said, Who
from parola.lab.log import BadRow
from parola.sla.agreement import Metric

STATES: Mapping[str, tuple[str, ...]] = {
    "new": (),
    "open": (),
    "pending reminder": ("waiting for customer",),
    "pending close": ("waiting for customer",),
    "closed": ("resolved", "closed"),
    "merged": ("closed",),
    "removed": ("closed",),
}
"""Zammad's own states. Its clocks stand still in the pending ones."""
CHANNELS = {"email": "email", "phone": "phone", "web": "web"}
SAID = ((Metric.FIRST_RESPONSE, "first_response"), (Metric.RESOLUTION, "close"))
FIELDS = {"state": "state", "priority": "priority", "group": "group", "owner": "owner"}
NOBODY = ("", "-")


def read(path: Path, words: Words) -> Iterator[Past | BadRow]:
    """The tickets of the file. Raises Unusable."""
    return tickets(path, ("tickets",), lambda _beside: lambda line, row: ticket(line, row, words))


def ticket(line: int, row: Row, words: Words) -> Past:
    """One ticket. Raises BadCell."""
    opened = values.since(row, "created_at")
    articles = sorted(values.rows(row, "articles"), key=lambda each: values.text(each, "created_at"))
    first = articles[0] if articles and values.text(articles[0], "sender") == "Customer" else None
    changes = list(_changes(row))
    course = Course(words, changes, {name: values.name(row, name) for name in FIELDS})
    said = [_article(each) for each in articles if each is not first]
    return Past(
        line=line,
        id=values.needed(row, "number") if values.text(row, "number") else values.needed(row, "id"),
        opened=opened,
        requester=person(values.name(row, "customer")),
        subject=values.name(row, "title"),
        text=_text(first) if first else "",
        html=_page(first) if first else "",
        organization=values.name(row, "organization"),
        channel=CHANNELS.get(values.text(articles[0], "type"), "") if articles else "",
        priority=words.priority(course.first("priority")),
        happened=(*said, *course.happened(opened)),
        said=tuple(_said(row)),
        files_left=sum(len(values.rows(each, "attachments")) for each in articles),
    )


def person(told: str) -> Who:
    """As Zammad expands somebody: by their login, which is their address for whoever has one."""
    return Who(name=told if "@" not in told else "", address=told if "@" in told else "", key=told)


def _article(row: Row) -> Happened:
    """An article that is no note among colleagues is a message; a note is nothing that Zammad's own clocks take for an answer."""
    sender = values.text(row, "sender")
    by = values.name(row, "created_by") or values.name(row, "from")
    return Happened(
        at=values.since(row, "created_at"),
        what="message",
        by=person(by) if by else None,
        side="customer" if sender == "Customer" else "support" if sender == "Agent" else "automatic",
        public=not values.flag(row, "internal") and values.text(row, "type") != "note",
        text=_text(row),
        html=_page(row),
    )


def _text(row: Row) -> str:
    return "" if _is_page(row) else values.words(row, "body")


def _page(row: Row) -> str:
    return values.page(row, "body") if _is_page(row) else ""


def _is_page(row: Row) -> bool:
    return "html" in values.text(row, "content_type")


def _changes(row: Row) -> Iterator[Change]:
    """What the history says of the fields."""
    history = values.rows(row, "history") or values.rows(row, "history", "history")
    for each in history:
        name = FIELDS.get(values.text(each, "attribute"))
        if name is None or values.text(each, "type") != "updated" or values.text(each, "object") not in ("", "Ticket"):
            continue
        after, at = values.name(each, "value_to"), values.since(each, "created_at")
        by = values.name(each, "created_by") or values.name(each, "created_by_id")
        who = person(after) if name == "owner" and after not in NOBODY else None
        yield Change(
            at=at,
            name=name,
            before=values.name(each, "value_from"),
            after=after,
            by=person(by) if by else None,
            who=who,
        )


def _said(row: Row) -> Iterator[Said]:
    """When it escalated over there, and by how many minutes a promise was kept or missed."""
    for metric, name in SAID:
        due: datetime | None = values.instant(row, f"{name}_escalation_at")
        left = values.number(row, f"{name}_diff_in_min")
        if due is not None or left is not None:
            yield Said(metric=metric, due=due, met=None if left is None else left >= 0)
