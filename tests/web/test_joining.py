"""How one comes to have an account: a link by mail, used once (B12); the same answers for known and unknown addresses (B11)."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib.auth import hashers
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from parola.desk.accounts import passwords, staff
from parola.desk.accounts.models import (
    Attempts,
    Brand,
    Invitation,
    Mailbox,
    Membership,
    OrganizationDomain,
    Person,
    Post,
)
from parola.desk.mail import invitations as letters
from parola.desk.mail.compose import compose
from parola.desk.outbox import operations as outbox
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import invitations, operations
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World, after
from tests.web.conftest import Reader

FORM = "/sign-up/credenti/"
SAID = {"name": "Iria Costa", "company": "Acme"}
TAKEN = {"name": "Iria Costa", "password": "four quiet green horses", "language": "es", "timezone": "Europe/Madrid"}


@pytest.fixture
def brand(world: World) -> Brand:
    """A brand where whoever has a company address may sign up."""
    world.credenti.sign_up = "companies"
    world.credenti.save()
    return world.credenti


def mail_of(row: OutboxRow) -> EmailMessage:
    """What leaves for a row of the outbox."""
    outgoing = letters.invitation_mail(row, MONDAY)
    assert outgoing is not None
    message = message_from_bytes(outgoing.data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def link_of(row: OutboxRow) -> str:
    """The link in the mail."""
    body = mail_of(row).get_body(("plain",))
    assert body is not None
    found = re.search(r"http://127\.0\.0\.1:8000((?:/at/[a-z]+)?/welcome/\S+)", body.get_content())
    assert found
    return found[1]


def asked(client: Client, email: str, **more: str) -> str:
    """Sign up, and give the link that came by mail."""
    answer = client.post(FORM, {**SAID, "email": email, **more})
    assert (answer.status_code, answer["Location"]) == (302, f"{FORM}sent/")
    return link_of(OutboxRow.objects.order_by("-pk")[0])


def test_somebody_signs_up_and_signs_in(world: World, brand: Brand, client: Client) -> None:
    link = asked(client, "Iria@Costa-Verde.example")
    assert not Person.objects.filter(
        email="iria@costa-verde.example"
    ).exists()  # before the address is proved there is nobody
    assert client.get(link).status_code == 200
    answer = client.post(link, TAKEN)
    assert (answer.status_code, answer["Location"]) == (302, "/at/credenti/sign-in/")
    person = Person.objects.get(email="iria@costa-verde.example")
    assert (person.name, person.language, person.timezone) == ("Iria Costa", "es", "Europe/Madrid")
    assert person.emailaddress_set.get().verified
    assert person.belonging_asked.company == "Acme"
    signed_in = client.post("/sign-in/", {"login": "iria@costa-verde.example", "password": TAKEN["password"]})
    assert signed_in.status_code == 302


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_link_that_a_program_looks_at_stays_good(brand: Brand, client: Client, method: str) -> None:
    """B12: mail filters open links."""
    link = asked(client, "iria@costa-verde.example")
    for _ in range(3):
        assert getattr(client, method)(link).status_code == 200
    assert client.post(link, TAKEN).status_code == 302


def test_a_link_is_used_once(brand: Brand, client: Client) -> None:
    link = asked(client, "iria@costa-verde.example")
    client.post(link, TAKEN)
    assert (
        client.get(link).status_code
        == client.post(link, {**TAKEN, "password": "another password 2"}).status_code
        == 410
    )
    assert Person.objects.get(email="iria@costa-verde.example").check_password(TAKEN["password"])


def test_a_link_has_its_day(brand: Brand, client: Client, monday: time_machine.Traveller) -> None:
    """CVE-2026-41902: an invitation that never ends."""
    link = asked(client, "iria@costa-verde.example")
    monday.move_to(after(hours=23, minutes=59))
    assert client.get(link).status_code == 200
    monday.move_to(after(days=1))
    assert client.get(link).status_code == client.post(link, TAKEN).status_code == 410


def test_the_key_is_in_no_table_and_cannot_be_guessed(brand: Brand, client: Client) -> None:
    """CVE-2018-7195, CVE-2020-1772, CVE-2026-27637: digits, wildcards, a key that the database tells."""
    link = asked(client, "iria@costa-verde.example")
    *start, key, _end = link.split("/")
    kept = Invitation.objects.get()
    assert len(key) >= 43
    assert key not in str([kept.keys, *OutboxRow.objects.values_list("payload", flat=True)])
    for wrong in ("%", "_", "*", key[:-1], key.swapcase(), kept.keys[0], "x" * 43):
        assert client.get("/".join([*start, wrong, ""])).status_code == 410


def test_b11_the_answer_is_the_same_for_every_address(
    world: World, brand: Brand, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CVE-2020-26034: the same pages, mails and statements, and no password hashed, whoever has the address."""
    written = Person.objects.create_user("written@costa-verde.example")
    account = Person.objects.create_user("account@costa-verde.example", "four quiet green horses")
    closed = Person.objects.create_user("closed@costa-verde.example", "four quiet green horses", is_active=False)
    account.emailaddress_set.update(verified=True)
    hashed: list[str] = []
    monkeypatch.setattr(hashers.PBKDF2PasswordHasher, "encode", lambda *given: hashed.append(given))
    monkeypatch.setattr(passwords.Argon2, "encode", lambda *given: hashed.append(given))
    seen = set()
    for email in ("nobody@costa-verde.example", written.email, account.email, closed.email):
        with transaction.atomic():
            with CaptureQueriesContext(connection) as statements:
                answer = client.post(FORM, {**SAID, "email": email})
            mails = OutboxRow.objects.filter(kind="invitation").count()
            seen.add((answer.status_code, answer["Location"], answer.content, len(statements), mails))
            transaction.set_rollback(True)
    assert len(seen) == 1
    assert hashed == []


