"""Letters in the settings: worded in the brand's own words, checked when they are saved, looked at in a frame where nothing runs."""

from __future__ import annotations

import pytest

from parola.desk.mail.models import Wording
from tests.desk.world import World
from tests.web.conftest import Reader

PLACE = "/console/settings/letters/credenti/acknowledgement/en/"
TEXT = "Dear {{customer_name}},\n\nNr. {{ticket_reference}}\n\n{{promise}}"


def test_every_letter_is_listed_in_each_language_of_the_brand(world: World, reader: Reader) -> None:
    page = reader(world.root).get("/console/settings/letters/").content.decode()
    assert PLACE in page
    assert "/console/settings/letters/credenti/login_code/" in page


def test_ours_is_shown_until_there_is_another(world: World, reader: Reader) -> None:
    root = reader(world.root)
    assert "We have received your request. Its reference is {{ticket_reference}}." in root.get(PLACE).content.decode()
    assert root.post(PLACE, {"text": TEXT}).status_code == 302
    assert Wording.objects.get().text == TEXT
    page = root.get(PLACE).content.decode()
    assert "Dear {{customer_name}}," in page
    assert "We have received your request." in page
    root.post(PLACE, {"text": ""})
    assert not Wording.objects.exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{TEXT}\n{{{{customer.password}}}}", "Line 6, column 1: there is no placeholder {{customer.password}}. There are:"),
        (f"{{% debug %}}\n{TEXT}", "Line 1, column 1: {% begins a command elsewhere; here are none."),
        ("{{ticket_reference}}", "{{promise}} is lacking"),
        (TEXT.replace("{{promise}}", "So: {{promise}}"), "Line 5: {{promise}} stands for whole paragraphs."),
        ("{{customer_name}} {{ticket_reference}}\n{{promise}}", "Line 1: it is left out where the customer"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_saved(
    world: World, reader: Reader, text: str, told: str
) -> None:
    answer = reader(world.root).post(PLACE, {"text": text})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Wording.objects.exists()


def test_the_preview_shows_both_parts_with_a_real_ticket_and_lets_nothing_run(world: World, reader: Reader) -> None:
    world.ticket()
    answer = reader(world.root).post(
        f"{PLACE}preview/", {"text": f"{TEXT}\n<script>alert(1)</script>", "ticket": "CRE-1"}
    )
    page = answer.content.decode()
    assert "Nr. CRE-1" in page
    assert "We will answer by" in page
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "&amp;lt;script&amp;gt;alert(1)" in page
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert not Wording.objects.exists()


def test_a_preview_of_what_is_wrong_says_so(world: World, reader: Reader) -> None:
    page = reader(world.root).post(f"{PLACE}preview/", {"text": "{{nothing}}"}).content.decode()
    assert "there is no placeholder {{nothing}}" in page


def test_there_are_no_other_letters_or_languages(world: World, reader: Reader) -> None:
    for wrong in ("alarm/en", "acknowledgement/xx", "password_reset_key/en"):
        assert reader(world.root).get(f"/console/settings/letters/credenti/{wrong}/").status_code == 404
