"""The files of a source, within bounds: of a folder, without following what leads out of it; of a ZIP file, whatever it says of itself."""

from __future__ import annotations

import io
import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from parola.desk.knowledge.sources.page import Taken, Told, Unreadable

MOST_FILES, DEEPEST = 5000, 16
LARGEST, LARGEST_ALL = 25 * 1024 * 1024, 200 * 1024 * 1024
"""Bytes of a file, and of all of them."""
LARGEST_TEXT = 2 * 1024 * 1024
"""Of a page; it is another bound than that of the article which is made of it (`page.LONGEST_TEXT`)."""
PAGES = frozenset({".md", ".markdown", ".html", ".htm"})
DESCRIPTIONS = frozenset({".json", ".yaml", ".yml"})
ENCLOSED = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf", ".mp4", ".webm", ".txt", ".csv", ".zip", ".svg"}
)
"""What a page may refer to. SVG is saved and never drawn (`files.kinds`)."""
ZIPPED = b"PK\x03\x04"
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError, ValueError, OSError,
)  # fmt: skip
"""What a ZIP file raises that is not as it should be, in whichever way it is packed."""


def from_path(path: Path) -> Taken:
    """A folder, a file, a ZIP file. Raises Unreadable, OSError."""
    if path.is_dir():
        return from_folder(path)
    if path.stat().st_size > LARGEST_ALL:
        raise Unreadable(_too_large(LARGEST_ALL))
    return from_bytes(path.name, path.read_bytes())


def from_bytes(name: str, data: bytes) -> Taken:
    """A file that was sent: a ZIP file, or a page or description by itself. Raises Unreadable."""
    stem = PurePosixPath(name).stem or name
    if data.startswith(ZIPPED):
        return from_zip(stem, data)
    if PurePosixPath(name).suffix.lower() not in PAGES | DESCRIPTIONS:
        raise Unreadable(_("This is no folder, and no file in Markdown, HTML, JSON or YAML, nor a ZIP file of these."))
    taken, budget = Taken(stem, {}), _Budget()
    taken.files = {name: data} if budget.takes(taken, name, len(data)) else {}
    return taken


def from_folder(folder: Path) -> Taken:
    """Its files, by their path in it, in order. Hidden ones are passed over; links are not followed, and told."""
    taken, budget = Taken(folder.resolve().name, {}), _Budget()
    files: dict[str, bytes] = {}
    for path in _walk(folder, folder, taken):
        said = path.relative_to(folder).as_posix()
        if path.suffix.lower() in PAGES | DESCRIPTIONS | ENCLOSED and budget.takes(taken, said, path.stat().st_size):
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(descriptor, "rb") as file:
                files[said] = file.read(LARGEST + 1)
    taken.files = files
    return taken


def _walk(folder: Path, top: Path, taken: Taken, depth: int = 1) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        said = path.relative_to(top).as_posix()
        if path.name.startswith("."):
            continue
        kind = path.lstat().st_mode
        if stat.S_ISLNK(kind):
            taken.notes.append(Told(said, 0, _("this is a symbolic link: it was not followed")))
        elif stat.S_ISDIR(kind) and depth >= DEEPEST:
            taken.faults.append(Told(said, 0, _("this folder lies too deep")))
        elif stat.S_ISDIR(kind):
            yield from _walk(path, top, taken, depth + 1)
        elif stat.S_ISREG(kind):
            yield path


def from_zip(name: str, data: bytes) -> Taken:
    """The files in a ZIP file, read no further than the bounds whatever it says of their sizes. Raises Unreadable."""
    taken, budget, files = Taken(name, {}), _Budget(), dict[str, bytes]()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist()[: MOST_FILES * 2]:
                if (said := _inside(entry, taken)) and budget.takes(taken, said, entry.file_size):
                    files[said] = _unpacked(archive, entry)
    except BROKEN as error:
        raise Unreadable(_("This ZIP file cannot be read.")) from error
    taken.files = _without_common_folder(dict(sorted(files.items())))
    return taken


def _inside(entry: zipfile.ZipInfo, taken: Taken) -> str:
    """Where the entry lies in the folder; empty: it is none of the files that are read."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if entry.is_dir() or any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts):
        return ""
    if path.is_absolute() or ".." in path.parts or len(path.parts) > DEEPEST:
        taken.faults.append(Told(entry.filename[:200], 0, _("this leads out of the folder, or too deep into it")))
        return ""
    if stat.S_ISLNK(entry.external_attr >> 16):
        taken.notes.append(Told(str(path), 0, _("this is a symbolic link: it was not followed")))
        return ""
    return str(path) if path.suffix.lower() in PAGES | DESCRIPTIONS | ENCLOSED else ""


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        data = file.read(entry.file_size + 1)
    if len(data) > entry.file_size:
        raise ValueError(entry.filename)
    return data


def _without_common_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """A folder that is packed as one is that folder."""
    tops = {path.partition("/")[0] for path in files}
    if len(tops) != 1 or any("/" not in path for path in files):
        return files
    return {path.partition("/")[2]: data for path, data in files.items()}


class _Budget:
    """What is left of the bounds."""

    def __init__(self) -> None:
        self.files, self.bytes = MOST_FILES, LARGEST_ALL

    def takes(self, taken: Taken, said: str, size: int) -> bool:
        """Whether a file is within them, and its name is one; a fault, where it is not."""
        if not said.isprintable():
            taken.faults.append(Told(said, 0, _("this name has characters that no name has: rename it")))
            return False
        largest = LARGEST if PurePosixPath(said).suffix.lower() in ENCLOSED else _largest_text(said)
        if size > largest:
            taken.faults.append(Told(said, 0, _too_large(largest)))
            return False
        self.files, self.bytes = self.files - 1, self.bytes - size
        if self.files < 0 or self.bytes < 0:
            raise Unreadable(_("These are more than %(files)s files, or more than %(bytes)s megabytes: part them.")
                % {"files": MOST_FILES, "bytes": LARGEST_ALL >> 20})  # fmt: skip
        return True


def _largest_text(said: str) -> int:
    return LARGEST if said.lower().endswith(".json") else LARGEST_TEXT


def _too_large(largest: int) -> str:
    return _("this is larger than %(bytes)s megabytes") % {"bytes": largest >> 20}
