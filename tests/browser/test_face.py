"""A vendor's face, and a request at its door: a manager chooses a colour and a logo; a customer writes in Arabic, on a phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from parola.desk.tickets.models import Ticket
from tests.browser.conftest import Open
from tests.desk.world import World, posted
from tests.web.faces import png
from tests.web.portal.pages import signed

FACE = "/console/settings/brands/zmanda/face/"
NEW = "/at/zmanda/portal/new/zmanda/"
COLOUR = "rgb(122, 0, 153)"
SUBJECT = "النسخ الاحتياطي"


def test_a_manager_chooses_a_face_and_a_customer_sees_the_promise_change_under_it(
    world: World, open_page: Open
) -> None:
    signed(world, world.zmanda, "premium")
    choose(open_page(FACE, posted("magda", world.zmanda, "manager")))
    phone = open_page(NEW, world.amir, width=390)
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.locator(".bar .logo")).to_have_js_property("naturalWidth", 300)
    expect(phone.locator(".button.main[type=submit]")).to_have_css("background-color", COLOUR)
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    promised = write(phone)
    phone.reload()  # as after a session that ended
    expect(phone.locator("[data-unsent-told]")).to_be_visible()
    expect(phone.locator("[name=subject]")).to_have_value(SUBJECT)
    expect(phone.locator(".outlook .told").first).to_have_text(promised)
    phone.locator(".button.main[type=submit]").click()
    expect(phone.locator(".promise .told").first).to_have_text(promised)
    assert Ticket.objects.get().priority == "P1"
    phone.goto(NEW)
    expect(phone.locator("[data-unsent-told]")).to_be_hidden()
    expect(phone.locator("[name=subject]")).to_have_value("")


def choose(page: Page) -> None:
    """The colour and the logo, seen beside the form before they are kept."""
    day, night = page.locator(".face-sample:not(.night) .button.main").first, page.locator(".night .button.main").first
    page.locator("[name=colour]").fill("#7a0099")
    page.locator("[name=logo]").set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": png()})
    expect(page.locator(".face-sample .logo")).to_have_count(4)
    expect(day).to_have_css("background-color", COLOUR)
    expect(night).not_to_have_css("background-color", COLOUR)
    page.locator("form[enctype] .button.main").click()
    expect(page.locator(".messages .banner")).to_be_visible()


def write(phone: Page) -> str:
    """A request in Arabic; the promise changes with impact and urgency. Gives the last one."""
    phone.locator("[name=subject]").fill(SUBJECT)
    phone.locator("[name=text]").fill("توقف النسخ الاحتياطي منذ ساعة.")
    before = phone.locator(".outlook .told").first.inner_text()
    phone.locator("[name=impact]").select_option("high")
    phone.locator("[name=urgency]").select_option("high")
    expect(phone.locator(".outlook .told").first).not_to_have_text(before)
    promised = phone.locator(".outlook .told").first.inner_text()
    phone.locator(".outlook .why summary").first.click()
    expect(phone.locator(".outlook .steps li").first).to_be_visible()
    return promised
