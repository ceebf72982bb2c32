"""Zendesk: its JSON export, a ticket on each line with its comments, or tickets of its API with their `audits` and `metric_events`.

Sources: developer.zendesk.com, "Ticket Audits", "Ticket Audit events reference", "Ticket Metric Events", "Tickets" (sideloaded `slas`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from parola.desk.transfer.past import values
from parola.desk.transfer.past.reading import Change, Course, Row, Words, tickets
from parola.desk.transfer.past.ticket import Happened, Past, Said, Side, Who
from parola.lab.log import BadRow
from parola.sla.agreement import Metric

STATES: Mapping[str, tuple[str, ...]] = {
    "new": (),
    "open": (),
    "pending": ("waiting for customer",),
    "hold": ("waiting for third_party",),
    "solved": ("resolved",),
    "closed": ("resolved", "closed"),
}
CHANNELS = {"email": "email", "web": "web", "voice": "phone", "api": "api"}
FIELDS = {"status": "state", "priority": "priority", "group_id": "group", "assignee_id": "owner"}
METRICS = {
    "reply_time": Metric.FIRST_RESPONSE,
    "requester_wait_time": Metric.RESOLUTION,
    "first_reply_time": Metric.FIRST_RESPONSE,
}
STAGES = {"achieved": True, "fulfilled": True}


def read(path: Path, words: Words) -> Iterator[Past | BadRow]:
    """The tickets of the file. Raises Unusable."""
    return tickets(path, ("tickets",), lambda beside: Reader(words, *_known(beside)).ticket)


def _known(beside: Row) -> tuple[dict[str, Row], dict[str, str], dict[str, str]]:
    people = {values.text(each, "id"): each for each in values.rows(beside, "users")}
    named = [
        {values.text(each, "id"): values.name(each, "name") for each in values.rows(beside, name)}
        for name in ("organizations", "groups")
    ]
    return people, named[0], named[1]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads tickets, with the people, organizations and groups that stand beside them."""

    words: Words
    people: Mapping[str, Row]
    organizations: Mapping[str, str]
    groups: Mapping[str, str]

    def ticket(self, line: int, row: Row) -> Past:
        """One ticket. Raises BadCell."""
        opened, audits = values.since(row, "created_at"), values.rows(row, "audits")
        known = {**self.people, **_within(row)}
        asked = self.who(row, "requester", known)
        spoken = [*_comments(row)] or [*_comments_of(audits)]
        comments = sorted(spoken, key=lambda each: values.text(each, "created_at"))
        changes = [change for audit in audits for change in self._changes(audit, known)]
        course = Course(self.words, changes, self._present(row))
        first = comments[0] if comments else {}
        said = [self._comment(each, asked, known) for each in comments[1:]]
        return Past(
            line=line,
            id=values.needed(row, "id"),
            opened=opened,
            requester=asked,
            subject=values.name(row, "subject"),
            text=values.words(first, "body") or values.words(row, "description"),
            html=values.page(first, "html_body"),
            organization=values.name(row, "organization", "name")
            or self.organizations.get(values.text(row, "organization_id"), ""),
            channel=CHANNELS.get(values.text(row, "via", "channel"), ""),
            priority=self.words.priority(course.first("priority")),
            happened=(*said, *(course.happened(opened) if audits else _ended(row))),
            said=tuple(_said(row)),
            files_left=sum(len(values.rows(each, "attachments")) for each in comments),
        )

    def who(self, row: Row, name: str, known: Mapping[str, Row]) -> Who:
        """Somebody, within the ticket or beside the list."""
        key = values.text(row, name, "id") or values.text(row, f"{name}_id")
        return values.who(known.get(key, {})) or Who(key=key)

    def _present(self, row: Row) -> dict[str, str]:
        group = values.name(row, "group", "name") or self.groups.get(values.text(row, "group_id"), "")
        return {"state": values.text(row, "status"), "priority": values.text(row, "priority"), "group": group}

    def _comment(self, row: Row, asked: Who, known: Mapping[str, Row]) -> Happened:
        key = values.text(row, "author_id")
        by = values.who(known.get(key, {})) or Who(key=key)
        return Happened(
            at=values.since(row, "created_at"),
            what="message",
            by=by,
            side=_side(key, asked, known),
            public=values.flag(row, "public", default=True),
            text=values.words(row, "plain_body") or values.words(row, "body"),
            html=values.page(row, "html_body"),
        )

    def _changes(self, audit: Row, known: Mapping[str, Row]) -> Iterator[Change]:
        key = values.text(audit, "author_id")
        for each in values.rows(audit, "events"):
            name = FIELDS.get(values.text(each, "field_name"))
            if name is None or values.text(each, "type") != "Change":
                continue
            before, after = values.text(each, "previous_value"), values.text(each, "value")
            who = values.who(known.get(after, {})) or Who(key=after) if name == "owner" and after else None
            if name == "group":
                before, after = self.groups.get(before, before), self.groups.get(after, after)
            by = values.who(known.get(key, {})) or Who(key=key)
            yield Change(at=values.since(audit, "created_at"), name=name, before=before, after=after, by=by, who=who)


