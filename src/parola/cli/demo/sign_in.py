"""Who to sign in as, to see the sample desk from each side."""

from __future__ import annotations

from parola.policy.findings import gettext_noop
from parola.policy.words import Words

from . import PASSWORD

ACCOUNTS = (
    (gettext_noop("an agent of Credenti"), "sofia.restrepo@credenti.example"),
    (gettext_noop("a team lead of CloudTalk"), "giulia.marchetti@cloudtalk.example"),
    (gettext_noop("a team lead of Altamar, whose agreement states objectives"), "andres.villalba@altamar.example"),
    (gettext_noop("an agent who works in Arabic"), "omar.haddad@credenti.example"),
    (gettext_noop("the administrator of the desk, who sees all four vendors"), "elena.navarro@parola.example"),
    (gettext_noop("a customer in Spanish"), "marta.quesada@santelmo.example"),
    (gettext_noop("a customer in Arabic"), "noura.alqahtani@najdfs.example"),
    (gettext_noop("a customer in Italian"), "francesca.bellini@farmaciebellini.example"),
    (gettext_noop("a customer in English"), "dana.whitfield@kestrelfreight.example"),
)


def lines(words: Words) -> list[str]:
    """The accounts of the sample desk and their password, line by line."""
    from django.conf import settings

    width = max(len(email) for _, email in ACCOUNTS)
    return [
        words.gettext("A sample desk: sign in with the password %(password)s as") % {"password": PASSWORD},
        *(f"  {email:<{width}}  {words.gettext(who)}" for who, email in ACCOUNTS),
        words.gettext("or take the tour, two minutes: %(address)s") % {"address": f"{settings.BASE_URL}/demo/tour/"},
    ]
