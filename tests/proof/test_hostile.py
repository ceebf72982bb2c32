"""What anybody may hand to `parola verify` is looked at within limits, and refused with what is wrong and what to do."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from io import BytesIO
from struct import pack
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.desk.agreements.models import Contract
from parola.desk.reports import evidence as making
from parola.policy.findings import Wrong
from parola.proof import bundle, reading
from parola.proof.checking import check
from parola.proof.form import Evidence, respelt, spelt
from tests.desk.world import World, altamar
from tests.proof.conftest import LATER, NOVEMBER, PAPER
from tests.proof.test_changed import found

pytestmark = pytest.mark.django_db


def zipped(members: dict[str, bytes], compression: int = 0) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", compression) as file:
        for name, raw in members.items():
            file.writestr(name, raw)
    return made.getvalue()


ENTRIES = (b"PK\x01\x02" + bytes(42)) * 101
END = pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 101, 101, len(ENTRIES), len("evidence.json"), 0)
MEMBERS = {"evidence.json": b"{}", "evidence.pdf": PAPER, "manifest.json": b"{}"}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "is no bundle"),
        (b"\x89PNG evidence", "is no bundle"),
        (b"PK\x03\x04 evidence.json", "The ZIP is damaged"),
        (zipped({**MEMBERS, "../../etc/passwd": b"x"}), "and nothing else"),
        (zipped({"evidence.json": b"{}"}), "and nothing else"),
        (zipped({**MEMBERS, "evidence.json": b"0" * 9_000_000}, ZIP_DEFLATED), "is compressed"),
        (zipped(MEMBERS), "has the format None"),
        (b"[1, 2]", "is no bundle"),
        (b"{" * 200_000, "is no JSON"),
        (b'{"a": ' + b"[" * 100_000, "is no JSON"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "is no JSON"),
        (b'{"a": NaN}', "is no JSON"),
        (b'{"a": "\xff"}', "is not UTF-8, at line 1"),
        (b'{"a": "\\ud800"}', "is no JSON"),
        (b'{"format": "\\udc00"}', "is no JSON"),
        (b'{"format": 2}', "the format 2; this release of Parola reads the format 1"),
        (b'{"format": 1}', "In the evidence, kind: Field required"),
        (b"evidence.json" + ENTRIES + END, "The ZIP is damaged: more than 100 entries"),
        (b'{"a": [' + b"[]," * 3_000_000 + b"0]}", "more than 6000000 values"),
    ],
    ids=range(19),
)
def test_what_is_no_bundle_is_refused(raw: bytes, said: str) -> None:
    with pytest.raises(Wrong, match=said):
        check(raw)


def test_limits_come_first(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 1000)
    with pytest.raises(Wrong, match="The evidence has more than"):
        check(raw)
    monkeypatch.setattr(bundle, "MOST_BYTES", 1000)
    with pytest.raises(Wrong, match="The file has more than"):
        check(raw)


@pytest.mark.parametrize(
    "edit",
    [
        lambda plain: plain["about"]["period"].update(timezone="Nowhere/At_all"),
        lambda plain: plain["about"]["period"].update(name="2026-13"),
        lambda plain: plain["about"].update(known_at="2026-13-01T00:00:00.000000+00:00"),
        lambda plain: plain["tickets"][0]["events"][0]["data"].update(facts=7),
        lambda plain: plain["tickets"][0]["events"][0]["data"].update(facts={"a": 1}),
        lambda plain: plain["tickets"][0]["events"][0]["data"].update(plan="none such"),
        lambda plain: plain["tickets"][0]["events"][1].update(kind="from the future"),
        lambda plain: plain["tickets"][0]["events"][1]["data"].update(side="nobody"),
        lambda plain: plain["tickets"][0].update(events=[]),
        lambda plain: plain["terms"].update(agreements=[]),
        lambda plain: plain["terms"]["pinned"][0].update(data={}),
        lambda plain: plain["chain"]["rest"][0].update(first=0, last=2**62),
        lambda plain: plain.update(tickets=[], seal={**plain["seal"], "tickets": {}}),
    ],
    ids=range(13),
)
def test_whatever_is_in_it_is_a_finding_and_never_a_fault(evidence: Evidence, edit: Callable[[Any], object]) -> None:
    plain = evidence.model_dump()
    edit(plain)
    assert found(respelt(plain))


@given(raw=st.binary(max_size=300))
def test_any_bytes_are_refused(raw: bytes) -> None:
    for each in (raw, b"{" + raw, b"PK\x03\x04evidence.json" + raw):
        with pytest.raises(Wrong):
            check(each)


def test_a_promise_that_would_keep_one_busy_for_ever_is_refused(world: World) -> None:
    """An update every two hours over two hundred years: told before anything is folded."""
    brand = altamar(world)
    world.ticket(brand=brand, priority="critical")
    plain = making.evidence(Contract.objects.get(brand=brand), NOVEMBER, LATER).model_dump()
    plain["about"]["known_at"] = "2199-01-01T00:00:00.000000+00:00"
    plain["tickets"][0]["events"][0]["at"] = "1970-01-01T00:00:00.000000+00:00"
    details = [each.detail for each in check(respelt(plain)).findings if each.what == "unreadable"]
    assert details == ["Its clocks would have more than 200000 cycles."]


def test_spelt_evidence_alone_is_taken(evidence: Evidence) -> None:
    assert check(spelt(evidence)).findings == ()


def test_however_deep_it_is_the_evidence_is_looked_at_or_refused(evidence: Evidence) -> None:
    """Where exactly reading ends hangs on how deep one is already: nowhere between is a fault."""
    written = spelt(evidence).decode()

    def refused(depth: int) -> bool:
        deep = f'"data": {{\n"deep": {"[" * depth}{"]" * depth},\n'
        return isinstance(found(written.replace('"data": {\n', deep, 1).encode()), str)

    last = bisect_left(range(1000), True, key=refused)  # that it is refused
    assert [refused(depth) for depth in range(last - 6, last + 6)] == [False] * 6 + [True] * 6
