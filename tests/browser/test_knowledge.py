"""The editor of articles, in a real browser: pictures that are chosen and pasted are named in the text, and seen before anything is kept."""

from __future__ import annotations

from playwright.sync_api import expect

from parola.desk.knowledge.models import Article, File
from tests.browser.conftest import Open
from tests.desk.world import World
from tests.web.faces import png

PASTED = """async (target) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 9;
  const picture = await new Promise((done) => canvas.toBlob(done));
  const given = new DataTransfer();
  given.items.add(new File([picture], "image.png", { type: "image/png" }));
  target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true }));
}"""


def test_pictures_are_named_where_the_cursor_is_and_each_has_a_name_of_its_own(world: World, open_page: Open) -> None:
    page = open_page("/console/knowledge/new/credenti/", world.lea)
    page.locator("[name=title]").fill("See")
    text = page.locator("textarea[name=text]")
    text.fill("Look:")
    page.locator("[name=attachments]").set_input_files({"name": "image.png", "mimeType": "image/png", "buffer": png()})
    expect(text).to_have_value("Look:\n\n![image](file:image.png)\n")
    text.evaluate(PASTED)
    expect(text).to_have_value("Look:\n\n![image](file:image.png)\n![image-2](file:image-2.png)")
    expect(page.locator(".article img")).to_have_count(2)
    page.locator("[data-file-remove]").first.click()
    expect(text).to_have_value("Look:\n\n\n![image-2](file:image-2.png)")
    page.locator("form.write-article button.main").click()
    page.wait_for_url("**/console/knowledge/*/")
    expect(page.locator(".article img")).to_have_attribute("alt", "image-2")
    assert page.locator(".article img").evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 9
    assert [each.name for each in File.objects.filter(article=Article.objects.get())] == ["image-2.png"]
