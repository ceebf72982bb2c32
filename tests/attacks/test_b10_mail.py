"""B10, resources eaten: what a mail, a text or a password costs is bounded, and the next mail is served.

Precedents: CVE-2021-3649 (a regular expression that never ends on a text of a customer's), CVE-2024-48938, CVE-2021-21439, CVE-2021-36093 and
CVE-2014-9472 (a crafted mail that stops the reader, or fills it), CVE-2022-29700 and CVE-2023-30082 (a password of any length is hashed).
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from queue import LifoQueue

import pytest
from django.contrib.auth import hashers

from parola.desk.mail import reading, releasing
from parola.desk.mail.models import Received
from parola.desk.tickets.queries import conversation
from tests.desk.mail.bombs import BOMBS
from tests.desk.mail.post import take_in, written
from tests.desk.world import MONDAY, World
from tests.web.conftest import Reader

ROOT = Path(__file__).parents[2]
MAKER = Path(os.environ.get("PAROLA_TEST_BOMBS", ROOT.parent / "shared/data/attacks/make_bombs.py"))
State = Received.State
IN_A_STREAM = (
    "deep",
    "parts",
    "mails in a mail",
    "attributes",
    "encoded words",
    "comments in a comment",
    "braces",
    "events",
)


@pytest.mark.django_db
def test_p17_a_bomb_in_the_stream_costs_at_most_itself(world: World) -> None:
    """P17: bad input costs at most one mail."""
    became = []
    for number, name in enumerate(IN_A_STREAM):
        bomb = take_in(world, BOMBS[name]())
        became.append((bomb.state, bool(bomb.raw)))
        good = take_in(world, written(message_id=f"<{number}@people.example>", text=f"Number {number}."))
        assert good.state == State.TICKET
    assert {kept for _, kept in became} == {True}
    assert {state for state, _ in became} <= {State.TICKET, State.QUARANTINED}


@pytest.mark.django_db
@pytest.mark.parametrize("limit", ["memory", "seconds"])
def test_cve_2024_48938_a_mail_that_stops_its_reader_is_set_aside_and_released(
    world: World, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    child = reading.Child(memory=60 * 1024 * 1024) if limit == "memory" else reading.Child(seconds=0)
    monkeypatch.setattr(reading, "_children", waiting(child))
    raw = BOMBS["brackets"]()[:-100]
    aside = next(each for n in range(30) if (each := take_in(world, raw + b"x" * n)).state == State.QUARANTINED)
    assert bytes(aside.raw).startswith(raw)
    assert "broke its reader" in aside.reason
    assert take_in(world, written(message_id="<next@people.example>")).state == State.TICKET
    assert releasing.draft(aside).subject == ""
    ticket = releasing.release(
        received=aside, by=world.bob, email="olga@people.example", subject="Help", text="as told by phone", now=MONDAY
    )
    assert conversation(ticket, world.bob)[0].body is not None
    child.end()


def waiting(child: reading.Child) -> LifoQueue[reading.Child]:
    """A queue with this child alone."""
    children: LifoQueue[reading.Child] = LifoQueue()
    children.put(child)
    return children


def test_cve_2021_3649_no_text_keeps_a_reader_busy() -> None:
    """Each hostile text is read within three seconds of the processor, or the system ends the program."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.attacks.hostile_texts", "3"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout.endswith("all came through\n"), ran.stdout.splitlines()[-1:]


@pytest.mark.beside(MAKER)
def test_cve_2014_9472_every_bomb_of_the_collection_is_read_or_refused(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(MAKER), str(tmp_path)], check=True, capture_output=True)
    child = reading.Child()
    became = {bomb.name: child.ask(bomb.read_bytes(), None) for bomb in sorted(tmp_path.iterdir())}
    child.end()
    assert [name for name, answer in became.items() if "broke" in answer] == []
    assert len(became) > 25


def test_an_archive_is_never_unpacked() -> None:
    """What is in an attachment is its owner's affair: its size is that of its bytes."""
    raw = BOMBS["attachment"]()
    (attachment,) = reading.read(raw, None).attachments
    assert attachment.size == 18 * 1024 * 1024
    assert len(reading.contents(raw)[0]) == attachment.size


@pytest.mark.django_db
@pytest.mark.parametrize("length", [1_001, 2_000_000, 10_000_000])
def test_cve_2022_29700_a_long_password_is_never_hashed(
    world: World, reader: Reader, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    hashed: list[int] = []
    monkeypatch.setattr(hashers.BasePasswordHasher, "verify", lambda *_: hashed.append(1))
    for hasher in hashers.get_hashers():
        monkeypatch.setattr(type(hasher), "encode", lambda *_, **__: hashed.append(1))
        monkeypatch.setattr(type(hasher), "verify", lambda *_, **__: hashed.append(1))
    answer = reader(None).post("/sign-in/", {"login": world.bob.email, "password": "x" * length})
    assert answer.status_code in (200, 400, 413, 422)
    assert hashed == []
