"""B15 by SAML: a real provider on loopback (pysaml2, xmlsec1), whose answers are right, wrong, and tampered with on the way."""

from __future__ import annotations

import base64
import copy
import logging
from collections.abc import Callable
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from lxml import etree

from parola.desk.accounts.models import Person
from parola.desk.accounts.providers import IdentityProvider
from tests.desk.world import World
from tests.support.companies.running import Company
from tests.web.sso.conftest import Browser

pytestmark = pytest.mark.needs("xmlsec1")

ANA = {"mail": "ana@people.example"}
NS = {
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
Tree = etree._Element


def test_ana_signs_in_and_lands_where_she_was_going(saml: Company, world: World) -> None:
    browser = Browser(saml)
    answer = browser.sign_in()
    assert (answer.status_code, answer["Location"]) == (302, "/portal/")
    assert browser.person == world.ana.pk
    assert browser.client.get("/portal/").status_code == 200


def test_a_provider_that_signs_the_whole_response_too_is_believed(saml: Company, world: World) -> None:
    saml.set(person=ANA, sign="both")
    browser = Browser(saml)
    browser.sign_in()
    assert browser.person == world.ana.pk


def test_the_second_time_she_is_known_by_her_identity_whatever_her_address_is(saml: Company, world: World) -> None:
    Browser(saml).sign_in()
    saml.set(person={"mail": "renamed@elsewhere.example"})
    browser = Browser(saml)
    browser.sign_in()
    assert browser.person == world.ana.pk


def test_the_administrator_says_which_attributes_count(saml: Company, world: World) -> None:
    IdentityProvider.objects.update(attributes={"email": "urn:oid:2.5.4.20"})
    saml.set(person={"mail": "root@desk.example", "telephoneNumber": "ana@people.example"})
    browser = Browser(saml)
    browser.sign_in()
    assert browser.person == world.ana.pk


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("nothing signed", {"sign": "nothing"}, "signature NO_SIGNED_ASSERTION"),
    ("the envelope signed alone", {"sign": "response"}, "signature NO_SIGNED_ASSERTION"),
    ("signed with another key", {"sign": "other"}, "signature INVALID_SIGNATURE"),
    ("for another desk", {"audience": "https://other.example/metadata"}, "claims WRONG_AUDIENCE"),
    ("for another place", {"recipient": "https://other.example/acs"}, "claims WRONG_DESTINATION"),
    (
        "for a place that begins alike",
        {"recipient": "http://127.0.0.1:8000/sign-in/company/acme/acs/x"},
        "claims confirmation",
    ),
    ("by another issuer", {"issuer": "https://evil.example"}, "claims WRONG_ISSUER"),
    ("to another request", {"in_response_to": "somebody-elses"}, "state"),
    ("to no request", {"in_response_to": None}, "state"),
    ("expired", {"minutes": -5}, "claims ASSERTION_EXPIRED"),
    ("the provider says no", {"status": "denied"}, "refused"),
    ("an address of another domain", {"person": {"mail": "root@desk.example"}}, "foreign"),
    ("no address", {"person": {"mail": "nobody"}}, "no_address"),
    ("somebody whom nobody knows", {"person": {"mail": "new@people.example"}}, "unknown"),
    ("somebody who works here", {"person": {"mail": "bob@people.example"}}, "support"),
]


