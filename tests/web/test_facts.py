"""What a request's form asks beside its words: the facts on which the agreement depends, by the names that it gives them."""

from __future__ import annotations

from django.utils import translation

from parola.policy.holidays import table
from parola.policy.terms import ContractTerms, resolve
from parola.sla.agreement import Terms
from parola.web.facts import asked, depended_on, fact
from tests.policy.samples import agreed, small

TARGETS = """[
        {on: always, when: {cover: night, channel: phone}, P1: 1h},
        {on: always, when: {site: island}, P1: 3h},
        {on: always, when: {environment: production}, P1: 4h},
        {on: always, when: {in-hours: "no"}, P1: 5h},
        {on: office, P1: 2h, P2: 1d}]
facts:
  cover: {name: Cover asked for, values: {night: At night too, day: In the daytime}}
  environment: {name: Where it happens, values: {production: Production, test: A test}}
  in-hours: {name: Came in in hours, open_in: office}
  unused: {name: Nothing depends on it, values: {x: X}}
"""


def terms() -> Terms:
    text = small(**{"{on: office, P1: 2h, P2: 1d}": TARGETS})
    return resolve(agreed(text).agreement, "basic", ContractTerms("Europe/Madrid"), table(["ES-MD"], [2026]))


def test_facts_of_the_agreements_own_are_asked_by_its_names() -> None:
    with translation.override("en"):
        assert asked(terms(), ()) == {
            "environment": [("production", "Production"), ("test", "A test")],
            "site": [("island", "island")],
            "cover": [("night", "At night too"), ("day", "In the daytime")],
        }
        assert fact(terms(), "cover").label == "Cover asked for"
        assert str(fact(terms(), "site").label) == "At which site?"


def test_what_is_known_by_itself_is_asked_of_nobody() -> None:
    assert not {"channel", "in-hours"} & set(depended_on(terms()))
