"""Where a back-test takes its tickets from: a log with a mapping, or a brand of the desk. What cannot be used is told, with exit code 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from parola.cli.refusing import refusing, stop
from parola.policy.findings import gettext_noop

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from parola.lab.backtest.counting import BackTest
    from parola.lab.backtest.logs import Window
    from parola.lab.backtest.verdicts import Trial
    from parola.lab.log import BadRow, Log, Row
    from parola.lab.read import MappingFile
    from parola.policy.words import Words

COMMAND = "backtest"
USAGE_ERROR = 2
NO_MAPPING = gettext_noop(
    "There is no mapping “%(name)s”: no file that can be read, and the shipped ones are %(shipped)s."
)
ONE_ALONE = gettext_noop("Of a brand's tickets one agreement takes the place of all that they had: name one.")
_TURN = 1000  # rows between two looks at the progress bar


def over_log(
    path: Path, mapping: str, tried: Sequence[str], window: Window, progress: Progress, words: Words
) -> BackTest:
    """The tickets of a log."""
    from parola.lab.backtest.logs import back_test
    from parola.lab.backtest.versions import versions
    from parola.lab.log import open_log

    with refusing(words):
        file = _mapping(mapping, words)
        sides, spec = versions(file, tried), file.mapping.log
        reading = progress.add_task(words.gettext("Reading %(file)s") % {"file": path.name}, total=path.stat().st_size)
        reckoning = progress.add_task(words.gettext("Reckoning"), total=None)

        def told(done: int, of: int) -> None:
            progress.update(reckoning, completed=done, total=of)

        with open_log(path, delimiter=spec.delimiter, encoding=spec.encoding) as opened:
            file.check_columns(opened.header)
            rows = _watched(opened, progress, reading)
            return back_test(file.mapping, sides, opened.header, rows, window=window, told=told)


def _mapping(name: str, words: Words) -> MappingFile:
    from parola.lab.read import find, read, shipped

    try:
        return read(find(name))
    except (OSError, UnicodeDecodeError) as error:
        raise stop(words.gettext(NO_MAPPING) % {"name": name, "shipped": words.listed(shipped())}) from error


def _watched(log: Log, progress: Progress, task: TaskID) -> Iterator[Row | BadRow]:
    """The rows of the log, while the bar shows how much of the file is read."""
    for number, row in enumerate(log.rows()):
        if number % _TURN == 0:
            progress.update(task, completed=log.position)
        yield row


def over_brand(slug: str, tried: Sequence[str], window: Window, progress: Progress, words: Words) -> BackTest:
    """The desk's own tickets of a brand, judged as things stand now; times of the window are the brand's."""
    from parola.cli import named
    from parola.cli.desk import enter
    from parola.lab.agreements import find
    from parola.now import now

    if len(tried) > 1:
        raise stop(words.gettext(ONE_ALONE), USAGE_ERROR)
    enter(words)
    (brand,) = named.brands([slug], words, COMMAND)
    with refusing(words):
        agreement = find(tried[0], Path()).agreement
    from parola.desk.agreements.trying import Tried
    from parola.desk.reports.trials import opened, trials
    from parola.lab.backtest.trials import tried as reckoned

    since, until = (_placed(local, brand.timezone) for local in (window.since, window.until))
    those = opened(brand, since, until)
    task = progress.add_task(words.gettext("Reckoning"), total=those.count())

    def watched() -> Iterator[Trial | BadRow]:
        for trial in trials(those, Tried(agreement)):
            progress.advance(task)
            yield trial

    return reckoned(watched(), now())


def _placed(local: datetime | None, timezone: str) -> datetime | None:
    from parola.sla.zones import zone_of

    return local.replace(tzinfo=zone_of(timezone)).astimezone(UTC) if local else None
