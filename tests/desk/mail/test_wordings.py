"""A brand's own words for its letters: what they may hold, what they must, and what they can never do."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils.translation import override

from parola.desk.accounts.models import Change
from parola.desk.mail import worded, wordings
from parola.desk.mail.models import Wording
from parola.desk.mail.wording import BLOCKS, WORDS, Fault, Kind, Values, Why, around, faults, told
from parola.desk.tickets import operations
from tests.desk.mail.test_compose import letter, verify
from tests.desk.world import MONDAY, World, after, altamar

KIND = Kind(
    name="", about="", may=("customer_name", "ticket_reference", "promise"), must=("ticket_reference", "promise")
)
GOOD = "Dear {{customer_name}},\nyour reference: {{ ticket_reference }}\n\n{{promise}}"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (GOOD, []),
        (f"{GOOD}\n\n{{{{agent_name}}}}", [Fault(Why.UNKNOWN, "agent_name", 6, 1)]),
        (f"{GOOD} {{{{promise.due}}}}", [Fault(Why.UNKNOWN, "promise.due", 4, 13), Fault(Why.NOT_ALONE, "promise", 4, 1)]),
        (f"{{% include 'x' %}}\n{GOOD}", [Fault(Why.TAG, "{%", 1, 1)]),
        (f"{GOOD}\n{{# note #}}", [Fault(Why.TAG, "{#", 5, 1)]),
        (f"{GOOD}\n{{{{", [Fault(Why.UNKNOWN, "", 5, 1)]),
        (f"{GOOD}\n{{{{\nticket_reference}}}}", [Fault(Why.UNKNOWN, "", 5, 1)]),
        ("{{ticket_reference}}", [Fault(Why.LACKING, "promise")]),
        ("{{ticket_reference}}\nWe say: {{promise}}", [Fault(Why.NOT_ALONE, "promise", 2, 1)]),
        ("{{customer_name}}: {{ticket_reference}}\n{{promise}}", [Fault(Why.UNCERTAIN, "ticket_reference", 1, 1)]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(text: str, wrong: list[Fault]) -> None:
    assert faults(text, KIND) == wrong


def test_a_line_in_which_something_has_no_value_is_left_out() -> None:
    values = Values(words={"customer_name": "", "ticket_reference": "CRE-1"}, blocks={"promise": ()})
    assert told(GOOD, values) == ("your reference: CRE-1",)


def test_a_block_is_paragraphs_of_its_own() -> None:
    values = Values(words={"customer_name": "Ana", "ticket_reference": "CRE-1"}, blocks={"promise": ("One.", "Two.")})
    assert told(f"{GOOD}\nBye", values) == ("Dear Ana,\nyour reference: CRE-1", "One.", "Two.", "Bye")


def test_values_are_not_read_again() -> None:
    values = Values(words={"customer_name": "{{ticket_reference}}", "ticket_reference": "CRE-1"}, blocks={})
    assert told("{{customer_name}}", values) == ("{{ticket_reference}}",)


def test_what_an_agent_writes_stands_where_the_brand_wants_it() -> None:
    assert around("Hello\n\n{{ message }}\n\nBye", "message") == ("Hello\n", "\nBye")


@pytest.mark.parametrize("name", worded.KINDS)
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_our_own_words_would_be_taken_from_a_brand(name: str, language: str) -> None:
    with override(language):
        text = worded.ours(name)
    assert faults(text, worded.KINDS[name]) == []
    assert set(worded.KINDS[name].may) <= set(WORDS) | set(BLOCKS)


def test_a_brands_words_are_sent_in_its_language_alone(world: World) -> None:
    verify(world.ana)
    world.ana.language = "en"
    world.ana.save()
    text = "Dear {{customer_name}},\n\n{{promise}}\n\nNr. {{ticket_reference}} <b>at</b> {{brand_name}}"
    put(world, "acknowledgement", text)
    world.ticket()
    sent = letter("acknowledgement")
    assert "Dear Ana,\r\n\r\nWe will answer by" in sent.text
    assert "Nr. CRE-1 <b>at</b> Credenti" in sent.text
    assert "Nr. CRE-1 &lt;b&gt;at&lt;/b&gt; Credenti" in sent.html
    world.ticket(requester=world.amir, source_id="test:2")
    assert "Dear" not in letter("acknowledgement").text


def test_who_has_no_verified_address_is_not_called_by_a_name(world: World) -> None:
    world.ana.language = "en"
    world.ana.save()
    put(world, "acknowledgement", "Dear {{customer_name}},\n\nNr. {{ticket_reference}}\n{{promise}}")
    world.ticket()
    assert "Dear" not in letter("acknowledgement").text


def test_a_reply_stands_between_the_brands_words(world: World) -> None:
    world.ana.language = "en"
    world.ana.save()
    put(world, "reply", "Our answer to {{ticket_reference}}:\n\n{{message}}\n\nYours, {{brand_name}}")
    operations.reply(ticket=world.ticket(), by=world.bob, text="Try again.\n\n- one\n- two", now=MONDAY)
    sent = letter("reply")
    assert "Our answer to CRE-1:\r\n\r\nTry again.\r\n\r\n- one\r\n- two\r\n\r\nYours, Credenti" in sent.text
    assert sent.html.index("Our answer") < sent.html.index("Try again.") < sent.html.index("Yours,")
    assert "- one<br>- two" in sent.html


def put(world: World, name: str, text: str, language: str = "en") -> None:
    wordings.save(brand=world.credenti, letter=name, language=language, text=text, by=world.root, now=MONDAY)


def test_ours_or_nothing_leads_back_to_ours(world: World) -> None:
    put(world, "closed", "Bye, {{ticket_reference}}", "es")
    assert wordings.own(world.credenti) == {("closed", "es")}
    put(world, "closed", wordings.ours("closed", "es"), "es")
    assert not Wording.objects.exists()
    put(world, "closed", "Bye, {{ticket_reference}}", "es")
    put(world, "closed", "  \r\n ", "es")
    assert not Wording.objects.exists()


def test_a_change_is_in_the_audit_log(world: World) -> None:
    put(world, "closed", "Bye, {{ticket_reference}}")
    put(world, "closed", "Bye, {{ticket_reference}}")
    change = Change.objects.get(matter="letter")
    assert (change.key, change.before, change.after) == (
        "closed",
        {"text_en": ""},
        {"text_en": "Bye, {{ticket_reference}}"},
    )


def test_only_who_configures_the_brand_words_its_letters(world: World) -> None:
    for person in (world.bob, world.lea, world.ana, world.zoe):
        with pytest.raises(wordings.NotAllowed):
            wordings.save(brand=world.credenti, letter="closed", language="en", text="x", by=person, now=MONDAY)


@pytest.mark.parametrize("name", worded.KINDS)
def test_each_letter_can_be_looked_at_with_a_ticket_or_with_none(world: World, name: str) -> None:
    for ticket in (None, world.ticket()):
        for language in ("en", "ar"):
            text = wordings.ours(name, language)
            seen = wordings.preview(
                letter=name, text=text, language=language, brand=world.credenti, ticket=ticket, now=MONDAY
            )
            assert seen.subject
            assert "{{" not in seen.text + seen.html
            assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in seen.html


def test_a_reply_is_looked_at_with_the_last_answer_and_not_with_what_a_customer_wrote(world: World) -> None:
    ticket = operations.reply(ticket=world.ticket(), by=world.bob, text="Our answer", now=MONDAY)
    operations.customer_message(
        ticket=ticket, by=world.ana, text="Their thanks", channel="web", submitted_at=after(hours=1), now=after(hours=1)
    )
    seen = wordings.preview(
        letter="reply", text="{{message}}", language="en", brand=world.credenti, ticket=ticket, now=after(hours=2)
    )
    assert "Our answer" in seen.text
    assert "Their thanks" not in seen.text
    assert not seen.example


def test_a_reply_says_when_the_next_update_comes_where_updates_are_promised(world: World) -> None:
    world.ana.language, world.ana.timezone = "en", "Asia/Dubai"
    world.ana.save()
    vendor = altamar(world)
    ticket = world.ticket(brand=vendor, priority="critical")
    operations.reply(ticket=ticket, by=world.bob, text="We look into it.", now=after(minutes=5))
    sent = letter("reply", ticket, now=after(minutes=6))
    assert "You will hear from us again by Monday, 16 November 2026," in sent.text
    assert "(Asia/Dubai, UTC+04:00), your time." in sent.text


def test_where_no_updates_are_promised_a_reply_announces_none(world: World) -> None:
    world.ana.language = "en"
    world.ana.save()
    operations.reply(ticket=world.ticket(), by=world.bob, text="We look into it.", now=MONDAY)
    assert "You will hear from us again" not in letter("reply").text
