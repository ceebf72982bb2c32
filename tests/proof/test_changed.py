"""A byte that was changed is found and named, and so is what somebody changed on purpose and sealed again."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from typing import Any

import pytest

from parola.policy.findings import Wrong
from parola.proof import links
from parola.proof.bundle import opened, packed
from parola.proof.checking import Finding, check
from parola.proof.form import (
    About,
    ChainSaid,
    Evidence,
    ResultsSaid,
    TermsSaid,
    TicketSaid,
    respelt,
    sealed,
    spelt,
)
from tests.proof.conftest import PAPER

pytestmark = pytest.mark.django_db
Plain = Any


def flipped(raw: bytes, place: int, by: int = 1) -> bytes:
    return raw[:place] + bytes([raw[place] ^ by]) + raw[place + 1 :]


def found(raw: bytes) -> tuple[Finding, ...] | str:
    """The findings; or why it cannot be looked at."""
    try:
        return check(raw).findings
    except Wrong as wrong:
        return str(wrong)


def edited(evidence: Evidence, edit: Callable[[Plain], object]) -> bytes:
    """The bundle after somebody edited its JSON and packed it again: no seal is made anew."""
    plain = evidence.model_dump()
    edit(plain)
    return packed(respelt(plain), PAPER)


def forged(evidence: Evidence, edit: Callable[[Plain], object]) -> bytes:
    """The bundle after somebody edited its JSON and made every seal anew."""
    plain = evidence.model_dump()
    edit(plain)
    anew = sealed(
        About(**plain["about"]),
        TermsSaid(**plain["terms"]),
        [TicketSaid(**each) for each in plain["tickets"]],
        ResultsSaid(**plain["results"]),
        ChainSaid(**plain["chain"]),
    )
    return packed(spelt(anew), PAPER)


def whats(raw: bytes) -> set[str]:
    findings = found(raw)
    assert not isinstance(findings, str), findings
    return {each.what for each in findings}


def test_as_it_was_made_nothing_is_found(raw: bytes) -> None:
    assert found(raw) == ()
    assert found(opened(raw).evidence) == ()


def test_every_flipped_byte_is_found(raw: bytes) -> None:
    """Anywhere: in the evidence, the paper, the manifest, between them and in the ZIP's own directory."""
    chance = random.Random(7)
    behind = raw.index(b"manifest.json")
    places = [chance.randrange(len(raw)) for _ in range(60)] + [chance.randrange(behind, len(raw)) for _ in range(40)]
    for place in [*range(0, 60, 3), *places]:
        assert found(flipped(raw, place, 1 << chance.randrange(8))), place


def test_every_flipped_byte_of_the_evidence_alone_is_found(evidence: Evidence) -> None:
    """Without a manifest beside it: no byte of it is one that may be another."""
    alone, chance = spelt(evidence), random.Random(11)
    tickets = alone.index(b'\n "tickets"')
    for place in [chance.randrange(tickets, len(alone)) for _ in range(60)]:
        assert found(flipped(alone, place, 1 << chance.randrange(8))), place


def test_what_was_changed_is_named(evidence: Evidence) -> None:
    """The ticket, the event by its number and position, and the field."""
    late = evidence.tickets[1]
    event = next(each for each in late.events if each.kind == "priority_changed")

    def edit(plain: Plain) -> None:
        plain["tickets"][1]["events"][late.events.index(event)]["data"]["priority"] = "P3"

    findings = found(edited(evidence, edit))
    assert Finding(what="ticket", ticket=late.reference) in findings
    assert (
        Finding(what="event", ticket=late.reference, seq=event.seq, position=event.position, field="data.priority")
        in findings
    )


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        (lambda plain: plain["about"].update(customer="Acmf"), "part"),
        (lambda plain: plain["tickets"][0]["clocks"][0].update(counts="missed"), "clock"),
        (lambda plain: plain["tickets"][0]["clocks"].pop(), "clock"),
        (lambda plain: plain["tickets"][0]["clocks"].append(plain["tickets"][0]["clocks"][-1]), "clock"),
        (lambda plain: plain["results"]["rows"][0].update(missed=0), "result"),
        (lambda plain: plain["terms"]["agreements"][0].update(text="agreement: other"), "agreement"),
        (lambda plain: plain["terms"]["pinned"][0]["data"]["contract"].update(timezone="UTC"), "pinned"),
        (lambda plain: plain["chain"]["rest"][0]["digests"].reverse(), "run"),
        (lambda plain: plain["chain"]["head"].update(hash="0" * 64), "head"),
        (lambda plain: plain["tickets"][1]["events"].pop(), "positions"),
        (lambda plain: plain["tickets"].pop(), "positions"),
        (lambda plain: plain["tickets"][0]["events"].reverse(), "order"),
        (lambda plain: plain["tickets"][0]["events"][0].update(at="2026-11-01T09:00:00.000000+00:00"), "event"),
        (lambda plain: plain["tickets"][0].update(reference="CRE-99"), "unreadable"),
    ],
    ids=[
        "name", "outcome", "fewer outcomes", "an outcome twice", "number", "agreement", "pinned", "digests", "head", "fewer events", "fewer tickets",
        "order", "instant", "reference",
    ],
)  # fmt: skip
def test_what_was_changed_on_purpose_is_named_too(evidence: Evidence, edit: Any, what: str) -> None:
    """A name that is stated alone is found only as long as its seal is not made anew: the page says so."""
    make = edited if what == "part" else forged
    assert what in whats(make(evidence, edit))


