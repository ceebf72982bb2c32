"""The text of an agreement in a real browser: its lines are numbered, and a link to one leads there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from parola.policy import library
from tests.browser.conftest import Open
from tests.desk.world import World

PAGE = "/console/agreements/credenti/"
COUNT = library.load("credenti").source.count("\n") + 1


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_each_number_stands_at_its_line(world: World, open_page: Open, script: bool) -> None:
    page = open_page(PAGE, world.root, java_script_enabled=script)
    numbers, text = page.locator(".numbers"), page.locator(".editor textarea")
    expect(numbers.locator("li")).to_have_count(COUNT)
    line = text.evaluate("area => parseFloat(getComputedStyle(area).lineHeight)")
    first = numbers.locator("li").first.bounding_box()
    last = numbers.locator("li").last.bounding_box()
    assert first is not None
    assert last is not None
    assert abs(last["y"] - first["y"] - (COUNT - 1) * line) < 2
    assert text.evaluate("area => area.scrollHeight - area.clientHeight") <= 0


def test_a_link_to_a_line_puts_the_cursor_there_and_the_numbers_grow(world: World, open_page: Open) -> None:
    page = open_page(f"{PAGE}#line-57", world.root)
    text = page.locator(".editor textarea")
    expect(text).to_be_focused()
    before = text.evaluate("area => area.value.slice(0, area.selectionStart).split('\\n').length")
    assert before == 57
    page.keyboard.type("# one\n# two\n")
    expect(page.locator(".numbers li")).to_have_count(COUNT + 2)
