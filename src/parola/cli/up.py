"""`parola up`: the whole desk as one command, on this machine only.

It prepares the data folder and the database, then keeps the web server, the worker, the mail receiver and the event stream running (with
`--demo` also a catcher, which keeps the mails that leave instead of sending them) until Ctrl-C or SIGTERM.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parola.cli import ports
from parola.cli.desk import reach
from parola.cli.language import preferred
from parola.cli.refold import bring_up_to_date
from parola.cli.supervisor import Program, Supervisor
from parola.now import now

if TYPE_CHECKING:
    from parola.policy.words import Words

HOST = "127.0.0.1"
WEB_PORT = 8000
MAIL_PORT = 8025
CATCHER_PORT = 8026
STREAM_PORT = 8040
THREADS = 4
"""Requests answered at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where this desk lives: its data, and the ports it listens on. `catcher` is None where mail really leaves."""

    data: Path
    web: int
    mail: int
    stream: int
    catcher: int | None

    @property
    def address(self) -> str:
        """What to type into a browser."""
        return f"http://{HOST}:{self.web}"

    def answers(self) -> bool:
        """Whether everything that should listen does."""
        return all(
            ports.answers(HOST, port) for port in (self.web, self.mail, self.stream, self.catcher) if port is not None
        )


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(up)


def up(
    data: Annotated[Path, typer.Option(envvar="PAROLA_DATA", help="The folder of the desk's own data.")] = Path(
        "parola-data"
    ),
    port: Annotated[
        int | None,
        typer.Option(
            min=1, max=ports.LAST, help=f"Where the pages are served  \\[default: {WEB_PORT} or the next free]"
        ),
    ] = None,
    mail_port: Annotated[
        int | None,
        typer.Option(min=1, max=ports.LAST, help=f"Where mail comes in  \\[default: {MAIL_PORT} or the next free]"),
    ] = None,
    stream_port: Annotated[
        int | None,
        typer.Option(
            min=1, max=ports.LAST, help=f"Where pages hear what is new  \\[default: {STREAM_PORT} or the next free]"
        ),
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo/--no-demo", help="A sample desk; mails that leave are kept, not sent.")
    ] = False,
    past: Annotated[
        bool, typer.Option("--past/--no-past", help="The sample desk with a year of tickets that are closed.")
    ] = True,
    lang: Annotated[str | None, typer.Option(help="The language of what is printed: en, es, it, ar.")] = None,
) -> None:
    """Start the desk on this machine: web, worker, mail receiver and event stream, until Ctrl-C."""
    from parola.policy.words import Words

    words = Words(preferred(lang))
    with ExitStack() as held:  # until the programs start: another desk may be starting, and choose the same
        place = find_place(data, port, mail_port, stream_port, held, demo=demo, words=words)
        make_folder(place.data)
        os.environ |= environment(place)
        print(words.gettext("Preparing the desk in %(folder)s ...") % {"folder": place.data}, flush=True)
        sign_in = prepare(words, place, demo=demo, past=past)
    announcement = "\n".join([*addresses(place, words), "", *sign_in])
    supervisor = Supervisor(programs(place), say, words.gettext)
    supervisor.run(once(place.answers, lambda: print(announcement, flush=True)))
    print(words.gettext("The desk has stopped."), flush=True)


def find_place(
    data: Path,
    port: int | None,
    mail_port: int | None,
    stream_port: int | None,
    held: ExitStack,
    *,
    demo: bool,
    words: Words,
) -> Place:
    """Choose the ports, which are kept from others; exits with 1 and says what to do when one that was asked for is taken."""
    try:
        return Place(
            data=data.absolute(),
            web=ports.choose(HOST, port, WEB_PORT, held),
            mail=ports.choose(HOST, mail_port, MAIL_PORT, held),
            stream=ports.choose(HOST, stream_port, STREAM_PORT, held),
            catcher=ports.choose(HOST, None, CATCHER_PORT, held) if demo else None,
        )
    except ports.PortTaken as error:
        message = words.gettext(
            "Port %(port)d is in use. End the program that uses it, or choose another with --port, --mail-port or --stream-port."
        )
        print(message % {"port": error.port}, file=sys.stderr)
        raise typer.Exit(1) from error


def make_folder(data: Path) -> None:
    """The data folder, for this user alone; exits with 1 where it cannot be made."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        print(f"{data}: {error.strerror}", file=sys.stderr)
        raise typer.Exit(1) from error


