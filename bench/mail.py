"""A burst of mail at a whole desk: `python bench/mail.py --messages 10000`.

The sample desk is started as anybody starts it (web, worker, receiver, and the catcher that keeps what leaves), in a folder that is gone
afterwards; with `--database` it is filled into an empty PostgreSQL. Then several clients hand in messages by SMTP, each of another
sender, as fast as the desk says 250, which it does when the ticket is there to stay. Meanwhile an agent looks at the queue and at a ticket,
again and again. Printed: messages a second, how long until all is in and all is answered, what the agent waited, and how much memory
each program held after each tenth of the burst. Exit code 1 where a message was lost or doubled.
"""

from __future__ import annotations

import argparse
import os
import re
import smtplib
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import django

HOST = "127.0.0.1"
AGENT, PASSWORD = "sofia.restrepo@credenti.example", "parola-demo"
STARTED_WITHIN, ANSWERED_WITHIN = 180, 1800
LOOKS_EVERY = 0.5
TENTHS = 10
LARGE_EVERY, RICH_EVERY = 10, 3
LARGE = 200_000
NAMES = {"granian": "web", "receive": "receiver", "worker": "worker"}
"""What each program is called, by a word of its command; the catcher stands for the vendor's mail server."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=10_000, help="how many come in")
    parser.add_argument("--clients", type=int, default=4, help="by how many connections")
    parser.add_argument("--database", default="", help="postgresql://USER:PASSWORD@HOST:PORT/NAME instead of SQLite")
    parser.add_argument("--web", type=int, default=8460, help="the port of the pages")
    parser.add_argument("--mail", type=int, default=8461, help="the port where mail comes in")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="parola-bench-") as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "parola.settings", "PAROLA_DATA": folder, "PAROLA_DEMO": "1"}
        os.environ["PAROLA_DATABASE_URL"] = asked.database
        desk = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "parola",
                "up",
                "--demo",
                "--no-past",
                "--data",
                folder,
                "--port",
                str(asked.web),
                "--mail-port",
                str(asked.mail),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            wait_for(desk)
            raise SystemExit(run(desk.pid, asked))
        finally:
            desk.terminate()
            desk.wait(timeout=60)


def wait_for(desk: subprocess.Popen[str]) -> None:
    """Until the desk says how to sign in; what else it says is read on, so that it is never held up."""
    said = iter(desk.stdout or ())
    ready = any(PASSWORD in line for line in said)
    if not ready:
        raise SystemExit("the desk did not start")
    threading.Thread(target=lambda: [None for _ in said], daemon=True).start()


def run(desk: int, asked: Any) -> int:
    """The burst, and what it came to."""
    django.setup()
    from parola.desk.accounts.models import Brand
    from parola.desk.mail.models import Received
    from parola.desk.outbox.models import OutboxRow

    to = Brand.objects.get(slug="credenti").support_address
    earlier = Received.objects.count()
    sent, memory, looks, over = Progress(), defaultdict[str, list[int]](list), Looks(asked.web), threading.Event()
    agent = threading.Thread(target=looks.go_on, args=(over,), daemon=True)
    agent.start()
    begun = time.monotonic()
    with ThreadPoolExecutor(asked.clients) as clients:
        shares = [range(first, asked.messages, asked.clients) for first in range(asked.clients)]
        handed = [clients.submit(hand_in, share, to, asked.mail, sent) for share in shares]
        watch(desk, sent, asked.messages, memory, lambda: all(each.done() for each in handed))
        refused = sum(each.result() for each in handed)
    taken = time.monotonic() - begun
    while (
        OutboxRow.objects.filter(state__in=["ready", "leased"]).exists() and time.monotonic() - begun < ANSWERED_WITHIN
    ):
        time.sleep(1)
    answered = time.monotonic() - begun
    over.set()
    agent.join()
    came = Received.objects.count() - earlier
    tickets = Received.objects.filter(state="ticket").count()
    print(
        f"{asked.messages:,} messages in {taken:,.0f} s: {asked.messages / taken:,.1f} a second; refused for now {refused:,}"
    )
    print(f"all answered after {answered:,.0f} s; kept {came:,}; on tickets, with the sample's own, {tickets:,}")
    looks.tell()
    for name, sizes in memory.items():
        print(f"  {name:<9}" + " ".join(f"{size:>5}" for size in sizes) + "  MiB after each tenth")
    return int(came != asked.messages)


class Progress:
    """How many messages the desk has taken."""

    def __init__(self) -> None:
        self.count, self.lock = 0, threading.Lock()

    def one_more(self) -> None:
        with self.lock:
            self.count += 1


def hand_in(share: range, to: str, port: int, sent: Progress) -> int:
    """Hand these in, each until it is taken; how often the desk asked to come back later."""
    later = 0
    with smtplib.SMTP(HOST, port, timeout=120) as server:
        for number in share:
            mail = message(number, to)
            while True:
                try:
                    server.sendmail(mail["From"], [to], mail.as_bytes(policy=SMTP))
                except smtplib.SMTPDataError as error:
                    if error.smtp_code >= 500:
                        raise
                    later += 1
                    time.sleep(0.2)
                else:
                    break
            sent.one_more()
    return later


def message(number: int, to: str) -> EmailMessage:
    """A request: most are a few lines, a third with HTML and an earlier mail quoted, a tenth with a file."""
    mail = EmailMessage()
    mail["From"] = f"Sender {number} <sender{number}@company{number % 997}.example>"
    mail["To"], mail["Subject"] = to, f"Request {number}: the report does not open"
    mail["Message-ID"] = f"<{number}.burst@company{number % 997}.example>"
    text = f"Hello,\n\nthe report {number} does not open since this morning.\n\nRegards\nSender {number}\n"
    mail.set_content(text)
    if number % RICH_EVERY == 0:
        mail.add_alternative(f"<p>Hello,</p><p>the report <b>{number}</b> does not open.</p>" * 20, subtype="html")
    if number % LARGE_EVERY == 0:
        content = number.to_bytes(8) + bytes(range(256)) * (LARGE // 256)
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=f"report{number}.bin")
    return mail


class Looks:
    """An agent who looks at the queue and at its first ticket, and how long each took in seconds."""

    def __init__(self, port: int) -> None:
        self.base, self.took = f"http://{HOST}:{port}", defaultdict[str, list[float]](list)
        self.browser: OpenerDirector = build_opener(HTTPCookieProcessor())

    def go_on(self, over: threading.Event) -> None:
        self.sign_in()
        while not over.wait(LOOKS_EVERY):
            queue = self.open("the queue", "/console/")
            first = re.search(r'href="(/console/tickets/[\w-]+/)"', queue)
            if first:
                self.open("a ticket", first[1])

    def sign_in(self) -> None:
        page = self.browser.open(f"{self.base}/sign-in/").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        said = {"login": AGENT, "password": PASSWORD, "csrfmiddlewaretoken": token[1] if token else ""}
        request = Request(f"{self.base}/sign-in/", urlencode(said).encode(), {"Referer": f"{self.base}/sign-in/"})
        self.browser.open(request).read()

    def open(self, name: str, path: str) -> str:
        begun = time.monotonic()
        page: str = self.browser.open(self.base + path, timeout=60).read().decode()
        self.took[name].append(time.monotonic() - begun)
        return page

    def tell(self) -> None:
        for name, took in self.took.items():
            ranked = sorted(took)
            late = ranked[int(len(ranked) * 0.95)] * 1e3
            print(
                f"  {name}: median {statistics.median(took) * 1e3:.0f} ms, 95th percentile {late:.0f} ms of {len(took)}"
            )


def watch(desk: int, sent: Progress, messages: int, memory: dict[str, list[int]], over: Callable[[], bool]) -> None:
    """Note what each program holds after each tenth, until all is in or nobody hands anything in any more."""
    for tenth in range(1, TENTHS + 1):
        while sent.count < messages * tenth // TENTHS and not over():
            time.sleep(0.2)
        held = held_by(desk)
        for name, size in held.items():
            memory[name].append(size)
        print(f"{sent.count:,} in; " + ", ".join(f"{name} {size} MiB" for name, size in held.items()), flush=True)


def held_by(desk: int) -> dict[str, int]:
    """The memory of the desk's programs with all that they started, in MiB, by name."""
    parents, held = {}, defaultdict[str, int](int)
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            said = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
            parents[int(said["Pid"])] = (int(said["PPid"]), int(said.get("VmRSS", "0 kB").split()[0]) // 1024)
        except (OSError, ValueError):
            continue  # it has ended
    for pid in parents:
        line = [pid]
        while line[-1] in parents and line[-1] != desk:
            line.append(parents[line[-1]][0])
        if line[-1] == desk and len(line) > 1:
            held[name_of(line[-2])] += parents[pid][1]
    return {name: held[name] for name in NAMES.values()}


def name_of(pid: int) -> str:
    """Which of the desk's programs that is."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    except OSError:
        return "ended"
    return next((NAMES[word] for word in command if word in NAMES), "other")


if __name__ == "__main__":
    main()
