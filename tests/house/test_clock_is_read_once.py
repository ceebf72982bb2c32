"""The lint rule that bans the system clock knows every way of reading it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

WAYS = [
    "from datetime import datetime\ndatetime.now()\n",
    "import datetime\ndatetime.datetime.now(datetime.UTC)\n",
    "import datetime as dt\ndt.datetime.now(dt.UTC)\n",
    "from datetime import datetime\ndatetime.utcnow()\n",
    "from datetime import datetime\ndatetime.today()\n",
    "from datetime import date\ndate.today()\n",
    "from django.utils import timezone\ntimezone.now()\n",
    "from django.utils.timezone import now\nnow()\n",
    "from django.utils import timezone\ntimezone.localdate()\n",
    "from time import time\ntime()\n",
    "import time\ntime.time()\n",
    "import time\ntime.time_ns()\n",
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