def environment(place: Place) -> dict[str, str]:
    """What Django's settings and the programs read; an address that the environment already has is kept."""
    settings = {
        "PAROLA_DATA": str(place.data),
        "PAROLA_BASE_URL": os.environ.get("PAROLA_BASE_URL", place.address),
        "PAROLA_MAIL_PORT": str(place.mail),
        "PAROLA_STREAM": os.environ.get("PAROLA_STREAM", "path" if "PAROLA_BASE_URL" in os.environ else "port"),
        "PAROLA_STREAM_PORT": str(place.stream),
        "OPENBLAS_NUM_THREADS": os.environ.get(
            "OPENBLAS_NUM_THREADS", "1"
        ),  # vectors are compared by whoever asks, alone
    }
    if place.catcher is not None:
        settings |= {"PAROLA_DEMO": "1", "PAROLA_SMTP_HOST": HOST, "PAROLA_SMTP_PORT": str(place.catcher)}
    return settings


def prepare(words: Words, place: Place, *, demo: bool, past: bool) -> list[str]:
    """Bring the database up to date, fill an empty demo, and return the lines that say how to sign in."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "parola.settings"
    reach(words)
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    bring_up_to_date(words)
    lines = fill_demo(words, past=past) if demo else first_steps(words, place.data)
    connections.close_all()
    return lines


def fill_demo(words: Words, *, past: bool) -> list[str]:
    """Sample organizations, people and tickets, where there are none yet; exits with 1 where a demo has no place."""
    from parola.cli.demo import NoPlaceForADemo
    from parola.cli.demo import prepare as prepare_demo

    print(words.gettext("Filling the sample desk ..."), flush=True)
    try:
        return prepare_demo(now(), words, past=past)
    except NoPlaceForADemo as refused:
        print(refused, file=sys.stderr)
        raise typer.Exit(1) from refused


def first_steps(words: Words, data: Path) -> list[str]:
    """What to do where nobody can sign in yet: the command, for this very folder."""
    from parola.desk.accounts.models import Person

    if Person.objects.exists():
        return []
    here = "" if data == Path("parola-data").absolute() else f"PAROLA_DATA={shlex.quote(str(data))} "
    return [
        words.gettext("Nobody can sign in yet. Make the first administrator, in another window, with:"),
        f"  {here}{shlex.quote(_parola())} manage createsuperuser",
        words.gettext("Then sign in: the first page says how the first vendor is set up."),
    ]


def _parola() -> str:
    """This very command, as it can be typed in another window: by its name alone only where that finds it."""
    beside = Path(sys.executable).with_name("parola")
    found = shutil.which("parola")
    return "parola" if not beside.exists() or (found and Path(found).samefile(beside)) else str(beside)


def programs(place: Place) -> list[Program]:
    """What runs, in the order of its start."""
    parola = (sys.executable, "-m", "parola")
    granian = (sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "warning")
    threads = ("--blocking-threads", str(THREADS))
    running = [
        Program("web", (*granian, "--host", HOST, "--port", str(place.web), *threads, "parola.web.wsgi:application")),
        Program("mail", (*parola, "receive", "--host", HOST, "--port", str(place.mail))),
        Program("worker", (*parola, "worker")),
        Program("stream", (*parola, "stream", "--host", HOST, "--port", str(place.stream))),
    ]
    if place.catcher is not None:
        running.insert(0, Program("catcher", (*parola, "catch", "--host", HOST, "--port", str(place.catcher))))
    return running


def addresses(place: Place, words: Words) -> list[str]:
    """Where the desk is reached."""
    lines = [
        "",
        words.gettext("The desk is up at %(address)s") % {"address": place.address},
        words.gettext("Mail comes in by SMTP at %(host)s, port %(port)d") % {"host": HOST, "port": place.mail},
        words.gettext("Ctrl-C ends it; the data stays in %(folder)s") % {"folder": place.data},
    ]
    if place.catcher is not None:
        kept = words.gettext("Mails that leave are kept, not sent: agents see them at %(address)s")
        lines.insert(3, kept % {"address": f"{place.address}/demo/mail/"})
    return lines


def say(name: str, line: str) -> None:
    """Show a line of one of the programs under its name."""
    print(f"{name:<8}| {line}", flush=True)


def once(condition: Callable[[], bool], act: Callable[[], None]) -> Callable[[], None]:
    """A function to be called again and again, which acts the first time that the condition holds."""
    pending = [act]

    def turn() -> None:
        if pending and condition():
            pending.pop()()

    return turn
