"""Who may do what, route by route: the table that `test_routes.py` holds every address of the desk to.

Readers, against a ticket of Ana's with Credenti:

| reader | who |
| --- | --- |
| anonymous | not signed in |
| customer | Ana, whose ticket it is |
| stranger | a customer who has nothing to do with it |
| agent | works for Credenti |
| elsewhere | works for another brand |
| auditor | reads at Credenti, and does nothing |
| admin | the desk's administrator |

What they get: a status, `sign in` (sent there), or `done` (sent on after the deed).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from typing_extensions import override

READERS = ("anonymous", "customer", "stranger", "agent", "elsewhere", "auditor", "admin")
SIGN_IN, DONE = "sign in", "done"
Outcome = int | str


@dataclass(frozen=True)
class Key:
    """The key of what the world calls so."""

    of: str

    @override
    def __str__(self) -> str:
        return self.of


@dataclass(frozen=True, kw_only=True)
class Row:
    """A route and a method, and what each reader gets, in the order of READERS.

    `args` and `data` make a request that would succeed; a Key among them is that of something in the world.
    """

    route: str
    method: str
    outcomes: tuple[Outcome, ...]
    args: tuple[object, ...] = ()
    data: Mapping[str, str | Key] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join([self.method, self.route, *map(str, self.args[1:])])


REFERENCE = "CRE-1"
ACME = Key("acme")
SEEN = {"seen": "1"}
TOKEN = "0b6a2a5e-4a64-4d1c-9f0e-3d0f6a7f0b11"
REQUEST = {"token": TOKEN, "subject": "No login", "text": "Nobody can log in."}
CONTRACT = {"plan": "basic", "first_day": "2026-12-01", "timezone": "Europe/Madrid"}
CANNED = {"title": "On it", "in_use": "on", "text_en": "We are on it."}
NEW = {**CONTRACT, "language": "es"}

# fmt: off
FOR_ALL     = (200, 200, 200, 200, 200, 200, 200)
DONE_BY_ALL = (DONE, DONE, DONE, DONE, DONE, DONE, DONE)
SIGNED_IN   = (SIGN_IN, DONE, DONE, DONE, DONE, DONE, DONE)
WORKERS     = (SIGN_IN, 404, 404, 200, 200, 200, 200)
READS       = (SIGN_IN, 404, 404, 200, 404, 200, 200)
CHANGES     = (SIGN_IN, 404, 404, 200, 404, 404, 200)
REPORTS     = (SIGN_IN, 404, 404, 404, 404, 200, 200)
TAKES_CALLS = (SIGN_IN, 404, 404, 200, 200, 403, 200)
MANAGES     = (SIGN_IN, 404, 404, 403, 404, 403, 200)
PUBLISHES   = (SIGN_IN, 404, 404, 404, 404, 404, 200)
TOO_BAD     = (SIGN_IN, 404, 404, 404, 404, 404, 422)
DOES        = (SIGN_IN, 404, 404, DONE, 404, 403, DONE)
OWN         = (SIGN_IN, 200, 404, DONE, 404, DONE, DONE)
ADDS        = (SIGN_IN, DONE, 404, 404, 404, 404, 404)
TO_PORTAL   = (SIGN_IN, 200, 200, 200, 200, 200, 200)
SIGNS       = (SIGN_IN, 404, 404, 404, 404, 404, 200)
CONCLUDES   = (SIGN_IN, 404, 404, 403, 404, 403, DONE)
LISTS       = (SIGN_IN, 404, 404, 200, 404, 403, 200)
CONFIGURES  = (SIGN_IN, 404, 404, 404, 404, 404, 200)
SETS_UP     = (SIGN_IN, 404, 404, 403, 404, 403, DONE)
NOT_THERE   = (SIGN_IN, 404, 404, 404, 404, 404, 404)
# fmt: on

TICKET = (REFERENCE,)
DEEDS: dict[str, Mapping[str, str] | None] = {
    "participant": None,
    "call": None,
    "pause": {"reason": "customer", "start": "2026-11-16T09:00"},
    "workaround": {"text": "Use the other door."},
    "workaround-wrong": None,
    "restored": {},
    "restored-wrong": None,
    "cause": {},
    "cause-wrong": None,
    "facts": None,
    "agree": None,
    "merge": None,
    "duplicate": None,
    "split": None,
    "spam": {},
}
"""What is behind "More" on a ticket, with what would do it to a new one; None: there it cannot be done."""
ROWS = [
    Row(route="health", method="GET", outcomes=FOR_ALL),
    Row(route="home", method="GET", outcomes=SIGNED_IN),
    Row(route="account_login", method="GET", outcomes=(200, DONE, DONE, DONE, DONE, DONE, DONE)),
    Row(route="account_logout", method="POST", outcomes=DONE_BY_ALL),
    Row(route="preferences", method="POST", outcomes=DONE_BY_ALL, data={"language": "it"}),
    Row(route="demo_mail", method="GET", outcomes=NOT_THERE),  # there is no demo here
    Row(route="console:queue", method="GET", outcomes=WORKERS),
    Row(route="console:report", method="GET", outcomes=REPORTS),
    Row(
        route="console:report_tickets",
        method="GET",
        outcomes=REPORTS,
        data={"brand": "credenti", "month": "2026-11", "priority": "P2", "what": "met"},
    ),
    Row(route="console:settings", method="GET", outcomes=SIGNS),
    Row(route="console:customers", method="GET", outcomes=WORKERS),
    Row(route="console:customer", method="GET", outcomes=READS, args=(ACME,)),
    Row(route="console:new_customer", method="GET", outcomes=SIGNS, args=("credenti",)),
    Row(
        route="console:new_customer",
        method="POST",
        outcomes=CONCLUDES,
        args=("credenti",),
        data={**NEW, "name": "Nova"},
    ),
    Row(route="console:sign", method="GET", outcomes=SIGNS, args=(ACME, "credenti")),
    Row(route="console:sign", method="POST", outcomes=CONCLUDES, args=(ACME, "credenti"), data=CONTRACT),
    Row(route="console:contract", method="GET", outcomes=SIGNS, args=(ACME, Key("contract"))),
    Row(
        route="console:contract",
        method="POST",
        outcomes=CONCLUDES,
        args=(ACME, Key("contract")),
        data={"last_day": "2026-12-31"},
    ),
    Row(route="console:people", method="GET", outcomes=SIGNS, args=(ACME,)),
    Row(
        route="console:people",
        method="POST",
        outcomes=CONCLUDES,
        args=(ACME,),
        data={"email": "new@people.example", "language": "es"},
    ),
    Row(route="console:person", method="POST", outcomes=CONCLUDES, args=(ACME, Key("ana")), data={"act": "manager"}),
    Row(route="console:new", method="GET", outcomes=TAKES_CALLS),
    Row(route="console:new_outlook", method="GET", outcomes=TAKES_CALLS),
    Row(route="console:agreement", method="GET", outcomes=READS, args=TICKET),
    Row(route="console:terms", method="GET", outcomes=MANAGES, args=TICKET),
    Row(route="console:agreements", method="GET", outcomes=PUBLISHES),
    Row(route="console:brand_agreement", method="GET", outcomes=PUBLISHES, args=("credenti",)),
    Row(route="console:propose_agreement", method="POST", outcomes=TOO_BAD, args=("credenti",), data={"source": "x"}),
    Row(route="console:agreement_version", method="GET", outcomes=PUBLISHES, args=("credenti", 1)),
    Row(route="console:agreement_source", method="GET", outcomes=PUBLISHES, args=("credenti", 1)),
    Row(route="console:settings_canned", method="GET", outcomes=CONFIGURES),
    Row(route="console:settings_canned_new", method="GET", outcomes=CONFIGURES, args=("credenti",)),
    Row(route="console:settings_canned_new", method="POST", outcomes=SETS_UP, args=("credenti",), data=CANNED),
    Row(route="console:settings_canned_one", method="GET", outcomes=CONFIGURES, args=(Key("canned"),)),
    Row(route="console:settings_canned_one", method="POST", outcomes=SETS_UP, args=(Key("canned"),), data=CANNED),
    Row(route="console:aside", method="GET", outcomes=WORKERS),
    Row(route="console:aside_mail", method="GET", outcomes=NOT_THERE, args=(1,)),  # no mail is set aside here
    Row(route="console:send_again", method="POST", outcomes=NOT_THERE, args=(1,)),
    Row(route="console:ticket", method="GET", outcomes=READS, args=TICKET),
    Row(route="console:clock", method="GET", outcomes=READS, args=(REFERENCE, "first_response", 1)),
    Row(route="console:why", method="GET", outcomes=READS, args=(REFERENCE, "first_response", 1)),
    Row(  # the ticket came by the portal: there is no mail of it
        route="console:original",
        method="GET",
        outcomes=NOT_THERE,
        args=(REFERENCE, 1),
    ),
    Row(route="console:priority", method="GET", outcomes=CHANGES, args=TICKET),
    Row(route="console:reply", method="POST", outcomes=DOES, args=TICKET, data={**SEEN, "text": "Hello"}),
    Row(route="console:canned", method="POST", outcomes=LISTS, args=TICKET, data={"canned": Key("canned")}),
    Row(route="console:note", method="POST", outcomes=DOES, args=TICKET, data={**SEEN, "text": "Hm"}),
    Row(
        route="console:change_priority",
        method="POST",
        outcomes=DOES,
        args=TICKET,
        data={**SEEN, "priority": "P1", "reason": "Nobody can work"},
    ),
    Row(route="console:assign", method="POST", outcomes=DOES, args=TICKET, data={**SEEN, "assignee": ""}),
    Row(route="console:move", method="POST", outcomes=DOES, args=TICKET, data={**SEEN, "move": "resolve"}),
    *(
        Row(
            route=f"console:{decision}_proposal",
            method="POST",
            outcomes=(SIGN_IN, 404, 404, 409, 404, 403, 409),  # nothing is proposed on this ticket
            args=TICKET,
            data={**SEEN, "proposal": "1"},
        )
        for decision in ("accept", "decline")
    ),
    Row(route="console:history", method="GET", outcomes=READS, args=TICKET),
    Row(route="console:history_json", method="GET", outcomes=READS, args=TICKET),
    *(Row(route="console:more", method="GET", outcomes=CHANGES, args=(REFERENCE, key)) for key in DEEDS),
    *(
        Row(route="console:more", method="POST", outcomes=DOES, args=(REFERENCE, key), data={**SEEN, **data})
        for key, data in DEEDS.items()
        if data is not None
    ),
    Row(
        route="console:release",
        method="POST",
        outcomes=(SIGN_IN, 404, 404, 404, 404, 403, 404),  # no reply is held under that number
        args=(REFERENCE, 1),
        data={**SEEN, "reason": "Urgent"},
    ),
    Row(route="portal:requests", method="GET", outcomes=TO_PORTAL),
    Row(route="portal:ticket", method="GET", outcomes=OWN, args=TICKET),
    Row(route="portal:history", method="GET", outcomes=(SIGN_IN, 200, 404, 404, 404, 404, 404), args=TICKET),
    Row(route="portal:history_json", method="GET", outcomes=(SIGN_IN, 200, 404, 404, 404, 404, 404), args=TICKET),
    Row(route="portal:vendors", method="GET", outcomes=(SIGN_IN, DONE, 200, 200, 200, 200, 200)),
    Row(route="portal:new", method="GET", outcomes=TO_PORTAL, args=("credenti",)),
    Row(route="portal:send", method="POST", outcomes=SIGNED_IN, args=("credenti",), data=REQUEST),
    Row(route="portal:outlook", method="GET", outcomes=TO_PORTAL, args=("credenti",)),
    Row(route="portal:plan", method="GET", outcomes=TO_PORTAL),
    Row(route="portal:answer", method="POST", outcomes=ADDS, args=TICKET, data={"token": TOKEN, "text": "More"}),
]
