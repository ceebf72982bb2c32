"""Every kind of event is told in a sentence, and names stand apart from it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import timezone, translation

from parola.desk.accounts.models import Person
from parola.desk.tickets import vocabulary as said
from parola.desk.tickets.kinds import courses, erasing, problems, searches, tiers, ties, turns, voices
from parola.desk.tickets.kinds.misses import Cause, MissExplained
from parola.desk.tickets.kinds.under import TermsChanged, UnderTerms
from parola.desk.tickets.vocabulary import KINDS, Fact, Recorded
from parola.policy import library
from parola.sla.agreement import Fact as SlaFact
from parola.sla.agreement import Terms
from parola.sla.clauses import clause
from parola.web.sentences import Teller, fill
from tests.desk.world import MONDAY, after

BOB = Person(pk=1, name="Bob", email="bob@people.example")
LEA = Person(pk=2, name="Lea", email="lea@people.example")
AGREEMENT = library.load("credenti").agreement
TERMS = Terms(
    agreement=AGREEMENT, plan=replace(AGREEMENT.plans["basic"], tiers=(1, 2)), calendars={}, timezone="Europe/Madrid"
)
TELLER = Teller(people={1: BOB, 2: LEA}, terms=TERMS, now=MONDAY, tickets={7: "CRE-7"})

OPENED = said.Opened(
    reference="CRE-1",
    number=1,
    brand=1,
    organization=None,
    requester=1,
    agreement_version=1,
    agreement_digest="",
    pinned_terms=1,
    pinned_digest="",
    contract=None,
    plan="basic",
    best_effort=False,
    entitled_by="none",
    clause="",
    priority="P1",
    priority_from="chosen",
    channel="phone",
    facts={},
    language="en",
    body="",
    digest="",
)
CHANGED = {"facts": {"environment": "staging", "region": ""}, "before": {}, "reason": "It moved."}
DUE = {"due_before": None, "due_after": after(hours=8)}
AGREED = {"metric": "update", "due": after(hours=8), "due_before": None, "agreed_with": 2, "reason": "Parts."}
UNDER = OPENED.model_dump(include=set(UnderTerms.model_fields))
ALARM = {"key": "k", "metric": "first_response", "cycle": 1, "priority": "P1", "due": None, "told": True}


STAY = "reachability.stay-reachable"
CLAUSE = clause(AGREEMENT, STAY)
LOWERED = {"priority": "P2", "before": "P1", "clause": STAY, "due_before": None, "due_after": None}


def test_facts_of_the_agreements_own_are_told_by_their_names_in_the_readers_language() -> None:
    own = {
        "production": SlaFact(
            name={"en": "Production", "es": "Producción"}, values={"down": {"en": "Down", "es": "Parada"}}
        )
    }
    teller = replace(TELLER, terms=replace(TERMS, agreement=replace(AGREEMENT, facts=own)))
    facts = {"production": "down", "environment": "staging", "shelf": "top", "line": ""}
    fact = turns.FactsChanged.model_validate(CHANGED | DUE | {"facts": facts})
    event = Recorded(seq=2, at=MONDAY, recorded_at=MONDAY, actor=1, fact=fact)
    told = "Production: Down, environment: Staging, shelf: top, support line: not known"
    with timezone.override("UTC"):
        with translation.override("en"):
            assert told in teller.sentence(event)
        with translation.override("es"):
            assert "Producción: Parada" in teller.sentence(event)


def message(**given: object) -> said.Message:
    return said.Message.model_validate(
        {"side": "support", "public": True, "channel": "console", "body": "", "digest": ""} | given
    )


TOLD: list[tuple[Fact, int | None, str]] = [
    (OPENED, 1, "Bob opened the ticket by phone"),
    (message(), 1, "Bob answered from the desk"),
    (message(public=False), 1, "Bob wrote an internal note"),
    (message(side="customer", channel="email"), 1, "Bob wrote by mail"),
    (message(side="automatic"), None, "An automatic message was sent to the customer"),
    (
        said.PriorityChanged(
            priority="P1", before="P2", reason="All are hit.", due_before=after(hours=8), due_after=None
        ),
        1,
        (
            "Bob changed the priority from P2 · Moderate business impact to P1 · Critical business impact "
            "(due before: 18:00; due after: no due time). Reason: All are hit."
        ),
    ),
    (said.Assigned(assignee=1), 1, "Bob took the ticket"),
    (said.Assigned(assignee=2), 1, "Bob gave the ticket to Lea"),
    (said.Assigned(assignee=None), 1, "Bob gave the ticket back to everybody"),
    (said.ParticipantAdded(person=2), 1, "Bob added Lea to the ticket"),
    (said.ParticipantAdded(person=3), 1, "Bob added Somebody to the ticket"),
    (said.ParticipantAdded(person=2, why="copied"), 1, "Bob added Lea, who was in copy of a mail, to the ticket"),
    (said.ParticipantLeft(person=2), 1, "Lea belongs to the customer no more"),
    (said.ParticipantLeft(person=2, why="removed"), 1, "Bob took Lea off the ticket"),
    (said.SenderConfirmed(person=2), 1, "Bob made sure that Lea wrote this"),
    (said.Waiting(reason="third_party"), 1, "Bob set the ticket to wait for a third party"),
    (said.Waiting(reason="spare_parts"), 1, "Bob set the ticket to wait for spare parts"),
    (said.Resumed(), None, "The desk took the ticket up again"),
    (erasing.WordsErased(person=2, words={}), 1, "Bob erased what is known of Lea"),
    (voices.Rated(score=1, body="", digest="", through="mail"), 2, "Lea said that the help was good"),
    (voices.Rated(score=0, body="", digest="", through="portal"), 2, "Lea said that the help was not good"),
    (
        voices.PriorityAsked(message=2, priority="P1", before="P2"),
        2,
        "Lea asked for the priority P1 · Critical business impact in place of P2 · Moderate business impact",
    ),
    (
        voices.PriorityDeclined(asked=3, reason="One office alone"),
        1,
        "Bob left the priority as it is. Reason: One office alone",
    ),
    (
        tiers.HandedOver(tier=2, before=1, body="", digest=""),
        1,
        "Bob handed over to tier 2 what was asked, tried and searched, and what is missing",
    ),
    (tiers.TierTold(tier=1), None, "The request is with: 1"),
    (tiers.Accepted(handed=2), 1, "Bob took what was handed over"),
    (
        tiers.SentBack(handed=2, tier=1, before=2, body="", digest=""),
        1,
        "Bob sent the ticket back to tier 1 with a question",
    ),
    (said.Escalated(tier=2), 1, "Bob escalated the ticket to tier 2"),
    (
        said.ReplyHeld(body="", digest="", release_at=after(days=1), reason="contact_window"),
        1,
        "Bob wrote a reply, held until 17 Nov, 10:00",
    ),
    (said.ReplyReleased(held=3), None, "The held reply was let go at the opening"),
    (said.ReplyReleased(held=3, reason="Urgent"), 1, "Bob sent the held reply before its time: Urgent"),
    (said.Resolved(), 1, "Bob resolved the ticket"),
    (said.Reopened(), 1, "Bob reopened the ticket"),
    (said.Closed(), 1, "Bob closed the ticket"),
    (
        said.Closed(clause="closing"),
        None,
        "The desk closed the ticket: nobody answered in the time that the agreement gives",
    ),
    (said.Closed(clause="resolved_closes_after"), None, "The desk closed the ticket, some time after it was resolved"),
    (
        said.PriorityChanged.model_validate(LOWERED | {"reason": CLAUSE["es"]}),
        1,
        (
            "Bob changed the priority from P1 · Critical business impact to P2 · Moderate business impact "
            f"(due before: no due time; due after: no due time). Reason: {CLAUSE['en']}"
        ),
    ),
    (
        courses.LoweringProposed.model_validate(LOWERED | {"key": "k"}),
        None,
        ("The desk proposes to lower the priority from P1 · Critical business impact to P2 · Moderate business impact"),
    ),
    (courses.ProposalDeclined(proposal=3), 1, "Bob declined to lower the priority"),
    (courses.ProposalDeclined(proposal=3, reason="She called"), 1, "Bob declined to lower the priority: She called"),
    (
        courses.CustomerReminded(key="k", clause="closing", step=1, closes_at=after(days=1)),
        None,
        "The desk reminded the customer; without an answer the ticket closes 17 Nov, 10:00",
    ),
    (
        courses.FollowedUp(ticket=7, later=True),
        1,
        "What was written too late to reopen this ticket goes on in CRE-7",
    ),
    (courses.FollowedUp(ticket=7, later=False), 1, "This ticket goes on from CRE-7, which was closed"),
    (courses.FollowedUp(ticket=8, later=False), 1, "This ticket goes on from another ticket, which was closed"),
    (message(caller=2, channel="phone"), 1, "Bob noted a call to Lea"),
    (message(side="customer", caller=2, channel="phone"), 1, "Bob noted a call from Lea"),
    (ties.Merged(into=7), 1, "Bob closed the ticket: it goes on in CRE-7"),
    (ties.Merged(into=8), 1, "Bob closed the ticket: the matter is being worked on already"),
    (ties.Joined(ticket=7), 1, "Bob joined CRE-7 to this ticket"),
    (ties.Joined(ticket=8), 1, "Bob joined another ticket to this one"),
    (ties.Duplicate(of=7), 1, "Bob closed the ticket: CRE-7 says the same"),
    (ties.Duplicate(of=8), 1, "Bob closed the ticket: the matter is being worked on already"),
    (ties.Spam(), 1, "Bob marked the ticket as spam"),
    (ties.SplitOff(message=2, into=7), 1, "Bob made a message of this ticket a ticket of its own, CRE-7"),
    (ties.SplitFrom(ticket=7, message=2), 1, "Bob made this ticket from a message of CRE-7"),
    (turns.WorkaroundGiven(message=3), 1, "Bob gave a workaround"),
    (turns.Restored(), 1, "Bob restored the service"),
    (
        TermsChanged.model_validate(UNDER | DUE | {"plan": "premium", "before": "basic", "reason": "A mistake."}),
        1,
        "Bob put the ticket under other terms: plan Premium (due before: no due time; due after: 18:00). Reason: A mistake.",
    ),
    (turns.Acknowledged(to=2), 1, "The desk confirmed the request to Lea"),
    (turns.CauseFound(), 1, "Bob found the cause"),
    (
        turns.MilestoneWithdrawn(milestone="workaround", reason="It fails."),
        1,
        "Bob took the workaround back, which proved wrong: It fails.",
    ),
    (
        turns.FactsChanged.model_validate(CHANGED | DUE),
        1,
        (
            "Bob changed what is known: environment: Staging, region: not known "
            "(due before: no due time; due after: 18:00). Reason: It moved."
        ),
    ),
    (
        turns.PromiseAgreed.model_validate(AGREED),
        1,
        "Bob and Lea agreed: Customer update by 18:00 (before: no due time). Reason: Parts.",
    ),
    (said.AlarmFired.model_validate(ALARM | {"step": "due"}), None, "First response was due"),
    (said.AlarmFired.model_validate(ALARM | {"step": "warning-80"}), None, "First response: 80% of the time was used"),
    (
        said.AlarmFired.model_validate(ALARM | {"step": "due", "superseded": True}),
        None,
        "First response was due (no longer news: nobody was told)",
    ),
    (
        said.AlarmFired.model_validate(ALARM | {"step": "escalate"}),
        None,
        "First response: soon due, the desk escalates",
    ),
    (
        said.AlarmFired.model_validate(ALARM | {"step": "remind"}),
        None,
        "First response: soon due, a reminder with a draft",
    ),
    (searches.SolutionSought(found=()), 1, "Bob looked for a known solution, and there is none"),
    (searches.SolutionSought(found=(4, 2)), 1, "Bob looked for known solutions: there are 2"),
    (searches.SolutionGiven(article=4, language="es"), 1, "Bob put a known solution into the reply"),
    (
        problems.ProblemLinked(problem=3, reference="CRE-PRB-3", proof="0"),
        1,
        "Bob linked the ticket to the problem CRE-PRB-3",
    ),
    (
        problems.ProblemUnlinked(problem=3, reference="CRE-PRB-3", proof="0", reason="Another fault"),
        1,
        "Bob took the ticket out of the problem CRE-PRB-3. Reason: Another fault",
    ),
    (
        MissExplained(
            metric="first_response", threshold="", cycle=1, due=MONDAY, cause=Cause.OVERLOAD, body="0", digest="0"
        ),
        1,
        "Bob said why this was missed: First response. Cause: More came than could be done",
    ),
    (
        said.AlarmFired.model_validate(ALARM | {"step": "silent-day-2"}),
        None,
        "First response: nobody has written to the customer for another day",
    ),
]


@pytest.mark.parametrize(("fact", "actor", "sentence"), TOLD)
def test_an_event_is_told(fact: Fact, actor: int | None, sentence: str) -> None:
    event = Recorded(seq=1, at=MONDAY, recorded_at=MONDAY, actor=actor, fact=fact)
    with translation.override("en"), timezone.override("Europe/Madrid"):
        told = TELLER.sentence(event)
    assert told.replace("<bdi>", "").replace("</bdi>", "") == sentence


def test_every_kind_is_told() -> None:
    assert {type(fact) for fact, _, _ in TOLD} == set(KINDS.values())


def test_values_are_escaped_and_set_apart() -> None:
    assert fill("%(who)s said <hello>", who="<b>%(x)s</b>") == (
        "<bdi>&lt;b&gt;%(x)s&lt;/b&gt;</bdi> said &lt;hello&gt;"
    )
