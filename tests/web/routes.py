"""Who may do what, route by route: the table that `test_routes.py` holds every address of the desk to.

`matrix.py` tells who the readers are, and what the names of outcomes mean. To add a route:

1. A row for each method that it answers: `Row(route="console:thing", method="GET", outcomes=READS, args=(...))`. Every other method must be
   refused to everybody, without a row. `form(...)` makes the two rows of a page with a form that is sent to itself.
2. `args` and `data` of a request that would succeed. What it needs on the desk is named by a Key (`Key("ana")`, `Key("thing", "slug")`); a new thing
   is made in `readers.THINGS`.
3. Outcomes by a name of `matrix.py`. One reader who differs from the column: `but={"caro": 200}`. A new name only where several rows need it.
4. Where looking writes, or a form is taken without its token: the reason, in `writes` or `without_token`.
"""

# ruff: noqa: F405
from __future__ import annotations

from collections.abc import Mapping

from tests.web import (
    check_routes,
    company,
    evidence_routes,
    faces,
    grants,
    imported_routes,
    knowledge_routes,
    live_routes,
    misses_routes,
    noticed_routes,
    people_routes,
    policy_routes,
    problem_routes,
    queue_routes,
    reporting_routes,
    requests_routes,
    search_routes,
    teams,
    telephony,
    telling_routes,
    ticket_routes,
    webforms,
)
from tests.web.matrix import *  # noqa: F403  # the table is written in these words

REFERENCE = "CRE-1"
ACME = Key("acme")
HELD = Key("held", "reference")
SEEN = {"seen": "4"}
"""Two people were added to the ticket after it opened, and one of them left."""
TOKEN = "0b6a2a5e-4a64-4d1c-9f0e-3d0f6a7f0b11"
REQUEST = {"token": TOKEN, "subject": "No login", "text": "Nobody can log in."}
CONTRACT = {"plan": "basic", "first_day": "2026-12-01", "timezone": "Europe/Madrid"}
CANNED = {"title": "On it", "in_use": "on", "text_en": "We are on it."}
CALL: Mapping[str, str | Key] = {
    "brand": "credenti", "customer": Key("ana"), "token": TOKEN, "channel": "phone", "at": "2026-11-16T08:30",
    "subject": "No cards", "text": "Ana called.", "priority": "P2",
}  # fmt: skip
CLOSED = {
    "calendar": "global",
    "first": "2026-12-24",
    **{f"name_{each}": "Closed" for each in ("es", "ar", "en", "it")},
}
NEW = {**CONTRACT, "language": "es"}
BRAND = {
    "name": "Fifth",
    "support_address": "help@fifth.example",
    "languages": "en",
    "language": "en",
    "timezone": "Europe/Madrid",
}
FACE = {"name": "Credenti", "languages": "es", "language": "es", "timezone": "UTC", "key": "CRE"}

CHALLENGE = "the session keeps the secret or the challenge that the next form answers"
JOINED = Key("joined", "slug")
WELCOME = {"name": "New", "password": "four quiet green horses", "language": "es", "timezone": "Europe/Madrid"}

