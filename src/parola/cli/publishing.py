"""How `parola policy publish` puts an agreement in force: what changes, for whom, and under which number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parola.cli import named
from parola.cli.desk import enter
from parola.now import now
from parola.policy.compare import changes
from parola.policy.findings import gettext_noop
from parola.policy.read import Document
from parola.policy.words import Words

if TYPE_CHECKING:
    from parola.desk.accounts.models import Brand
    from parola.desk.agreements.models import AgreementVersion

COMMAND = "policy"
NOT_ALLOWED = gettext_noop("`%(value)s` may not publish for this brand: that is for its managers")
PLAN_IN_USE = gettext_noop("a contract holds a plan that this version does not have: %(detail)s")
SAME = gettext_noop("This text is in force already, as version %(number)s of %(brand)s: nothing to publish.")
FIRST = gettext_noop("This is the first agreement of %(brand)s.")
AGAINST = gettext_noop("Against version %(number)s of %(brand)s, which is in force:")
PUBLISHED = gettext_noop("Version %(number)s of %(brand)s is in force for tickets that open from now on.")
DRY = gettext_noop("Nothing was published (--dry-run).")


def publish_for(slug: str, document: Document, by: str | None, words: Words, *, dry_run: bool) -> None:
    """Show what changes for the brand, and publish unless it is a dry run. Exits with 1 or 2 where it cannot be."""
    enter(words)
    (brand,), person = named.brands([slug], words, COMMAND), named.person(by, words, COMMAND)
    from parola.desk.agreements import operations, queries

    in_force = queries.newest_version(brand)
    if in_force and in_force.digest == document.digest:
        print(words.gettext(SAME) % {"number": in_force.number, "brand": brand.name})
        return
    _show_changes(brand, in_force, document, words)
    _refuse_lost_plans(brand, document, words)
    print(_untouched(brand, words))
    if dry_run:
        print(words.gettext(DRY))
        return
    try:
        version = operations.publish(brand=brand, source=document.source, by=person, now=now())
    except operations.NotAllowed:
        raise named.stop(words.gettext(NOT_ALLOWED) % {"value": by}, COMMAND, code=1) from None
    print(words.gettext(PUBLISHED) % {"number": version.number, "brand": brand.name})


def _show_changes(brand: Brand, in_force: AgreementVersion | None, document: Document, words: Words) -> None:
    from parola.cli.policy import changes_told
    from parola.desk.agreements import queries

    if in_force is None:
        print(words.gettext(FIRST) % {"brand": brand.name})
        return
    print(words.gettext(AGAINST) % {"number": in_force.number, "brand": brand.name})
    print(changes_told(changes(queries.agreement(in_force), document.agreement, words), words))


def _refuse_lost_plans(brand: Brand, document: Document, words: Words) -> None:
    from parola.desk.agreements import operations

    try:
        operations.refuse_lost_plans(brand, document.agreement, now())
    except operations.PlanInUse as lost:
        raise named.stop(words.gettext(PLAN_IN_USE) % {"detail": lost}, COMMAND, code=1) from lost


def _untouched(brand: Brand, words: Words) -> str:
    """How many open tickets there are, and that none is touched."""
    from parola.desk.tickets import queries

    count = queries.unfinished(brand)
    told = words.ngettext(
        "%(count)s open ticket keeps the terms under which it was opened: none is touched.",
        "%(count)s open tickets keep the terms under which they were opened: none is touched.",
        count,
    )
    return told % {"count": words.number(count)}
