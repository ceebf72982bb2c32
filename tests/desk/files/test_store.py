"""Files on disk: whole or not at all, once, and gone when nobody wants them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from parola.desk.files import store
from parola.desk.files.models import Blob, Upload
from tests.desk.world import MONDAY, after

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES = tmp_path / "files"
    return tmp_path / "files"


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and path.name != store.LOCK)


def aged(folder: Path, name: str, days: float) -> None:
    at = (MONDAY - timedelta(days=days)).timestamp()
    path = next(folder.rglob(name))
    os.utime(path, (at, at))


def test_the_same_content_is_kept_once_under_its_hash_for_the_desk_alone(folder: Path) -> None:
    one, two = store.put([b"a", b"b"], now=MONDAY), store.put([b"ab"], now=after(hours=1))
    assert (one.pk, two.put_at) == (two.pk, after(hours=1))
    assert (one.size, one.kind, store.read(one)) == (2, "text/plain", b"ab")
    assert files(folder) == [one.sha256]
    assert stat.S_IMODE(next(folder.rglob(one.sha256)).stat().st_mode) == 0o600


def test_what_breaks_off_leaves_nothing(folder: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        store.put(broken(), now=MONDAY)
    assert (files(folder), Blob.objects.count()) == ([], 0)


def test_what_nobody_refers_to_goes_after_a_day_and_what_somebody_does_stays(folder: Path) -> None:
    lone, held = store.put([b"lone"], now=MONDAY), store.put([b"held"], now=MONDAY)
    Upload.objects.create(owner="person:1", blob=held, name="held.txt", created_at=MONDAY)
    assert store.sweep(now=after(hours=23)) == 0
    assert store.sweep(now=after(hours=25)) == 1
    assert files(folder) == [held.sha256]
    assert list(Blob.objects.all()) == [held]
    assert lone.sha256 not in files(folder)


def test_files_that_no_row_names_and_drafts_that_were_left_go_after_a_day(folder: Path) -> None:
    blob = store.put([b"torn"], now=MONDAY)
    Blob.objects.all().delete()
    draft = folder / store.DRAFTS / "left"
    draft.write_bytes(b"half")
    for name, days in ((blob.sha256, 2), ("left", 0.5)):
        aged(folder, name, days)
    assert store.sweep(now=MONDAY) == 1
    assert files(folder) == ["left"]
    aged(folder, "left", 2)
    assert store.sweep(now=MONDAY) == 1
    assert files(folder) == []


def test_a_file_that_came_again_is_not_swept_with_its_old_self(folder: Path) -> None:
    store.put([b"again"], now=MONDAY)
    store.put([b"again"], now=after(hours=20))
    assert store.sweep(now=after(hours=30)) == 0


def test_missing_and_changed_files_are_named(folder: Path) -> None:
    good, changed, missing = (store.put([each], now=MONDAY) for each in (b"good", b"changed", b"missing"))
    next(folder.rglob(changed.sha256)).write_bytes(b"other")
    next(folder.rglob(missing.sha256)).unlink()
    assert list(store.damaged()) == [(changed, True), (missing, False)]
    with pytest.raises(store.Lost):
        store.read(missing)
    store.put([b"changed"], now=MONDAY)
    store.put([b"missing"], now=MONDAY)
    assert list(store.damaged()) == []
    assert store.read(good) == b"good"


def test_what_comes_again_while_the_old_is_swept_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found unused, it came again before it was taken away: whoever brought it is about to refer to it."""
    blob, drop = store.put([b"again"], now=MONDAY), store.drop

    def late(*given: Any, **named: Any) -> int:
        store.put([b"again"], now=after(hours=25))
        return drop(*given, **named)

    monkeypatch.setattr(store, "drop", late)
    assert store.sweep(now=after(hours=25)) == 0
    assert store.read(blob) == b"again"


def test_a_file_that_goes_while_all_are_looked_at_is_not_missed(folder: Path) -> None:
    first, second = store.put([b"first"], now=MONDAY), store.put([b"second"], now=MONDAY)
    store.path_of(first.sha256).write_bytes(b"other")
    looked = store.damaged()
    assert next(looked) == (first, True)
    store.drop([second.pk])
    assert list(looked) == []