def _within(row: Row) -> dict[str, Row]:
    """The people that stand within the ticket; who is assigned works there."""
    found: dict[str, Row] = {}
    for name in ("requester", "submitter", "assignee"):
        person = values.part(row, name)
        if isinstance(person, Mapping):
            extra = {"role": "agent"} if name == "assignee" else {}
            found.setdefault(values.text(person, "id"), {**person, **extra})
    return found


def _side(key: str, asked: Who, known: Mapping[str, Row]) -> Side:
    """On which side an author is. Of whom nothing is known answers nobody: what they wrote counts for the customer's."""
    if key == asked.key:
        return "customer"
    return "support" if values.text(known.get(key, {}), "role") in ("agent", "admin") else "customer"


def _comments(row: Row) -> list[Row]:
    return [*values.rows(row, "comments")]


def _comments_of(audits: list[Row]) -> Iterator[Row]:
    """The comments that stand in the audits."""
    for audit in audits:
        for each in values.rows(audit, "events"):
            if values.text(each, "type") in ("Comment", "VoiceComment"):
                told = {"author_id": values.part(audit, "author_id"), **each}
                yield {**told, "created_at": values.part(audit, "created_at")}


def _ended(row: Row) -> Iterator[Happened]:
    """Without audits all that is known of states: when it was solved, and that it is closed."""
    state = values.text(row, "status")
    solved = values.instant(row, "metric_set", "solved_at")
    if state in ("solved", "closed") and solved is not None:
        yield Happened(at=solved, what="resolved")
    if state == "closed":
        yield Happened(at=values.since(row, "updated_at"), what="closed")


def _said(row: Row) -> Iterator[Said]:
    """What Zendesk made of its own promises: a breach is at the due instant."""
    told: dict[Metric, Said] = {}
    for each in values.rows(row, "slas", "policy_metrics"):
        metric, stage = METRICS.get(values.text(each, "metric")), values.text(each, "stage")
        if metric is not None:
            told[metric] = Said(metric=metric, due=values.instant(each, "breach_at"), met=STAGES.get(stage))
    events = [each for each in values.rows(row, "metric_events") if not values.flag(each, "deleted")]
    for name, metric in METRICS.items():
        ours = [each for each in events if _is_first(each, name)]
        kinds = {values.text(each, "type"): each for each in ours}
        if "breach" in kinds:
            told[metric] = Said(metric=metric, due=values.instant(kinds["breach"], "time"), met=False)
        elif "apply_sla" in kinds and "fulfill" in kinds:
            told.setdefault(metric, Said(metric=metric, met=True))
    yield from told.values()


def _is_first(row: Row, name: str) -> bool:
    return values.text(row, "metric") == name and values.number(row, "instance_id") in (None, 1)