TICKET = (REFERENCE,)
COPIED = (Key("by_mail", "reference"),)
LETTER = ("credenti", "acknowledgement", "en")
SENT = "a mail as it was sent has styles of its own"
LOOK = "a letter as it would look has styles of its own"
DEEDS: dict[str, Mapping[str, str] | None] = {
    "escalate": None,
    "send-back": None,
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
ACCOUNT = [
    *form("account_login", GUESTS, WRONG, login="nobody@people.example", password="x"),
    *form("account_request_login_code", GUESTS, DONE_BY_ALL, email="nobody@people.example"),
    *form("account_confirm_login_code", DONE_BY_ALL, DONE_BY_ALL, code="x"),  # nobody here has asked for one
    *form("mfa_authenticate", DONE_BY_ALL, DONE_BY_ALL, code="x"),  # nobody here has come so far
    *form("mfa_login_webauthn", DONE_BY_ALL, DONE_BY_ALL, credential="{}"),
    Row(route="account_logout", method="POST", outcomes=DONE_BY_ALL),
    *form("account_reset_password", FOR_ALL, DONE_BY_ALL, email="nobody@people.example"),
    Row(route="account_reset_password_done", method="GET", outcomes=FOR_ALL),
    *form("account_reset_password_from_key", FOR_ALL, FOR_ALL, "1", "no-token"),  # it says that the link is no good
    Row(route="account_reset_password_from_key_done", method="GET", outcomes=FOR_ALL),
    *form("my_account", TO_PORTAL, SIGNED_IN, language="es", timezone="Europe/Madrid"),
    *form("my_mails", WORKERS, SETTLES, digest="on"),
    Row(route="stop_mail", method="GET", outcomes=FOR_NOBODY, args=("1.digest.0",)),  # `test_stopping` has genuine ones
    Row(
        route="stop_mail",
        method="POST",
        outcomes=FOR_NOBODY,
        args=("1.digest.0",),
        without_token="the mail program sends it, by the link in the mail (RFC 8058)",
    ),
    *form("my_phones", TO_PORTAL, SIGNED_IN, number="+34600111222"),
    *form("account_email", TO_PORTAL, REFUSED, action_add="1", email="x"),
    *form("account_email_verification_sent", SIGNED_IN, SIGNED_IN, code="x"),
    *form("account_change_password", SIGNED_IN, SIGNED_IN),  # nobody here has one: they are led to the next
    *form("account_set_password", TO_PORTAL, REFUSED, password1="x"),
    *form("account_reauthenticate", NEITHER, NEITHER),  # there is nothing by which they could
    *form("mfa_reauthenticate", NEITHER, NEITHER),
    *form("mfa_reauthenticate_webauthn", NEITHER, NEITHER),
    Row(route="mfa_index", method="GET", outcomes=TO_PORTAL),
    Row(route="mfa_activate_totp", method="GET", outcomes=TO_PORTAL, writes=CHALLENGE),
    Row(route="mfa_activate_totp", method="POST", outcomes=REFUSED, data={"code": "x"}),
    *form("mfa_deactivate_totp", NOT_THERE, NOT_THERE),
    Row(route="mfa_view_recovery_codes", method="GET", outcomes=NOT_THERE),
    *form("mfa_generate_recovery_codes", TO_PORTAL, REFUSED),
    Row(route="mfa_add_webauthn", method="GET", outcomes=TO_PORTAL, writes=CHALLENGE),
    Row(route="mfa_add_webauthn", method="POST", outcomes=REFUSED, data={"name": "x"}),
    *form("mfa_remove_webauthn", NOT_THERE, NOT_THERE, 1),
    *form("usersessions_list", TO_PORTAL, SIGNED_IN),
    Row(route="end_session", method="POST", outcomes=NOT_THERE, args=(1,)),
]
"""What is one's own is for everybody who is signed in."""
ROWS = [
    Row(route="health", method="GET", outcomes=FOR_ALL),
    Row(route="home", method="GET", outcomes=SIGNED_IN),
    *ACCOUNT,
    Row(route="sign_up", method="GET", outcomes=GUESTS, args=(JOINED,)),
    Row(
        route="sign_up",
        method="POST",
        outcomes=DONE_BY_ALL,
        args=(JOINED,),
        data={"email": "new@costa-verde.example", "name": "New"},
    ),
    Row(route="sign_up_sent", method="GET", outcomes=FOR_ALL, args=(JOINED,)),
    Row(route="welcome", method="GET", outcomes=FOR_ALL, args=(Key("invited"), LINK_KEY)),
    Row(route="welcome", method="POST", outcomes=DONE_BY_ALL, args=(Key("invited"), LINK_KEY), data=WELCOME),
    *webforms.ROWS,
    *grants.ROWS,
    *company.ROWS,
    *faces.ROWS,
    *policy_routes.ROWS,
    Row(route="preferences", method="POST", outcomes=DONE_BY_ALL, data={"language": "it"}),
    Row(route="upload", method="POST", outcomes=REFUSED),  # no file comes with it
    Row(
        route="attachment",
        method="GET",
        outcomes=READ,
        but={"pia": 404},  # she is not on that one
        args=(Key("by_mail", "reference"), Key("file_of_mail")),
    ),
    Row(route="attachment", method="GET", outcomes=READS, args=(Key("by_mail", "reference"), Key("file_of_note"))),
    Row(route="style", method="GET", outcomes=TO_PORTAL),  # nothing on it is of this desk
    Row(route="tour", method="GET", outcomes=FOR_NOBODY),
    Row(route="tour_step", method="POST", outcomes=FOR_NOBODY, args=(1,)),
    Row(route="tour_leave", method="POST", outcomes=FOR_NOBODY),
    Row(route="demo_mail", method="GET", outcomes=NOT_THERE),  # there is no demo here
    Row(route="console:queue", method="GET", outcomes=WORKERS),
    Row(route="console:today", method="GET", outcomes=WORKERS),
    Row(route="console:board", method="GET", outcomes=OVERSEES, but=OTHER_BRAND),
    Row(route="console:wall", method="GET", outcomes=OVERSEES, but=OTHER_BRAND),
    Row(route="console:report", method="GET", outcomes=REPORTS, but=OTHER_BRAND),
    Row(route="console:report_risk", method="GET", outcomes=REPORTS, but=OTHER_BRAND),
    Row(
        route="console:report_tickets",
        method="GET",
        outcomes=REPORTS,
        data={"brand": "credenti", "month": "2026-11", "priority": "P2", "what": "met"},
    ),
    Row(route="console:places", method="GET", outcomes=WORKERS),
    Row(route="console:settings", method="GET", outcomes=AUDITS, but=OTHER_BRAND),
    Row(route="console:settings_brands", method="GET", outcomes=CONFIGURES, but=OTHER_BRAND),
    *form("console:settings_brand_new", ADMINISTERS, DECREES, **BRAND),
    Row(route="console:settings_brand", method="GET", outcomes=CONFIGURES, args=("credenti",)),
    *form("console:settings_brand_change", CONFIGURES, SETS_UP, "credenti", **FACE),
    *form("console:settings_mailbox_new", CONFIGURES, SETS_UP, "credenti", address="billing@credenti.example"),
    *form("console:settings_mailbox", CONFIGURES, SETS_UP, Key("mailbox"), name="Support"),
    Row(route="console:settings_inbox", method="GET", outcomes=CONFIGURES, args=(Key("mailbox"),)),
    Row(
        route="console:settings_inbox",
        method="POST",
        outcomes=SETS_UP,
        args=(Key("mailbox"),),
        data={
            "host": "imap.acme.example",
            "port": "993",
            "security": "tls",
            "user": "box",
            "sign_in": "password",
            "password": "x",
            "folder": "INBOX",
        },
    ),
    Row(route="console:settings_inbox_end", method="POST", outcomes=SETS_UP, args=(Key("mailbox"),)),
    Row(route="console:settings_mailbox_test", method="POST", outcomes=SETS_UP, args=(Key("mailbox"),)),
    Row(route="console:settings_changes", method="GET", outcomes=AUDITS, but=OTHER_BRAND),
    Row(route="console:settings_changes_csv", method="GET", outcomes=AUDITS, but=OTHER_BRAND),
    Row(route="console:settings_rights", method="GET", outcomes=CONFIGURES, but=OTHER_BRAND),
    *form("console:second_factors", ADMINISTERS, DECREES, roles="manager"),
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
    *form("console:renew", SIGNS, CONCLUDES, ACME, Key("ending"), **CONTRACT),
    Row(
        route="console:add_extra",
        method="POST",
        outcomes=CONCLUDES,
        args=(ACME, Key("contract")),
        data={"what": "Reviews: 4"},
    ),
    Row(
        route="console:extra",
        method="POST",
        outcomes=CONCLUDES,
        args=(ACME, Key("contract"), Key("training")),
        data={"act": "use", "amount": "2", "day": "2026-11-16"},
    ),
    Row(route="console:settings_contracts", method="GET", outcomes=CONFIGURES, but=OTHER_BRAND),
    Row(
        route="console:settings_contracts_of",
        method="POST",
        outcomes=CONCLUDES,
        args=("credenti",),
        data={"uncovered": "best-effort", "warn_days": "30"},
    ),
    Row(route="console:transfer", method="GET", outcomes=AUDITS, but=OTHER_BRAND),
    Row(route="console:export", method="GET", outcomes=AUDITS, but=OTHER_BRAND, args=("contracts",)),
    Row(  # no file is sent
        route="console:import_dry_run",
        method="POST",
        outcomes=(SIGN_IN, 404, 404, 403, 403, 403, 403, 422, 403, 403, 422),
        but={"zeno": 422},
    ),
    Row(
        route="console:import",
        method="POST",
        outcomes=(SIGN_IN, 404, 404, 403, 403, 403, 403, DONE, 403, 403, DONE),
        but={"zeno": 422},  # a file about another brand than theirs
        data={
            "data": "YnJhbmQsb3JnYW5pemF0aW9uCmNyZWRlbnRpLEFjbWUK",
            "digest": "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945",
        },
    ),
    Row(route="console:change_customer", method="GET", outcomes=SIGNS, args=(ACME,)),
    Row(
        route="console:change_customer",
        method="POST",
        outcomes=CONCLUDES,
        args=(ACME,),
        data={"name": "Acme & Co", "language": "es", "timezone": "Europe/Madrid"},
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
    *form("console:new", TAKES_CALLS, TOOK_CALLS, **CALL),
    *telephony.ROWS,
    Row(route="console:new_outlook", method="GET", outcomes=TAKES_CALLS),
    Row(route="console:agreement", method="GET", outcomes=READS, args=TICKET),
    *form(
        "console:terms", MANAGES, RETERMS, *TICKET, **SEEN, version=Key("version"), plan="premium", reason="Bought it"
    ),
    Row(route="console:agreements", method="GET", outcomes=PUBLISHES, but={"magda": DONE, "zeno": DONE}),
    Row(route="console:brand_agreement", method="GET", outcomes=PUBLISHES, args=("credenti",)),
    Row(route="console:propose_agreement", method="POST", outcomes=TOO_BAD, args=("credenti",), data={"source": "x"}),
    Row(route="console:back_test", method="POST", outcomes=TOO_BAD, args=("credenti",), data={"source": "x"}),
    Row(route="console:agreement_version", method="GET", outcomes=PUBLISHES, args=("credenti", 1)),
    Row(route="console:agreement_source", method="GET", outcomes=PUBLISHES, args=("credenti", 1)),
    Row(route="console:settings_about", method="GET", outcomes=ADMINISTERS),
    Row(route="console:settings_stated", method="GET", outcomes=WORKERS),
    Row(route="console:settings_stated_of", method="GET", outcomes=READS, args=("credenti",)),
    Row(route="console:settings_calendars", method="GET", outcomes=WORKERS),
    Row(route="console:settings_calendars_of", method="GET", outcomes=READS, args=("credenti",)),
    Row(route="console:settings_calendars_propose", method="POST", outcomes=MANAGES, args=("credenti",), data=CLOSED),
    Row(route="console:settings_canned", method="GET", outcomes=CONFIGURES, but=OTHER_BRAND),
    Row(route="console:settings_canned_new", method="GET", outcomes=CONFIGURES, args=("credenti",)),
    Row(route="console:settings_canned_new", method="POST", outcomes=SETS_UP, args=("credenti",), data=CANNED),
    Row(route="console:settings_canned_one", method="GET", outcomes=CONFIGURES, args=(Key("canned"),)),
    Row(route="console:settings_canned_one", method="POST", outcomes=SETS_UP, args=(Key("canned"),), data=CANNED),
    Row(route="console:settings_letters", method="GET", outcomes=CONFIGURES, but=OTHER_BRAND),
    *form("console:settings_letter", CONFIGURES, SETS_UP, *LETTER, text="Ref. {{ticket_reference}}\n{{promise}}"),
    Row(route="console:settings_letter_preview", method="GET", outcomes=CONFIGURES, args=LETTER, framed=LOOK),
    Row(route="console:settings_letter_preview", method="POST", outcomes=MANAGES, args=LETTER, framed=LOOK),
    *teams.ROWS,
    *knowledge_routes.ROWS,
    *imported_routes.ROWS,
    *misses_routes.ROWS,
    *check_routes.ROWS,
    *problem_routes.ROWS,
    *reporting_routes.ROWS,
    *telling_routes.ROWS,
    *noticed_routes.ROWS,
    *queue_routes.ROWS,
    *live_routes.ROWS,
    *ticket_routes.ROWS,
    Row(route="console:aside", method="GET", outcomes=WORKERS),
    Row(route="console:aside_mail", method="GET", outcomes=READS, args=(Key("unread"),)),
    Row(route="console:release_mail", method="GET", outcomes=CHANGES, but={"alma": 200}, args=(Key("unread"),)),
    Row(
        route="console:release_mail",
        method="POST",
        outcomes=DOES,
        but={"alma": DONE},
        args=(Key("unread"),),
        data={"email": "ana@people.example", "text": "Hello?"},
    ),
    *(
        Row(
            route=f"console:{decision}_held",
            method="POST",
            outcomes=DOES,
            but={"alma": DONE, "zoe": 404, "zeno": 404},
            args=("credenti",),
            data={"sender": "many@people.example"},
        )
        for decision in ("read", "put_by")
    ),
    Row(route="console:send_again", method="POST", outcomes=RESENDS, args=(Key("unsent"),)),
    Row(route="console:ticket", method="GET", outcomes=READS, args=TICKET),
    Row(route="console:clock", method="GET", outcomes=READS, args=(REFERENCE, "first_response", 1)),
    Row(route="console:why", method="GET", outcomes=READS, args=(REFERENCE, "first_response", 1)),
    Row(route="console:original", method="GET", outcomes=READS, args=(Key("by_mail", "reference"), 1)),
    Row(route="console:message", method="GET", outcomes=READS, args=(Key("by_mail", "reference"), 1)),
    *(
        Row(route="console:as_sent", method=method, outcomes=READS, args=(Key("by_mail", "reference"), 1), framed=SENT)
        for method in ("GET", "POST")
    ),
    Row(route="console:priority", method="GET", outcomes=CHANGES, args=TICKET),
    Row(route="console:reply", method="POST", outcomes=DOES, args=TICKET, data={**SEEN, "text": "Hello"}),
    Row(route="console:mail_again", method="POST", outcomes=DOES, args=(REFERENCE, 1)),
    Row(route="console:canned", method="POST", outcomes=LISTS, args=TICKET, data={"canned": Key("canned")}),
    Row(
        route="console:add_copied", method="POST", outcomes=DOES, args=COPIED, data={"email": "dolores@people.example"}
    ),
    Row(route="console:remove_participant", method="POST", outcomes=DOES, args=(*TICKET, Key("pia"))),
    Row(route="console:confirm_sender", method="POST", outcomes=DOES, args=(*TICKET, Key("ana"))),
    Row(route="console:note", method="POST", outcomes=NOTES, args=TICKET, data={**SEEN, "text": "Hm"}),
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
            outcomes=TOO_LATE,  # nothing is proposed on this ticket
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
        outcomes=DOES,
        args=(HELD, 2),
        data={**SEEN, "reason": "Urgent"},
    ),
    Row(route="portal:requests", method="GET", outcomes=TO_PORTAL),
    Row(route="portal:ticket", method="GET", outcomes=OWN, args=TICKET),
    *(
        Row(
            route=route,
            method="GET",
            outcomes=OWN_COURSE,
            but={"pia": 404},
            args=(Key("by_mail", "reference"), 1),
            framed=framed,
        )
        for route, framed in (("portal:message", ""), ("portal:as_sent", SENT))
    ),
    Row(
        route="portal:add_copied",
        method="POST",
        outcomes=DECIDES,
        but={"ana": DONE, "pia": 404},  # she asked, and proved her address; Pia is not on that one
        args=COPIED,
        data={"email": "dolores@people.example"},
    ),
    Row(
        route="portal:remove_participant",
        method="POST",
        outcomes=DECIDES,
        args=(*TICKET, Key("pia")),
        but={"ana": DONE},
    ),
    Row(route="portal:history", method="GET", outcomes=OWN_COURSE, args=TICKET),
    Row(route="portal:history_json", method="GET", outcomes=OWN_COURSE, args=TICKET),
    Row(
        route="portal:vendors",
        method="GET",
        outcomes=TO_PORTAL,
        but=dict.fromkeys(("ana", "pia", "amir", "caro", "otto", "dina"), DONE),
    ),
    Row(route="portal:new", method="GET", outcomes=TO_PORTAL, args=("credenti",)),
    Row(route="portal:send", method="POST", outcomes=SIGNED_IN, args=("credenti",), data=REQUEST),
    Row(route="portal:outlook", method="GET", outcomes=TO_PORTAL, args=("credenti",)),
    Row(route="portal:plan", method="GET", outcomes=TO_PORTAL),
    Row(route="portal:answer", method="POST", outcomes=ADDS, args=TICKET, data={"token": TOKEN, "text": "More"}),
    *people_routes.ROWS,
    *evidence_routes.ROWS,
    *requests_routes.ROWS,
    *search_routes.ROWS,
]
