"""What the pages cost that people look at all day: `python bench/pages.py --tickets 100000`.

On the desk of `bench/desk.py` (made where there is none; with `--folder` kept and used again, on PostgreSQL with
`--database`), for each page:

- the server's time, from the address to the last byte: median and 95th percentile of real time, and the median of processor time;
- the questions that it asks the database;
- by a real Chromium with an empty cache, from a real server: what travels at first load (fonts apart), and when the
  largest part is painted, as the median of a few loads.

An exclamation mark stands where an aim is missed: 150 ms at the 95th percentile, 100 kB, 1 s.
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import django
from desk import folder

TIMES, LOADS = 40, 5
MOST_MS, MOST_BYTES, MOST_PAINT_MS = 150, 100_000, 1_000
HOST = "127.0.0.1"
PAINT = """() => new Promise((told) => new PerformanceObserver((list) => told(list.getEntries().at(-1).startTime))
  .observe({type: "largest-contentful-paint", buffered: true}))"""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, and who looks at it."""

    name: str
    person: Any
    address: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=100_000, help="how many there are")
    parser.add_argument("--open", type=int, default=500, help="of which are at work, with clocks that run")
    parser.add_argument("--folder", type=Path, help="keep the desk here, or use the one that is here")
    parser.add_argument("--database", default="", help="postgresql://USER:PASSWORD@HOST:PORT/NAME instead of SQLite")
    parser.add_argument("--port", type=int, default=8470, help="where the server is started that the browser asks")
    asked = parser.parse_args()
    with folder(asked.folder) as place:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "parola.settings", "PAROLA_DATA": str(place)}
        os.environ["PAROLA_DATABASE_URL"] = asked.database
        os.environ["PAROLA_BASE_URL"] = f"http://{HOST}:{asked.port}"
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs a loop in this thread
        django.setup()
        prepare(asked.tickets, asked.open)
        pages = list(choose())
        print(f"{'':<30}{'median':>8}{'p95':>8}{'CPU':>8} ms{'queries':>9}{'kB':>8}{'painted':>9} ms", flush=True)
        with serving(asked.port), browser() as chromium:
            for page in pages:
                print(f"{page.name:<30}{served(page)}{loaded(page, chromium, asked.port)}", flush=True)


def prepare(tickets: int, at_work: int) -> None:
    """Make the desk if it is not there."""
    import filling
    from django.core.management import call_command

    from parola.desk.tickets.models import Ticket
    from parola.now import now

    call_command("migrate", verbosity=0)
    if not Ticket.objects.exists():
        filling.fill(now(), tickets, at_work)


def choose() -> Iterator[Page]:
    """The pages of a day at the console and at the portal."""
    from django.urls import reverse

    from parola.desk.accounts.models import Person
    from parola.desk.tickets.models import Ticket

    agent = Person.objects.filter(posts__role="agent").order_by("pk").last()
    lead = Person.objects.filter(posts__role__in=["lead", "manager"]).order_by("pk").last()
    last = Ticket.objects.order_by("-pk").select_related("requester", "brand")[0]
    customer = Person.objects.filter(memberships__manager=True, memberships__organization=last.organization_id).first()
    yield Page("today", agent, reverse("console:today"))
    yield Page("queue", agent, reverse("console:queue"))
    yield Page("queue, what is closed", agent, reverse("console:queue") + "?q=state:closed")
    yield Page("queue, a word", agent, reverse("console:queue") + "?q=printer")
    yield Page("ticket", agent, reverse("console:ticket", args=[last.reference]))
    yield Page("search", agent, reverse("console:search") + "?text=printer")
    yield Page("board", lead, reverse("console:board"))
    yield Page("portal, requests", customer, reverse("portal:requests"))
    yield Page("portal, a request", customer, reverse("portal:ticket", args=[last.reference]))
    yield Page("portal, a new request", customer, reverse("portal:new", args=[last.brand.slug]))
    yield Page("portal, the plan", customer, reverse("portal:plan"))


def served(page: Page) -> str:
    """What the page costs the server."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": HOST, "accept-encoding": "gzip"})
    client.force_login(page.person)
    assert client.get(page.address).status_code == 200, page.address
    gc.freeze()  # as the web server does when it starts (web/wsgi.py)
    with CaptureQueriesContext(connection) as seen:
        client.get(page.address)
    queries = len(seen)  # before the next request empties the log
    real, processor = [], []
    for _ in range(TIMES):
        begun = time.perf_counter(), time.process_time()
        client.get(page.address)
        real.append((time.perf_counter() - begun[0]) * 1e3)
        processor.append((time.process_time() - begun[1]) * 1e3)
    late = statistics.quantiles(real, n=20)[-1]
    return f"{statistics.median(real):>8.1f}{late:>7.1f}{mark(late, MOST_MS)}{statistics.median(processor):>8.1f}   {queries:>9}"


def loaded(page: Page, chromium: Any, port: int) -> str:
    """What the page costs who opens it for the first time."""
    loads = [load(page, chromium, port) for _ in range(LOADS)]
    weight, paint = (statistics.median(each) for each in zip(*loads, strict=True))
    return f"{weight / 1e3:>7.1f}{mark(weight, MOST_BYTES)}{paint:>8.0f}{mark(paint, MOST_PAINT_MS)}"


def load(page: Page, chromium: Any, port: int) -> tuple[float, float]:
    """Bytes that travelled but for fonts, and milliseconds until the largest part was painted."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(page.person)
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": f"http://{HOST}:{port}"}])
    window = context.new_page()
    wire, kinds, weight = context.new_cdp_session(window), dict[str, str](), [0]
    wire.send("Network.enable")
    wire.on("Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"]}))
    wire.on("Network.loadingFinished", lambda told: weigh(told, kinds, weight))
    window.goto(f"http://{HOST}:{port}{page.address}", wait_until="load")
    paint = float(window.evaluate(PAINT))
    context.close()
    return float(weight[0]), paint


def weigh(told: dict[str, Any], kinds: dict[str, str], weight: list[int]) -> None:
    """Add what has arrived."""
    if kinds.get(told["requestId"]) != "Font":
        weight[0] += int(told["encodedDataLength"])


def mark(figure: float, most: float) -> str:
    return "!" if figure > most else " "


@contextmanager
def serving(port: int) -> Iterator[None]:
    """The web server, as `parola up` starts it."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "warning", "--host", HOST]
    server = subprocess.Popen([*command, "--port", str(port), "--blocking-threads", "4", "parola.web.wsgi:application"])
    try:
        for _ in range(300):
            try:
                with urlopen(f"http://{HOST}:{port}/sign-in/", timeout=5):
                    break
            except URLError:
                time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)


@contextmanager
def browser() -> Iterator[Any]:
    """A Chromium without a window."""
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


if __name__ == "__main__":
    main()
