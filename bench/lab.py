"""What-if on one core: how long a back-test of a million tickets takes, and where the time goes.

    python -m bench.lab backtest LOG.csv.gz

Each question is a function in a module of its own beside this one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping

from bench import backtesting

QUESTIONS: Mapping[str, Callable[[list[str]], None]] = {"backtest": backtesting.main}


def main(arguments: list[str]) -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    QUESTIONS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    if len(sys.argv) == 1 or sys.argv[1] not in QUESTIONS:
        sys.exit(__doc__)
    main(sys.argv[1:])
