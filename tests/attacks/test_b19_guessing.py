"""B19, what is guessed: everything that opens something is random, or made with a key and compared as a whole.

Precedents: CVE-2026-40496 (a download's name made of a key and numbers), CVE-2026-27637 (a sign-in made of what the database says), CVE-2025-58163
(a part of an address that is unpacked into objects), CVE-2018-6596, CVE-2021-34337 (`==` on secrets: by its time it tells how much was right),
CVE-2020-1773 (tokens that follow from the ones before).
"""

from __future__ import annotations

import ast
import hmac
import random
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from math import log2
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.backends.db import SessionStore
from pytest_django import Settings

import parola
from parola.desk.accounts.models import Invitation, Person
from parola.desk.files.models import Upload
from parola.desk.mail import choices, grants, route, token
from parola.desk.mail.models import Grant, Inbox
from parola.desk.telephony import signatures
from parola.desk.tickets import invitations
from parola.desk.tickets.models import Attachment
from parola.desk.webform import keys, proving
from parola.desk.webform.models import WebRequest
from tests.desk.mail.post import DESK
from tests.desk.world import MONDAY, World

ENOUGH = 122
"""Bits: as many as a random UUID has."""
TRIES = 400


def field_of(model: type[Attachment | Invitation | WebRequest | Upload], name: str) -> Callable[[World], str]:
    def made(_world: World) -> str:
        found = getattr(model(), name)
        return found.hex if isinstance(found, UUID) else str(found)

    return made


def begun(part: str) -> Callable[[World], str]:
    """What a mail provider is sent to know us by."""

    def made(_world: World) -> str:
        address, kept = grants.begin(
            Grant(authorize_at="https://login.example/", inbox=Inbox(user="a")), "https://b.example/"
        )
        return kept[part] if part in kept else parse_qs(urlsplit(address).query)[part][0]

    return made


def session(_world: World) -> str:
    made = SessionStore()
    made.create()
    return str(made.session_key)


def invited(world: World) -> Invitation:
    return invitations.invite_customer(
        email="new@people.example", name="New", language="en", organization=world.acme, manager=False,
        brand=world.credenti, by=world.root, now=MONDAY,
    )  # fmt: skip


RANDOM: dict[str, Callable[[World], str]] = {
    "the number of an attachment": field_of(Attachment, "id"),
    "the number of an invitation": field_of(Invitation, "id"),
    "the number of a request by a web form": field_of(WebRequest, "id"),
    "a file sent ahead": field_of(Upload, "token"),
    "the key of an invitation": lambda _world: invitations.new_key(Invitation(keys=[])),
    "the key that proves an address": lambda _world: proving.new_key(WebRequest(keys=[])),
    "the key of a form": lambda world: keys.issue(world.credenti, MONDAY).token,
    "the secret of a telephone line": lambda _world: signatures.new_secret(),
    "the state of a mail provider's page": begun("state"),
    "its verifier": begun("verifier"),
    "a session": session,
}


@pytest.mark.parametrize("which", RANDOM)
def test_b19_cve_2020_1773_what_is_random_is_not_told_by_the_clock_nor_by_the_ones_before(
    world: World, which: str
) -> None:
    """The clock stands, and the generator that can be predicted is set back each time: what differs comes from the system."""
    made = []
    for _ in range(TRIES):
        random.seed(0)
        made.append(RANDOM[which](world))
    assert len(set(made)) == TRIES
    assert sum(log2(len(set(signs))) for signs in zip(*made, strict=True)) >= ENOUGH


# What is made with a key


def reply_address(world: World) -> str:
    return token.reply_address(DESK, 7, world.ana.pk, route.mail_key())


def return_path(_world: World) -> str:
    return token.return_path(DESK, 7, route.mail_key())


def stop_link(world: World) -> str:
    return choices.token(world.ana.pk, next(iter(choices.NOTICES)))


def form_key(world: World) -> str:
    return keys.issue(world.credenti, MONDAY).signed


def opens_form(world: World, told: str) -> bool:
    try:
        keys.read(told, world.credenti)
    except keys.NotOurs:
        return False
    return True


Made = tuple[Callable[[World], str], Callable[[World, str], bool], object, str]
"""How it is made, whether one opens something, and by which function of which module that is decided."""
SIGNED: dict[str, Made] = {
    "a reply's address": (reply_address, lambda _world, told: token.read(told, route.mail_key()) is not None, hmac, "compare_digest"),
    "a return path": (return_path, lambda _world, told: token.read_return(told, route.mail_key()) is not None, hmac, "compare_digest"),
    "a link that stops mails": (stop_link, lambda _world, told: choices.read(told) is not None, choices, "constant_time_compare"),
    "the key of a form": (form_key, opens_form, None, ""),
}  # fmt: skip
PROOF = re.compile(r"[a-z2-7]{16}(?=@)|[0-9a-f]{64}$|(?<=:)[\w-]{43}$")
"""80 bits at least: what comes last in each."""


