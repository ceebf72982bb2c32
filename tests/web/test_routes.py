"""Every address of the desk is in the table, and gives each reader what the table says, in every method.

Attack classes B2 (another's tickets), B14 (forms from elsewhere), B21 (caches) and B26 (frames), and promise P13: whatever was taken from a reader
was taken after they had signed in, so that all they did before is tried again here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver

from parola.desk.accounts.models import Person
from parola.settings import BASE_URL
from tests.web.matrix import COLUMNS, DONE, READERS, SIGN_IN, Row
from tests.web.readers import Desk, outcome
from tests.web.routes import ROWS

pytestmark = pytest.mark.django_db
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
FIRST = list({row.route: row for row in reversed(ROWS)}.values())
"""One row of each route."""
POWERFUL = ("ana", "root")
ONE_OF_EACH = tuple(readers[0] for readers in COLUMNS.values())
ELSEWHERE = ("https://elsewhere.example", "null", BASE_URL.replace("127.0.0.1", "127.0.0.1.elsewhere.example"))
SUFFIXES = ("x.css", ";x.css", "%2fx.css", "x.css/", "..%2fx.css")


def routes(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """The names of all routes below."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern, inner)


def test_every_route_is_in_the_table() -> None:
    assert sorted(set(routes(get_resolver()))) == sorted({row.route for row in ROWS})


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_reader_gets_what_the_table_says(row: Row, desk: Desk) -> None:
    """And looking writes nothing; what comes back is for its reader alone, tells nothing of a password (CVE-2020-10104), and stands in nobody's frame."""
    passwords = [each.encode() for each in Person.objects.values_list("password", flat=True) if each]
    tried = {reader: desk.tried(reader, row) for reader in READERS}
    assert {reader: each.outcome for reader, each in tried.items()} == row.expected()
    if row.method == "GET" and not row.writes:
        assert {reader: each.writes for reader, each in tried.items() if each.writes} == {}
    for reader, each in tried.items():
        if row.kept_by_strangers and reader == "anonymous":
            assert (each.answer["Cache-Control"], each.answer.cookies) == ("public, max-age=300", {})
        elif row.kept and each.outcome == 200:
            assert (each.answer["Cache-Control"], each.answer.cookies) == ("public, max-age=31536000, immutable", {})
        elif row.route != "health":
            assert "no-store" in each.answer["Cache-Control"]
        if row.route != "health":
            assert {"Cookie", "Accept-Language", "HX-Request"} <= {*each.answer["Vary"].split(", ")}
        page = each.answer.content if isinstance(each.answer, HttpResponse) else b""
        assert not [kept for kept in passwords if kept in page]
        stands_alone(row, each.answer)


def stands_alone(row: Row, answer: HttpResponseBase) -> None:
    """In nobody's frame, with nothing that runs but what has the page's own nonce; or in one of ours, where nothing runs and nothing is sent."""
    policy = answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    if row.framed and answer.status_code == 200:
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        assert {"default-src 'none'", "form-action 'none'", "frame-ancestors 'self'"} <= {*policy.split("; ")}
        rights = re.search(r"\bsandbox\b([^;]*)", policy)
        assert rights is not None
        assert {*rights.group(1).split()} <= {"allow-popups", "allow-popups-to-escape-sandbox"}
        assert "script-src" not in policy
    else:
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        has_its_nonce(answer, policy)


def has_its_nonce(answer: HttpResponseBase, policy: str) -> None:
    """On a page every script and every style sheet is marked as ours."""
    page = answer.content if isinstance(answer, HttpResponse) else b""
    if answer["Content-Type"].startswith("text/html") and b"<html" in page:
        nonce = re.search(r"script-src 'self' 'nonce-([^']+)'", policy)
        assert nonce is not None
        unmarked = rb"<(?:script|style)\b(?![^>]* nonce=\"%b\")[^>]*>" % re.escape(nonce.group(1).encode())
        assert re.findall(unmarked, page) == []


@pytest.mark.once
@pytest.mark.parametrize("row", FIRST, ids=str)
def test_no_other_method_does_anything(row: Row, desk: Desk) -> None:
    """The head of a page is the page's."""
    answered = {each.method for each in ROWS if each.route == row.route}
    sent_away = {reader for reader, told in row.expected().items() if row.method == "GET" and told == DONE}
    for method in {*METHODS} - answered - ({"HEAD"} if "GET" in answered else set()):
        for reader in ONE_OF_EACH if method in {"GET", "POST"} else POWERFUL:
            tried = desk.tried(reader, row, method)
            assert tried.outcome in {405, 404, 403, SIGN_IN, *([DONE] if reader in sent_away else [])}, (method, reader)
            assert tried.writes == [], (method, reader)


@pytest.mark.once
@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "POST" and not row.without_token], ids=str)
def test_a_form_without_its_token_or_from_elsewhere_is_refused(row: Row, desk: Desk) -> None:
    reader = next((who for who in POWERFUL if row.expected()[who] not in {403, 404}), "root")
    client = desk.browser(reader, tokens=True)
    assert desk.send(client, row).status_code == 403
    client.cookies[settings.CSRF_COOKIE_NAME] = token = "x" * 32
    for origin in ELSEWHERE:
        assert desk.send(client, row, origin=origin, x_csrftoken=token).status_code == 403
    with transaction.atomic():
        answer = desk.send(client, row, origin=BASE_URL, x_csrftoken=token)
        transaction.set_rollback(True)
    assert outcome(answer, desk.address(row)) == row.expected()[reader]


@pytest.mark.once
@pytest.mark.parametrize("row", FIRST, ids=str)
def test_an_address_with_something_behind_it_is_none(row: Row, desk: Desk) -> None:
    """So that no cache takes a page for a file."""
    client = desk.browser("ana" if row.route.startswith("portal:") else "root")
    for suffix in SUFFIXES:
        assert client.get(desk.address(row) + suffix).status_code == 404, suffix
