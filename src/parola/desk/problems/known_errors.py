"""A known error as an article of the knowledge base: drafted from what is known of the problem, and read by that base's own rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, override

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act
from parola.desk.knowledge import operations as knowledge
from parola.desk.knowledge import queries as articles
from parola.desk.knowledge.models import Article, Translation
from parola.desk.problems import record, vocabulary
from parola.desk.problems.models import Problem
from parola.desk.problems.operations import BadState, NotAllowed, WordsNeeded, add, require
from parola.desk.tickets.models import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What the article says in a language."""

    title: str
    text: str


def drafted(problem: Problem) -> dict[str, Text]:
    """The article as it would be begun: in the languages of the workaround; without one, in the brand's own."""
    brand = problem.brand
    languages = [each for each in brand.languages if each in problem.workaround] or [brand.language]
    return {language: _drafted(problem, language) for language in languages}


def _drafted(problem: Problem, language: str) -> Text:
    workaround = problem.workaround.get(language, "")
    with override(language):
        parts = [f"## {gettext('What you see')}", problem.symptoms] if problem.symptoms else []
        parts += [f"## {gettext('What you can do meanwhile')}", workaround] if workaround else []
    return Text(title=problem.title, text="\n\n".join(parts))


def publish_known_error(
    *,
    problem: Problem,
    texts: Mapping[str, Text],
    by: Person,
    now: datetime,
    show: bool = False,
    expected_seq: int | None = None,
) -> Problem:
    """The known error becomes an article for the products of the problem, a draft; with `show` its readers are shown it at once.

    Raises BadState where there is one already or nothing is known yet, NotAllowed for who may not write (or show) articles, WordsNeeded.
    """
    with record.changing(problem, expected_seq) as present:
        require(by, Act.OWN_PROBLEMS, present.brand)
        if present.article is not None or present.state == Problem.State.OPEN:
            raise BadState(present.reference)
        try:
            article = _written(present, texts, by, now, show=show)
        except knowledge.NotAllowed as error:
            raise NotAllowed(*error.args) from error
        return add(present, vocabulary.KnownErrorPublished(article=article.pk), by=by, now=now)


def _written(problem: Problem, texts: Mapping[str, Text], by: Person, now: datetime, *, show: bool) -> Article:
    """The article in every language that says something."""
    said = {language: texts[language] for language in problem.brand.languages if language in texts}
    first, *others = [language for language, each in said.items() if each.title.strip() and each.text.strip()] or [""]
    if not first:
        raise WordsNeeded
    readers = knowledge.Readers(products=tuple(problem.products), owner=problem.owner)
    made = [
        knowledge.write(
            brand=problem.brand,
            language=first,
            title=said[first].title.strip(),
            text=said[first].text.strip(),
            kind=Article.Kind.KNOWN_ERROR,
            readers=readers,
            by=by,
            now=now,
        )
    ]
    article = made[0].article
    for language in others:
        each = said[language]
        made.append(
            knowledge.keep(
                article=article,
                language=language,
                title=each.title.strip(),
                text=each.text.strip(),
                seen=0,
                by=by,
                now=now,
            )
        )
    if show:
        for translation in made:
            knowledge.show(translation=translation, number=1, state=Translation.State.PUBLISHED, by=by, now=now)
    return article


def told_to(ticket: Ticket, problem: Problem) -> Translation | None:
    """What the problem's article says to the ticket's requester, in their language or one that it has. None: nothing that they may read."""
    if problem.article_id is None:
        return None
    try:
        return articles.access(ticket.requester, problem.article_id, ticket.requester.language)
    except articles.NoSuchArticle:
        return None
