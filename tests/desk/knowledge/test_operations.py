from __future__ import annotations

import pytest

from parola.desk.accounts.models import Change, Person
from parola.desk.accounts.naming import naming_of
from parola.desk.knowledge import erasing, operations, queries, readers
from parola.desk.knowledge.models import Article, Question, Term, Translation, Use, Vote
from parola.desk.knowledge.operations import Readers
from tests.desk.knowledge.made import article, shown, translated
from tests.desk.world import MONDAY, World, after

pytestmark = pytest.mark.django_db


def kept(translation: Translation, text: str, by: Person, seen: int) -> Translation:
    return operations.keep(
        article=translation.article,
        language=translation.language,
        title=translation.title,
        text=text,
        seen=seen,
        by=by,
        now=MONDAY,
    )


def test_every_version_is_kept_and_a_change_waits_until_it_is_published(world: World) -> None:
    first = article(world.credenti, "Cards", "One.")
    changed = kept(first, "Two.", world.bob, seen=1)
    assert (changed.text, changed.version, changed.newest) == ("One.", 1, 2)
    published = shown(changed)
    assert (published.text, published.version, published.newest) == ("Two.", 2, 2)
    back = operations.show(translation=published, number=1, state="published", by=world.lea, now=MONDAY)
    assert back.text == "One."
    assert list(back.versions.order_by("number").values_list("number", "text", "by__name")) == [
        (1, "One.", None), (2, "Two.", world.bob.name),
    ]  # fmt: skip


def test_a_draft_is_always_its_newest_version(world: World) -> None:
    draft = article(world.credenti, "Cards", "One.", state="draft")
    assert kept(draft, "Two.", world.bob, seen=1).text == "Two."


def test_what_somebody_else_kept_meanwhile_is_not_written_over(world: World) -> None:
    draft = article(world.credenti, "Cards", "One.", state="draft")
    kept(draft, "Two.", world.bob, seen=1)
    with pytest.raises(operations.ChangedMeanwhile):
        kept(draft, "Three.", world.lea, seen=1)


def test_a_translation_is_outdated_when_its_source_says_something_new(world: World) -> None:
    first = article(world.credenti, "Cards", "One.")
    spanish = translated(first.article, "es", "Tarjetas", "Uno.")
    assert not queries.outdated(spanish)
    shown(kept(first, "Two.", world.bob, seen=1))
    assert queries.outdated(spanish)
    assert not queries.outdated(first)
    shown(kept(spanish, "Dos.", world.bob, seen=1))
    assert not queries.outdated(Translation.objects.get(pk=spanish.pk))


def test_who_writes_need_not_be_who_publishes(world: World) -> None:
    draft = article(world.credenti, "Cards", "One.", state="draft")
    with pytest.raises(operations.NotAllowed):
        operations.show(translation=draft, number=1, state="published", by=world.bob, now=MONDAY)
    public = operations.show(translation=draft, number=1, state="published", by=world.lea, now=MONDAY)
    with pytest.raises(operations.NotAllowed):
        operations.withdraw(translation=public, by=world.bob, now=MONDAY)
    for stranger in (world.ana, world.zoe, world.audrey):
        with pytest.raises(operations.NotAllowed):
            kept(public, "Mine.", stranger, seen=1)


def test_who_reads_what_is_shown_is_for_who_publishes(world: World) -> None:
    secret = article(world.credenti, "Cards", readers=Readers(audience=Article.Audience.INTERNAL)).article
    with pytest.raises(operations.NotAllowed):
        operations.arrange(article=secret, readers=Readers(), by=world.bob, now=MONDAY)
    inner = Readers(audience=Article.Audience.INTERNAL, products=("Hub",))
    assert operations.arrange(article=secret, readers=inner, by=world.bob, now=MONDAY).products == ["Hub"]


def test_votes_and_uses_are_counted(world: World) -> None:
    one = article(world.credenti, "Cards").article
    for helped in (False, True):
        readers.vote(article=one, person=world.ana, helped=helped, now=MONDAY)
    readers.vote(article=one, person=None, helped=False, now=MONDAY)
    assert sorted(Vote.objects.values_list("helped", flat=True)) == [False, True]
    for _each in range(3):
        readers.count(article=one, kind=Use.Kind.SOLVED, now=MONDAY)
    readers.count(article=one, kind=Use.Kind.SOLVED, now=after(days=1))
    assert queries.served_of([one.pk])[one.pk].solved == 4


def test_questions_without_an_answer_are_gathered_without_what_names_people(world: World) -> None:
    for text in ("Refund for ana@people.example", "refund for ANA@people.example?"):
        readers.unanswered(brand=world.credenti, language="en", text=text, now=MONDAY)
    assert readers.unanswered(brand=world.credenti, language="en", text=" ?! ", now=MONDAY) is None
    assert list(Question.objects.values_list("text", "count")) == [("refund for address", 2)]


def test_who_showed_what_to_whom_is_in_the_audit_log(world: World) -> None:
    draft = article(world.credenti, "Cards", state="draft")
    operations.show(translation=draft, number=1, state="published", by=world.lea, now=MONDAY)
    operations.arrange(
        article=draft.article, readers=Readers(audience=Article.Audience.CUSTOMERS), by=world.lea, now=MONDAY
    )
    told = [(each.by, each.before, each.after) for each in Change.objects.filter(matter="article").order_by("pk")]
    assert told == [
        (world.lea, {"state_en": "draft"}, {"state_en": "published"}),
        (world.lea, {"audience": "public"}, {"audience": "customers"}),
    ]


def test_who_is_erased_is_named_in_no_article_and_not_in_the_index(world: World) -> None:
    world.ana.name = "Ana Zibaldone"
    world.ana.save()
    first = article(world.credenti, "Cards of Ana Zibaldone", "Ask ana@people.example, that is Ana Zibaldone.")
    erasing.strike(naming_of(world.ana))
    assert Translation.objects.get().text == "Ask […], that is […]."
    assert "Zibaldone" not in first.versions.get().title + Translation.objects.get().title
    assert not Term.objects.filter(text__startswith="zibal").exists()
