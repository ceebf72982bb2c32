"""What the articles mean: the worker gives their sections vectors, after each change of a text and whenever the model is another.

A translation whose turn is 0 waits. Its sections are written in one transaction with the turn, which counts up for each brand; so
whoever holds the vectors of a brand in memory asks for those of later turns alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from parola.desk.knowledge.models import Section, Translation, Turns
from parola.desk.knowledge.sections import FORM, meant
from parola.desk.meaning import embedding
from parola.desk.meaning.embedding import Embedder
from parola.desk.meaning.vectors import packed

SLICE = 20
BATCH = 500


class TakeIn:
    """A job, a slice at a time. What another model made goes first, once."""

    def __init__(self) -> None:
        self.looked = False

    def step(self) -> bool:
        """Some of those that wait. True where there may be more; False, too, where there is no model."""
        identity = embedding.identity()
        if not identity:
            return False
        if not self.looked:
            forget_others(kept_as(identity))
            embedding.wake()  # whatever else this process looks for is found by it too
            self.looked = True
        waiting = list(Translation.objects.filter(turn=0).select_related("article").order_by("pk")[:SLICE])
        model = embedding.load() if waiting else None
        if model is not None:
            take_in(waiting, model)
        return model is not None


def kept_as(model_id: str) -> str:
    """What vectors of the model are kept under; another way to part texts makes other vectors."""
    return f"{model_id}, sections {FORM}"


def forget_others(model: str) -> None:
    """Let go of vectors that were kept under another name: what they were made of waits again."""
    others = Section.objects.exclude(model=model)
    if others.exists():
        with transaction.atomic():
            Translation.objects.filter(pk__in=others.values("translation")).update(turn=0)
            others.delete()


def begin_anew() -> None:
    """Have every text taken in again. Until then it is found by its words alone."""
    Translation.objects.update(turn=0)


def left() -> int:
    """How many texts wait."""
    return Translation.objects.filter(turn=0).count()


def take_in(texts: Sequence[Translation], model: Embedder) -> None:
    """Keep what the texts mean; but for those that were changed since they were read, which wait on."""
    said = [meant(each.title, each.text) for each in texts]
    vectors = iter(packed(model.encode([each for some in said for each in some])))
    for text, some in zip(texts, said, strict=True):
        _keep(text, [next(vectors) for _each in some], kept_as(model.model_id))


@transaction.atomic
def _keep(text: Translation, vectors: list[bytes], model: str) -> None:
    brand = text.article.brand_id
    turn = _next_turn(brand)
    as_read = Translation.objects.filter(pk=text.pk, turn=0, title=text.title, text=text.text)
    if not as_read.update(turn=turn):
        return
    Section.objects.filter(translation=text).delete()
    rows = [
        Section(brand_id=brand, translation=text, number=number, turn=turn, model=model, vector=vector)
        for number, vector in enumerate(vectors)
    ]
    Section.objects.bulk_create(rows, batch_size=BATCH)


def _next_turn(brand: int) -> int:
    """Counted up under a lock: who reads a turn has all before it."""
    Turns.objects.get_or_create(brand_id=brand)
    Turns.objects.filter(brand=brand).update(last=F("last") + 1)
    return Turns.objects.get(brand=brand).last
