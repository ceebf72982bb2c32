"""Recurring incidents are noticed: the worker reads the record on, keeps what each ticket is about, and compares it with those before.

Nobody waits for it, and the work for an incident does not grow with the desk. A turn that is done twice tells nothing twice: what was
told stands, and what the worker reads of it is looked at again under the lock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from parola.desk.accounts.models import Brand, Person, Post
from parola.desk.accounts.permissions import Act, roles_that_may
from parola.desk.meaning.embedding import embedder
from parola.desk.outbox.operations import enqueue
from parola.desk.problems import gists, habits
from parola.desk.problems.alike import Incident, Standing, Tie, Verdict, weighed
from parola.desk.problems.recurrences import Followed, Gist, Recurrence, Recurring
from parola.desk.tickets.kinds.erasing import WordsErased
from parola.desk.tickets.kinds.problems import ProblemLinked
from parola.desk.tickets.kinds.ties import Duplicate, Merged, Spam
from parola.desk.tickets.kinds.turns import FactsChanged
from parola.desk.tickets.models import TicketEvent
from parola.desk.tickets.vocabulary import Opened

EVENTS, TEXTS = 100, 20
"""What one slice of work takes in: of the record, and of texts whose meaning is not known."""
TELLING = frozenset({Opened.kind, FactsChanged.kind, WordsErased.kind})
"""What says anew what a ticket is about."""
ENDING = frozenset({Merged.kind, Duplicate.kind, Spam.kind, ProblemLinked.kind})
"""After which it waits in no recurrence any more."""
STATE = Recurrence.State


class Noticing:
    """The work of the lane. `model`: the one whose vectors the kept ones are known to be of."""

    def __init__(self) -> None:
        self.model = ""

    def __call__(self, now: datetime) -> bool:
        """A slice of what is to be done. True where there may be more."""
        model = embedder()
        if model is not None and model.model_id != self.model:
            gists.forget_other_models(model)
            self.model = model.model_id
        return follow(now) or understand(now)


def follow(now: datetime) -> bool:
    """Read on in the record. False where there is nothing new."""
    position = _followed().position
    rows = TicketEvent.objects.filter(position__gt=position).order_by("position")
    events = list(rows.values_list("position", "ticket_id", "kind")[:EVENTS])
    if not events:
        return False
    told = {ticket for _position, ticket, kind in events if kind in TELLING}
    kept = gists.keep(told, habits.watches(), now - gists.KEPT)
    ended = {ticket for _position, ticket, kind in events if kind in ENDING}
    gists.forget_void(ended)
    settle(ended)
    if embedder() is None:
        weigh(kept, now)
    gists.forget_old(now - gists.KEPT)
    Followed.objects.filter(position=position).update(position=events[-1][0])
    return True


def understand(now: datetime) -> bool:
    """Find out what the latest texts mean, and compare them. False where there is nothing to do, or no model."""
    model = embedder()
    keys = gists.without_vector(TEXTS) if model else []
    if model and keys:
        gists.embed(keys, model)
        weigh(sorted(keys), now)
    return bool(keys)


def weigh(keys: Collection[int], now: datetime) -> None:
    """Compare these tickets with those around them, and write down what is worth telling."""
    for gist in Gist.objects.filter(pk__in=keys).select_related("ticket", "brand").order_by("at", "pk"):
        watch = habits.watch(gist.brand)
        window = timedelta(days=watch.recurring_days)
        if not watch.on or gist.at < now - window:
            continue
        new, *others = gists.around(gist, window)
        stands = standing(new, others)
        verdict = weighed(new, others, stands, times=watch.recurring_times, window=window)
        if verdict is not None:
            with noticing():
                if standing(new, others) != stands:  # another worker was faster, or a person decided
                    verdict = weighed(new, others, standing(new, others), times=watch.recurring_times, window=window)
                if verdict is not None:
                    write(verdict, gist.brand, watch.recurring_days, now)


def standing(new: Incident, others: Sequence[Incident]) -> list[Standing]:
    """What was told of them before."""
    keys = [new.key, *(each.key for each in others)]
    problems = {each.problem for each in others if each.problem is not None}
    met = Recurring.objects.filter(ticket__in=keys).values("recurrence")
    found = Recurrence.objects.filter(Q(pk__in=met) | Q(problem__in=problems, state=STATE.NOTICED))
    return [_standing(each) for each in found.prefetch_related("incidents__ticket").order_by("pk")]


def _standing(kept: Recurrence) -> Standing:
    """Of what became a problem only those that were left out of it still count for anything here."""
    made = kept.state == STATE.MADE
    rows = [each for each in kept.incidents.all() if not (made and each.ticket.problem)]
    return Standing(
        key=kept.pk,
        state="made" if made else "noticed" if kept.state == STATE.NOTICED else "dismissed",
        tickets=frozenset(each.ticket_id for each in rows),
        problem=None if made else kept.problem_id,
    )


def write(verdict: Verdict, brand: Brand, days: int, now: datetime) -> Recurrence:
    """What was noticed, as rows; and who leads problems is told of it once. Belongs under the lock."""
    if verdict.grows is not None:
        kept = Recurrence.objects.get(pk=verdict.grows)
    else:
        kept = Recurrence.objects.create(
            brand=brand, problem_id=verdict.problem, days=days, noticed_at=now, changed_at=now
        )
    Recurring.objects.bulk_create(
        [_row(kept, key, verdict, now) for key in sorted(verdict.tickets)], ignore_conflicts=True
    )
    Recurrence.objects.filter(pk=kept.pk).update(changed_at=now)
    if verdict.grows is None:
        tell(kept, len(verdict.tickets), now)
    return kept


def _row(kept: Recurrence, key: int, verdict: Verdict, now: datetime) -> Recurring:
    group = verdict.group
    like, tie = group.centre, group.ties.get(key)
    if tie is None and (verdict.grows is not None or verdict.problem is not None):
        like = max(group.ties, key=lambda other: (group.ties[other].strength, -other))
        tie = group.ties[like]
    return Recurring(
        recurrence=kept, ticket_id=key, like_id=like if tie else None, why=asdict(tie) if tie else {}, since=now
    )


def why(row: Recurring) -> Tie | None:
    """Why it is thought to be one of them."""
    return Tie(**row.why) if row.why else None


def settle(keys: Collection[int]) -> None:
    """These tickets wait in no recurrence any more; one in which nothing is left to compare is gone."""
    rows = Recurring.objects.filter(ticket__in=keys, recurrence__state=STATE.NOTICED)
    touched = set(rows.values_list("recurrence", flat=True))
    if touched:
        with noticing():
            rows.delete()
            for kept in Recurrence.objects.filter(pk__in=touched, state=STATE.NOTICED):
                if kept.incidents.count() < (1 if kept.problem_id else 2):
                    kept.delete()


def tell(kept: Recurrence, count: int, now: datetime) -> None:
    """By mail, once: the brand's problem managers; where it has none, those who lead."""
    first = kept.incidents.order_by("ticket").values_list("ticket", flat=True).last()
    for person in leading(kept.brand):
        payload = {"template": "recurrence", "ticket": first, "event": 1, "to": person.pk, "language": person.language}
        enqueue(
            key=f"recurrence:{kept.pk}:{person.pk}",
            kind="mail",
            payload={**payload, "recurrence": kept.pk, "count": count, "known": kept.problem_id is not None},
            domain=kept.brand.domain,
            now=now,
        )


def leading(brand: Brand) -> list[Person]:
    """Who is told that something recurs."""
    posts = Post.objects.filter(brand=brand, person__is_active=True)
    managers = posts.filter(role=Post.Role.PROBLEM_MANAGER)
    chosen = managers if managers.exists() else posts.filter(role__in=roles_that_may(Act.LEAD_PROBLEMS))
    return list(Person.objects.filter(pk__in=chosen.values("person")).order_by("pk"))


@contextmanager
def noticing() -> Iterator[None]:
    """A transaction that no other of those that write what was noticed overlaps."""
    with transaction.atomic():
        Followed.objects.get_or_create(pk=1)
        Followed.objects.select_for_update().get(pk=1)
        yield


def _followed() -> Followed:
    return Followed.objects.get_or_create(pk=1)[0]
