"""The web form in a vendor's own page, of another origin: shown where the brand lists it, refused elsewhere, and worked through to the end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Frame
from pytest_django.live_server_helper import LiveServer

from parola.desk.knowledge.models import Use
from parola.desk.webform import changing, keys
from parola.desk.webform.models import WebForm, WebRequest
from tests.browser.conftest import Open
from tests.desk.knowledge import made
from tests.desk.world import MONDAY, World, after

SITE = """<!doctype html><html lang="{language}"><head><title>A vendor</title><meta name="viewport" content="width=device-width"></head>
<body><h1>Our products</h1>
<script src="{desk}/static/parola/js/embed.js" data-form="{desk}/at/credenti/ask/" data-title="Ask for help" {more} async></script>
<noscript><a href="{desk}/at/credenti/ask/">Ask for help</a></noscript>
<script>window.heard = []; addEventListener("message", (event) => heard.push([event.origin, event.data]));</script></body></html>"""


class Vendor:
    """A vendor's site, on a port of its own: another origin."""

    def __init__(self, desk: str) -> None:
        self.desk, self.language, self.more = desk, "en", ""
        vendor = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = SITE.format(desk=vendor.desk, language=vendor.language, more=vendor.more).encode()
                self.send_response(200 if self.path == "/" else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(page if self.path == "/" else b"")

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def vendor(live_server: LiveServer) -> Iterator[Vendor]:
    site = Vendor(live_server.url)
    yield site
    site.server.shutdown()
    site.server.server_close()


def worked(frame: Frame) -> list[str]:
    """The key of the form and the number that its script found."""
    for _ in range(100):
        found: list[str] = frame.evaluate(
            "[document.forms[0].elements.key.value, document.forms[0].elements.work.value]"
        )
        if found[1]:
            return found
        frame.page.wait_for_timeout(100)
    raise AssertionError("no work was done")


def form_for(world: World, *sites: str) -> WebForm:
    return changing.change_form(brand=world.credenti, active=True, sites=sites, leaves_out=[], by=None, now=MONDAY)


def test_a_request_is_sent_from_the_vendors_own_page(
    world: World, vendor: Vendor, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    form_for(world, vendor.origin)
    page = open_page(vendor.origin + "/", width=320)
    frame = page.frame_locator("iframe[title='Ask for help']")
    frame.get_by_label("Your e-mail address").fill("new@costa.example")
    frame.get_by_label("What is it about?").fill("No cards")
    frame.get_by_label("What happened?").fill("Cards cannot be enrolled.")
    inner = next(each for each in page.frames if "/ask/frame/" in each.url)
    key, number = worked(inner)
    assert keys.read(key, world.credenti).is_worked(number)
    height = page.locator("iframe").bounding_box()
    assert height
    assert height["height"] == pytest.approx(inner.evaluate("document.documentElement.offsetHeight"), abs=2)
    assert inner.evaluate("document.documentElement.scrollWidth") <= 320
    assert {origin for origin, _data in page.evaluate("heard")} == {inner.evaluate("location.origin")}
    monkeypatch.setattr("parola.web.middleware.now", lambda: after(minutes=1))
    frame.get_by_role("button", name="Send the request").click()
    frame.get_by_role("heading", name="look into your mailbox").wait_for()
    assert WebRequest.objects.get().email == "new@costa.example"
    page.wait_for_function("document.querySelector('iframe').offsetHeight < 700")


def test_another_site_shows_a_link_in_its_place(world: World, vendor: Vendor, chromium: Browser) -> None:
    """B26: the browser refuses the frame, and says so; after a while the script says where the form is."""
    form_for(world, "https://www.credenti.example")
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text))
    page.clock.install()
    page.goto(vendor.origin + "/")
    page.locator("iframe").wait_for()
    page.wait_for_timeout(500)
    page.clock.run_for(11_000)
    link = page.get_by_role("link", name="Ask for help")
    link.wait_for()
    assert link.get_attribute("href") == f"{vendor.desk}/at/credenti/ask/"
    assert page.evaluate("heard") == []
    assert any("frame-ancestors" in line for line in said)
    page.close()


def test_behind_a_button_it_opens_by_keyboard_in_the_pages_language(
    world: World, vendor: Vendor, open_page: Open
) -> None:
    form_for(world, vendor.origin)
    vendor.language, vendor.more = "ar", 'data-button="اطلب المساعدة"'
    page = open_page(vendor.origin + "/", width=390)
    button = page.get_by_role("button", name="اطلب المساعدة")
    assert button.get_attribute("aria-expanded") == "false"
    assert not any("/ask/" in each.url for each in page.frames)
    button.focus()
    page.keyboard.press("Enter")
    page.frame_locator("iframe").locator("h1").wait_for()
    assert button.get_attribute("aria-expanded") == "true"
    inner = next(each for each in page.frames if "/ask/frame/" in each.url)
    assert inner.evaluate("document.documentElement.dir") == "rtl"
    button.press("Enter")
    assert not page.locator("iframe").is_visible()


def test_a_signed_in_customer_is_nobody_in_the_frame(world: World, vendor: Vendor, open_page: Open) -> None:
    """The other port is the same site to the browser, so that it sends the session along."""
    form_for(world, vendor.origin)
    page = open_page(vendor.origin + "/", world.ana)
    frame = page.frame_locator("iframe")
    frame.get_by_label("Your e-mail address").wait_for()
    assert "Ana" not in (frame.locator("body").text_content() or "")
    page.goto(f"{vendor.desk}/portal/")
    assert "Ana" in (page.locator("body").text_content() or "")


def test_a_solution_shows_up_while_one_types_and_ends_the_form(
    world: World, vendor: Vendor, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    form_for(world, vendor.origin)
    text = "When cards cannot be enrolled, the reader says error 40. Hold the card **longer**."
    made.article(world.credenti, "Cards cannot be enrolled", text)
    page = open_page(vendor.origin + "/", width=390)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "suggest" in request.url else None)
    frame = page.frame_locator("iframe")
    frame.get_by_label("What is it about?").fill("Cards enrolled")
    page.wait_for_timeout(1_200)
    assert asked == []  # two words are too few
    frame.get_by_label("What happened?").fill("They cannot be enrolled, the reader says error 40")
    frame.get_by_role("heading", name="This may solve it").wait_for()
    assert len(asked) == 1
    assert "reader" not in asked[0]  # what is typed is in no address
    frame.locator("summary").filter(has_text="Cards cannot be enrolled").press("Enter")
    frame.locator("article strong", has_text="longer").wait_for()
    monkeypatch.setattr("parola.web.middleware.now", lambda: after(minutes=1))
    frame.get_by_role("button", name="It solved it").click()
    frame.get_by_role("heading", name="Thank you").wait_for()
    assert Use.objects.get(kind=Use.Kind.SOLVED).count == 1
    assert not WebRequest.objects.exists()


def test_a_customer_sees_solutions_beside_the_portals_form(world: World, open_page: Open) -> None:
    made.article(world.credenti, "Cards cannot be enrolled", "The reader says error 40. Hold the card **longer**.")
    page = open_page("/portal/new/credenti/", world.amir, width=390)
    page.locator("[name=subject]").fill("Cards cannot be enrolled, reader error 40")
    page.locator(".suggestions summary").click()
    page.locator(".suggestions article strong").wait_for()
    page.locator(".suggestions button").click()
    page.wait_for_url("**/portal/knowledge/**")
    assert Use.objects.get(kind=Use.Kind.SOLVED).count == 1
