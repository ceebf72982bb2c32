"""Files of articles: who may have them, what they are called, when they go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from parola.desk.accounts.models import Person
from parola.desk.files import store
from parola.desk.files.kinds import kind_of
from parola.desk.files.models import Blob
from parola.desk.knowledge import enclosing, operations, queries
from parola.desk.knowledge.enclosing import Enclosed
from parola.desk.knowledge.models import Article, File, Translation
from parola.desk.knowledge.operations import Readers
from parola.desk.knowledge.references import file_name, files_in, free_name, pages_in
from tests.desk.knowledge.made import shown
from tests.desk.world import MONDAY, World
from tests.web.faces import png

pytestmark = pytest.mark.django_db


def written(world: World, text: str, *files: Enclosed, audience: str = "public") -> Translation:
    return operations.write(
        brand=world.credenti, language="en", title="See", text=text, readers=Readers(audience=audience), by=world.bob,
        now=MONDAY, files=files,
    )  # fmt: skip


def picture(name: str = "reader.png", colour: str = "red") -> Enclosed:
    return enclosing.prepared(name, png(colour=colour), MONDAY)


def may_have(person: Person | None, draft: Translation, name: str, *, inside: bool = False) -> bool:
    try:
        queries.file(person, draft.article_id, name, inside=inside)
    except queries.NoSuchArticle:
        return False
    return True


def test_a_picture_is_drawn_anew_and_what_is_none_is_refused() -> None:
    kept = store.read(picture().blob)
    assert kind_of(kept) == "image/webp"
    with pytest.raises(enclosing.NotAPicture):
        enclosing.prepared("x.png", b"\x89PNG\r\n\x1a\n" + b"<script>" * 9, MONDAY)


def test_a_file_is_for_who_may_read_a_text_that_refers_to_it(world: World) -> None:
    draft = written(world, "![it](file:reader.png)", picture())
    assert may_have(world.bob, draft, "reader.png", inside=True)
    assert not any(may_have(each, draft, "reader.png") for each in (None, world.ana, world.bob))
    shown(draft, "internal")
    assert not may_have(world.ana, draft, "reader.png")
    shown(draft)
    assert may_have(None, draft, "reader.png")
    assert not may_have(None, draft, "other.png")
    operations.withdraw(translation=draft, by=None, now=MONDAY)
    assert not may_have(None, draft, "reader.png")


def test_what_waits_to_be_published_shows_no_file_yet(world: World) -> None:
    draft = shown(written(world, "Nothing to see."))
    operations.keep(
        article=draft.article, language="en", title="See", text="![](file:reader.png)", seen=1, by=world.bob, now=MONDAY,
        files=[picture()],
    )  # fmt: skip
    assert not may_have(None, draft, "reader.png")
    assert may_have(world.bob, draft, "reader.png", inside=True)


def test_customers_files_are_not_everybodys(world: World) -> None:
    draft = shown(written(world, "![](file:reader.png)", picture(), audience=Article.Audience.CUSTOMERS))
    assert may_have(world.ana, draft, "reader.png")
    assert not may_have(None, draft, "reader.png")


def test_files_that_are_referred_to_nowhere_are_told_of_at_the_end(world: World) -> None:
    plain = enclosing.prepared("the manual (1).pdf", b"%PDF-1.7 x", MONDAY)
    draft = written(world, "Text.", picture(), plain)
    assert draft.text == "Text.\n\n![reader.png](file:reader.png)\n\n[the-manual-1-.pdf](file:the-manual-1-.pdf)"


def test_two_files_of_a_name_have_names_of_their_own_and_the_same_file_is_one(world: World) -> None:
    draft = written(world, "", picture(), picture(), picture(colour="blue"))
    assert set(draft.article.files.values_list("name", flat=True)) == {"reader.png", "reader-2.png"}


def test_a_file_goes_when_no_text_refers_to_it_and_its_bytes_a_day_later(world: World) -> None:
    draft = written(world, "![](file:reader.png)", picture())
    file, now = File.objects.get(), MONDAY + timedelta(days=2)
    with pytest.raises(operations.StillInUse):
        operations.remove_file(file=file, by=world.bob, now=MONDAY)
    operations.keep(article=draft.article, language="en", title="See", text="No.", seen=1, by=world.bob, now=MONDAY)
    store.sweep(now=now)
    assert Blob.objects.filter(pk=file.blob_id).exists()
    with pytest.raises(operations.NotAllowed):
        operations.remove_file(file=file, by=world.ana, now=MONDAY)
    operations.remove_file(file=file, by=world.bob, now=MONDAY)
    store.sweep(now=now)
    assert not Blob.objects.filter(pk=file.blob_id).exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("a b (c) [d]<e>.png", "a-b-c-d-e-.png"),
        ("مخطط القارئ.png", "مخطط-القارئ.png"),
        ("a\0\u202egnp.exe", "agnp.exe"),
        ("???", "file"),
        ("", "file"),
        ("x" * 300 + ".png", "x" * 116 + ".png"),
    ],
)
def test_a_name_is_one_that_a_text_can_write(name: str, kept: str) -> None:
    assert file_name(name) == file_name(kept) == kept
    assert files_in(f"![a](file:{kept})") == {kept}
    assert free_name(kept, {kept}) != kept


def test_references_are_read_as_markdown_writes_them() -> None:
    text = "![a](file:one.png) [b](<file:two.pdf>) [c](file:%D9%85.png) file:no.png [d](page:guide/x.md#deep) [e](page:#here)"
    assert files_in(text) == {"one.png", "two.pdf", "م.png"}
    assert pages_in(text) == {"guide/x.md"}