def test_a_digest_cannot_stand_for_an_event_that_has_to_be_told(evidence: Evidence) -> None:
    def edit(plain: Plain) -> None:
        plain["tickets"][0]["events"][0]["digest"] = "0" * 64

    assert "stranger" in whats(forged(evidence, edit))


@pytest.mark.parametrize("change", [{"ticket": 2**40}, {"kind": "assigned"}], ids=["another ticket's", "of no clock"])
def test_what_does_not_belong_among_a_tickets_events_is_named(evidence: Evidence, change: dict[str, object]) -> None:
    last = evidence.tickets[0].events[-1]
    findings = found(forged(evidence, lambda plain: plain["tickets"][0]["events"][-1].update(change)))
    strangers = [each for each in findings if not isinstance(each, str) and each.what == "stranger"]
    assert [(each.ticket, each.seq) for each in strangers] == [(evidence.tickets[0].reference, last.seq)]


def test_a_period_that_is_not_what_its_name_says_is_named(evidence: Evidence) -> None:
    later = "2026-11-01T00:00:00.000000+00:00"
    findings = check(forged(evidence, lambda plain: plain["about"]["period"].update(first=later))).findings
    assert findings == (Finding(what="part", detail="about", field="period"),)


def test_terms_that_nothing_names_are_named(evidence: Evidence) -> None:
    """Whatever stands among what was promised, and was promised to nobody."""
    more = {
        "digest": hashlib.sha256(b"x").hexdigest(),
        "number": 9,
        "published_at": evidence.about.known_at,
        "text": "x",
    }
    pinned = {"digest": links.digest({"x": 1}), "data": {"x": 1}}

    def edit(plain: Plain) -> None:
        plain["terms"]["agreements"].append(more)
        plain["terms"]["pinned"].append(pinned)

    findings = [(each.what, each.detail) for each in check(forged(evidence, edit)).findings]
    assert findings == [("agreement", more["digest"]), ("pinned", pinned["digest"])]


def test_a_blank_in_the_json_is_found_with_its_place(evidence: Evidence) -> None:
    written = spelt(evidence)
    place = written.index(b'"brand"')
    findings = found(packed(written[:place] + b" " + written[place:], PAPER))
    assert [(each.what, each.detail) for each in findings if not isinstance(each, str)] == [("spelling", "about.brand")]


def test_json_that_breaks_off_is_told_with_its_line_and_ticket(evidence: Evidence) -> None:
    written = spelt(evidence)
    place = written.index(b'"seq": 1', written.index(b'"tickets": [\n'))
    said = found(flipped(written, place))
    assert isinstance(said, str)
    assert f"({evidence.tickets[0].reference})" in said


def test_an_empty_stretch_cannot_lead_a_forged_event_back_into_the_chain(evidence: Evidence) -> None:
    head = (evidence.chain.head.position, evidence.chain.head.hash)

    def edit(plain: Plain) -> None:
        event = plain["tickets"][0]["events"][0]
        place, right = event["position"], event["hash"]
        event["data"]["priority"] = "P2"
        payload = {name: value for name, value in event.items() if name not in {"digest", "hash"}}
        event["hash"] = links.joined(plain["chain"]["before"]["hash"], links.digest(payload))
        plain["chain"]["rest"].append({"first": place + 1, "last": place, "digests": [], "hash": right})

    report = check(forged(evidence, edit), [head])
    assert "run" in {each.what for each in report.findings}


def test_a_noted_head_holds_nothing_from_before_a_stretch_that_was_not_walked_over(evidence: Evidence) -> None:
    """Whoever makes up an event can state any link after such a stretch, and be back in the chain: it is told, and not hidden."""
    head, told = (
        (evidence.chain.head.position, evidence.chain.head.hash),
        sum(len(each.events) for each in evidence.tickets),
    )
    run = evidence.chain.rest[0]
    before = sum(event.position < run.first for each in evidence.tickets for event in each.events)

    def edit(plain: Plain) -> None:
        event = plain["tickets"][0]["events"][0]
        event["data"]["facts"] = {"product": "another"}
        payload = {name: value for name, value in event.items() if name not in {"digest", "hash"}}
        event["hash"] = links.joined(plain["chain"]["before"]["hash"], links.digest(payload))
        for other in sorted(chained(plain), key=lambda each: each["position"])[1:before]:
            payload = {name: value for name, value in other.items() if name not in {"digest", "hash"}}
            other["hash"] = links.joined(event["hash"], links.digest(payload))
            event = other
        plain["chain"]["rest"][0]["digests"] = []

    assert check(packed(spelt(evidence), PAPER), [head]).unheld == 0
    report = check(forged(evidence, edit), [head])
    assert (report.findings, report.noted[head]) == ((), True)
    assert (report.jumped > 0, report.unheld, before > 0) == (True, before, True)
    first = (evidence.chain.before.position, evidence.chain.before.hash)
    assert check(packed(spelt(evidence), PAPER), [first]).unheld == told


def chained(plain: Plain) -> list[Plain]:
    return [event for ticket in plain["tickets"] for event in ticket["events"]]