def test_who_has_an_account_is_told_so_in_the_mailbox_alone(world: World, brand: Brand, client: Client) -> None:
    person = Person.objects.create_user("iria@costa-verde.example", "her own old password", name="Iria")
    person.emailaddress_set.update(verified=True)
    link = asked(client, person.email)
    assert "You have an account with this address already" in client.get(link).content.decode()
    assert client.post(link, TAKEN).status_code == 302
    again = Person.objects.get(pk=person.pk)
    assert again.check_password("her own old password")
    assert again.name == "Iria"


def test_what_a_mail_had_made_becomes_theirs_by_the_link(world: World, brand: Brand, client: Client) -> None:
    """Somebody wrote before: with the account they see what they asked."""
    person = Person.objects.create_user("iria@costa-verde.example")
    ticket = world.ticket(requester=person)
    client.post(asked(client, person.email), TAKEN)
    client.force_login(Person.objects.get(pk=person.pk))
    assert client.get(f"/portal/requests/{ticket.reference}/").status_code == 200


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("iria@gmail.com", "gmail.com gives an address to anybody"),
        ("iria@hotmail.es", "hotmail.es gives an address to anybody"),
        ("iria@mailinator.com", "mailinator.com is for addresses that are used once"),
        ("iria@mail.yopmail.com", "mail.yopmail.com is for addresses that are used once"),
    ],
)
def test_an_address_that_is_no_companys_gets_a_clear_error(
    brand: Brand, client: Client, address: str, told: str
) -> None:
    answer = client.post(FORM, {**SAID, "email": address})
    assert answer.status_code == 422
    page = re.sub("[\u2068\u2069]", "", answer.content.decode())
    assert told in page
    assert "Sign up with the address that your company gave you" in page
    assert "support@credenti.example" in page
    assert not OutboxRow.objects.exists()


def test_where_anybody_may_a_free_address_may_too(brand: Brand, client: Client) -> None:
    Brand.objects.update(sign_up="anybody")
    asked(client, "iria@gmail.com")