def other(sign: str) -> str:
    """Another one of the same alphabet."""
    return "b" if sign == "a" else "a"


@pytest.mark.parametrize("which", SIGNED)
def test_b19_cve_2026_27637_without_the_key_nothing_follows_from_the_database(
    world: World, settings: Settings, which: str
) -> None:
    make, opens, _module, _name = SIGNED[which]
    ours = make(world)
    assert opens(world, ours)
    settings.SECRET_KEY = "another desk's, or a guess"
    assert not opens(world, ours)
    theirs = make(world)
    assert opens(world, theirs)
    settings.SECRET_KEY = "and another one"
    assert not opens(world, theirs)


@pytest.mark.parametrize("which", SIGNED)
def test_b19_every_letter_of_a_proof_counts(world: World, which: str) -> None:
    make, opens, _module, _name = SIGNED[which]
    told = make(world)
    found = PROOF.search(told)
    assert found is not None
    for place in range(*found.span()):
        assert not opens(world, told[:place] + other(told[place]) + told[place + 1 :]), place
    assert not opens(world, told[: found.start()] + told[found.end() :])


# How it is compared


def forged(told: str) -> str:
    """With another proof of the same length."""
    return PROOF.sub(lambda found: "".join(map(other, found[0])), told)


@pytest.mark.parametrize("which", [which for which, made in SIGNED.items() if made[2]])
def test_b19_cve_2018_6596_one_comparison_of_the_whole_decides(
    world: World, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    """Where that function says yes to everything a forged one opens: nothing else looks at the proof, before it or after."""
    make, opens, module, name = SIGNED[which]
    wrong = forged(make(world))
    assert not opens(world, wrong)
    monkeypatch.setattr(module, name, lambda _one, _other: True)
    assert opens(world, wrong)


def test_b19_cve_2018_6596_so_are_the_keys_of_links(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = invited(world)
    invitations.new_key(waiting)
    with pytest.raises(invitations.Gone):
        invitations.opened(identifier=waiting.pk, key="wrong", now=MONDAY)
    monkeypatch.setattr(invitations, "compare_digest", lambda _one, _other: True)
    assert invitations.opened(identifier=waiting.pk, key="wrong", now=MONDAY) == waiting


def test_b19_cve_2018_6596_so_are_the_keys_that_prove_an_address(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = WebRequest.objects.create(
        brand=world.credenti, email="new@people.example", language="en", asked_at=MONDAY, mailed_at=MONDAY
    )
    proving.new_key(asked)
    with pytest.raises(proving.Gone):
        proving.opened(identifier=asked.pk, key="wrong", now=MONDAY)
    monkeypatch.setattr(proving, "compare_digest", lambda _one, _other: True)
    assert proving.opened(identifier=asked.pk, key="wrong", now=MONDAY) == asked


def test_b19_cve_2018_6596_so_are_the_signatures_of_a_telephone_line(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "webhook-id": "1",
        "webhook-timestamp": str(int(MONDAY.timestamp())),
        "webhook-signature": signatures.signature(signatures.new_secret(), "1", str(int(MONDAY.timestamp())), b"{}"),
    }
    known = [signatures.new_secret()]
    with pytest.raises(signatures.BadSignature):
        signatures.check(given, b"{}", known, MONDAY)
    monkeypatch.setattr(hmac, "compare_digest", lambda _one, _other: True)
    signatures.check(given, b"{}", known, MONDAY)


def test_b19_keys_of_links_are_kept_as_digests(world: World) -> None:
    """Whoever reads the database, or a copy of it, opens nothing with what stands there."""
    waiting = invited(world)
    key = invitations.new_key(waiting)
    for kept in Invitation.objects.get(pk=waiting.pk).keys:
        assert kept != key
        with pytest.raises(invitations.Gone):
            invitations.opened(identifier=waiting.pk, key=kept, now=MONDAY)
    assert not Person.objects.filter(email="new@people.example", password__contains=key).exists()


# What the sources say

SOURCES = sorted(Path(parola.__file__).parent.rglob("*.py"))
UNSAFE = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "yaml"}
SECRET = re.compile(
    r"token|secret|signature|passw|one_time|csrf|nonce|digest|proof|^_?mac$|sha256|verifier|challenge|api_?key"
)
PUBLIC = {
    "in_force.digest == document.digest": "of an agreement, which is published",
    "self.in_force.digest == self.digest": "of an agreement, which is published",
    "newest.digest == digest": "of an agreement, which is published",
    "digest not in documents": "of an agreement, which is published",
    "version.digest not in documents": "of an agreement, which is published",
    "digest != blob.sha256": "of a file's content, against what lies on the disk",
    "token in found": "of a person's own files, in the order in which the form names them; the database found them for that owner",
    "chain.body_digest(body.salt, body.subject, body.text, body.html, attaching.sealed_on(body)) == digest": "of the record, checked at the command line",
    "digest != plan.digest": "of what an import would do, which the page says",
    "digest(told) != version": "of a style sheet, in its public address",
    "each.sha256[:SHORT] == version": "of a logo, in its public address",
    "token == each.tokens[-1]": "words of a text that is searched",
    "digest not in self.agreements": "of an agreement, which a bundle of evidence gives whole",
    "digest not in self.read": "of an agreement, which a bundle of evidence gives whole",
    "hashlib.sha256(agreement.text.encode()).hexdigest() != agreement.digest": "of an agreement, checked at the command line",
    "links.digest(pinned.data) != pinned.digest": "of pinned terms, checked at the command line",
    "of(part) != digest": "of a part of a bundle, checked at the command line",
    "hashlib.sha256(written).digest() == wanted": "of a part of a bundle, which whoever checks it has whole",
    "hashlib.sha256(before + hashlib.sha256(written).digest()).digest() == wanted": "of an event in a bundle, which whoever checks it has whole",
    "here[keys[past.id]] != past.digest": "both the desk's own: what was imported of a ticket, and what its export says now",
    "proof not in hashes": "heads of the problems' chain, which `parola verify` prints",
    "present.get(each.person) != each.proof": "both the desk's own: what somebody had when they came in, and has now",
}  # fmt: skip
"""Comparisons of what is called like a secret and is none."""


@cache
def programs() -> list[tuple[Path, list[ast.AST]]]:
    return [(source, list(ast.walk(ast.parse(source.read_text(encoding="utf-8"))))) for source in SOURCES]


def imported(node: ast.AST) -> set[str]:
    names = {alias.name for alias in node.names} if isinstance(node, ast.Import) else set()
    return names | ({node.module or ""} if isinstance(node, ast.ImportFrom) else set())


def named(node: ast.AST) -> Iterator[str]:
    """What a side of a comparison is called. What is in capitals is a constant of the code."""
    if isinstance(node, ast.Attribute | ast.Name):
        name = node.attr if isinstance(node, ast.Attribute) else node.id
        yield "" if name.isupper() else name
    elif isinstance(node, ast.Call):
        yield from named(node.func)
        yield from (str(each.value) for each in node.args if isinstance(each, ast.Constant))
    elif isinstance(node, ast.Subscript):
        yield from named(node.value)
        yield from named(node.slice)
    elif isinstance(node, ast.Constant):
        yield str(node.value)


def compared(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The comparisons that go letter by letter and are of something that is called like a secret."""
    for node in nodes:
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq | ast.In | ast.NotIn):
            sides = [node.left, *node.comparators]
            names = (name.lower() for side in sides for name in named(side))
            if not any(isinstance(side, ast.Constant) for side in sides) and any(map(SECRET.search, names)):
                yield ast.unparse(node)


def test_b19_cve_2021_34337_no_secret_is_compared_letter_by_letter() -> None:
    found = {each for _source, nodes in programs() for each in compared(nodes)}
    assert found == set(PUBLIC)


@pytest.mark.parametrize(
    "careless", ["given == self.token", "kept['nonce'] != told", "answer.get('csrf') == x", "digest(key) in held.keys"]
)
def test_b19_a_careless_comparison_would_be_seen(careless: str) -> None:
    assert list(compared(ast.walk(ast.parse(careless)))) == [careless]


def test_b19_cve_2025_58163_nothing_is_unpacked_that_could_run() -> None:
    for source, nodes in programs():
        for node in nodes:
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            assert not imported(node) & UNSAFE, source
            assert called not in {"eval", "exec", "compile"}, source
            assert called != "YAML" or "typ='safe'" in ast.unparse(node), source
    assert django_settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"


SEEDED = {
    "checking.py": "which tickets are looked at tonight: the seed cannot be guessed beforehand, and is told afterwards",
    "lived.py": "what became of the requests of the sample desk's year",
    "year.py": "when they came: the same in every sample desk",
}
"""What draws again what it drew, and makes no secret of it."""


def test_b19_nothing_is_made_by_a_generator_that_can_be_predicted() -> None:
    found = {source.name for source, nodes in programs() for node in nodes if "random" in imported(node)}
    assert found == set(SEEDED)
