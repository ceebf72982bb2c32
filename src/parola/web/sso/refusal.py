"""Why somebody was not signed in by their company, in a word for the log and a sentence for them."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parola.desk.accounts.federation import Why as NotLetInWhy


class Why(StrEnum):
    """What is wrong with an answer, before anybody asks who it speaks of."""

    STATE = "state"
    """Nobody here began it, or long ago, or it was used already."""
    REFUSED = "refused"
    """The provider says no."""
    UNREACHABLE = "unreachable"
    MIXED_UP = "mixed_up"
    """Another provider answered than the one that was asked (RFC 9207)."""
    ISSUER = "issuer"
    SIGNATURE = "signature"
    CLAIMS = "claims"
    """Signed, and for another desk, another time, or not complete."""
    NONCE = "nonce"
    SUBJECT = "subject"
    """Two answers speak of two people."""
    NOT_INSTALLED = "not_installed"


class NotSignedIn(Exception):
    """The sign-in came to nothing. `detail` is for the log: a library's word, never what the provider sent."""

    def __init__(self, why: Why | NotLetInWhy, detail: str = "") -> None:
        super().__init__(f"{why.value} {detail}".strip())
        self.why = why


UNPROVED = _("What it answered cannot be proved to be right, so nobody was signed in. Tell your administrator.")
TOLD: dict[Why | NotLetInWhy, Promise] = {
    Why.STATE: _("This sign-in was begun in another window, or too long ago, or it was used already. Begin again."),
    Why.REFUSED: _("It did not sign you in. Try again there, or ask whoever looks after it."),
    Why.UNREACHABLE: _("It cannot be reached at the moment. Try again in a few minutes."),
    Why.NOT_INSTALLED: _("This desk has not installed what SAML needs. Tell its administrator."),
    NotLetInWhy.OFF: _("It is not in use here any more. Sign in another way."),
    NotLetInWhy.NO_ADDRESS: _(
        "It did not say your mail address, by which you would be known here. Ask whoever looks after it."
    ),
    NotLetInWhy.UNVERIFIED: _("It does not say that your mail address was verified. Ask whoever looks after it."),
    NotLetInWhy.FOREIGN: _("It may not speak for the domain of your mail address. Sign in another way, or ask us."),
    NotLetInWhy.UNKNOWN: _("Nobody is known here by your mail address. Ask us for an invitation."),
    NotLetInWhy.CLOSED: _("Your account here was closed. Ask us if that is wrong."),
    NotLetInWhy.SUPPORT: _("Whoever works on the support side does not sign in by a customer's company."),
}


def told(why: Why | NotLetInWhy) -> Promise:
    """The sentence; what only somebody with evil in mind sees is told in one for all."""
    return TOLD.get(why, UNPROVED)


def status(why: Why | NotLetInWhy) -> HTTPStatus:
    """The status of the page that tells it."""
    odd = {Why.STATE: HTTPStatus.BAD_REQUEST, Why.UNREACHABLE: HTTPStatus.BAD_GATEWAY}
    return odd.get(why, HTTPStatus.FORBIDDEN) if isinstance(why, Why) else HTTPStatus.FORBIDDEN
