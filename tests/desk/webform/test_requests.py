"""A form of somebody who is not signed in: taken once, nobody's until the address is proved, and one mail at most (B5, B22, F15)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from parola.desk import erasing
from parola.desk.accounts import limits
from parola.desk.accounts.limits import TooManyAttempts
from parola.desk.accounts.models import Change, Membership, OrganizationDomain, Person
from parola.desk.files import store
from parola.desk.files.models import Blob
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import operations
from parola.desk.tickets.attaching import File
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.queries import requests_of
from parola.desk.webform import aside, bounds, changing, keys, letters, proving, queries, taking
from parola.desk.webform.models import WebForm, WebRequest
from parola.desk.webform.taking import Said, Taken
from tests.desk.world import MONDAY, World, after, person

State = WebRequest.State
CANARY = "Zyklotron"


def sent(world: World, email: str = "new@costa.example", *, now: timedelta = timedelta(), key: keys.Key | None = None,
         worked: bool = True, place: str = "192.0.2.1", files: Sequence[File] = (), **said: str) -> Taken:  # fmt: skip
    words = {"name": CANARY, "language": "es", "subject": CANARY, "text": f"{CANARY} does not turn."} | said
    at = MONDAY + now
    shown = key or keys.issue(world.credenti, at)
    what = Said(email=email, facts={"impact": "high"}, files=files, **words)
    return taking.take(brand=world.credenti, said=what, key=shown, place=place, worked=worked, now=at)


def link(held: WebRequest) -> str:
    """The key of a link that went out."""
    return proving.new_key(held)


def rows() -> list[OutboxRow]:
    return list(OutboxRow.objects.filter(kind=taking.KIND))


def test_a_request_waits_and_becomes_a_ticket_that_counts_from_the_form(world: World) -> None:
    held = sent(world).request
    assert (held.state, Ticket.objects.count(), Person.objects.filter(email=held.email).exists()) == (
        State.WAITING,
        0,
        False,
    )
    [ticket] = proving.prove(identifier=held.pk, key=link(held), chosen=[held.pk], now=after(hours=3))
    assert (ticket.opened_at, ticket.subject, ticket.requester.email, ticket.language) == (
        MONDAY,
        CANARY,
        "new@costa.example",
        "es",
    )
    assert ticket.requester.emailaddress_set.get().verified
    held.refresh_from_db()
    assert (held.state, held.ticket, held.subject, held.text, held.facts) == (State.OPENED, ticket, "", "", {})


def test_a_known_customers_address_gives_nothing_before_it_is_proved(world: World) -> None:
    """P11, B4: nothing of Ana's changes because somebody typed her address."""
    world.ticket()
    before = list(requests_of(world.ana))
    held = sent(world, world.ana.email).request
    assert list(requests_of(world.ana)) == before
    assert [row.payload for row in OutboxRow.objects.filter(kind="mail").exclude(ticket_id=before[0].pk)] == []
    proving.prove(identifier=held.pk, key=link(held), chosen=[held.pk], now=after(minutes=5))
    assert requests_of(world.ana).count() == 2
    assert requests_of(world.ana).order_by("-pk")[0].organization == world.acme


def test_the_mail_has_a_link_and_nothing_that_was_typed(world: World) -> None:
    """B5: Zendesk's tenants, 2025 and 2026."""
    held = sent(world, name=CANARY).request
    outgoing = letters.mail(rows()[0], MONDAY)
    assert outgoing is not None
    mail = message_from_bytes(outgoing.data, policy=policy.default)
    words = " ".join(
        [str(mail), *(part.get_content() for part in mail.walk() if part.get_content_maintype() == "text")]
    )
    assert CANARY not in words
    assert (outgoing.sender, mail["Auto-Submitted"], mail["To"]) == ("", "auto-generated", "new@costa.example")
    found = re.search(rf"/at/credenti/ask/proof/{held.pk}/(\S+)/", words)
    assert found
    held.refresh_from_db()
    assert found[1] not in str(held.keys)
    assert proving.opened(identifier=held.pk, key=found[1], now=MONDAY) == held


