"""The words in which `routes.py` is written: who reads, and what they get.

Against CRE-1, a ticket of Ana's, who belongs to Acme, with Credenti. Readers of whom the same holds everywhere share a column; every one
of them is really tried (`readers.py` makes them, and signs all of them in before anything is taken from anybody):

| column | readers |
| --- | --- |
| anonymous | not signed in; a manager of Credenti's support who was deactivated since |
| customer | Ana, whose ticket it is; Pia of Acme, who follows it; Amir, who manages Acme |
| stranger | Caro of Acme, a colleague; Otto, a customer of another organization; Emil, who managed Acme, until he left; Fay, who followed it, until she left Acme; Dina, who managed it and only belongs now; Exeter, who was an agent of Credenti; Adam, who was the desk's administrator |
| agent, lead, problem, account, manager, auditor | have a post at Credenti |
| elsewhere | Zmanda's support: an agent, and a manager |
| admin | the desk's administrator |

What they get: a status, SIGN_IN (sent there), or DONE (sent on after the deed). A tuple says it in the order of the columns; most rows take one of
those that have a name here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from typing_extensions import override

Outcome = int | str
LINK_KEY = "k" * 43
"""That of a link to an invitation."""
SIGN_IN, DONE = "sign in", "done"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "anonymous": ("anonymous", "deactivated"),
    "customer": ("ana", "pia", "amir"),
    "stranger": ("caro", "otto", "emil", "fay", "dina", "exeter", "adam"),
    "agent": ("bob",),
    "lead": ("lea",),
    "problem": ("paula",),
    "account": ("alma",),
    "manager": ("magda",),
    "auditor": ("audrey",),
    "elsewhere": ("zoe", "zeno"),
    "admin": ("root",),
}
READERS = tuple(reader for readers in COLUMNS.values() for reader in readers)


@dataclass(frozen=True)
class Key:
    """What the desk of the tests calls so (`readers.Desk.thing`): its key, or another of its fields."""

    of: str
    field: str = "pk"

    @override
    def __str__(self) -> str:
        return self.of


@dataclass(frozen=True, kw_only=True)
class Row:
    """A route and a method, and what each reader gets, in the order of COLUMNS.

    `args` and `data` make a request that would succeed; a Key among them is that of something on the desk.
    """

    route: str
    method: str
    outcomes: tuple[Outcome, ...]
    args: tuple[object, ...] = ()
    data: Mapping[str, str | Key] = field(default_factory=dict)
    but: Mapping[str, Outcome] = field(default_factory=dict)
    """Readers who get something else than their column."""
    door: str = ""
    """The brand by whose door it is tried; empty: by none."""
    writes: str = ""
    """Why looking there may write."""
    without_token: str = ""
    """Why a form is taken there that has no token."""
    kept: str = ""
    """Why browsers and caches may keep it."""
    kept_by_strangers: str = ""
    """Why a cache may keep for some minutes what a stranger got."""
    framed: str = ""
    """Why it stands in a frame of ours: nothing runs in it."""

    def __str__(self) -> str:
        return " ".join([self.method, self.route, *map(str, self.args[1:])])

    def expected(self) -> dict[str, Outcome]:
        """What each reader gets."""
        columns = dict(zip(COLUMNS, self.outcomes, strict=True))
        return {reader: columns[column] for column, readers in COLUMNS.items() for reader in readers} | dict(self.but)


def form(
    route: str,
    shown: tuple[Outcome, ...],
    sent: tuple[Outcome, ...],
    *args: object,
    **data: str | Key,
) -> list[Row]:
    """A page with a form that is sent to the same address."""
    return [
        Row(route=route, method="GET", outcomes=shown, args=args),
        Row(route=route, method="POST", outcomes=sent, args=args, data=data),
    ]


# fmt: off
#                anonymous customer stranger agent  lead  problem account manager auditor elsewhere admin
FOR_ALL     = (200,        200,     200,     200,   200,  200,    200,    200,    200,    200,      200)
DONE_BY_ALL = (DONE,       DONE,    DONE,    DONE,  DONE, DONE,   DONE,   DONE,   DONE,   DONE,     DONE)
UNKNOWN     = (422,        422,     422,     422,   422,  422,    422,    422,    422,    422,      422)
FOR_NOBODY  = (404,        404,     404,     404,   404,  404,    404,    404,    404,    404,      404)
TO_NOBODY   = (400,        400,     400,     400,   400,  400,    400,    400,    400,    400,      400)
UNSIGNED    = (401,        401,     401,     401,   401,  401,    401,    401,    401,    401,      401)
GUESTS      = (200,        DONE,    DONE,    DONE,  DONE, DONE,   DONE,   DONE,   DONE,   DONE,     DONE)
REFUSED     = (SIGN_IN,    422,     422,     422,   422,  422,    422,    422,    422,    422,      422)
NEITHER     = (SIGN_IN,    403,     403,     403,   403,  403,    403,    403,    403,    403,      403)
WRONG       = (422,        DONE,    DONE,    DONE,  DONE, DONE,   DONE,   DONE,   DONE,   DONE,     DONE)
SIGNED_IN   = (SIGN_IN,    DONE,    DONE,    DONE,  DONE, DONE,   DONE,   DONE,   DONE,   DONE,     DONE)
TO_PORTAL   = (SIGN_IN,    200,     200,     200,   200,  200,    200,    200,    200,    200,      200)
NOT_THERE   = (SIGN_IN,    404,     404,     404,   404,  404,    404,    404,    404,    404,      404)

# A ticket, as its customer
OWN         = (SIGN_IN,    200,     404,     DONE,  DONE, DONE,   DONE,   DONE,   DONE,   404,      DONE)
OWN_COURSE  = (SIGN_IN,    200,     404,     404,   404,  404,    404,    404,    404,    404,      404)
READ        = (SIGN_IN,    200,     404,     200,   200,  200,    200,    200,    200,    404,      200)
DECIDES     = (SIGN_IN,    403,     404,     404,   404,  404,    404,    404,    404,    404,      404)
ADDS        = (SIGN_IN,    DONE,    404,     404,   404,  404,    404,    404,    404,    404,      404)

# A ticket, at work
READS       = (SIGN_IN,    404,     404,     200,   200,  200,    200,    200,    200,    404,      200)
CHANGES     = (SIGN_IN,    404,     404,     200,   200,  200,    404,    200,    404,    404,      200)
DOES        = (SIGN_IN,    404,     404,     DONE,  DONE, DONE,   403,    DONE,   403,    404,      DONE)
NOTES       = (SIGN_IN,    404,     404,     DONE,  DONE, DONE,   DONE,   DONE,   403,    404,      DONE)
LISTS       = (SIGN_IN,    404,     404,     200,   200,  200,    403,    200,    403,    404,      200)
TOO_LATE    = (SIGN_IN,    404,     404,     409,   409,  409,    403,    409,    403,    404,      409)
MANAGES     = (SIGN_IN,    404,     404,     403,   403,  403,    403,    200,    403,    404,      200)
RETERMS     = (SIGN_IN,    404,     404,     403,   403,  403,    403,    DONE,   403,    404,      DONE)

# A brand, at work
WORKERS     = (SIGN_IN,    404,     404,     200,   200,  200,    200,    200,    200,    200,      200)
SETTLES     = (SIGN_IN,    404,     404,     DONE,  DONE, DONE,   DONE,   DONE,   DONE,   DONE,     DONE)
TAKES_CALLS = (SIGN_IN,    404,     404,     200,   200,  200,    200,    200,    403,    200,      200)
TOOK_CALLS  = (SIGN_IN,    404,     404,     DONE,  DONE, DONE,   DONE,   DONE,   403,    404,      DONE)
HEARS_CALLS = (SIGN_IN,    404,     404,     200,   200,  200,    200,    200,    204,    204,      200)
WAVES_OFF   = (SIGN_IN,    404,     404,     DONE,  DONE, DONE,   DONE,   DONE,   404,    404,      DONE)
REPORTS     = (SIGN_IN,    404,     404,     404,   200,  200,    404,    200,    200,    404,      200)
OVERSEES    = (SIGN_IN,    404,     404,     404,   200,  404,    404,    200,    404,    404,      200)
RESENDS     = (SIGN_IN,    404,     404,     403,   DONE, 403,    403,    DONE,   403,    404,      DONE)
PUBLISHES   = (SIGN_IN,    404,     404,     404,   404,  404,    404,    200,    404,    404,      200)
TOO_BAD     = (SIGN_IN,    404,     404,     404,   404,  404,    404,    422,    404,    404,      422)
SIGNS       = (SIGN_IN,    404,     404,     404,   404,  404,    404,    200,    404,    404,      200)
CONCLUDES   = (SIGN_IN,    404,     404,     403,   403,  403,    403,    DONE,   403,    404,      DONE)
CONFIGURES  = (SIGN_IN,    404,     404,     404,   404,  404,    404,    200,    404,    404,      200)
SETS_UP     = (SIGN_IN,    404,     404,     403,   403,  403,    403,    DONE,   403,    404,      DONE)
TELLS_ONCE  = (SIGN_IN,    404,     404,     403,   403,  403,    403,    200,    403,    404,      200)
ABSENTS     = (SIGN_IN,    404,     404,     200,   200,  404,    404,    200,    404,    404,      200)
SAYS_SO     = (SIGN_IN,    404,     404,     DONE,  DONE, 404,    404,    DONE,   404,    404,      DONE)
AUDITS      = (SIGN_IN,    404,     404,     404,   404,  404,    404,    200,    200,    404,      200)

# The desk
ADMINISTERS = (SIGN_IN,    404,     404,     404,   404,  404,    404,    404,    404,    404,      200)
DECREES     = (SIGN_IN,    404,     404,     404,   404,  404,    404,    404,    404,    404,      DONE)
# fmt: on

OTHER_BRAND: Mapping[str, Outcome] = {"zeno": 200}
"""A page of the desk that shows each reader what is of their own brands: a manager elsewhere has one too."""
