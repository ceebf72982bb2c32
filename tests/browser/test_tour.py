"""The tour of the demo in a real browser, by keyboard and by click, in English and in Arabic; and a wall that hears nothing any more."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from parola.web.tour.steps import STEPS
from tests.browser.conftest import Open
from tests.desk.world import MONDAY, World


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 390)])
def test_the_tour_in_two_minutes(sample_desk: None, open_page: Open, language: str, width: int) -> None:
    page = open_page("/demo/tour/", width=width, locale=language)
    page.locator("form[action='/demo/tour/1/'] .main").click()
    for number in range(1, len(STEPS) + 1):
        bar = page.locator("aside.tour")
        expect(bar.locator(".number")).to_contain_text(str(number))
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
        if number < len(STEPS):
            page.locator(f"form[action='/demo/tour/{number + 1}/'] button").focus()
            page.keyboard.press("Enter")
            page.wait_for_load_state()
    page.locator("form[action='/demo/tour/leave/'] button").click()
    expect(page.locator("aside.tour")).to_have_count(0)


def test_a_wall_counts_down_and_says_when_it_hears_nothing_any_more(world: World, open_page: Open) -> None:
    world.ticket(priority="P1")
    page = open_page("about:blank", world.lea, width=1920)
    page.clock.install(time=MONDAY)
    page.goto("/console/board/wall/")
    expect(page.locator("[data-until]")).to_have_text(re.compile(r"^(2:00:00|1:59:\d\d)$"))
    page.clock.fast_forward(61_000)
    expect(page.locator("[data-until]")).to_have_text(re.compile(r"^1:58:\d\d$"))
    expect(page.get_by_role("alert")).to_be_hidden()
    page.route("**/console/board/wall/", lambda route: route.fulfill(status=500))
    page.clock.fast_forward(180_000)
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight <= document.documentElement.clientHeight")