def test_the_mail_repeats_nothing_that_was_typed(brand: Brand, client: Client) -> None:
    """B5: the address may be a stranger's, whom somebody wants to reach through us."""
    canary = "Win 1000 at evil.example"
    client.post(FORM, {"email": "victim@costa-verde.example", "name": canary, "company": canary})
    mail = mail_of(OutboxRow.objects.get())
    assert "evil" not in mail.as_string()
    assert mail["To"] == "victim@costa-verde.example"


def test_b22_an_address_is_sent_few_links_and_a_place_asks_few_times(brand: Brand, client: Client) -> None:
    for _ in range(5):
        assert client.post(FORM, {**SAID, "email": "victim@costa-verde.example"}).status_code == 302
    assert OutboxRow.objects.count() == 3
    for number in range(25):
        client.post(FORM, {**SAID, "email": f"somebody{number}@costa-verde.example"})
    answer = client.post(FORM, {**SAID, "email": "late@costa-verde.example"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert Attempts.objects.filter(key__startswith="sign-up-from:").count() == 1


def test_a_weak_password_is_refused(brand: Brand, client: Client) -> None:
    link = asked(client, "iria@costa-verde.example")
    assert client.post(link, {**TAKEN, "password": "short"}).status_code == 422
    assert client.post(link, {**TAKEN, "password": "x" * 1001}).status_code == 422
    assert client.post(link, TAKEN).status_code == 302


def test_b23_a_name_is_kept_without_signs_that_nobody_sees(brand: Brand, client: Client) -> None:
    link = asked(client, "iria@costa-verde.example")
    client.post(link, {**TAKEN, "name": "I\u202eria\u200b Cafe\u0301"})
    assert Person.objects.get(email="iria@costa-verde.example").name == "I ria Café"


def test_a_name_of_nothing_seen_is_none(brand: Brand, client: Client) -> None:
    assert client.post(FORM, {**SAID, "email": "iria@costa-verde.example", "name": "\u200b\u202e"}).status_code == 422


def test_a_proved_address_in_an_allowed_domain_makes_a_member(world: World, brand: Brand, client: Client) -> None:
    """CVE-2020-14214: the organization comes with the proof, never with what is claimed."""
    OrganizationDomain.objects.create(organization=world.acme, domain="acme.example", allowed_at=MONDAY)
    link = asked(client, "iria@acme.example")
    assert not Membership.objects.filter(person__email="iria@acme.example").exists()
    client.post(link, TAKEN)
    assert Membership.objects.get(person__email="iria@acme.example").organization == world.acme


def test_a_domain_below_an_allowed_one_is_another(world: World, brand: Brand, client: Client) -> None:
    OrganizationDomain.objects.create(organization=world.acme, domain="acme.example", allowed_at=MONDAY)
    client.post(asked(client, "iria@sub.acme.example"), TAKEN)
    assert not Membership.objects.filter(person__email="iria@sub.acme.example").exists()


def test_another_address_that_one_proves_lets_one_in_too(world: World, client: Client) -> None:
    """By a code on the page of one's addresses, or by signing in with one: allauth tells of it by one signal."""
    OrganizationDomain.objects.create(organization=world.acme, domain="acme.example", allowed_at=MONDAY)
    address = EmailAddress.objects.create(user=world.olga, email="olga@acme.example")
    request = RequestFactory().post("/")
    request.now = MONDAY  # type: ignore[attr-defined]
    email_confirmed.send(sender=EmailAddress, request=request, email_address=address)
    assert not Membership.objects.filter(
        person=world.olga
    ).exists()  # it is not proved as long as the table does not say so
    EmailAddress.objects.filter(pk=address.pk).update(verified=True)
    email_confirmed.send(sender=EmailAddress, request=request, email_address=address)
    assert Membership.objects.get(person=world.olga).organization == world.acme


# Invitations


@pytest.fixture
def invited(world: World) -> str:
    """The link by which the administrator asks somebody to work as an agent of Credenti."""
    invitations.invite_to_work(
        email="new@desk.example",
        name="New",
        language="en",
        roles={world.credenti: ["agent"]},
        by=world.root,
        now=MONDAY,
    )
    return link_of(OutboxRow.objects.get())


def test_links_of_customers_lead_through_the_brands_door_and_those_of_colleagues_do_not(
    brand: Brand, client: Client, invited: str
) -> None:
    assert invited.startswith("/welcome/")
    assert asked(client, "iria@costa-verde.example").startswith("/at/credenti/welcome/")


def test_an_invitation_gives_its_roles_when_it_is_accepted(world: World, client: Client, invited: str) -> None:
    assert not Person.objects.filter(email="new@desk.example").exists()
    client.post(invited, TAKEN)
    post = Post.objects.get(person__email="new@desk.example")
    assert (post.brand, post.role) == (world.credenti, "agent")


def test_an_invitation_lasts_seven_days(client: Client, invited: str, monday: time_machine.Traveller) -> None:
    monday.move_to(after(days=6, hours=23))
    assert client.get(invited).status_code == 200
    monday.move_to(MONDAY + timedelta(days=7))
    assert client.post(invited, TAKEN).status_code == 410


def test_an_invitation_dies_with_the_right_of_whoever_sent_it(world: World, client: Client, invited: str) -> None:
    """CVE-2026-41902's twin: it gives nothing that its sender may no more give."""
    Person.objects.filter(pk=world.root.pk).update(is_superuser=False)
    assert client.get(invited).status_code == client.post(invited, TAKEN).status_code == 410
    assert not Person.objects.filter(email="new@desk.example").exists()


def test_a_new_link_ends_those_before_and_a_withdrawn_one_holds_no_more(
    world: World, client: Client, invited: str
) -> None:
    invitation = Invitation.objects.get()
    invitations.send_again(invitation=invitation, by=world.root, now=after(hours=1))
    again = link_of(OutboxRow.objects.order_by("-pk")[0])
    assert client.get(invited).status_code == 410
    assert client.get(again).status_code == 200
    invitations.withdraw(invitation=invitation, by=world.root, now=after(hours=2))
    assert client.get(again).status_code == 410


def test_an_invitation_that_cannot_be_written_is_set_aside_and_one_that_was_withdrawn_is_done(
    world: World, invited: str
) -> None:
    """Nobody waits for a mail that nobody knows was lost."""
    Mailbox.objects.all().delete()
    letters.deliver(now=MONDAY)
    row = OutboxRow.objects.get()
    assert row.state == OutboxRow.State.PARKED
    outbox.revive(row=row, now=MONDAY)
    Invitation.objects.all().delete()
    letters.deliver(now=MONDAY)
    assert OutboxRow.objects.get().state == OutboxRow.State.SENT


def test_each_try_to_send_has_a_link_that_holds(world: World, client: Client, invited: str) -> None:
    """The mail server may have taken the first though it did not say so."""
    assert client.get(link_of(OutboxRow.objects.get())).status_code == client.get(invited).status_code == 200


@pytest.mark.parametrize("who", ["bob", "lea", "audrey", "zoe", "ana", "amir"])
def test_b16_only_who_may_give_a_role_invites_to_it(world: World, who: str) -> None:
    with pytest.raises(invitations.NotAllowed):
        invitations.invite_to_work(
            email="x@desk.example", name="", language="en", roles={world.credenti: ["agent"]}, by=getattr(world, who), now=MONDAY
        )  # fmt: skip


def test_a_password_set_by_link_ends_what_was_signed_in_before(
    world: World, brand: Brand, client: Client, reader: Reader
) -> None:
    """CVE-2021-3740: nobody who was in stays in."""
    person = Person.objects.create_user("iria@costa-verde.example")
    before = reader(person)
    link = asked(client, person.email)
    client.post(link, TAKEN)
    assert before.get("/portal/").status_code == 302


def test_a_link_signs_nobody_in_and_fixes_no_session(brand: Brand, client: Client) -> None:
    """CVE-2022-31888: the key of the session changes at the sign-in alone, and the link is none."""
    link = asked(client, "iria@costa-verde.example")
    client.post(link, TAKEN)
    assert client.get("/portal/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_who_was_deactivated_does_not_come_back_by_a_link(world: World, client: Client, invited: str) -> None:
    """CVE-2020-1768: a disabled person goes on."""
    person = Person.objects.create_user("new@desk.example")
    staff.set_active(person=person, active=False, by=world.root, now=MONDAY)
    assert client.get(invited).status_code == client.post(invited, TAKEN).status_code == 410


def test_the_settings_name_the_host_of_a_link(brand: Brand, client: Client) -> None:
    """CVE-2026-34442: whatever host a request claims."""
    client.post(FORM, {**SAID, "email": "a@costa-verde.example"}, headers={"x-forwarded-host": "evil.example"})
    assert "evil" not in mail_of(OutboxRow.objects.get()).as_string()


# A customer's manager


def test_a_customers_manager_sees_their_people_and_invites_where_the_vendor_allows_it(
    world: World, reader: Reader
) -> None:
    amir = reader(world.amir)
    page = amir.get("/portal/people/").content.decode()
    assert "ana@people.example" in page
    assert "Invite a colleague" not in page
    assert (
        amir.post(f"/portal/people/{world.acme.pk}/invite/", {"email": "n@acme.example", "language": "es"}).status_code
        == 404
    )
    Brand.objects.update(managers_invite=True)
    answer = amir.post(f"/portal/people/{world.acme.pk}/invite/", {"email": "n@acme.example", "language": "es"})
    assert answer.status_code == 302
    client = Client()
    client.post(link_of(OutboxRow.objects.get()), TAKEN)
    member = Membership.objects.get(person__email="n@acme.example")
    assert (member.organization, member.manager) == (world.acme, False)


def test_a_customers_manager_makes_no_manager_and_stops_when_they_are_none(world: World, reader: Reader) -> None:
    Brand.objects.update(managers_invite=True)
    given: dict[str, Any] = {
        "email": "n@acme.example",
        "name": "",
        "language": "es",
        "organization": world.acme,
        "brand": world.credenti,
    }
    with pytest.raises(invitations.NotAllowed):
        invitations.invite_customer(**given, manager=True, by=world.amir, now=MONDAY)
    invitations.invite_customer(**given, manager=False, by=world.amir, now=MONDAY)
    link = link_of(OutboxRow.objects.get())
    Membership.objects.filter(person=world.amir).update(manager=False)
    assert Client().post(link, TAKEN).status_code == 410


def test_invitations_of_a_customers_manager_are_few_at_a_time(world: World) -> None:
    """B22: nobody sends mail to the world in the vendor's name."""
    Brand.objects.update(managers_invite=True)
    given: dict[str, Any] = {
        "name": "",
        "language": "es",
        "organization": world.acme,
        "brand": world.credenti,
        "manager": False,
    }
    for number in range(invitations.MOST_OPEN):
        invitations.invite_customer(**given, email=f"n{number}@acme.example", by=world.amir, now=MONDAY)
    with pytest.raises(invitations.TooMany):
        invitations.invite_customer(**given, email="more@acme.example", by=world.amir, now=MONDAY)


def test_one_asks_to_be_erased_and_takes_it_back(world: World, reader: Reader) -> None:
    ana = reader(world.ana)
    ana.post("/account/erase/")
    assert Person.objects.get(pk=world.ana.pk).erasure_asked_at == MONDAY
    assert "Who asks to be erased" in reader(world.root).get("/console/settings/people/").content.decode()
    ana.post("/account/erase/", {"back": "1"})
    assert Person.objects.get(pk=world.ana.pk).erasure_asked_at is None


def test_an_erased_person_is_said_to_be_one_on_the_ticket(world: World, reader: Reader) -> None:
    ticket = world.ticket()
    operations.resolve(ticket=ticket, by=world.bob, now=after(hours=1))
    page = reader(world.root).get(f"/console/settings/people/{world.ana.pk}/erase/").content.decode()
    assert "1 text that they wrote" in page
    answer = reader(world.root).post(f"/console/settings/people/{world.ana.pk}/erase/", {"number": "0"})
    assert answer.status_code == 422
    reader(world.root).post(f"/console/settings/people/{world.ana.pk}/erase/", {"number": str(world.ana.pk)})
    shown = reader(world.bob).get(f"/console/tickets/{ticket.reference}/").content.decode()
    assert f"Erased person {world.ana.pk}" in shown
    assert "(erased)" in shown
    assert "Nobody can log in" not in shown


def test_nothing_is_erased_while_a_request_is_at_work(world: World, reader: Reader) -> None:
    ticket = world.ticket()
    page = reader(world.root).get(f"/console/settings/people/{world.ana.pk}/erase/").content.decode()
    assert ticket.reference in page
    assert "Erase for good" not in page


def test_cve_2026_40569_only_what_a_form_asks_for_is_taken(
    world: World, brand: Brand, client: Client, reader: Reader
) -> None:
    """Mass assignment: fields of the model that no form shows."""
    more = {
        "is_superuser": "on", "is_active": "on", "posts": "[[1, 'manager']]", "organization": str(world.acme.pk), "manager": "on",
        "by": str(world.root.pk), "email_verified": "on", "email": "root@desk.example", "erased_at": "2026-01-01",
    }  # fmt: skip
    link = asked(client, "iria@costa-verde.example", **{name: each for name, each in more.items() if name != "email"})
    client.post(link, {**TAKEN, **more})
    person = Person.objects.get(email="iria@costa-verde.example")
    assert (person.is_superuser, person.posts.count(), person.memberships.count(), person.erased_at) == (
        False,
        0,
        0,
        None,
    )
    assert not Person.objects.get(pk=world.root.pk).check_password(TAKEN["password"])
    said = {"name": "Bob", "language": "en", "timezone": "UTC"}
    reader(world.root).post(f"/console/settings/people/{world.bob.pk}/describe/", {**said, **more})
    assert not Person.objects.get(pk=world.bob.pk).is_superuser
    assert Person.objects.get(pk=world.bob.pk).email == "bob@people.example"


def test_cve_2023_22501_a_link_goes_to_its_address_alone(world: World, client: Client, invited: str) -> None:
    """And nobody else's mails carry one: what a ticket sends leads to a page where one signs in."""
    row = OutboxRow.objects.get(kind="invitation")
    outgoing = letters.invitation_mail(row, MONDAY)
    assert outgoing is not None
    assert outgoing.recipient == "new@desk.example"
    assert mail_of(row)["Cc"] is None
    ticket = world.ticket()
    operations.reply(ticket=ticket, by=world.bob, text="Hello", now=after(minutes=5))
    for each in OutboxRow.objects.filter(kind="mail", ticket_id=ticket.pk):
        assert b"/welcome/" not in compose(each, after(minutes=6)).data


def test_cve_2023_52268_the_key_of_one_opens_nothing_of_another(world: World, brand: Brand, client: Client) -> None:
    one, other = asked(client, "one@costa-verde.example"), asked(client, "other@costa-verde.example")
    mixed = "/".join([one.rsplit("/", 2)[0], other.split("/")[-2], ""])
    assert client.get(mixed).status_code == client.post(mixed, TAKEN).status_code == 410


def test_cve_2026_48810_what_was_open_before_is_shut_after_the_role_is_gone(world: World, reader: Reader) -> None:
    """Every address that a manager of people had before is tried again after it was taken from them (B16)."""
    magda = worlds.posted("magda", world.credenti, "manager")
    browser = reader(magda)
    places = [f"/console/settings/people/{key}" for key in ("", "invite/", f"{world.bob.pk}/")]
    places[0] = "/console/settings/people/"
    assert [browser.get(place).status_code for place in places] == [200, 200, 200]
    staff.set_roles(person=magda, brand=world.credenti, roles=["agent"], by=world.root, now=MONDAY)
    assert {browser.get(place).status_code for place in places} == {302}  # signed out
    again = reader(Person.objects.get(pk=magda.pk))
    assert {again.get(place).status_code for place in places} == {404}
