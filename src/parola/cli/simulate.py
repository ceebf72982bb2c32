"""`parola simulate`: what share of each objective a roster keeps, hour by hour of the week; and the cheapest roster that keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parola.cli import simulated
from parola.cli.bars import bars
from parola.cli.language import preferred
from parola.cli.refusing import refusing, stop
from parola.now import now

if TYPE_CHECKING:
    from parola.lab.simulation.runs import Progress
    from parola.policy.words import Words

_DAY_OF_WEEK = 7


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(simulate)


def simulate(
    agreement: Annotated[str, typer.Argument(help="The promises: a shipped agreement's id, or a file.")],
    roster: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="Who works when: a YAML file.")],
    arrivals: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="What comes in: a YAML file, or with --mapping an incident log  \\[default: the roster's file]",
        ),
    ] = None,
    handling: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="How long work takes: a YAML file  \\[default: the roster's file, or the log]",
        ),
    ] = None,
    mapping: Annotated[
        str | None, typer.Option(help="What the log's columns mean: a shipped mapping's name, or a YAML file.")
    ] = None,
    plan: Annotated[str | None, typer.Option(help="The plan of the log's tickets  \\[default: the mapping's]")] = None,
    as_it_was: Annotated[
        bool, typer.Option("--as-it-was", help="Let the log's tickets come exactly when they came, and not at random.")
    ] = False,
    keep: Annotated[
        float, typer.Option(min=1, max=100, help="The share in percent to keep where the agreement undertakes none.")
    ] = 95,
    cheapest: Annotated[
        bool, typer.Option("--cheapest", help="Search for the cheapest roster that keeps the objectives.")
    ] = False,
    most: Annotated[int, typer.Option(min=1, max=10_000, help="How many rosters are tried.")] = 300,
    weeks: Annotated[int, typer.Option(min=1, max=104, help="How many weeks a run counts.")] = 4,
    warm: Annotated[int, typer.Option(min=0, max=52, help="How many weeks before them fill the desk.")] = 1,
    runs: Annotated[int, typer.Option(min=2, max=1000, help="How many runs.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="What all chances come from: the same seed, the same answer.")] = 1,
    since: Annotated[
        str | None, typer.Option("--from", help="The first day, as in 2026-03-02  \\[default: next Monday]")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole result as JSON.")] = False,
    lang: Annotated[str | None, typer.Option(help="The language of what is printed: en, es, it, ar.")] = None,
) -> None:
    """What share of each objective is kept with these people, how sure that is, and in which hours promises will be missed."""
    from parola.lab.simulation import inputs
    from parola.policy.words import speak

    words = speak(preferred(lang), isolating=True)
    with _refusing(words):
        asked = inputs.Asked(
            agreement=agreement, roster=roster, arrivals=arrivals, handling=handling, mapping=mapping, plan=plan,
            as_it_was=as_it_was, keep=keep / 100, weeks=weeks, warm=warm, runs=runs, seed=seed,
            start=_first_day(since, words),
        )  # fmt: skip
        scenario, people = inputs.gather(asked)
    found = None
    if cheapest:
        from parola.lab.simulation import search

        with _bar(words.gettext("Trying rosters")) as told:
            found = search.cheapest(scenario, people, most=most, told=told)
        people, result = found.roster, found.result
    else:
        from parola.lab.simulation.runs import simulate as run

        with _bar(words.gettext("Simulating")) as told:
            result = run(scenario, people, told)
    if as_json:
        print(json.dumps(simulated.as_dict(scenario, people, result, found), ensure_ascii=False, indent=2))
    else:
        simulated.show(scenario, people, result, found, words)


def _first_day(written: str | None, words: Words) -> date:
    """The day that was asked for, or the next Monday."""
    if written is None:
        today = now().date()
        return today + timedelta(days=_DAY_OF_WEEK - today.weekday())
    try:
        return date.fromisoformat(written)
    except ValueError:
        message = words.gettext("%(value)s is no date: write it as in 2026-03-02.")
        raise stop(message % {"value": words.isolated(written)}) from None


@contextmanager
def _refusing(words: Words) -> Iterator[None]:
    """Exit with 1 where a file cannot be used, or not even be read."""
    try:
        with refusing(words):
            yield
    except (OSError, UnicodeDecodeError) as error:
        raise stop(words.gettext("A file cannot be read: %(error)s") % {"error": error}) from error


@contextmanager
def _bar(title: str) -> Iterator[Progress]:
    """A bar on a terminal's standard error, and nowhere else."""
    with bars() as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
