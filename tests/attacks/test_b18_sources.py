"""Folders, ZIP files and descriptions that attack who imports them (B18): bounded, told with file and line, and nothing of them imported."""

from __future__ import annotations

import io
import json
import os
import stat
import time
import zipfile
from pathlib import Path

import pytest

from parola.desk.knowledge import importing
from parola.desk.knowledge.importing import Wanted
from parola.desk.knowledge.models import Article, Translation
from parola.desk.knowledge.sources import reading
from parola.desk.knowledge.sources.html import as_markdown
from parola.desk.knowledge.sources.page import Unreadable
from parola.web.markdown import markdown
from tests.attacks.hostile import HANDLED, LED
from tests.desk.world import MONDAY, World

QUICK = 3.0
"""Seconds; the costliest takes a fraction of one."""


def zipped(*entries: tuple[str, bytes], mode: int = 0o644) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return into.getvalue()


def faults(name: str, data: bytes, kind: str = "documentation") -> list[tuple[str, int]]:
    return [(each.file, each.line) for each in importing.take_bytes(name, data, kind, "en").faults]


@pytest.mark.parametrize("name", ["../x.md", "a/../../x.md", "/etc/x.md", "..\\x.md", "a/" * 20 + "x.md"])
def test_a_name_that_leads_out_of_the_folder_is_a_fault(name: str) -> None:
    found = faults("x.zip", zipped((name, b"# x"), ("ok.md", b"# ok")))
    assert [each[1] for each in found] == [0]


def test_a_link_in_a_zip_file_is_not_followed() -> None:
    taken = reading.from_bytes("x.zip", zipped(("x.md", b"/etc/passwd"), mode=stat.S_IFLNK | 0o777))
    assert (taken.files, [each.file for each in taken.notes]) == ({}, ["x.md"])


def test_links_and_pipes_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.md").write_text("# Secret")
    (folder / "file.md").symlink_to(tmp_path / "secret.md")
    (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(folder / "pipe.md")
    (folder / "page.md").write_text("# Page\n[x](../secret.md) ![y](/etc/passwd) [z](file:///etc/passwd)")
    taken = importing.take_path(folder, "documentation", "en")
    assert [page.path for page in taken.pages] == ["page.md"]
    assert taken.pages[0].text == "[x](#) ![y](#) [z](#)"
    assert len(taken.notes) == 5


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults("x.zip", zipped(("x.html", bytes(50_000_000)), ("ok.md", b"# ok"))) == [("x.html", 0)]
    monkeypatch.setattr(reading, "MOST_FILES", 10)
    with pytest.raises(Unreadable):
        reading.from_bytes("x.zip", zipped(*((f"{number}.md", b"x") for number in range(11))))
    lying = bytearray(zipped(("x.md", b"x" * 9000), ("y.md", b"y")))
    at = lying.index(b"PK\x01\x02") + 24
    lying[at : at + 4] = (10).to_bytes(4, "little")  # it says that it is small
    with pytest.raises(Unreadable):
        reading.from_bytes("x.zip", bytes(lying))
    for broken in (b"PK\x03\x04", b"PK\x03\x04" + bytes(100)):
        with pytest.raises(Unreadable):
            reading.from_bytes("x.zip", broken)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"# x\n\xff", 2),
        ("# x".encode("utf-16"), 1),
        (b"# x\n\ny\0z", 3),
        (b"# x\n" + b"y" * 150_000, 0),
        (b"<p>" * 100_000, 0),
    ],
)
def test_what_is_no_page_is_told_with_its_line(data: bytes, line: int) -> None:
    assert faults("x.md", data) == [("x.md", line)]


LAUGHS = b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\nopenapi: 3.0.0\n"


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("x.yaml", LAUGHS, 1),
        ("x.yaml", b"openapi: 3.0.0\nx: !!python/object/apply:os.system [id]\n", 2),
        ("x.yaml", b"openapi: 3.0.0\n" + b"[" * 5000, 2),
        ("x.yaml", b"openapi: 3.0.0\nx: [1,\n", 3),
        ("x.yaml", b"openapi: 3.0.0\nopenapi: 3.0.0\n", 2),
        ("x.yaml", b"\t: x: y", 1),
        ("x.json", b'{"openapi": "3.0.0",\n "x": }', 2),
        ("x.json", b"[" * 200_000, 0),
        ("x.json", b'{"openapi": ' + b"9" * 5000 + b"}", 0),
        ("x.json", b'{"swagger": "2.0"}', 0),
        ("x.json", b"[]", 0),
    ],
)
def test_a_description_that_attacks_its_reader_is_told_with_its_line(name: str, data: bytes, line: int) -> None:
    assert faults(name, data, "api") == [(name, line)]


