"""No mail that fits into the desk costs more than five seconds and 256 MiB (what each costs: `python -m tests.desk.mail.bombs`)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

MOST_SECONDS, MOST_MEBIBYTES = 5, 256


def test_the_worst_mails_are_read_or_set_aside_at_a_bounded_cost() -> None:
    program = [sys.executable, "-m", "tests.desk.mail.bombs"]
    root = Path(__file__).parents[3]
    ran = subprocess.run(program, cwd=root, capture_output=True, text=True, check=True, timeout=180)
    costs = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(costs) > 45
    assert [cost for cost in costs if cost["seconds"] > MOST_SECONDS or cost["mebibytes"] > MOST_MEBIBYTES] == []
