"""The system clock is read in one module: the lint rule knows the ways of reading it, and these tests know the others."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/parola"

WAYS = [
    "from datetime import datetime\ndatetime.now()\n",
    "import datetime\ndatetime.datetime.now(datetime.UTC)\n",
    "import datetime as dt\ndt.datetime.now(dt.UTC)\n",
    "from datetime import datetime\ndatetime.utcnow()\n",
    "from datetime import datetime\ndatetime.today()\n",
    "from datetime import date\ndate.today()\n",
    "from django.utils import timezone\ntimezone.now()\n",
    "from django.utils.timezone import now\nnow()\n",
    "from django.db.models.functions import Now\nNow()\n",
    "from time import time\ntime()\n",
    "import time\ntime.time()\n",
    "import time\ntime.time_ns()\n",
    "import time\ntime.localtime()\n",
    "import time\ntime.gmtime()\n",
    "import time\ntime.ctime()\n",
]


def banned(code: str, place: str) -> bool:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--quiet", "--select", "TID251", "--stdin-filename", place, "-"],
        input=code,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    return "TID251" in done.stdout


@pytest.mark.parametrize("code", WAYS)
def test_the_clock_may_not_be_read(code: str) -> None:
    assert banned(code, "src/parola/sla/clock.py")


def test_the_one_module_may_read_it() -> None:
    assert not banned(WAYS[0], "src/parola/now.py")


def test_measuring_a_stretch_is_free() -> None:
    assert not banned("import time\ntime.monotonic()\n", "src/parola/worker/loop.py")


def hidden(source: str) -> Iterator[str]:
    """Readings of the clock that no name gives away: Django's converters without an instant, and fields that set themselves."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in {"localtime", "localdate"} and not node.args and not node.keywords:
                yield f"{name}() in line {node.lineno}"
            yield from (
                f"{keyword.arg} in line {node.lineno}"
                for keyword in node.keywords
                if (keyword.arg or "").startswith("auto_now")
            )


def test_no_call_reads_it_in_passing() -> None:
    found = {
        str(path.relative_to(ROOT)): list(hidden(path.read_text(encoding="utf-8"))) for path in SOURCE.rglob("*.py")
    }
    assert {path: places for path, places in found.items() if places} == {}


def test_the_passing_readings_are_known() -> None:
    assert len(list(hidden("localtime()\ntimezone.localdate()\nDateTimeField(auto_now_add=True)\nlocaltime(at)"))) == 3


def test_no_template_reads_it() -> None:
    templates = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.html")}
    assert [path for path, text in templates.items() if re.search(r"{%\s*now\b", text)] == []
