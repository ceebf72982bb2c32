"""What the worker does, lane by lane, in the order in which it is done in a turn."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from parola.desk.accounts import limits
from parola.desk.files import store, uploads
from parola.desk.knowledge import avoiding, meanings
from parola.desk.mail import digests, endings, fetching, heads, invitations, personal, receive, send, trying
from parola.desk.mail.watching import Watches
from parola.desk.meaning import embedding
from parola.desk.problems import alarms as problem_alarms
from parola.desk.problems import telling
from parola.desk.problems.noticing import Noticing
from parola.desk.reports import checking, schedules, stays
from parola.desk.reports import letters as report_letters
from parola.desk.search import following, names
from parola.desk.telephony import calls
from parola.desk.tickets import alarms, drafts, handovers
from parola.desk.tickets.invitations import forget_old
from parola.desk.tickets.seeking import Seeking
from parola.desk.webform import letters as form_letters
from parola.desk.webform import taking as web_forms
from parola.now import now as clock
from parola.worker.loop import Job


def raise_alarms(now: datetime) -> bool:
    """What time does to tickets."""
    return alarms.sweep(now=now)


def tidy(now: datetime) -> bool:
    """Forget what is of no more use."""
    limits.forget(now=now)
    forget_old(now=now)
    web_forms.forget_old(now=now)
    calls.forget(now=now)
    avoiding.forget(now=now)
    drafts.forget(now=now)
    return False


class TidyFiles:
    """Files that nobody refers to go: looked for once an hour."""

    def __init__(self) -> None:
        self.again: datetime | None = None

    def __call__(self, now: datetime) -> bool:
        """Look, if it is time."""
        if self.again is None or now >= self.again:
            uploads.sweep(now=now)
            store.sweep(now=now)
            self.again = now + timedelta(hours=1)
        return False


class TellOfWaiting:
    """Who leads is told of tickets that wait for somebody who is away: looked for once a minute."""

    def __init__(self) -> None:
        self.again: datetime | None = None

    def __call__(self, now: datetime) -> bool:
        """Look, if it is time."""
        if self.again is None or now >= self.again:
            handovers.tell(now=now)
            self.again = now + timedelta(minutes=1)
        return False


def read_mail(now: datetime) -> bool:
    """The mails that were taken and whose reader died."""
    return receive.sweep(now=now)


def send_mail(now: datetime) -> bool:
    """What waits in the outbox."""
    return send.deliver(now=now)


def send_invitations(now: datetime) -> bool:
    """The links of invitations and sign-ups."""
    return invitations.deliver(now=now)


def send_form_links(now: datetime) -> bool:
    """The links by which somebody says that what was asked by a web form is theirs."""
    return form_letters.deliver(now=now)


def send_personal(now: datetime) -> bool:
    """Codes and links to sign in with: somebody waits for them."""
    return personal.deliver(now=now)


def send_head(now: datetime) -> bool:
    """The head of the chain, once a day, to whom the settings name."""
    heads.note(now=now, to=settings.HEAD_TO)
    return heads.deliver(now=now)


def warn_of_endings(now: datetime) -> bool:
    """That contracts end: put into the outbox."""
    return endings.sweep(now=now)


def tell_endings(now: datetime) -> bool:
    """That contracts end, by mail."""
    return endings.deliver(now=now)


def gather_digests(now: datetime) -> bool:
    """The day's deadlines, to whoever has them each morning: put into the outbox."""
    return digests.sweep(now=now)


def send_digests(now: datetime) -> bool:
    """The same, by mail."""
    return digests.deliver(now=now)


def gather_reports(now: datetime) -> bool:
    """The reports that are to leave: put into the outbox."""
    return schedules.sweep(now=now)


def send_reports(now: datetime) -> bool:
    """The same, by mail."""
    return report_letters.deliver(now=now)


def send_tests(now: datetime) -> bool:
    """The test mails of mailboxes."""
    return trying.deliver(now=now)


def fetch_mail(now: datetime) -> bool:
    """What lies in mailboxes elsewhere, one after the other."""
    return fetching.sweep(now=now)


def raise_problem_alarms(now: datetime) -> bool:
    """What time does to problems."""
    return problem_alarms.sweep(now=now)


def send_problem_alarms(now: datetime) -> bool:
    """The same, by mail."""
    return problem_alarms.deliver(now=now)


def tell_customers(now: datetime) -> bool:
    """What the customers of a problem's incidents are to be told by now."""
    return telling.carry_out(now=now)


def take_in_words(_now: datetime) -> bool:
    """What was written since, into the index by which it is found."""
    return following.step()


def follow_stays(_now: datetime) -> bool:
    """Where tickets were while they were at work, for the reports."""
    return stays.follow()


class TakeInNames:
    """What people and organizations are called, into the index: looked at a few times a minute."""

    def __init__(self) -> None:
        self.again: datetime | None = None

    def __call__(self, now: datetime) -> bool:
        """Look, if it is time."""
        if self.again is None or now >= self.again:
            names.refresh()
            self.again = now + timedelta(seconds=20)
        return False


class TakeInMeanings:
    """What articles mean, for the search."""

    def __init__(self) -> None:
        self.job = meanings.TakeIn()

    def __call__(self, _now: datetime) -> bool:
        """A slice of them."""
        return self.job.step()


class CheckReports:
    """The nightly look at what reports count: whether it is time is asked once a minute."""

    def __init__(self) -> None:
        self.again: datetime | None = None

    def __call__(self, now: datetime) -> bool:
        """Look, if it is time."""
        if self.again is not None and now < self.again:
            return False
        looked = checking.sweep(now=now)
        self.again = None if looked else now + timedelta(minutes=1)
        return looked


LANES = {
    "clocks": (
        Job("alarms", raise_alarms),
        Job("tickets that wait", TellOfWaiting()),
        Job("contracts that end", warn_of_endings),
        Job("digests", gather_digests),
        Job("reports", gather_reports),
        Job("tidy", tidy),
        Job("files of nobody", TidyFiles()),
    ),
    "mail": (
        Job("mail that was left unread", read_mail),
        Job("mail to one person alone", send_personal),
        Job("mail that leaves", send_mail),
        Job("invitations", send_invitations),
        Job("links of web forms", send_form_links),
        Job("test mails", send_tests),
        Job("head of the chain", send_head),
        Job("mail of contracts that end", tell_endings),
        Job("digests that leave", send_digests),
        Job("reports that leave", send_reports),
        Job("alarms of problems that leave", send_problem_alarms),
    ),
    "inboxes": (Job("mail that is fetched", fetch_mail),),
    "solutions": (Job("known solutions", Seeking()),),
    "problems": (
        Job("alarms of problems", raise_problem_alarms),
        Job("customers who are told", tell_customers),
        Job("incidents that recur", Noticing()),
    ),
    "search": (
        Job("words that are found", take_in_words),
        Job("stays of tickets", follow_stays),
        Job("names that are found", TakeInNames()),
        Job("what articles mean", TakeInMeanings()),
    ),
    "reports": (Job("self-check of the reports", CheckReports()),),
}


def standing() -> dict[str, tuple[Job, ...]]:
    """The same for a worker that stays: it watches the mailboxes all the time, each by itself, and learns what texts mean."""
    embedding.wake()
    watches = Watches(clock)
    return LANES | {"inboxes": (Job("mail that is fetched", watches, watches.end),)}
