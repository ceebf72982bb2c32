"""Parts of the machine that some tests need, and how to get them.

A test says `@pytest.mark.needs("postgresql")`. Where a part is missing the test is skipped, the summary at the end
says so loudly, and in CI (CI=true) it is a failure instead.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from tests.support import dovecot, postfix, postgres


@dataclass(frozen=True)
class Part:
    """Something of the system's: whether it is there, and the Debian packages that bring it."""

    present: Callable[[], bool]
    package: str


def speaks_arabic() -> bool:
    """Whether a font of this machine has Arabic letters: without one the pages' pictures are rows of boxes."""
    fonts = shutil.which("fc-list")
    return fonts is not None and bool(subprocess.run([fonts, ":lang=ar"], capture_output=True, check=True).stdout)


def program(*names: str) -> Callable[[], bool]:
    """Whether one of these programs is on the path."""
    return lambda: any(shutil.which(name) for name in names)


PARTS = {
    "postgresql": Part(lambda: postgres.binaries() is not None, "postgresql"),
    "chromium": Part(program("chromium", "chromium-browser", "google-chrome"), "chromium"),
    "gettext": Part(program("msgfmt"), "gettext"),
    "arabic": Part(speaks_arabic, "fontconfig fonts-noto-core"),
    "dovecot": Part(lambda: dovecot.program() is not None, "dovecot-imapd"),
    "postfix": Part(postfix.present, "postfix"),
    "xmlsec1": Part(program("xmlsec1"), "xmlsec1"),
    "strace": Part(program("strace"), "strace"),
}


def missing(names: tuple[str, ...]) -> list[str]:
    """Those of the named parts that this machine has not; KeyError for a name that is no part."""
    return [name for name in names if not PARTS[name].present()]


if __name__ == "__main__":
    # `make` asks which packages to install.
    print(*[PARTS[name].package for name in missing(tuple(PARTS))])