def test_a_thousand_forms_with_one_address_make_one_mail(world: World) -> None:
    taken = 0
    for number in range(1000):
        try:
            sent(
                world,
                "victim@people.example",
                now=timedelta(seconds=3 * number),
                place=f"192.0.2.{number}",
                text=f"{number}",
            )
            taken += 1
        except TooManyAttempts:
            pass
    assert len(rows()) == 1
    assert taken == 4 * bounds.BY_ADDRESS  # in fifty minutes


def test_many_spellings_of_one_mailbox_make_few_mails(world: World) -> None:
    for number in range(20):
        sent(world, f"v.ic{'.' * (number % 2)}tim+{number}@gmail.com", text=f"{number}")
    assert len(rows()) == bounds.MOST_A_DAY


def test_links_that_nobody_uses_become_rare(world: World) -> None:
    for day in range(30):
        sent(world, "victim@people.example", now=timedelta(days=day), text=f"{day}")
    assert len(rows()) == bounds.MOST_UNANSWERED


def test_whoever_says_no_is_not_written_to_for_a_while(world: World) -> None:
    held = sent(world, "victim@people.example").request
    proving.refuse(identifier=held.pk, key=link(held), now=after(hours=1))
    for day in range(1, 7):
        sent(world, "victim@people.example", now=timedelta(days=day), text=f"{day}")
    assert len(rows()) == 1
    assert Ticket.objects.count() == 0
    assert not Person.objects.filter(email="victim@people.example").exists()
    sent(world, "victim@people.example", now=timedelta(days=8), text="8")
    assert len(rows()) == 2


def test_a_form_sent_twice_makes_one_request(world: World) -> None:
    """F15: a second click, a reload, a network that sends again."""
    key = keys.issue(world.credenti, MONDAY)
    first, again = sent(world, key=key), sent(world, key=key, now=timedelta(hours=2))
    assert first.request == again.request
    other = sent(world, key=key, text="Corrected")
    assert other.request != first.request
    assert WebRequest.objects.count() == 2


def test_the_same_words_once_more_are_told_and_not_doubled(world: World) -> None:
    first, again = sent(world), sent(world, now=timedelta(minutes=9))
    assert (again.request, again.again, WebRequest.objects.count()) == (first.request, True, 1)
    assert not sent(world, now=timedelta(minutes=11)).again


def test_one_link_opens_all_that_waits_for_the_address_as_chosen(world: World) -> None:
    """Somebody who sends forms in another's name while that one waits for a link gains nothing by it."""
    theirs, smuggled = sent(world).request, sent(world, text="Give me access", now=timedelta(minutes=1)).request
    assert len(rows()) == 1
    tickets = proving.prove(identifier=theirs.pk, key=link(theirs), chosen=[theirs.pk], now=after(minutes=5))
    smuggled.refresh_from_db()
    assert ([ticket.opening.text for ticket in tickets], smuggled.state) == (
        [f"{CANARY} does not turn."],
        State.DISMISSED,
    )


def test_a_link_is_used_once_and_has_its_day(world: World) -> None:
    held = sent(world).request
    key = link(held)
    assert len(proving.prove(identifier=held.pk, key=key, chosen=[held.pk], now=MONDAY)) == 1
    assert proving.prove(identifier=held.pk, key=key, chosen=[held.pk], now=MONDAY) == []
    assert Ticket.objects.count() == 1
    other = sent(world, "other@costa.example").request
    for wrong, at in ((key, MONDAY), ("", MONDAY), (link(other), after(days=1))):
        with pytest.raises(proving.Gone):
            proving.opened(identifier=other.pk, key=wrong, now=at)


def test_who_proves_an_address_belongs_where_its_domain_belongs(world: World) -> None:
    OrganizationDomain.objects.create(organization=world.acme, domain="acme.example", allowed_at=MONDAY)
    held = sent(world, "carla@acme.example").request
    assert not Membership.objects.filter(person__email=held.email).exists()
    [ticket] = proving.prove(identifier=held.pk, key=link(held), chosen=[held.pk], now=MONDAY)
    assert (ticket.organization, ticket.plan) == (world.acme, "basic")


