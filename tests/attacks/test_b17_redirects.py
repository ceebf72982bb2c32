"""B17: after the deed one is sent to a place of this desk or to the first page, whatever `next` says (CVE-2020-11034, CVE-2024-11955, CVE-2022-25803).

`open_redirects.txt` has what other desks fell for; `\\t` and `\\n` in it stand for the characters.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.desk.world import World
from tests.web.conftest import Reader

HERE = "http://testserver"
TARGETS = [
    line.replace("\\t", "\t").replace("\\n", "\n")
    for line in (Path(__file__).parent / "open_redirects.txt").read_text(encoding="utf-8").splitlines()
]
PLACES = ("account_login", "account_logout", "preferences", "account_reauthenticate", "mfa_reauthenticate")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_next_leads_nowhere_else(world: World, reader: Reader, place: str, method: str) -> None:
    client = reader(world.ana)
    for target in TARGETS:
        if place == "account_logout":
            client.force_login(world.ana)
        answer = getattr(client, method)(reverse(place), {"next": target, "language": "es"})
        assert leads(answer.headers.get("Location", "/")).netloc == "testserver", target


@pytest.mark.parametrize("target", TARGETS)
def test_signing_in_leads_nowhere_else(world: World, target: str, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # many sign-ins, and none is about the hash
    world.ana.set_password("a long enough word")
    world.ana.save()
    answer = Client().post(
        reverse("account_login"), {"login": world.ana.email, "password": "a long enough word", "next": target}
    )
    assert answer.status_code == 302
    assert leads(answer["Location"]).netloc == "testserver"


def test_a_place_of_the_desk_is_kept(world: World, reader: Reader) -> None:
    answer = reader(world.ana).post(reverse("preferences"), {"next": "/portal/?whose=mine", "theme": "dark"})
    assert answer["Location"] == "/portal/?whose=mine"


def leads(location: str) -> SplitResult:
    """Where a browser goes: it takes backslashes for slashes, and drops tabs and line ends."""
    tidy = location.strip().replace("\\", "/").translate({ord(each): None for each in "\t\r\n"})
    return urlsplit(urljoin(HERE + "/portal/", tidy))
