"""The sample desk's problems, by the desk's own operations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from parola.desk.accounts.models import Brand, Person
from parola.desk.problems import known_errors, operations, telling
from parola.desk.problems.known_errors import Text
from parola.desk.problems.models import Problem, Telling
from parola.desk.tickets.models import Ticket

from . import script


def begin(
    brand: Brand, problem: script.Problem, at: datetime, people: Mapping[str, Person], tickets: Mapping[str, Ticket]
) -> Problem:
    """Its owner opens it, with its incidents."""
    return operations.open_problem(
        brand=brand,
        tickets=[tickets[key] for key in problem.tickets],
        title=problem.title,
        symptoms=problem.symptoms,
        impact=problem.impact,
        by=people[problem.owner],
        now=at,
    )


def go_on(made: Problem, problem: script.Problem, at: datetime) -> None:
    """They find a way around it, make it an article for everybody, and have those told who suffer from it."""
    owner = made.owner
    workaround = {language: each.workaround for language, each in problem.known.items()}
    made = operations.note(problem=made, text=problem.note, by=owner, now=at)
    made = operations.write_workaround(problem=made, texts=workaround, by=owner, now=at)
    texts = {language: Text(title=each.title, text=each.workaround) for language, each in problem.known.items()}
    known_errors.publish_known_error(problem=made, texts=texts, by=owner, now=at, show=True)
    telling.order(problem=made, what=Telling.What.WORKAROUND, texts=workaround, number=1, by=owner, now=at)
    telling.carry_out(now=at)
