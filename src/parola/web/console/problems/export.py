"""The history of a problem as the desk keeps it, for a program: every entry, what was written in it, and its link in the chain."""

from typing import Any

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Person
from parola.desk.problems import queries, vocabulary
from parola.desk.problems.models import Problem
from parola.web.console.problems.views import gate
from parola.web.middleware import Request


@require_safe
def history_json(request: Request, reference: str) -> JsonResponse:
    """All of it."""
    return JsonResponse(as_json(gate(request, reference)), json_dumps_params={"ensure_ascii": False})


def as_json(problem: Problem) -> dict[str, Any]:
    """The entries, the oldest first."""
    rows = queries.entries(problem)
    history = [queries.recorded(row) for row in rows]
    people = Person.objects.in_bulk({entry.by for entry in history if entry.by is not None})
    said = queries.said(history)
    return {
        "reference": problem.reference,
        "title": problem.title,
        "entries": [
            {
                "seq": entry.seq,
                "position": row.position,
                "kind": entry.fact.kind,
                "version": entry.fact.version,
                "at": entry.at,
                "recorded_at": entry.recorded_at,
                "by": {"key": entry.by, "name": str(people[entry.by])} if entry.by is not None else None,
                "data": vocabulary.to_data(entry.fact),
                "words": {each.body: list(said[each.body]) for each in vocabulary.words_of(entry.fact)},
                "hash": row.hash,
            }
            for row, entry in zip(rows, history, strict=True)
        ],
    }
