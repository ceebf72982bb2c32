"""What the table of routes needs of mailboxes that are read by OAuth 2.0: one of Credenti's, which nobody has allowed yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Model

from parola.desk.mail import grants
from parola.desk.mail.models import Inbox
from tests.desk.mail.boxes import set_up
from tests.desk.world import MONDAY, World
from tests.web.matrix import CONFIGURES, SETS_UP, SIGN_IN, Key, Row, form

BOX = Key("granted", "mailbox_id")
KNOWN = {"provider": "google", "client_id": "the-desk"}
SENT = (SIGN_IN, 404, 404, 403, 403, 403, 403, 200, 403, 404, 200)
UNSENT = (SIGN_IN, 404, 404, 404, 404, 404, 404, 400, 404, 404, 400)
"""Nobody of these was sent to a provider."""


def granted(world: World) -> Inbox:
    """Where the mail of its mailbox lies."""
    inbox = set_up(
        world, host="imap.gmail.com", port=993, security="tls", user="box", password="",
        sign_in=Inbox.SignIn.OAUTH, active=False,
    )  # fmt: skip
    grants.set_up(inbox=inbox, by=world.root, now=MONDAY, provider="google", client_id="the-desk")
    return inbox


THINGS: Mapping[str, Callable[[World], Model]] = {"granted": granted}
ROWS = [
    *form("console:settings_grant", CONFIGURES, SETS_UP, BOX, **KNOWN),
    Row(route="console:settings_grant_allow", method="POST", outcomes=SENT, args=(BOX,)),
    Row(route="console:settings_grant_back", method="GET", outcomes=UNSENT, but={"zeno": 400}),
]
