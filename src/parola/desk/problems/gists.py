"""What is kept of a ticket to compare it: the telling words and the meaning of its subject and of how its text begins."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

import numpy as np

from parola.desk.accounts.models import Person
from parola.desk.knowledge.words import telling
from parola.desk.meaning.embedding import Embedder
from parola.desk.meaning.vectors import packed, unpacked
from parola.desk.problems.alike import Incident, Vector, apart
from parola.desk.problems.models import Problem
from parola.desk.problems.recurrences import Gist, Watch
from parola.desk.search.tokens import tokens
from parola.desk.tickets.agreeing import known_facts
from parola.desk.tickets.kinds.erasing import WordsErased
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.desk.tickets.queries import history

FIRST = 600
"""Characters of the text that are read: what it is about is said at its beginning, and what follows is logs and signatures."""
KEPT = timedelta(days=90)
"""As long as the longest window."""
MOST = 2000
"""So many of a brand are looked at for a new one, the newest."""


def keep(keys: Collection[int], watches: dict[int, Watch], since: datetime) -> list[int]:
    """Keep what these tickets are about, as they stand now, and nothing of those that count for nothing; the keys of those kept."""
    tickets = Ticket.objects.filter(pk__in=keys).select_related("opening").defer("opening__html")
    kept = []
    for ticket in tickets.order_by("pk"):
        said = said_on(ticket)
        if ticket.void or not said or ticket.opened_at < since:
            Gist.objects.filter(pk=ticket.pk).delete()
            continue
        values = {"brand_id": ticket.brand_id, "at": ticket.opened_at, "product": ticket.product} | _of_words(ticket)
        component = watches[ticket.brand_id].component if ticket.brand_id in watches else ""
        values["component"] = known_facts(history(ticket)).get(component, "") if component else ""
        Gist.objects.update_or_create(pk=ticket.pk, defaults={**values, "model": "", "vector": None})
        kept.append(ticket.pk)
    return kept


def said_on(ticket: Ticket) -> str:
    """What it is about in its customer's own words; empty where these are gone."""
    return "" if ticket.opening.erased_at else f"{ticket.opening.subject}\n{ticket.opening.text[:FIRST]}".strip()


def _of_words(ticket: Ticket) -> dict[str, str]:
    subject = _telling(ticket.opening.subject, ticket.language)
    text = _telling(ticket.opening.text[:FIRST], ticket.language)
    return {"subject": " ".join(sorted(subject)), "words": " ".join(sorted(subject | text))}


def _telling(text: str, language: str) -> set[str]:
    return {word for word in tokens(text, language) if telling(word)}


def embed(keys: Collection[int], model: Embedder) -> None:
    """Keep what these mean beside their words."""
    tickets = Ticket.objects.filter(pk__in=keys).select_related("opening").defer("opening__html").order_by("pk")
    texts = {ticket.pk: said_on(ticket) for ticket in tickets}
    if texts:
        for key, vector in zip(texts, packed(model.encode(list(texts.values()))), strict=True):
            Gist.objects.filter(pk=key).update(model=model.model_id, vector=vector)


def without_vector(limit: int) -> list[int]:
    """The newest of those of which it is not known what they mean."""
    return list(Gist.objects.filter(model="").order_by("-at").values_list("pk", flat=True)[:limit])


def forget_other_models(model: Embedder) -> None:
    """What another model made tells nothing beside this one's: it is made anew."""
    Gist.objects.exclude(model__in=["", model.model_id]).update(model="", vector=None)


def forget_void(keys: Collection[int]) -> None:
    """Those of the tickets that count for nothing now are compared no more."""
    Gist.objects.filter(pk__in=keys).exclude(ticket__void="").delete()


def forget_old(before: datetime) -> None:
    """What lies further back than any window is kept no longer."""
    Gist.objects.filter(at__lt=before).delete()


def forget_erased(person: Person) -> None:
    """A person was erased: nothing is kept of the tickets whose words went with them. Belongs into the turn in which that was done."""
    erased = TicketEvent.objects.filter(kind=WordsErased.kind, data__person=person.pk)
    Gist.objects.filter(ticket__in=erased.values("ticket")).delete()


def around(gist: Gist, window: timedelta) -> list[Incident]:
    """The ticket of that gist, first, and those of its brand within the window.

    What all its customers' texts have in common is told by the newest of the brand, also beyond the window: there a single fault of many
    incidents is not the most of it.
    """
    rows = Gist.objects.filter(brand=gist.brand_id, ticket__void="").exclude(pk=gist.pk)
    found = [gist, *rows.order_by("-at").select_related("ticket").only(*FIELDS)[:MOST]]
    return [each for each in _incidents(found) if abs(each.at - gist.at) <= window]


FIELDS = ("at", "product", "component", "subject", "words", "model", "vector", "ticket__problem")


def _incidents(found: list[Gist]) -> Iterable[Incident]:
    problems = {each.ticket.problem for each in found if each.ticket.problem}
    closed = Problem.objects.filter(pk__in=problems, state=Problem.State.CLOSED)
    over = set(closed.values_list("pk", flat=True)) if problems else set()
    vectors = _vectors(found)
    for each in found:
        yield Incident(
            key=each.pk,
            at=each.at,
            product=each.product,
            component=each.component,
            subject=frozenset(each.subject.split()),
            words=frozenset(each.words.split()),
            vector=vectors.get(each.pk),
            problem=each.ticket.problem if each.ticket.problem not in over else None,
        )


def _vectors(found: list[Gist]) -> dict[int, Vector]:
    """Those of the model that made the first one's, each of length 1."""
    model = found[0].model
    of_model = [each for each in found if model and each.model == model and each.vector]
    rows = unpacked(bytes(each.vector or b"") for each in of_model).astype(np.float32)
    if not rows.size:
        return {}
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return {each.pk: row for each, row in zip(of_model, apart(rows), strict=True)}
