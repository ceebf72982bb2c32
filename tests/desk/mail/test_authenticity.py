"""Whether a mail is from whom it says, by what the vendor's own mail server wrote over it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.desk.mail import parse, queries
from parola.desk.mail.models import Received, Sent
from parola.desk.mail.route import mail_key
from parola.desk.mail.token import reply_address
from parola.desk.tickets.models import Ticket
from tests.desk.mail.post import VERIFIED, take_in, written
from tests.desk.world import MONDAY, World

OURS = "mx.desk.example"
TABLE = """
mx.desk.example; dmarc=pass header.from=customer.example                                    | verified
mx.desk.example 1; DMARC = Pass (p=REJECT sp=NONE dis=NONE) header.from=customer.example    | verified
MX.desk.example; spf=fail smtp.mailfrom=other.example; dmarc=pass header.from=customer.example | verified
"mx.desk.example"; dmarc=pass header.from="customer.example"                                | unverified
mx.desk.example; dmarc=fail (p=reject dis=none) header.from=customer.example                | disowned
mx.desk.example; dmarc=fail header.from=customer.example                                    | disowned
mx.desk.example; dmarc=fail (p=none dis=none) header.from=customer.example                  | unverified
mx.desk.example; dmarc=fail policy.published-domain-policy=none header.from=customer.example | unverified
mx.desk.example; dmarc=temperror header.from=customer.example                               | unverified
mx.desk.example; dmarc=pass header.from=other.example                                       | unverified
mx.desk.example; dkim=pass header.d=customer.example header.s=k1                            | verified
mx.desk.example; dkim=pass header.i=@mail.customer.example                                  | verified
mx.desk.example; dkim=fail header.d=customer.example; spf=pass smtp.mailfrom=b@customer.example | verified
mx.desk.example; dkim=pass header.d=other.example; spf=pass smtp.mailfrom=other.example     | unverified
mx.desk.example; dkim=pass header.d=example                                                 | unverified
mx.desk.example; dkim=pass header.d=notcustomer.example                                     | unverified
mx.desk.example; dmarc=none header.from=customer.example; dkim=pass header.d=customer.example | unverified
mx.desk.example; none                                                                       | unverified
mx.desk.example; dmarc=fail (dmarc=pass) header.from=customer.example                       | disowned
mx.attacker.example; dmarc=pass header.from=customer.example                                | unverified
mx.desk.example.attacker.example; dmarc=pass header.from=customer.example                   | unverified
; dmarc=pass header.from=customer.example                                                   | unverified
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]


def verdict(*lines: str, sender: str = "ana@customer.example", servers: tuple[str, ...] = (OURS,)) -> str:
    over = "".join(f"Authentication-Results: {line}\r\n" for line in lines)
    return parse.parse(f"{over}From: {sender}\r\n\r\nHello\r\n".encode(), servers=servers).authenticity


@pytest.mark.parametrize(("line", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_the_verdict_on_a_mail_of_ana_at_customer_example(line: str, expected: str) -> None:
    assert verdict(line) == expected


def test_of_several_lines_the_topmost_of_ours_counts() -> None:
    good, bad = (f"{OURS}; dmarc={word} header.from=customer.example" for word in ("pass", "fail"))
    foreign = good.replace(OURS, "mx.other.example")
    assert verdict(bad, good) == "disowned"
    assert verdict(foreign, bad, good) == "disowned"


def test_a_line_that_is_folded_is_one_line() -> None:
    assert verdict(f"{OURS};\r\n\tdmarc=pass\r\n\theader.from=customer.example") == "verified"


def test_without_a_line_the_sender_is_not_verified_and_without_a_server_nobody_looked() -> None:
    assert verdict() == "unverified"
    assert verdict(f"{OURS}; dmarc=pass header.from=customer.example", servers=()) == ""


def test_a_sender_who_is_nobody_has_no_verdict() -> None:
    assert verdict(f"{OURS}; dmarc=pass", sender="a@customer.example, b@customer.example") == ""


@given(st.text(alphabet='abc;=()"\\ .,pasd-mrkif@<>', max_size=80))
def test_whatever_a_foreign_server_writes_verifies_nobody(text: str) -> None:
    assert verdict(f"mx.attacker.example; {text}") == "unverified"


def answering(world: World, ticket: Ticket, **headers: str) -> Received:
    Sent.objects.create(
        message_id="ours@credenti.example", template="reply", ticket=ticket, person=world.ana, first_try_at=MONDAY
    )
    return take_in(world, written(sender="ana@people.example", in_reply_to="<ours@credenti.example>", **headers))


@pytest.mark.django_db
def test_a_message_id_joins_for_a_verified_sender_alone(world: World) -> None:
    ticket = world.ticket()
    received = answering(world, ticket)
    assert (received.authenticity, received.state) == ("unverified", Received.State.TICKET)
    assert received.ticket != ticket
    other = take_in(
        world,
        written(
            sender="ana@people.example", message_id="<2@x.example>", in_reply_to="<ours@credenti.example>", **VERIFIED
        ),
    )
    assert (other.authenticity, other.ticket) == ("verified", ticket)


@pytest.mark.django_db
def test_a_token_proves_its_person_and_nobody_else_without_verification(world: World) -> None:
    ticket = world.ticket()
    anas = reply_address("support@credenti.example", ticket.pk, world.ana.pk, mail_key())
    assert take_in(world, written(sender="ana@people.example"), to=anas).ticket == ticket
    amirs = written(sender="amir@people.example", message_id="<2@x.example>")
    assert take_in(world, amirs, to=anas).ticket != ticket
    again = written(sender="amir@people.example", message_id="<3@x.example>", **VERIFIED)
    assert take_in(world, again, to=anas).ticket == ticket


@pytest.mark.django_db
def test_what_the_senders_domain_disowns_is_set_aside_with_the_reason(world: World) -> None:
    disowned = VERIFIED["authentication_results"].replace("pass", "fail")
    received = take_in(world, written(sender="ana@people.example", authentication_results=disowned))
    assert (received.state, received.reason) == ("quarantined", "the sender's domain disowns it (DMARC)")
    assert not Ticket.objects.exists()
    assert list(queries.set_aside(world.bob)) == [received]
