"""The bundle as a file: a ZIP of the evidence, its paper and a manifest with their digests, the same bytes for the same contents.

Members are stored as they are, in one order and with no date of their own. So a bundle cannot swell when it is opened, and whoever
has its members can make it anew, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from parola.policy.findings import Wrong, gettext_noop

EVIDENCE, PAPER, MANIFEST = "evidence.json", "evidence.pdf", "manifest.json"
MOST_BYTES = 256 * 1024 * 1024
EPOCH = (1980, 1, 1, 0, 0, 0)

TOO_LARGE = gettext_noop("The file has more than %(most)d MB.")
TOO_LARGE_HINT = gettext_noop("No desk makes bundles of that size: ask for one of a shorter period.")
NO_BUNDLE = gettext_noop("The file is no bundle of evidence.")
NO_BUNDLE_HINT = gettext_noop("Give the ZIP as the desk made it, or the evidence.json from it.")
BAD_ZIP = gettext_noop("The ZIP is damaged: %(error)s.")
AGAIN = gettext_noop("Fetch the bundle once more from where it came.")
BAD_MEMBERS = gettext_noop("The ZIP should hold %(wanted)s and nothing else, not %(found)s.")
PACKED = gettext_noop("%(member)s is compressed or encrypted in the ZIP, and no bundle does that.")
HEADER = 30
"""Bytes of what stands before a member's name."""
MOST_MEMBERS = 3
ENTRY = b"PK\x01\x02"
"""With what each entry of a ZIP's directory begins."""
MOST_ENTRIES = 100
"""So many are looked at, to tell which should not be there."""
SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What is in a bundle. `paper` and `manifest` are None where the evidence came alone. `whole`: made anew, it is the same bytes."""

    evidence: bytes
    paper: bytes | None = None
    manifest: bytes | None = None
    whole: bool = True

    @property
    def wrong(self) -> list[str]:
        """The members that are not as the manifest says."""
        if self.manifest is None or self.paper is None:
            return []
        if self.manifest == manifest_of(self.members):
            return []
        said = _said(self.manifest)
        wrong = [name for name, raw in self.members.items() if said.get(name) != _entry(raw)]
        return wrong or [MANIFEST]

    @property
    def members(self) -> dict[str, bytes]:
        """The evidence and its paper."""
        return {EVIDENCE: self.evidence, PAPER: self.paper or b""}


def packed(evidence: bytes, paper: bytes) -> bytes:
    """The bundle of these."""
    members = {EVIDENCE: evidence, PAPER: paper}
    return _zip({**members, MANIFEST: manifest_of(members)})


def manifest_of(members: Mapping[str, bytes]) -> bytes:
    """The digests of the members."""
    said = {"format": 1, "members": {name: _entry(raw) for name, raw in members.items()}}
    return json.dumps(said, sort_keys=True, indent=1).encode() + b"\n"


def _entry(raw: bytes) -> dict[str, object]:
    return {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}


def _said(manifest: bytes) -> Mapping[str, object]:
    try:
        said = json.loads(manifest)["members"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _zip(members: Mapping[str, bytes]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as file:
        for name, raw in members.items():
            info = ZipInfo(name, EPOCH)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            file.writestr(info, raw)
    return made.getvalue()


def opened(raw: bytes) -> Opened:
    """What is in the bundle, or in the evidence alone. Raises Wrong for what is neither, before anything of it is parsed."""
    if len(raw) > MOST_BYTES:
        raise Wrong(TOO_LARGE, TOO_LARGE_HINT, most=MOST_BYTES // 1024 // 1024)
    if raw.lstrip(b" \t\r\n").startswith(b"{"):
        return Opened(evidence=raw)
    if EVIDENCE.encode() not in raw:
        raise Wrong(NO_BUNDLE, NO_BUNDLE_HINT)
    return _unzipped(raw)


def _unzipped(raw: bytes) -> Opened:
    if raw.count(ENTRY) > MOST_ENTRIES:
        raise Wrong(BAD_ZIP, AGAIN, error=f"more than {MOST_ENTRIES} entries")
    try:
        with ZipFile(BytesIO(raw)) as file:
            infos = file.infolist()
    except (BadZipFile, OSError, ValueError, NotImplementedError, OverflowError, RuntimeError) as error:
        raise Wrong(BAD_ZIP, AGAIN, error=str(error)[:200]) from error
    _check_members(infos)
    evidence, paper, manifest = (_stored(raw, info) for info in infos)
    whole = _zip({EVIDENCE: evidence, PAPER: paper, MANIFEST: manifest}) == raw
    return Opened(evidence=evidence, paper=paper, manifest=manifest, whole=whole)


def _stored(raw: bytes, info: ZipInfo) -> bytes:
    """The member's bytes where they lie; what was changed among them is for others to name. Raises Wrong."""
    name, extra = (int.from_bytes(raw[info.header_offset + at :][:2], "little") for at in (26, 28))
    start = info.header_offset + HEADER + name + extra
    if start + info.file_size > len(raw):
        raise Wrong(BAD_ZIP, AGAIN, error=info.filename)
    return raw[start : start + info.file_size]


def _check_members(infos: list[ZipInfo]) -> None:
    """Names and sizes, before anything is read. Raises Wrong."""
    wanted = [EVIDENCE, PAPER, MANIFEST]
    if len(infos) != MOST_MEMBERS or [info.filename for info in infos] != wanted:
        found = ", ".join(info.filename[:40] for info in infos[:SHOWN]) or "–"
        raise Wrong(BAD_MEMBERS, NO_BUNDLE_HINT, wanted=", ".join(wanted), found=found)
    for info in infos:
        if info.compress_type != ZIP_STORED or info.compress_size != info.file_size or info.flag_bits & 1:
            raise Wrong(PACKED, NO_BUNDLE_HINT, member=info.filename)
