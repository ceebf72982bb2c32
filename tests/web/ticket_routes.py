"""The rows of `routes.py` for what colleagues do around a ticket: drafts of their own, following, mentions."""

# ruff: noqa: F405
from __future__ import annotations

from tests.web.matrix import *  # noqa: F403  # the table is written in these words

TICKET = ("CRE-1",)
# fmt: off
#         anonymous customer stranger agent  lead  problem account manager auditor elsewhere admin
FOLLOWS = (SIGN_IN,    404,     404,     DONE,  DONE, DONE,   DONE,   DONE,   DONE,   404,      DONE)
# fmt: on
WINDOW = {"window": "w1", "revision": "0", "at_once_reason": ""}
"""What the script says of the window, and what is asked while a reply is held: this page has no fields for it."""
ROWS = (
    Row(
        route="console:keep_draft",
        method="POST",
        outcomes=DOES,
        args=(*TICKET, "reply"),
        data={"text": "Dear Ana", **WINDOW},
    ),
    Row(
        route="console:keep_draft",
        method="POST",
        outcomes=NOTES,
        args=(*TICKET, "note"),
        data={"text": "Ask Lea", **WINDOW},
    ),
    Row(route="console:discard_draft", method="POST", outcomes=FOLLOWS, args=(*TICKET, "reply")),
    Row(route="console:restore_draft", method="POST", outcomes=FOLLOWS, args=(*TICKET, "reply")),
    Row(route="console:follow", method="POST", outcomes=FOLLOWS, args=TICKET),
    Row(route="console:unfollow", method="POST", outcomes=FOLLOWS, args=TICKET),
    Row(route="console:proposals", method="GET", outcomes=READS, args=TICKET),
    Row(route="console:put_by", method="POST", outcomes=DOES, args=TICKET, data={"what": "article:1"}),
    Row(route="console:colleagues", method="GET", outcomes=READS, args=TICKET, data={"find": "le"}),
)
