"""How pages and the files that they are made of travel."""

from __future__ import annotations

import gzip
import re
from contextlib import closing
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client, RequestFactory

from parola.desk.files import store
from parola.web.assets import Compressed
from parola.web.attachments import serve
from tests.desk.world import World, after


@pytest.mark.django_db
def test_a_page_travels_small_to_who_can_read_it_so(client: Client, world: World) -> None:
    client.force_login(world.bob)
    whole = client.get("/console/")
    small = client.get("/console/", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in whole.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert small.headers["Vary"].count("Accept-Encoding") == 1
    assert b"</html>" in gzip.decompress(small.content)


@pytest.mark.django_db
def test_files_of_people_travel_as_they_are(rf: RequestFactory) -> None:
    """Whatever is in them; a download tells its length."""
    log = store.put([b"a line of a log\n" * 100], now=after())
    asked = rf.get("/", headers={"accept-encoding": "gzip"})
    sent = serve(log, "app.log")
    with closing(Compressed(lambda _request: sent).process_response(asked, sent)) as file:
        assert "Content-Encoding" not in file.headers
        assert file.headers["Content-Length"] == str(log.size)


@pytest.mark.django_db
def test_a_font_travels_as_it_is(client: Client) -> None:
    font = "/static/parola/fonts/inter-latin-wght-normal.woff2"
    with closing(client.get(font, headers={"accept-encoding": "gzip"})) as file:
        assert "Content-Encoding" not in file.headers


@pytest.mark.django_db
def test_what_a_page_is_made_of_is_named_by_its_content_and_kept_for_a_day(client: Client) -> None:
    page = client.get("/sign-in/").content.decode()
    made_of = re.findall(r'"/static/(parola/[^"?]+)\?v=([0-9a-f]{8})[#"]', page)
    assert {name.rpartition(".")[2] for name, _ in made_of} >= {"css", "js", "svg"}
    assert all(finders.find(name) for name, _ in made_of)
    name, stamp = made_of[0]
    with closing(client.get(f"/static/{name}?v={stamp}")) as file:
        assert file.headers["Cache-Control"] == "max-age=86400, public"


@pytest.mark.django_db
def test_a_font_has_one_address_for_the_page_and_its_style_sheet(client: Client) -> None:
    page = client.get("/sign-in/").content.decode()
    (font,) = re.findall(r'href="/static/parola/fonts/([^"]+)"', page)
    sheet = finders.find("parola/css/tokens.css")
    assert isinstance(sheet, str)
    assert f'url("../fonts/{font}")' in Path(sheet).read_text()