def test_who_has_left_is_not_proved_again(world: World) -> None:
    gone = person("gone", is_active=False)
    held = sent(world, gone.email).request
    proving.prove(identifier=held.pk, key=link(held), chosen=[held.pk], now=MONDAY)
    assert not gone.emailaddress_set.get().verified


@pytest.mark.parametrize(("worked", "most"), [(True, bounds.BY_PLACE), (False, bounds.BY_PLACE_UNWORKED)])
def test_one_place_sends_only_so_many(world: World, worked: bool, most: int) -> None:
    for number in range(most):
        sent(world, f"{number}@costa.example", worked=worked)
    with pytest.raises(TooManyAttempts) as refused:
        sent(world, "more@costa.example", worked=worked)
    assert refused.value.until == MONDAY + limits.WINDOW
    sent(world, "more@costa.example", worked=worked, place="192.0.2.2")
    sent(world, "more@costa.example", worked=worked, text="Later", now=limits.WINDOW)


def test_an_attacker_shuts_nobody_out_of_their_own_address(world: World) -> None:
    """B22."""
    for number in range(bounds.BY_ADDRESS_AND_PLACE):
        sent(world, "victim@people.example", text=f"{number}")
    with pytest.raises(TooManyAttempts):
        sent(world, "victim@people.example", text="more")
    assert not sent(world, "victim@people.example", text="mine", place="198.51.100.7").again


def test_an_agent_opens_it_or_leaves_it(world: World) -> None:
    asked, noise = sent(world).request, sent(world, "bot@costa.example").request
    assert [each.pk for each in queries.waiting_for(world.bob)] == [noise.pk, asked.pk] or queries.waiting_for(
        world.bob
    ).count() == 2
    assert not queries.waiting_for(world.zoe).exists()
    for stranger in (world.zoe, world.audrey):
        with pytest.raises(aside.NotAllowed):
            aside.open_for(held=asked, by=stranger, email=asked.email, now=after(hours=1))
    ticket = aside.open_for(held=asked, by=world.bob, email="real@costa.example", now=after(hours=1))
    assert (ticket.opened_at, ticket.requester.email) == (MONDAY, "real@costa.example")
    assert not ticket.requester.emailaddress_set.get().verified
    aside.dismiss(held=noise, by=world.bob, now=after(hours=1))
    with pytest.raises(aside.DecidedAlready):
        aside.open_for(held=noise, by=world.bob, email=noise.email, now=after(hours=1))
    with pytest.raises(proving.Gone):
        proving.opened(identifier=asked.pk, key=link(asked), now=after(hours=2))


def test_what_nobody_decided_goes_after_a_month(world: World) -> None:
    sent(world)
    assert (taking.forget_old(now=after(days=29)), taking.forget_old(now=after(days=30))) == (0, 1)


def test_who_is_erased_is_erased_here_too(world: World) -> None:
    sent(world, world.olga.email)
    other = sent(world, "colleague@costa.example", text="Olga told me, olga@people.example").request
    erasing.erase(person=world.olga, by=world.root, now=after(days=1))
    assert list(WebRequest.objects.values_list("pk", flat=True)) == [other.pk]
    other.refresh_from_db()
    assert "olga" not in other.text


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("https://www.vendor.example", "https://www.vendor.example"),
        (" HTTPS://WWW.Vendor.example:443/help?a=b ", "https://www.vendor.example"),
        ("https://vendor.example:8443", "https://vendor.example:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://vendor.example", None),
        ("vendor.example", None),
        ("https://*.vendor.example", None),
        ("https://vendor.example; script-src *", None),
        ("https://vendor.example 'self'", None),
        ("https://user@vendor.example", None),
        ("https://vendor.example:99999", None),
        ("data:text/html,x", None),
        ("null", None),
        ("", None),
    ],
)
def test_a_site_is_an_origin(typed: str, known: str | None) -> None:
    if known is not None:
        assert changing.origin(typed) == known
        return
    with pytest.raises(changing.NoOrigin):
        changing.origin(typed)


