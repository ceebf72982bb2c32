"""Who belongs to a customer by a mail domain: proved, and allowed by somebody who answers for it. Mail alone gives nothing."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress

from parola.desk.accounts.maildomains import takes_mail
from parola.desk.accounts.models import BelongingAsked, Change, Membership, Person
from parola.desk.mail import invitations as letters
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import belonging, memberships
from parola.desk.tickets.queries import visible_to
from tests.desk.mail.post import take_in, written
from tests.desk.world import MONDAY, World


def proved(email: str) -> Person:
    """Somebody who proved the address."""
    person = Person.objects.create_user(email)
    EmailAddress.objects.filter(user=person).update(verified=True)
    return person


def belongs(person: Person, world: World) -> bool:
    """Whether the person belongs to Acme."""
    return Membership.objects.filter(person=person, organization=world.acme).exists()


def allow(world: World, domain: str = "acme.example") -> None:
    belonging.allow_domain(organization=world.acme, domain=domain, by=world.root, now=MONDAY)


def test_cve_2020_14214_a_claimed_address_gives_no_membership(world: World) -> None:
    """Only what was proved counts: not what mail comes from, and not what somebody says to be theirs."""
    allow(world)
    take_in(world, written(sender="iria@acme.example"))
    person = Person.objects.get(email="iria@acme.example")
    EmailAddress.objects.create(user=person, email="boss@acme.example")
    assert belonging.join_by_domain(person=person, now=MONDAY) == []
    assert not belongs(person, world)
    assert set(visible_to(person).values_list("requester", flat=True)) == {person.pk}
    EmailAddress.objects.filter(user=person, email="iria@acme.example").update(verified=True)
    assert belonging.join_by_domain(person=person, now=MONDAY) == [world.acme]


@pytest.mark.parametrize("domain", ["sub.acme.example", "example", "notacme.example", "acme.example.org"])
def test_only_the_very_domain_counts(world: World, domain: str) -> None:
    allow(world)
    person = proved(f"iria@{domain}")
    assert belonging.join_by_domain(person=person, now=MONDAY) == []


@pytest.mark.parametrize("domain", ["gmail.com", "GMAIL.com", "mailinator.com", "hotmail.es", "mail.yopmail.com"])
def test_a_domain_of_anybodys_is_never_allowed(world: World, domain: str) -> None:
    with pytest.raises(belonging.AnybodysDomain):
        allow(world, domain)


@pytest.mark.parametrize("domain", ["acme", "a b.example", "-x.example", "acme.example/x", "@"])
def test_what_is_no_domain_is_refused(world: World, domain: str) -> None:
    with pytest.raises(ValueError, match=re.escape(domain)):
        allow(world, domain)


def test_a_domain_is_one_organizations(world: World) -> None:
    allow(world, "España.example")
    with pytest.raises(belonging.DomainTaken):
        allow(world, "xn--espaa-rta.example")


@pytest.mark.parametrize("who", ["bob", "lea", "audrey", "zoe", "ana", "amir"])
def test_who_does_not_answer_for_the_organization_allows_nothing(world: World, who: str) -> None:
    with pytest.raises(memberships.NotAllowed):
        belonging.allow_domain(organization=world.acme, domain="acme.example", by=getattr(world, who), now=MONDAY)


def test_who_asks_is_let_in_and_told(world: World) -> None:
    person = proved("iria@acme.example")
    belonging.ask(person=person, brand=world.credenti, company="Acme\u202e", now=MONDAY)
    asked = belonging.asked_of(world.root).get()
    assert asked.company == "Acme"
    EmailAddress.objects.filter(user=world.ana).update(email="ana@acme.example", verified=True)
    assert belonging.suggestions(asked, world.root) == [world.acme]
    belonging.let_in(asked=asked, organization=world.acme, by=world.root, now=MONDAY)
    assert belongs(person, world)
    assert "Acme" in told()
    assert not BelongingAsked.objects.exists()
    change = Change.objects.get(matter="membership")
    assert (change.key, change.after) == (f"{world.acme.pk}:{person.pk}", {"manager": False})


def test_who_is_declined_is_told_kindly_and_keeps_what_they_have(world: World) -> None:
    person = proved("iria@elsewhere.example")
    belonging.ask(person=person, brand=world.credenti, company="Acme", now=MONDAY)
    belonging.decline(asked=belonging.asked_of(world.root).get(), by=world.root, now=MONDAY)
    assert not belongs(person, world)
    assert "You can ask us for help all the same" in told()
    assert person.is_active


@pytest.mark.parametrize("who", ["bob", "audrey", "zoe", "ana"])
def test_nobody_decides_who_does_not_sign_for_that_brand(world: World, who: str) -> None:
    belonging.ask(person=proved("iria@acme.example"), brand=world.credenti, company="Acme", now=MONDAY)
    asked, by = BelongingAsked.objects.get(), getattr(world, who)
    with pytest.raises(memberships.NotAllowed):
        belonging.decline(asked=asked, by=by, now=MONDAY)
    with pytest.raises(memberships.NotAllowed):
        belonging.let_in(asked=asked, organization=world.acme, by=by, now=MONDAY)
    assert BelongingAsked.objects.exists()


def test_what_is_decided_is_decided_once(world: World) -> None:
    belonging.ask(person=proved("iria@acme.example"), brand=world.credenti, company="Acme", now=MONDAY)
    asked, seen_by_another = BelongingAsked.objects.get(), BelongingAsked.objects.get()
    belonging.let_in(asked=asked, organization=world.acme, by=world.root, now=MONDAY)
    with pytest.raises(memberships.NotAllowed):
        belonging.decline(asked=seen_by_another, by=world.root, now=MONDAY)


def test_who_waits_is_let_in_when_their_domain_is_allowed(world: World) -> None:
    person, other = proved("iria@acme.example"), proved("iria@other.example")
    for each in (person, other):
        belonging.ask(person=each, brand=world.credenti, company="Acme", now=MONDAY)
    allow(world)
    assert belongs(person, world)
    assert not belongs(other, world)


def test_those_who_ask_are_seen_by_who_signs_for_that_brand(world: World) -> None:
    belonging.ask(person=proved("iria@acme.example"), brand=world.credenti, company="Acme", now=MONDAY)
    for nobody in (world.bob, world.audrey, world.zoe, world.ana):
        assert not belonging.asked_of(nobody).exists()


def told() -> str:
    """What the mail says that leaves."""
    row = OutboxRow.objects.get(kind=belonging.KIND)
    outgoing = letters.belonging_mail(row)
    assert outgoing is not None
    return outgoing.data.decode("utf-8", "replace")


def test_where_dns_is_not_asked_nobody_is_refused() -> None:
    assert takes_mail("costa-verde.example") is None
