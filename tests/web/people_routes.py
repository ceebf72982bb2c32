"""The table of routes, of what is about people: who works here, invitations, who belongs to a customer, sign-up, erasing."""

# ruff: noqa: F405
from __future__ import annotations

from tests.web.matrix import *  # noqa: F403  # the table is written in these words

ACME, BOB, CARO = Key("acme"), Key("bob"), Key("caro")
DESCRIBED = {"name": "Bob", "language": "en", "timezone": "UTC"}

# fmt: off
#                anonymous customer stranger agent  lead  problem account manager auditor elsewhere admin
MANAGED     = (SIGN_IN,    404,     404,     404,   404,  404,    404,    DONE,   404,    404,      DONE)
GOVERNED    = (SIGN_IN,    404,     404,     404,   404,  404,    404,    403,    404,    404,      DONE)
# fmt: on

ROWS = [
    Row(route="console:settings_people", method="GET", outcomes=CONFIGURES, but=OTHER_BRAND),
    Row(route="console:settings_invite", method="GET", outcomes=CONFIGURES, but=OTHER_BRAND),
    Row(
        route="console:settings_invite",
        method="POST",
        outcomes=MANAGED,
        data={"email": "new@desk.example", "language": "en", "roles-credenti": "agent"},
        but={"zeno": 422},  # who may give no role there is offered none
    ),
    Row(
        route="console:settings_invitation",
        method="POST",
        outcomes=MANAGED,
        args=(Key("invited"),),
        data={"act": "withdraw"},
    ),
    Row(route="console:settings_belonging", method="GET", outcomes=SIGNS, but=OTHER_BRAND),
    Row(
        route="console:settings_belongs",
        method="POST",
        outcomes=MANAGED,
        args=(Key("asked"),),
        data={"organization": ACME},
    ),
    Row(route="console:settings_person", method="GET", outcomes=CONFIGURES, args=(BOB,)),
    Row(route="console:settings_describe", method="POST", outcomes=GOVERNED, args=(BOB,), data=DESCRIBED),
    Row(
        route="console:settings_posts", method="POST", outcomes=MANAGED, args=(BOB, "credenti"), data={"roles": "lead"}
    ),
    Row(route="console:settings_act", method="POST", outcomes=GOVERNED, args=(BOB,), data={"act": "deactivate"}),
    Row(route="console:settings_erase", method="GET", outcomes=ADMINISTERS, args=(CARO,)),
    Row(route="console:settings_erase", method="POST", outcomes=DECREES, args=(CARO,), data={"number": CARO}),
    Row(route="console:settings_sign_up", method="GET", outcomes=CONFIGURES, but=OTHER_BRAND),
    Row(
        route="console:settings_sign_up_of",
        method="POST",
        outcomes=SETS_UP,
        args=("credenti",),
        data={"sign_up": "companies"},
    ),
    Row(route="console:domains", method="GET", outcomes=SIGNS, args=(ACME,)),
    Row(route="console:domains", method="POST", outcomes=CONCLUDES, args=(ACME,), data={"domain": "acme.example"}),
    Row(route="console:invite_member", method="POST", outcomes=CONCLUDES, args=(ACME, CARO)),
    Row(route="portal:people", method="GET", outcomes=NOT_THERE, but={"amir": 200, "otto": 200}),
    Row(
        route="portal:invite",
        method="POST",
        outcomes=NOT_THERE,
        args=(ACME,),
        data={"email": "new@acme.example", "language": "es"},
    ),  # the brand does not allow it
    Row(route="leaving", method="GET", outcomes=TO_PORTAL),
    Row(route="leaving", method="POST", outcomes=SIGNED_IN),
]
