"""What Zammad, Zendesk, Jira and osTicket export becomes tickets with their past; what is hostile in an export does no harm."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from parola.desk.accounts.models import Membership, Person, Post
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import queries
from parola.desk.tickets.models import Body, Ticket, TicketEvent
from parola.desk.transfer.past import files
from parola.desk.transfer.past.files import Unusable
from parola.desk.transfer.past.importing import begin
from parola.desk.transfer.past.run import Told
from tests.desk.world import MONDAY, World

SAMPLES = Path(__file__).parent / "samples"
MAPPING = """export: old
priorities: {3 high: P1, 2 normal: P2, high: P1, High: P1, normal: P2}
tiers: {Users: 1, Second level: 2}
"""


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "mapping.yaml"
    path.write_text(MAPPING)
    return path


def bring(world: World, source: str, path: Path, mapping: Path | None, *, dry: bool = False) -> Told:
    told = str(mapping) if mapping else None
    begun = begin(source=source, path=path, brand=world.credenti, mapping=told, now=MONDAY, dry=dry)
    return begun.job.run(begun.tickets)


def course(ticket: Ticket) -> list[str]:
    """What happened, in words short enough for a line."""
    found = []
    for each in queries.history(ticket):
        data: Any = each.fact
        more = getattr(data, "reason", "") or getattr(data, "tier", "")
        if each.fact.kind == "message":
            more = f"{data.side}{'' if data.public else ' inside'}"
        found.append(f"{each.at:%d %H:%M} {each.fact.kind} {more}".strip())
    return found


WANTED = {
    ("zammad", "zammad.json", "22007"): """04 08:30 opened
        04 08:30 message automatic
        04 08:45 assigned
        04 08:46 priority_changed
        04 08:50 message support inside
        04 09:00 message support
        04 09:00 waiting customer
        04 15:00 escalated 2
        05 09:00 resumed
        05 09:00 resolved
        05 09:00 closed""",
    ("zendesk", "zendesk.ndjson", "35"): """04 08:30 opened
        04 09:00 message support
        04 09:00 waiting customer
        04 09:00 assigned
        04 12:00 message customer
        04 12:00 resumed
        04 12:00 priority_changed
        04 13:00 resolved
        08 10:00 closed""",
    ("zendesk", "zendesk.ndjson", "36"): """05 08:30 opened
        05 08:40 message customer
        05 09:00 message support
        05 10:00 resolved""",
    ("jira", "jira.json", "SUP-1"): """04 08:30 opened
        04 09:00 message support
        04 09:00 waiting customer
        04 09:00 assigned
        04 09:01 message support inside
        05 09:00 resumed
        05 09:00 resolved""",
    ("osticket", "osticket.json", "100005"): """04 08:30 opened
        04 08:35 assigned
        04 08:40 message support inside
        04 09:00 message support
        04 12:00 resolved
        04 12:00 closed""",
}


@pytest.mark.parametrize(("source", "name", "number"), WANTED)
def test_an_export_becomes_tickets_with_their_past(
    world: World, mapping: Path, source: str, name: str, number: str
) -> None:
    told = bring(world, source, SAMPLES / name, mapping)
    assert (told.bad, told.notes) == ([], [])
    ticket = queries.made_from(f"import:credenti:old:{number}")
    assert ticket is not None
    assert course(ticket) == [line.strip() for line in WANTED[source, name, number].splitlines()]
    assert (ticket.requester, ticket.imported) == (world.ana, "old")
    if number != "36":
        assert ticket.organization == world.acme
    answers = [each.actor for each in queries.history(ticket) if getattr(each.fact, "side", "") == "support"]
    assert world.bob.pk in answers or source == "jira"
    assert bring(world, source, SAMPLES / name, mapping).new == 0


def test_what_the_other_desk_said_is_kept_with_the_ticket(world: World, mapping: Path) -> None:
    told = bring(world, "zendesk", SAMPLES / "zendesk.ndjson", mapping)
    opened: Any = queries.history(Ticket.objects.get(imported="old", priority="P1"))[0].fact
    assert [(each.metric, each.met) for each in opened.imported.said] == [("first_response", False)]
    assert [(each.kind, each.ours, each.theirs) for each in told.differences if each.kind == "verdict"] == [
        ("verdict", True, False)
    ]
    assert told.files_left == 1


def test_words_go_the_way_of_mails(world: World, mapping: Path) -> None:
    bring(world, "zammad", SAMPLES / "zammad.json", mapping)
    opening = Ticket.objects.get(imported="old").opening
    assert opening.text == "It burns."
    assert "script" not in opening.html


def test_without_a_mapping_every_priority_that_is_not_known_is_told(world: World) -> None:
    told = bring(world, "jira", SAMPLES / "jira.json", None)
    assert (told.new, [row.line for row in told.bad]) == (0, [1])
    assert not Ticket.objects.exists()


def sample() -> dict[str, Any]:
    ticket: dict[str, Any] = json.loads((SAMPLES / "zammad.json").read_text())[0]
    return ticket


HOSTILE: dict[str, Any] = {
    "a NUL": {"title": "a\x00b", "number": "1\x00"},
    "half a letter": {"title": "\ud800"},
    "a formula": {"title": '=HYPERLINK("http://x")', "organization": "@SUM(1)"},
    "another kind of value": {"title": {"a": 1}, "articles": "none", "history": 7, "customer": ["x"]},
    "an address of the desk": {"customer": "support@credenti.example"},
    "an address with a line end": {"customer": "ana@people.example\r\nBcc: x@y.example"},
    "very long": {"title": "x" * 100_000, "organization": "y" * 100_000},
}


def test_what_is_hostile_in_an_export_does_no_harm(world: World, mapping: Path, tmp_path: Path) -> None:
    path = tmp_path / "hostile.json"
    posts, members = Post.objects.count(), Membership.objects.count()
    for number, (what, hostile) in enumerate(HOSTILE.items(), start=10):
        path.write_text(json.dumps([sample() | {"number": str(number)} | hostile]))
        told = bring(world, "zammad", path, mapping)
        assert told.new + len(told.bad) == 1, what
    assert (Post.objects.count(), Membership.objects.count()) == (posts, members)
    assert not OutboxRow.objects.exists()
    assert not Person.objects.filter(is_superuser=True).exclude(pk=world.root.pk).exists()


def test_what_is_no_export_is_told(world: World, mapping: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    for text in ("", "[" * 200_000, '{"tickets": 3}', "no json", '[1, "a"]', "1" * 6000):
        path.write_text(text)
        try:
            told = bring(world, "zammad", path, mapping)
        except Unusable:
            continue
        assert told.new == 0
        assert len(told.bad) >= bool(text)


def test_limits_hold_before_anything_is_parsed(
    world: World, mapping: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    path = tmp_path / "large.json"
    path.write_text("x" * 1001)
    with pytest.raises(Unusable):
        bring(world, "zammad", path, mapping)


def test_a_claimed_colleague_is_only_a_name(world: World, mapping: Path, tmp_path: Path) -> None:
    ticket = sample()
    for article in ticket["articles"][2:]:
        article["created_by"] = world.zoe.email
    path = tmp_path / "claimed.json"
    path.write_text(json.dumps([ticket]))
    bring(world, "zammad", path, mapping)
    author = TicketEvent.objects.get(kind="message", data__side="support", data__public=True).actor
    assert author is not None
    assert (author.is_active, author == world.zoe, author.email.endswith("@imported.invalid")) == (False, False, True)


def test_nothing_is_kept_of_a_ticket_that_cannot_be_taken(world: World, tmp_path: Path) -> None:
    path = tmp_path / "two.json"
    path.write_text(json.dumps([sample() | {"customer": "new@nova.example"}]))
    people, bodies = Person.objects.count(), Body.objects.count()
    assert bring(world, "zammad", path, None).new == 0
    assert (Person.objects.count(), Body.objects.count()) == (people, bodies)
