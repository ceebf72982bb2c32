"""Evidence of a contract's period for people: the same as `evidence.json` says, on paper, in the reader's language."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from parola.proof.bundle import packed
from parola.proof.form import Evidence, spelt
from parola.web.evidence.tables import Line, Table, Telling, period_told
from parola.web.printing.pdf import line, pdf
from parola.web.templatetags.parola import words

MOST_ON_PAPER = 2_000
"""Outcomes: each takes a millisecond to set, and more than one where there are many, and 0.1 MB of memory."""


def bundle(evidence: Evidence) -> bytes:
    """The ZIP: the evidence and its paper. The same evidence makes the same bytes, in one language and release."""
    written = spelt(evidence)
    return packed(written, paper(evidence, hashlib.sha256(written).hexdigest()))


def file_name(evidence: Evidence) -> str:
    """How the ZIP is called where it is saved."""
    about = evidence.about
    return f"evidence-{about.contract.key}-{about.period.name}.zip"


def paper(evidence: Evidence, digest: str) -> bytes:
    """The PDF. `digest` is that of `evidence.json`, so that the two belong together."""
    about, telling = evidence.about, Telling(evidence)
    period = period_told(about.period.name, about.period.timezone)
    language = get_language() or settings.LANGUAGE_CODE
    said = {
        "title": line(_("Evidence of %(period)s") % {"period": period}),
        "brand": line(about.brand),
        "language": language,
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "head": line(f"{about.brand} · {about.customer}"),
        "foot": f"SHA-256 {digest[:32]}…",
        "facts": [[name, line(value)] for name, value in telling.facts()],
        "objectives": _table(telling.objectives()),
        "counts": _table(telling.counts()),
        "none": _("Nothing ended in this period."),
        "tickets": _table(telling.tickets(MOST_ON_PAPER)),
        "more": _more(evidence),
        "proof": _proof(evidence, digest),
    }
    return pdf(said, "evidence")


def _more(evidence: Evidence) -> str:
    """That the paper has the first outcomes alone; empty where it has all."""
    count = sum(len(each.clocks) for each in evidence.tickets)
    told = {"shown": words().number(MOST_ON_PAPER), "all": words().number(count)}
    text = _("Here are the first %(shown)s of %(all)s outcomes: evidence.json has all of them.")
    return text % told if count > MOST_ON_PAPER else ""


def _table(table: Table) -> dict[str, Any]:
    return {"title": line(table.title), "head": table.head, "rows": [_row(each) for each in table.lines]}


def _row(told: Line) -> dict[str, Any]:
    return {"cells": [line(each) for each in told.cells], "verdict": line(told.verdict), "tone": told.tone}


def _proof(evidence: Evidence, digest: str) -> dict[str, Any]:
    head = evidence.chain.head
    return {
        "title": _("How this can be checked"),
        "paragraphs": [
            _(
                "The file evidence.json beside this paper has every event that these outcomes follow from, the agreement, and the "
                "hashes of the desk's record. `parola verify` with the ZIP recomputes all of it, on any computer and without this desk."
            ),
            _(
                "It proves that the outcomes follow from the events, and that these events lead to the head of the record below. "
                "Whoever has noted heads of that record elsewhere can check that it was not written anew: `parola verify --head`."
            ),
            _(
                "What is told late changes later bundles: this one says what was known when it was made. A later one may have another "
                "outcome for a request, and each says at which head it was made."
            ),
        ],
        "values": [
            [_("Digest of evidence.json (SHA-256)"), digest],
            [_("Head of the record: position and hash"), f"{head.position}:{head.hash}"],
            [_("Digest of the agreement (SHA-256)"), evidence.about.agreement],
        ],
    }