def test_values_that_mean_themselves_end() -> None:
    itself, deep = {"$ref": "#/s"}, {"$ref": "#/s/properties/t"}
    loop = {
        "openapi": "3.0.0",
        "paths": {
            "/x": {"get": {"parameters": [{"$ref": "#/a"}], "requestBody": {"content": {"y": {"schema": itself}}}}}
        },
        "a": {"$ref": "#/a"},
        "s": {"allOf": [itself] * 50, "properties": {"s": itself, "t": {"oneOf": [deep] * 50}}},
    }
    began = time.monotonic()
    taken = importing.take_bytes("x.json", json.dumps(loop).encode(), "api", "en")
    assert len(taken.pages) == 2
    assert time.monotonic() - began < QUICK


@pytest.mark.parametrize(
    "data",
    [
        "<b>" * 100_000 + "x" + "</b>" * 100_000,
        "<ul><li>" * 60_000 + "x",
        "<nav>" * 200_000 + "</form>" * 50_000,
        "<table>" + "<tr><td>x" * 60_000,
        "<a href='" + "(" * 300_000 + "'>x</a>",
        "`" * 4000 + " " + "<!--" * 900 + "<a " * 1000,
        "#" * 190_000,
        "[" * 100_000 + "](" * 40_000,
    ],
)
def test_no_page_costs_more_than_its_length(data: str) -> None:
    began = time.monotonic()
    as_markdown(data)
    importing.take_bytes("x.md", f"# x\n{data[:199_000]}".encode(), "documentation", "en")
    assert time.monotonic() - began < QUICK


def test_nothing_of_a_hostile_page_runs() -> None:
    for hostile in [each.format("alert(1)") for each in (*HANDLED, *LED)]:
        page = f"<p>{hostile}</p><a href={hostile!r}>x</a><img src={hostile!r}>"
        for made in (as_markdown(hostile), as_markdown(page), hostile):
            shown = str(markdown(made)).lower()
            for tag in (
                "<script",
                "<svg",
                "<iframe",
                "<style",
                "<object",
                "<form",
                "<img",
                'onerror="',
                'href="javascript',
            ):
                assert tag not in shown


@pytest.mark.django_db
def test_a_fault_in_one_file_keeps_all_from_being_imported(tmp_path: Path, world: World) -> None:
    (tmp_path / "a.md").write_text("# A")
    (tmp_path / "b.md").write_bytes(b"\xff")
    wanted = Wanted(brand=world.credenti, kind="documentation", language="en")
    plan = importing.carry_out(importing.take_path(tmp_path, "documentation", "en"), wanted, by=None, now=MONDAY)
    assert [(each.file, each.line) for each in plan.faults] == [("b.md", 1)]
    assert not Article.objects.exists()


@pytest.mark.django_db
def test_a_picture_that_is_none_and_one_that_may_run_are_not_shown(tmp_path: Path, world: World) -> None:
    (tmp_path / "a.md").write_text("# A\n![a](a.png) ![b](b.svg) ![c](<c d.png>)\n")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n<script>")
    (tmp_path / "b.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    wanted = Wanted(brand=world.credenti, kind="documentation", language="en")
    plan = importing.carry_out(importing.take_path(tmp_path, "documentation", "en"), wanted, by=None, now=MONDAY)
    assert "a.png" in {each.file for each in plan.notes}
    [kept] = Translation.objects.get().article.files.select_related("blob")
    assert kept.blob.kind == "text/plain"


@pytest.mark.django_db
def test_a_name_of_a_file_with_characters_that_none_has_is_a_fault(tmp_path: Path) -> None:
    for name in (b"x\xff.md", b"x\x1b[31m.md", b"x\ny.md"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("# x")
    assert len(reading.from_folder(tmp_path).faults) == 3
