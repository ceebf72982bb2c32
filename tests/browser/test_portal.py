"""A customer and an agent, each in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from parola.desk.tickets import operations
from parola.desk.tickets.models import Ticket
from parola.policy.words import speak
from tests.browser.conftest import Open
from tests.desk.world import MONDAY, World

PASSWORD = "a long password"
NEW = "/portal/new/credenti/"
TICKET = "/portal/requests/CRE-1/"


def test_from_a_request_in_spanish_to_the_answer(world: World, open_page: Open) -> None:
    world.ana.set_password(PASSWORD)
    world.ana.timezone = "Europe/Madrid"
    world.ana.save()
    page = open_page("/", width=390)
    page.locator("[name=login]").fill(world.ana.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/portal/")
    asks(page)
    console = open_page("/console/", world.bob)
    answers(console)

    page.reload()
    expect(page.get_by_text("Ya funciona: reinicie el equipo.")).to_be_visible()
    expect(page.locator(".promise .due.kept")).to_be_visible()
    page.locator("#answer textarea").fill("Gracias, ya podemos trabajar.")
    page.locator("#answer button").click()
    expect(page.get_by_role("article").last).to_contain_text("Gracias, ya podemos trabajar.")
    console.reload()
    expect(console.get_by_text("Gracias, ya podemos trabajar.")).to_be_visible()


def asks(page: Page) -> None:
    """The customer writes a request, and is promised before and after what the agreement says."""
    due = speak("es").instant(MONDAY.replace(hour=11), "Europe/Madrid")
    page.locator("a[href='/portal/new/']").first.click()
    page.wait_for_url(f"**{NEW}")
    page.locator("[name=subject]").fill("No se puede iniciar sesión")
    page.locator("[name=text]").fill("Nadie puede entrar desde las nueve.")
    responsibility = page.get_by_text("Al seleccionar la prioridad 1, usted confirma")
    expect(responsibility).to_be_hidden()
    page.get_by_role("radio", name="P1 · Impacto crítico en el negocio").check()
    expect(responsibility).to_be_visible()
    expect(page.locator(".outlook .told")).to_contain_text(due)
    page.locator("[name=undertake]").check()
    page.locator("form button.main").click()
    page.wait_for_url(f"**{TICKET}")
    expect(page.get_by_role("heading", level=1)).to_have_text("No se puede iniciar sesión")
    expect(page.locator(".promise .told")).to_contain_text(due)
    page.locator(".why summary").click()
    expect(page.locator(".steps li").first).to_be_visible()


def answers(console: Page) -> None:
    """The agent answers it from the queue."""
    console.get_by_role("link", name="No se puede iniciar sesión").click()
    console.locator(".reply-form textarea").fill("Ya funciona: reinicie el equipo.")
    console.get_by_role("button", name="Send", exact=True).click()
    expect(console.get_by_text("The reply was sent.")).to_be_visible()


def test_what_is_wrong_has_the_focus_and_nothing_typed_is_lost(world: World, open_page: Open) -> None:
    world.ana.language = "en"
    world.ana.save()
    page = open_page(NEW, world.ana)
    page.get_by_label("What is it about?").fill("No login")
    page.get_by_label("What happened?").fill("Nobody can log in.")
    page.get_by_role("radio", name="P2").check()
    page.get_by_role("button", name="Send the request").click()
    box = page.get_by_role("checkbox", name="I have read what I undertake")
    expect(box).to_be_focused()
    expect(box).to_have_accessible_description(
        "Read what this priority asks of you and tick the box, or choose another."
    )
    expect(page.get_by_label("What happened?")).to_have_value("Nobody can log in.")
    box.check()
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("We have your request.")).to_be_visible()


def test_a_request_without_script(world: World, open_page: Open) -> None:
    world.ana.language = "en"
    world.ana.save()
    page = open_page("/portal/", world.ana, java_script_enabled=False)
    page.get_by_role("link", name="New request").first.click()
    page.get_by_label("What is it about?").fill("No login")
    page.get_by_label("What happened?").fill("Nobody can log in.")
    page.get_by_role("radio", name="P4").check()
    page.get_by_role("checkbox", name="I have read what I undertake").check()
    page.get_by_role("button", name="Send the request").click()
    page.get_by_text("Why?", exact=True).first.click()
    expect(page.locator(".steps li").first).to_be_visible()
    assert Ticket.objects.get().priority == "P4"


@pytest.mark.parametrize("language", ["en", "es", "it", "ar"])
@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_nothing_leaves_the_window(world: World, open_page: Open, language: str, width: int) -> None:
    world.amir.language = language
    world.amir.save()
    ticket = world.ticket(subject="تعذّر تسجيل الدخول " * 6, text="https://a.example/" + "x" * 300)
    world.ticket(subject="Donaudampfschifffahrtsgesellschaft" * 4, priority="P1")
    operations.change_priority(ticket=ticket, by=world.bob, priority="P1", reason="x" * 200, now=MONDAY)
    page = open_page("/portal/", world.amir, width=width)
    for address in ("/portal/", TICKET, NEW, "/portal/plan/", "/portal/new/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address
