"""`parola demo-mail`: write to the running desk as a customer would, and say what its mail server answers."""

from __future__ import annotations

import smtplib
import sys
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Annotated

import typer

from parola.cli.language import preferred
from parola.cli.ports import LAST
from parola.now import now
from parola.policy.words import Words

TIMEOUT = 30.0


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo-mail")(demo_mail)


def demo_mail(
    to: Annotated[str, typer.Option(help="The brand's address, or the Reply-To of one of its mails.")] = (
        "soporte@credenti.example"
    ),
    sender: Annotated[str, typer.Option("--from", help="Who writes.")] = "marta.quesada@santelmo.example",
    subject: Annotated[str, typer.Option(help="The subject.")] = "We cannot sign in",
    text: Annotated[str, typer.Option(help="The text.")] = "Since this morning nobody in our office can sign in.",
    host: Annotated[str, typer.Option(envvar="PAROLA_MAIL_HOST", help="The desk's mail server.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=1, max=LAST, envvar="PAROLA_MAIL_PORT", help="The desk's mail server.")
    ] = 8025,
    lang: Annotated[str | None, typer.Option(help="The language of what is printed: en, es, it, ar.")] = None,
) -> None:
    """Send one mail to the running desk; exit code 1 where it was not taken."""
    words = Words(preferred(lang))
    try:
        answer = send(host, port, write(to=to, sender=sender, subject=subject, text=text))
    except OSError as error:  # smtplib's own errors are among them
        message = words.gettext("The mail was not taken by %(host)s:%(port)d: %(error)s")
        print(message % {"host": host, "port": port, "error": error}, file=sys.stderr)
        raise typer.Exit(1) from error
    print(words.gettext("%(sender)s wrote to %(to)s. The mail server answered: %(answer)s")
          % {"sender": sender, "to": to, "answer": answer})  # fmt: skip


def write(*, to: str, sender: str, subject: str, text: str) -> EmailMessage:
    """The mail."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = format_datetime(now())
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "localhost")
    mail.set_content(text)
    return mail


def send(host: str, port: int, mail: EmailMessage) -> str:
    """Hand it over; the server's last answer, which says what became of it. Raises OSError."""
    with smtplib.SMTP(host, port, timeout=TIMEOUT) as server:
        server.ehlo_or_helo_if_needed()
        steps = [server.mail(str(mail["From"])), server.rcpt(str(mail["To"]))]
        refused = next((step for step in steps if step[0] >= 400), None)  # noqa: PLR2004  # SMTP: 4xx and 5xx refuse
        code, answer = refused or server.data(mail.as_bytes())
        if code >= 400:  # noqa: PLR2004
            raise smtplib.SMTPResponseException(code, answer)
    return f"{code} {answer.decode('utf-8', 'replace')}"
