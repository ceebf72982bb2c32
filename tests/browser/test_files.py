"""Files that come with a form, in a real browser: chosen, dropped and pasted, with progress, and kept through a form that has faults."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Page, expect

from parola.desk.files import store
from parola.desk.tickets.attaching import File
from parola.desk.tickets.models import Attachment
from tests.browser.conftest import Open
from tests.desk.world import MONDAY, World

EVIL = b"<svg xmlns='http://www.w3.org/2000/svg' onload='window.ran = 1'><script>window.ran = 1</script></svg>"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16
DROPPED = """(target) => {
  const given = new DataTransfer();
  given.items.add(new File(["dropped"], "dropped.txt", { type: "text/plain" }));
  target.dispatchEvent(new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true }));
}"""
PASTED = """(target) => {
  const given = new DataTransfer();
  given.items.add(new File(["pasted"], "image.png", { type: "image/png" }));
  target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true }));
}"""


def payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "text/html", "buffer": content}


def arrived(page: Page, *names: str) -> None:
    expect(page.locator(".files .file label > bdi")).to_have_text([*names])


def test_files_go_ahead_stay_with_a_form_that_has_faults_and_come_with_the_request(
    world: World, open_page: Open
) -> None:
    page = open_page("/portal/new/credenti/", world.ana)
    page.locator("[name=attachments]").set_input_files([payload("one.txt", b"one"), payload("two.txt", b"two")])
    arrived(page, "one.txt", "two.txt")
    page.locator("[name=text]").evaluate(DROPPED)
    arrived(page, "one.txt", "two.txt", "dropped.txt")
    page.locator("[data-file-remove]").nth(1).click()
    arrived(page, "one.txt", "dropped.txt")
    page.locator("[name=subject]").fill("No login")
    page.locator("[name=text]").fill(" ")
    page.locator("form button.main").click()
    expect(page.locator("[role=alert]").first).to_be_visible()
    arrived(page, "one.txt", "dropped.txt")
    page.locator("[name=text]").fill("See the files.")
    page.locator("form button.main").click()
    page.wait_for_url("**/portal/requests/CRE-1/")
    expect(page.locator(".attachments bdi")).to_have_text(["one.txt", "dropped.txt"])


def test_a_picture_is_pasted_into_a_reply_and_what_is_too_large_is_told_before_it_is_sent(
    world: World, open_page: Open
) -> None:
    world.ticket(priority="P1")
    page = open_page("/console/tickets/CRE-1/", world.bob)
    reply = page.locator(".reply-form")
    reply.locator("textarea").evaluate(PASTED)
    expect(reply.locator(".file bdi").first).to_have_text("image.png")
    reply.locator("[data-files]").evaluate("box => { box.dataset.bytes = '10'; }")
    reply.locator("[name=attachments]").set_input_files([payload("large.bin", b"x" * 11)])
    expect(reply.locator(".file .errorlist")).to_have_count(1)
    reply.locator("textarea").fill("Like this.")
    reply.locator("button.main").click()
    expect(page.locator(".attachments bdi")).to_have_text(["image.png"])


def test_b18_nothing_that_came_along_runs_when_it_is_opened(world: World, open_page: Open) -> None:
    files = [
        File(blob=store.put([content], now=MONDAY), name=name)
        for name, content in (("a.svg", EVIL), ("a.png", PNG + EVIL))
    ]
    world.ticket(attachments=files)
    page = open_page("/portal/requests/CRE-1/", world.ana)
    expect(page.locator(".attachments img")).to_have_count(1)
    picture = f"/files/CRE-1/{Attachment.objects.get(name='a.png').pk}/"
    with page.expect_download() as download:
        page.locator(".attachments a").first.click()
    assert download.value.suggested_filename == "a.svg"
    alone = page.context.new_page()  # a browser says that it may not even style the picture
    alone.goto(page.url.replace("/portal/requests/CRE-1/", picture))
    assert alone.evaluate("window.ran") is None
