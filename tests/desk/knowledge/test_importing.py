"""Documentation imported, and imported again: what changed is a new version, what is the same stays, what vanished is named."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from parola.desk.accounts.models import Person
from parola.desk.knowledge import importing, operations, queries
from parola.desk.knowledge.importing import Plan, Wanted
from parola.desk.knowledge.models import Article, File, Translation
from parola.desk.knowledge.operations import Readers
from tests.desk.world import MONDAY, World
from tests.web.faces import png

pytestmark = pytest.mark.django_db
API = """
openapi: 3.1.0
info: {title: Doors, version: "1"}
paths:
  /doors/{id}:
    parameters: [{$ref: "#/components/parameters/id"}]
    delete:
      tags: [Doors]
      summary: Remove a door
      deprecated: true
      responses: {204: {description: Gone.}}
components:
  parameters:
    id: {name: id, in: path, required: true, description: "Its | key.", schema: {type: [string, "null"]}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "handbook"
    (found / "guide").mkdir(parents=True)
    (found / "pictures").mkdir()
    (found / "index.md").write_text("# Handbook\n\nSee [cards](guide/cards.md#lost) and ![it](pictures/it.png).\n")
    (found / "guide" / "cards.md").write_text("Cards\n=====\n\nBack [home](../index.md). [Gone](nowhere.md).\n")
    (found / "guide" / "doors.html").write_text(
        "<title>x</title><nav>menu</nav><main><h1>Doors</h1><p>See <a href='cards.md'>cards</a>.</p></main>"
    )
    (found / "pictures" / "it.png").write_bytes(png())
    return found


def brought(folder: Path, world: World, by: Person | None = None, **more: object) -> Plan:
    wanted = Wanted(**{"brand": world.credenti, "kind": "documentation", "language": "en", **more})  # type: ignore[arg-type]
    return importing.carry_out(importing.take_path(folder, wanted.kind, wanted.language), wanted, by=by, now=MONDAY)


def became(plan: Plan) -> dict[str, str]:
    return {step.path: step.what for step in plan.steps}


def said(path: str) -> Translation:
    return Translation.objects.get(article__path=path)


def test_pages_become_articles_with_their_pictures_and_links(folder: Path, world: World) -> None:
    plan = brought(folder, world)
    assert became(plan) == {"guide/cards.md": "new", "guide/doors.html": "new", "index.md": "new"}
    assert [(each.file, each.line) for each in plan.notes] == [("guide/cards.md", 4)]
    name = File.objects.get().name
    assert said("index.md").title == "Handbook"
    assert said("index.md").text == f"See [cards](page:guide/cards.md#lost) and ![it](file:{name})."
    assert said("guide/cards.md").text == "Back [home](page:index.md). [Gone](#)."
    assert (said("guide/doors.html").title, said("guide/doors.html").text) == (
        "Doors",
        "See [cards](page:guide/cards.md).",
    )
    assert queries.file(None, said("index.md").article_id, name).name == name
    found = queries.search(person=None, brand=world.credenti, text="doors", language="en")
    assert [(each.title, each.kind) for each in found] == [("Doors", "documentation")]


def test_the_same_folder_once_more_changes_nothing(folder: Path, world: World) -> None:
    brought(folder, world)
    assert set(became(brought(folder, world)).values()) == {"same"}
    assert File.objects.count() == 1
    assert not Translation.objects.exclude(newest=1).exists()


def test_what_changed_is_a_new_version_and_an_older_one_keeps_its_picture(folder: Path, world: World) -> None:
    brought(folder, world)
    (folder / "pictures" / "it.png").write_bytes(png(colour="blue"))
    assert became(brought(folder, world)) == {
        "guide/cards.md": "same",
        "guide/doors.html": "same",
        "index.md": "changed",
    }
    text = said("index.md")
    assert (text.version, text.newest, text.state) == (2, 2, "published")
    assert File.objects.count() == 2


@pytest.mark.parametrize(("gone", "left"), [("internal", "internal"), ("keep", "published"), ("remove", None)])
def test_what_vanished_is_named_and_kept_as_one_says(folder: Path, world: World, gone: str, left: str | None) -> None:
    brought(folder, world)
    (folder / "guide" / "cards.md").unlink()
    assert became(brought(folder, world, gone=gone))["guide/cards.md"] == "gone"
    found = Translation.objects.filter(article__path="guide/cards.md").first()
    assert (found and found.state) == left


def test_what_somebody_keeps_from_readers_is_not_published_by_an_import(folder: Path, world: World) -> None:
    brought(folder, world)
    text = said("index.md")
    operations.withdraw(translation=text, by=world.lea, now=MONDAY)
    operations.arrange(article=text.article, readers=Readers(audience="customers"), by=world.lea, now=MONDAY)
    assert became(brought(folder, world))["index.md"] == "hidden"
    (folder / "index.md").write_text("# Handbook\n\nOther.\n")
    brought(folder, world)
    text = said("index.md")
    assert (text.state, text.text, text.article.audience) == ("draft", "Other.", "customers")


def test_the_same_folder_in_another_language_is_its_translation(folder: Path, world: World) -> None:
    brought(folder, world)
    (folder / "index.md").write_text("# Manual\n\nVea [tarjetas](guide/cards.md).\n")
    brought(folder, world, language="es")
    assert Article.objects.count() == 3
    assert set(Translation.objects.filter(article__path="index.md").values_list("language", "title")) == {
        ("en", "Handbook"), ("es", "Manual")
    }  # fmt: skip


def test_a_description_of_an_api_is_a_page_for_each_operation(tmp_path: Path, world: World) -> None:
    (tmp_path / "doors.yaml").write_text(API)
    plan = brought(tmp_path / "doors.yaml", world, kind="api")
    assert list(became(plan)) == ["doors/index", "doors/Doors/delete-doors-{id}"]
    text = said("doors/Doors/delete-doors-{id}").text
    assert text.startswith("```\nDELETE /doors/{id}\n```\n\n**It is deprecated")
    assert r"| `id` | path | `string/null` | yes | Its \| key. |" in text
    assert "### 204\n\nGone." in text
    assert "- [Remove a door](page:doors/Doors/delete-doors-%7Bid%7D): `DELETE /doors/{id}`" in said("doors/index").text


def test_a_zip_file_of_a_folder_is_that_folder(folder: Path, world: World) -> None:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for path in folder.rglob("*.*"):
            archive.write(path, Path("handbook", path.relative_to(folder)))
    taken = importing.take_bytes("handbook.zip", into.getvalue(), "documentation", "en")
    assert [page.path for page in taken.pages] == ["guide/cards.md", "guide/doors.html", "index.md"]
    assert taken.name == "handbook"


@pytest.mark.parametrize("who", ["bob", "ana"])
def test_only_who_publishes_imports(folder: Path, world: World, who: str) -> None:
    with pytest.raises(operations.NotAllowed):
        brought(folder, world, by=getattr(world, who))
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a<b> b </b>c</p>", "a **b** c"),
        ("<p>1. no list</p><p># no heading</p><p>+ no item</p>", "1\\. no list\n\n\\# no heading\n\n\\+ no item"),
        ("<p>&lt;b&gt; a_b &amp;amp;</p>", "\\<b\\> a\\_b \\&amp;"),
        ("<ul><li>a<ol><li>b</ol></li><li><p>c</p><p>d</p></ul>", "- a\n  1. b\n- c\n\n  d"),
        ("<pre>x\n  ```y</pre>", "````\nx\n  ```y\n````"),
        ("<table><tr><th>a<td>b|c</tr><tr><td>d</td></tr></table>", "| a | b\\|c |\n| --- | --- |\n| d |  |"),
        ("<blockquote>a<pre>b</pre></blockquote>", "> a\n\n> ```\n> b\n> ```"),
        ("<code>a*b`c</code>", "``a*b`c``"),
        ("a<script>alert(1)</script><style>x</style>b", "ab"),
    ],
)
def test_html_is_read_as_what_it_says(html: str, text: str) -> None:
    from parola.desk.knowledge.sources.html import as_markdown

    assert as_markdown(html) == text