@pytest.mark.parametrize(("told", "why"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_what_is_not_proved_signs_nobody_in(
    told: dict[str, Any], why: str, saml: Company, caplog: pytest.LogCaptureFixture
) -> None:
    saml.set(**{"person": ANA} | told)
    browser = Browser(saml)
    with caplog.at_level(logging.INFO):
        answer = browser.sign_in()
    assert (browser.person, answer.status_code) == (None, 400 if why == "state" else 403)
    assert b"Not signed in" in answer.content
    assert f"sign-in by provider acme refused: {why}" in caplog.text
    assert [word for word in ("PHN", "ana@", "people.example") if word in caplog.text] == []
    assert SocialAccount.objects.count() == 0


def test_an_answer_is_taken_once_by_the_browser_that_asked(saml: Company, world: World) -> None:
    browser, other = Browser(saml), Browser(saml)
    other.begin()
    answer = browser.at_company(browser.begin())
    for stranger in (Browser(saml), other):
        assert stranger.back(answer).status_code == 400
        assert stranger.person is None
    assert browser.back(answer).status_code == 302
    browser.client.logout()
    assert browser.back(answer).status_code == 400
    assert browser.person is None


def test_an_assertion_that_nobody_asked_for_is_not_put_into_an_answer(saml: Company) -> None:
    """Stolen where a provider begins by itself: the envelope, which nobody signed, is made to answer a request of one's own."""
    browser = Browser(saml)
    place = browser.begin()
    asked = browser.at_company(place)
    saml.set(person=ANA, in_response_to=None)
    stolen = document(browser.at_company(browser.begin()))
    stolen.set("InResponseTo", document(asked).get("InResponseTo") or "")
    assert browser.back(encoded(stolen)).status_code == 403
    assert browser.person is None


def document(answer: str) -> Tree:
    return etree.fromstring(base64.b64decode(answer))


def encoded(tree: Tree) -> str:
    return base64.b64encode(etree.tostring(tree)).decode()


def forged(assertion: Tree) -> Tree:
    """The same, unsigned, of somebody else."""
    copied = copy.deepcopy(assertion)
    copied.set("ID", "id-forged")
    for signature in copied.findall("ds:Signature", NS):
        copied.remove(signature)
    for subject in copied.iterfind(".//saml:NameID", NS):
        subject.text = "subject-of-amir"
    for value in copied.iterfind(".//saml:AttributeValue", NS):
        value.text = "amir@people.example" if "@" in (value.text or "") else value.text
    return copied


def before(response: Tree, assertion: Tree) -> None:
    """XSW 3: the forged one first."""
    assertion.addprevious(forged(assertion))


def after(response: Tree, assertion: Tree) -> None:
    """Behind it."""
    assertion.addnext(forged(assertion))


def around(response: Tree, assertion: Tree) -> None:
    """XSW 4: the signed one inside the forged one."""
    evil = forged(assertion)
    assertion.getparent().replace(assertion, evil)  # type: ignore[union-attr]
    evil.append(assertion)


def with_its_signature(response: Tree, assertion: Tree) -> None:
    """XSW 5: the forged one carries the signature, the signed one stands at the end."""
    evil, signature = forged(assertion), assertion.find("ds:Signature", NS)
    assert signature is not None
    assertion.addprevious(evil)
    evil.insert(1, signature)


def in_its_signature(response: Tree, assertion: Tree) -> None:
    """XSW 6 and 8: the signed one inside the signature that the forged one carries."""
    evil, signature = forged(assertion), copy.deepcopy(assertion.find("ds:Signature", NS))
    assert signature is not None
    assertion.getparent().replace(assertion, evil)  # type: ignore[union-attr]
    evil.insert(1, signature)
    holder = etree.SubElement(signature, f"{{{NS['ds']}}}Object")
    for inner in assertion.findall("ds:Signature", NS):
        assertion.remove(inner)
    holder.append(assertion)


def in_extensions(response: Tree, assertion: Tree) -> None:
    """XSW 7: the signed one in Extensions, the forged one in its place."""
    evil = forged(assertion)
    assertion.getparent().replace(assertion, evil)  # type: ignore[union-attr]
    extensions = etree.Element(f"{{{NS['samlp']}}}Extensions")
    response.insert(1, extensions)
    extensions.append(assertion)


def another_response(response: Tree, assertion: Tree) -> None:
    """XSW 1 and 2: the whole signed answer inside a forged one."""
    whole = copy.deepcopy(response)
    evil = forged(assertion)
    response.replace(assertion, evil)
    signature = copy.deepcopy(assertion.find("ds:Signature", NS))
    assert signature is not None
    evil.insert(1, signature)
    holder = etree.SubElement(signature, f"{{{NS['ds']}}}Object")
    holder.append(whole)


def same_name(response: Tree, assertion: Tree) -> None:
    """Two of one ID."""
    evil = forged(assertion)
    evil.set("ID", assertion.get("ID") or "")
    assertion.addprevious(evil)


def changed(response: Tree, assertion: Tree) -> None:
    """No wrapping at all: another address in what was signed."""
    for value in assertion.iterfind(".//saml:AttributeValue", NS):
        value.text = "amir@people.example"


WRAPPINGS = [
    before,
    after,
    around,
    with_its_signature,
    in_its_signature,
    in_extensions,
    another_response,
    same_name,
    changed,
]


@pytest.mark.parametrize("sign", ["assertion", "both"])
@pytest.mark.parametrize("wrap", WRAPPINGS, ids=lambda wrap: wrap.__name__)
def test_what_was_signed_is_what_is_read(
    wrap: Callable[[Tree, Tree], None], sign: str, saml: Company, world: World
) -> None:
    """Signature wrapping: somebody with an answer of their own makes it speak of somebody else."""
    saml.set(person=ANA, sign=sign)
    browser = Browser(saml)
    response = document(browser.at_company(browser.begin()))
    assertion = response.find("saml:Assertion", NS)
    assert assertion is not None
    wrap(response, assertion)
    assert browser.back(encoded(response)).status_code == 403
    assert browser.person is None
    assert SocialAccount.objects.count() == 0


@pytest.mark.parametrize("of", ["saml:NameID", "saml:AttributeValue"])
def test_a_comment_cuts_no_name_short(of: str, saml: Company, world: World) -> None:
    """What was signed as one text is read as one text: comments are not signed (CVE-2017-11427 and its kin)."""
    Person.objects.create_user("ana@people.example.evil.example")
    saml.set(person={"mail": "ana@people.example.evil.example"}, name_id="subject-1.evil")
    browser = Browser(saml)
    response = document(browser.at_company(browser.begin()))
    for node in response.iterfind(f".//{of}", NS):
        text, node.text = node.text or "", None
        cut = text.index(".evil") if ".evil" in text else len(text)
        node.text = text[:cut]
        comment = etree.Comment("")
        comment.tail = text[cut:]
        node.append(comment)
    assert browser.back(encoded(response)).status_code == 403
    assert browser.person is None


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"no XML",
        b"<a/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">&b;</samlp:Response>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b"<a>" * 5000 + b"</a>" * 5000,
    ],
    ids=["empty", "no XML", "another", "an entity", "a file", "deep"],
)
def test_what_is_no_response_is_refused(document: bytes, saml: Company) -> None:
    browser = Browser(saml)
    browser.begin()
    assert browser.back(base64.b64encode(document).decode()).status_code in {400, 403}
    assert browser.back("%%%").status_code in {400, 403}
    assert browser.person is None


def test_a_response_that_is_too_large_is_not_looked_at(saml: Company) -> None:
    assert Client().post("/sign-in/company/acme/acs/", {"SAMLResponse": "A" * 500_001}).status_code == 403


def test_where_one_lands_is_the_desks_to_say(saml: Company) -> None:
    """B17: the relay state is not asked."""
    browser = Browser(saml)
    answer = browser.at_company(browser.begin("https://evil.example/"))
    first = browser.client.post(
        "/sign-in/company/acme/acs/", {"SAMLResponse": answer, "RelayState": "https://evil.example/"}
    )
    assert browser.client.get(first["Location"])["Location"] == "/"


def test_our_metadata_name_us_by_our_own_address_whatever_the_request_says(saml: Company) -> None:
    text = Client().get("/sign-in/company/acme/metadata/", headers={"Host": "localhost:99"}).content.decode()
    assert 'entityID="http://127.0.0.1:8000/sign-in/company/acme/metadata/"' in text
    assert 'Location="http://127.0.0.1:8000/sign-in/company/acme/acs/"' in text