def test_changes_of_the_form_are_in_the_audit_log(world: World) -> None:
    made = changing.change_form(
        brand=world.credenti,
        active=True,
        sites=["https://a.example", "https://A.example/x"],
        leaves_out=["urgency"],
        by=world.root,
        now=MONDAY,
    )
    assert (made.sites, queries.form_of(world.credenti)) == (["https://a.example"], made)
    [change] = Change.objects.filter(matter="web_form")
    assert change.after == {"active": True, "sites": ["https://a.example"], "leaves_out": ["urgency"]}
    with pytest.raises(changing.NotAllowed):
        changing.change_form(brand=world.credenti, active=False, sites=[], leaves_out=[], by=world.bob, now=MONDAY)


def test_a_form_needs_a_brand_that_takes_tickets(world: World) -> None:
    WebForm.objects.create(brand=world.credenti, active=True)
    assert queries.form_of(world.credenti)
    world.credenti.in_use = False
    assert not queries.form_of(world.credenti)
    assert not queries.form_of(world.zmanda)


def test_a_key_is_of_one_brand_and_tells_how_long_the_form_stood_open(world: World) -> None:
    key = keys.issue(world.credenti, MONDAY)
    assert keys.read(key.signed, world.credenti) == key
    for forged in (key.signed + "x", "", key.signed.replace(key.token[:4], "0000"), "a.b:c"):
        with pytest.raises(keys.NotOurs):
            keys.read(forged, world.credenti)
    with pytest.raises(keys.NotOurs):
        keys.read(key.signed, world.zmanda)
    assert [key.is_hasty(after(seconds=each)) for each in (0, 2, 3, 60)] == [True, True, False, False]
    assert [key.is_stale(after(hours=each)) for each in (1, 24, 25)] == [False, False, True]


def test_the_work_is_a_number_that_fits_the_key(world: World) -> None:
    key = keys.issue(world.credenti, MONDAY)
    number = next(str(each) for each in range(10**7) if key.is_worked(str(each)))
    assert not any(key.is_worked(wrong) for wrong in ("", "x", "-1", "٣", str(int(number) + 1), "1" * 13))
    assert not keys.issue(world.credenti, MONDAY).is_worked(number)


def test_an_answered_ticket_of_a_form_reaches_whoever_asked(world: World) -> None:
    held = sent(world).request
    [ticket] = proving.prove(identifier=held.pk, key=link(held), chosen=[held.pk], now=MONDAY)
    operations.reply(ticket=ticket, by=world.bob, text="On it", now=after(minutes=1))
    assert {row.payload["to"] for row in OutboxRow.objects.filter(kind="mail")} == {ticket.requester_id}


def test_files_wait_with_the_request_and_are_on_the_ticket_then(world: World) -> None:
    files = [
        File(blob=store.put([content], now=MONDAY), name=f"../{content.decode()}.txt") for content in (b"one", b"two")
    ]
    held = sent(world, files=files).request
    assert [each.name for each in held.files.all()] == ["one.txt", "two.txt"]
    store.sweep(now=after(days=10))
    (ticket,) = proving.prove(identifier=held.pk, key=link(held), chosen={held.pk}, now=after(hours=1))
    assert [(each.name, store.read(each.blob)) for each in ticket.opening.attachments.all()] == [
        ("one.txt", b"one"),
        ("two.txt", b"two"),
    ]
    assert held.files.count() == 0


def test_files_of_what_nobody_said_is_theirs_go_with_it(world: World) -> None:
    sent(world, files=[File(blob=store.put([b"nobody's"], now=MONDAY), name="x")])
    taking.forget_old(now=after(days=31))
    store.sweep(now=after(days=31))
    assert Blob.objects.count() == 0
