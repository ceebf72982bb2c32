"""The priorities: what each means, an example, what the customer undertakes; how one comes of impact and urgency; who may change it."""

from __future__ import annotations

from collections.abc import Iterator

from parola.sla.agreement import Priority

from .document import Facts, Grid, Lines, Part, Prose, Said, Section, listing, section
from .reader import Teller


def priorities(t: Teller) -> Iterator[Section]:
    """Each priority, and the matrix."""
    parts = [Part(t.own(t.words.priority(each), "strong"), tuple(_about(t, each))) for each in t.agreement.priorities]
    yield from section("priorities", t.own(t.words.gettext("Priorities")), *parts, _matrix(t), _choice(t))


def _about(t: Teller, priority: Priority) -> Iterator[Prose | Facts]:
    if lines := t.lines(priority.definition):
        yield Prose(lines)
    if rows := tuple((t.own(name), lines) for name, lines in _facts(t, priority) if lines):
        yield Facts(rows)


def _facts(t: Teller, priority: Priority) -> Iterator[tuple[str, Lines]]:
    w = t.words
    yield w.gettext("Example"), t.lines(priority.example)
    yield w.gettext("The customer's responsibility"), t.lines(priority.responsibility)
    channels = w.listed(map(w.channel, priority.recommended_channels))
    yield w.gettext("Recommended contact"), (t.own(channels),) if channels else ()
    yield w.gettext("We contact the customer"), (t.own(_contact(t, priority)),) if priority.contact else ()
    yield w.gettext("Only where"), tuple(_guarded(t, priority))


def _contact(t: Teller, priority: Priority) -> str:
    """In which hours alone."""
    named = t.agreement.calendars.get(priority.contact or "")
    if named is None:
        return t.words.gettext(
            "only in the hours of the contract; what is written outside them is sent at the next opening"
        )
    parts = {"hours": t.words.isolated(t.words.text(named.name))}
    return (
        t.words.gettext("only in these hours: %(hours)s; what is written outside them is sent at the next opening")
        % parts
    )


def _guarded(t: Teller, priority: Priority) -> Iterator[Said]:
    for guard in t.agreement.guards:
        if guard.priority == priority.id:
            yield from t.lines(guard.text)


def _matrix(t: Teller) -> Part | None:
    a = t.agreement
    if not a.matrix:
        return None
    head = (t.own(""), *(t.text(name, "strong") for name in a.impacts.values()))
    rows = tuple(
        ((t.text(name, "strong"),), *((t.own(a.matrix[impact, urgency]),) for impact in a.impacts))
        for urgency, name in a.urgencies.items()
    )
    title = t.own(t.words.gettext("Priority from impact and urgency"))
    return Part(title, (Grid(title, head, rows),))


def _choice(t: Teller) -> Part | None:
    """What holds where nothing was chosen, and who decides."""
    w, a = t.words, t.agreement
    usual = {"priority": w.isolated(w.priority(a.priority(a.default_priority)))}
    said = [w.gettext("Where no priority was chosen it is: %(priority)s") % usual]
    said += [
        w.gettext("The customer may choose the priority, also in place of the one that was assigned")
        if a.customer_chooses
        else w.gettext("We choose the priority")
    ]
    items = [(t.own(each),) for each in said] + [(t.text(right.text),) for right in a.reclassification]
    found = listing(tuple(items))
    return Part(t.own(w.gettext("Who chooses the priority, and who may change it")), (found,)) if found else None
