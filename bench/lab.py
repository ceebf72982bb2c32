"""What-if on one core: how long a back-test of a million tickets takes, and a simulated desk beside the same one in SimPy.

    python -m bench.lab backtest LOG.csv.gz
    python -m bench.lab staffing [TICKETS]

Each question is a function in a module of its own beside this one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from importlib import import_module

QUESTIONS: Mapping[str, str] = {"backtest": "bench.backtesting", "staffing": "bench.staffing"}
"""By module, so that one question needs nothing that another compares with."""


def main(arguments: list[str]) -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    run: Callable[[list[str]], None] = import_module(QUESTIONS[arguments[0]]).main
    run(arguments[1:])


if __name__ == "__main__":
    if len(sys.argv) == 1 or sys.argv[1] not in QUESTIONS:
        sys.exit(__doc__)
    main(sys.argv[1:])
