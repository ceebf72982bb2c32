"""A CSV log with a mapping, as `parola replay` reads it, as tickets of another desk."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path

from parola.desk.transfer.cells import unguarded
from parola.desk.transfer.past.files import LONGEST_TEXT, MOST_HAPPENED, MOST_TICKETS, Unusable, measure
from parola.desk.transfer.past.ticket import Happened, Past, Said, Who
from parola.desk.transfer.past.values import name
from parola.lab.cases import Case, read_cases
from parola.lab.log import BadRow, Unreadable, open_log
from parola.lab.mapping import LogMapping
from parola.lab.read import MappingFile
from parola.policy.findings import gettext_noop
from parola.sla import events as sla

TOO_MUCH = gettext_noop("more than %(most)s things happened to one ticket")


def read(path: Path, file: MappingFile, priorities: Collection[str]) -> Iterator[Past | BadRow]:
    """The tickets of the log, and the rows that are none. Raises Unusable, and BadMapping for columns that it lacks."""
    measure(path)
    mapping = file.mapping
    try:
        with open_log(path, delimiter=mapping.log.delimiter, encoding=mapping.log.encoding) as log:
            file.check_columns(log.header)
            known = None if mapping.priority is None else priorities
            for case in islice(read_cases(mapping, log.header, known, log.rows()), MOST_TICKETS):
                yield case if isinstance(case, BadRow) else past(case, mapping)
    except Unreadable as bad:
        raise Unusable(str(bad)) from bad


def past(case: Case, mapping: LogMapping) -> Past | BadRow:
    """One case of the log. What it calls an answer is a message without words."""
    if len(case.events) > MOST_HAPPENED:
        return BadRow(case.line, TOO_MUCH, {"most": MOST_HAPPENED})
    opening = case.events[0]
    if not isinstance(opening, sla.Opened):  # the reader begins each case with its opening
        raise TypeError(case.id)
    told = {key: unguarded(value) for key, value in case.told.items()}
    channel = told.get("channel", "")
    asked = Who(name=name(told, "name"), address=name(told, "address"))
    theirs = case.theirs
    return Past(
        line=case.line,
        id=case.id,
        opened=opening.at,
        requester=asked,
        subject=name(told, "subject"),
        text=told.get("body", "")[:LONGEST_TEXT],
        organization=name(told, "organization"),
        channel=mapping.desk.channels.get(channel, "" if mapping.desk.channels else name(told, "channel").lower()),
        priority=opening.priority,
        facts={key: value for key, value in opening.facts.items() if value},
        happened=tuple(happened(event) for event in case.events[1:]),
        said=(Said(metric=mapping.metric, due=theirs.due, met=theirs.met),)
        if theirs.due is not None or theirs.met is not None
        else (),
    )


def happened(event: sla.Event) -> Happened:  # noqa: C901, PLR0911  # one flat table
    """An event of the log."""
    match event:
        case sla.Message(sender=sender):
            return Happened(at=event.at, what="message", side=sender)
        case sla.PriorityChanged(priority=priority):
            return Happened(at=event.at, what="priority", value=priority)
        case sla.Waiting(reason=reason):
            return Happened(at=event.at, what="waiting", value=reason)
        case sla.Escalated(tier=tier):
            return Happened(at=event.at, what="tier", tier=tier)
        case sla.Resumed():
            return Happened(at=event.at, what="resumed")
        case sla.Resolved():
            return Happened(at=event.at, what="resolved")
        case sla.Reopened():
            return Happened(at=event.at, what="reopened")
        case sla.Closed():
            return Happened(at=event.at, what="closed")
        case _:
            raise TypeError(event)  # the log's reader makes no others
