"""The rows of `routes.py` for what colleagues do around a ticket: drafts of their own, following, mentions."""

# ruff: noqa: F405
from __future__ import annotations

from tests.web.matrix import *  # noqa: F403  # the table is written in these words

TICKET = ("CRE-1",)
# fmt: off
#         anonymous customer stranger agent  lead  problem account manager auditor elsewhere admin
FOLLOWS = (SIGN_IN,    404,     404,     DONE,  DONE, DONE,   DONE,   DONE,   DONE,   404,      DONE)
# fmt: on
ROWS = (
    Row(route="console:keep_draft", method="POST", outcomes=DOES, args=(*TICKET, "reply"), data={"text": "Dear Ana"}),
    Row(route="console:keep_draft", method="POST", outcomes=NOTES, args=(*TICKET, "note"), data={"text": "Ask Lea"}),
    Row(route="console:discard_draft", method="POST", outcomes=FOLLOWS, args=(*TICKET, "reply")),
    Row(route="console:restore_draft", method="POST", outcomes=FOLLOWS, args=(*TICKET, "reply")),
    Row(route="console:follow", method="POST", outcomes=FOLLOWS, args=TICKET),
    Row(route="console:unfollow", method="POST", outcomes=FOLLOWS, args=TICKET),
    Row(route="console:proposals", method="GET", outcomes=READS, args=TICKET),
    Row(route="console:put_by", method="POST", outcomes=DOES, args=TICKET, data={"what": "article:1"}),
    Row(route="console:colleagues", method="GET", outcomes=READS, args=TICKET, data={"find": "le"}),
)
