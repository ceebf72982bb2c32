"""Problems at work, through the pages: from a ticket to the known error, and nothing of it on a customer's page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from parola.desk.knowledge import operations as knowledge
from parola.desk.knowledge.models import Translation
from parola.desk.problems import operations, queries, vocabulary
from parola.desk.problems.models import Problem
from parola.desk.problems.vocabulary import Recorded, Words
from parola.desk.tickets.kinds.fact import Fact
from parola.web.console.problems import story
from tests.desk.world import MONDAY, World

pytestmark = pytest.mark.django_db
WORDS = Words(body="0", digest="0")


def signed_in(client: Client, world: World, who: str = "bob") -> Client:
    client.force_login(getattr(world, who))
    return client


def test_from_a_ticket_to_the_known_error(client: Client, world: World) -> None:
    first, second = world.ticket(subject="No login"), world.ticket(subject="Sign-in fails")
    agent = signed_in(client, world)
    assert f"/console/problems/new/?ticket={first.reference}" in agent.get("/console/tickets/CRE-1/").content.decode()
    answer = agent.post("/console/problems/new/", {"ticket": [first.reference], "title": "Certificates expired"})
    assert answer["Location"] == "/console/problems/CRE-PRB-1/"
    agent.post("/console/problems/new/", {"ticket": [f"{second.reference}.1"], "problem": "CRE-PRB-1", "title": ""})
    problem = Problem.objects.get()
    assert [*queries.incidents(problem)] == [first, second]
    assert "Part of CRE-PRB-1" in agent.get("/console/tickets/CRE-2/").content.decode()

    def act(key: str, **said: str) -> int:
        seen = str(Problem.objects.get().last_seq)
        return agent.post(f"/console/problems/CRE-PRB-1/act/{key}/", {"seen": seen, **said}).status_code

    assert act("workaround", text_es="Use la aplicación.", text_en="Use the app.") == 302
    assert act("cause", cause="Nobody renewed them.") == 302
    form = agent.get("/console/problems/CRE-PRB-1/act/known-error/").content.decode()
    assert "Use la aplicación." in form
    assert act("known-error", title_es="No se puede entrar", text_es="Use la aplicación.") == 302
    page = agent.get("/console/problems/CRE-PRB-1/").content.decode()
    assert all(each in page for each in ("Known error", "Nobody renewed them.", "Acme", "No se puede entrar"))
    offered = f'name="article" value="{Problem.objects.get().article_id}"'
    assert offered not in agent.get("/console/tickets/CRE-1/").content.decode(), "nobody was shown the article yet"
    text = Translation.objects.get()
    knowledge.show(translation=text, number=text.newest, state=Translation.State.PUBLISHED, by=world.lea, now=MONDAY)
    assert offered in agent.get("/console/tickets/CRE-1/").content.decode()


def test_what_is_selected_in_the_queue_is_shown_before_it_is_linked(client: Client, world: World) -> None:
    world.ticket(), world.ticket()
    answer = signed_in(client, world).post("/console/problems/new/", {"ticket": ["CRE-1.1", "CRE-2.1"], "reason": ""})
    assert answer.status_code == 200
    assert all(f'value="{each}"' in answer.content.decode() for each in ("CRE-1", "CRE-2"))
    assert not Problem.objects.exists()


def test_a_page_that_is_behind_changes_nothing(client: Client, world: World) -> None:
    problem = operations.open_problem(brand=world.credenti, tickets=[], title="X", by=world.bob, now=MONDAY)
    operations.note(problem=problem, text="Look.", by=world.lea, now=MONDAY)
    answer = signed_in(client, world).post("/console/problems/CRE-PRB-1/act/cause/", {"seen": "1", "cause": "A leak."})
    assert answer.status_code == 409
    assert "A leak." in answer.content.decode()


def test_an_empty_workaround_is_told_beside_the_form(client: Client, world: World) -> None:
    operations.open_problem(brand=world.credenti, tickets=[], title="X", by=world.bob, now=MONDAY)
    answer = signed_in(client, world).post("/console/problems/CRE-PRB-1/act/workaround/", {"seen": "1", "text_en": " "})
    assert answer.status_code == 422
    assert "Something must be written" in answer.content.decode()


def test_no_customer_sees_anything_of_it(client: Client, world: World) -> None:
    ticket = world.ticket()
    problem = operations.open_problem(
        brand=world.credenti,
        tickets=[ticket],
        title="Certificates expired",
        symptoms="Canary.",
        by=world.bob,
        now=MONDAY,
    )
    operations.find_cause(problem=problem, cause="Nobody renewed them.", by=world.bob, now=MONDAY)
    customer = signed_in(client, world, "ana")
    for page in ("portal:ticket", "portal:history"):
        shown = customer.get(reverse(page, args=[ticket.reference]))
        assert shown.status_code == 200
        assert not any(each in shown.content.decode() for each in ("PRB", "Canary", "Certificates", "renewed"))


FACTS: list[Fact] = [
    vocabulary.Described(words=WORDS),
    vocabulary.Linked(ticket=1, reference="CRE-1"),
    vocabulary.Unlinked(ticket=1, reference="CRE-1", reason="Another fault"),
    vocabulary.Handed(owner=1, before=2, reason="She knows it"),
    vocabulary.ImpactSet(priority="P1", before="P2", reason="All are hit"),
    vocabulary.ImpactSet(priority="P2", before="P2"),
    vocabulary.WorkaroundWritten(texts={"en": WORDS}),
    vocabulary.CauseFound(cause=WORDS),
    vocabulary.Withdrawn(found="workaround", reason="It fails"),
    vocabulary.Withdrawn(found="cause", reason="It was not"),
    vocabulary.KnownErrorPublished(article=1),
    vocabulary.Solved(texts={"en": WORDS}),
    vocabulary.Reopened(reason="It came back"),
    vocabulary.Closed(),
    vocabulary.Closed(reason="Not worth it"),
    vocabulary.MajorDeclared(reason="All are hit"),
    vocabulary.MajorEnded(),
    vocabulary.Noted(words=WORDS),
    vocabulary.Told(what="workaround", tickets=(1, 2)),
    vocabulary.Told(what="solution", tickets=(1,)),
    vocabulary.Told(what="update", tickets=(1,)),
    vocabulary.AlarmFired(key="k", metric="cause", step="due", due=None),
    vocabulary.AlarmFired(key="k", metric="cause", step="warning-50", due=None),
    vocabulary.WordsErased(person=1, words={}),
]


def test_every_kind_of_entry_is_told_in_a_sentence_of_its_own(world: World) -> None:
    problem = operations.open_problem(brand=world.credenti, tickets=[], title="X", by=world.bob, now=MONDAY)
    terms, people = queries.terms(problem), {1: world.bob}
    entries = [
        Recorded(seq=seq, at=MONDAY + timedelta(hours=seq), recorded_at=MONDAY, by=1, fact=fact)
        for seq, fact in enumerate([queries.history(problem)[0].fact, *FACTS])
    ]
    with translation.override("en"), timezone.override("Europe/Madrid"):
        told = [story.sentence(entry, people, terms)[0] for entry in entries]
    assert len(set(told)) == len(told)
    assert {type(entry.fact) for entry in entries} == set(vocabulary.KINDS.values())
    assert not set(told) & set(vocabulary.KINDS)


def test_its_history_can_be_taken_away(client: Client, world: World) -> None:
    operations.open_problem(brand=world.credenti, tickets=[world.ticket()], title="Leaks", by=world.bob, now=MONDAY)
    kept = signed_in(client, world).get("/console/problems/CRE-PRB-1/history.json").json()
    assert [each["kind"] for each in kept["entries"]] == ["opened", "linked"]
    assert ["Leaks", ""] in kept["entries"][0]["words"].values()


def test_a_ticket_of_another_problem_is_named(client: Client, world: World) -> None:
    world.ticket()
    taken = world.ticket()
    operations.open_problem(brand=world.credenti, tickets=[taken], title="X", by=world.bob, now=MONDAY)
    answer = signed_in(client, world).post("/console/problems/new/", {"ticket": ["CRE-1", "CRE-2"], "title": "Y"})
    assert answer.status_code == 409
    assert "the state of CRE-2" in answer.content.decode()
    assert Problem.objects.count() == 1
