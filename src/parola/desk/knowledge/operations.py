"""What people do to articles: write, say who reads them, publish, withdraw. Each checks the right; versions are never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from parola.desk.accounts import audit
from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.knowledge import enclosing, index
from parola.desk.knowledge.enclosing import Enclosed
from parola.desk.knowledge.models import Article, File, Posting, Translation, Version


class NotAllowed(Exception):
    """The person may not do that for the brand."""


class ChangedMeanwhile(Exception):
    """Somebody else kept a version since the one that was seen."""


class NoSuchVersion(LookupError):
    """The translation has no version of that number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Who reads an article, and what it is about."""

    audience: str = Article.Audience.PUBLIC
    organizations: tuple[Organization, ...] = ()
    products: tuple[str, ...] = ()
    review_on: date | None = None
    owner: Person | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody kept."""

    title: str
    text: str
    source: int
    by: Person | None
    at: datetime


@transaction.atomic
def write(
    *,
    brand: Brand,
    language: str,
    title: str,
    text: str,
    readers: Readers,
    by: Person | None,
    now: datetime,
    kind: str = Article.Kind.SOLUTION,
    link: str = "",
    files: Sequence[Enclosed] = (),
    place: tuple[str, str] = ("", ""),
) -> Translation:
    """A new article, as a draft in its first language. `by`: None where the desk's own machine does it. Raises NotAllowed.

    `files`: that come with it; those that the text does not refer to are told of at its end. `place`: collection and path, where
    it is imported.
    """
    _require(by, Act.WRITE_ARTICLES, brand)
    article = Article.objects.create(
        brand=brand,
        language=language,
        kind=kind,
        link=link,
        collection=place[0],
        path=place[1],
        owner=by,
        created_at=now,
        updated_at=now,
    )
    _set(article, readers)
    text = enclosing.enclose(article, text, files, now)
    return _first_version(article, language, Kept(title, text, 0, by, now))


@transaction.atomic
def keep(
    *,
    article: Article,
    language: str,
    title: str,
    text: str,
    seen: int,
    by: Person | None,
    now: datetime,
    files: Sequence[Enclosed] = (),
) -> Translation:
    """A new version of what the article says in the language; its readers are shown what they were shown until it is published.

    `seen`: the number of the newest version that the writer saw, 0 where there was none. A translation counts as made from the
    present text of the article's first language. Raises NotAllowed, ChangedMeanwhile.
    """
    _require(by, Act.WRITE_ARTICLES, article.brand)
    article = Article.objects.select_for_update().get(pk=article.pk)
    found = article.translations.filter(language=language).first()
    if seen != (found.newest if found else 0):
        raise ChangedMeanwhile(language)
    text = enclosing.enclose(article, text, files, now)
    kept = Kept(title, text, _source(article, language), by, now)
    _touch(article, now)
    if found is None:
        return _first_version(article, language, kept)
    number = found.newest + 1
    _version(found, number, kept)
    found.newest = number
    if found.state == Translation.State.DRAFT:
        _become(found, number)
    found.save()
    return found


@transaction.atomic
def show(*, translation: Translation, number: int, state: str, by: Person | None, now: datetime) -> Translation:
    """Show a version to its readers: `internal` to the brand's support alone, `published` to the article's audience.

    Raises NotAllowed, NoSuchVersion.
    """
    _require(by, Act.PUBLISH_ARTICLES, translation.article.brand)
    found = Translation.objects.select_for_update().get(pk=translation.pk)
    before = _shown(found.article)
    _become(found, number)
    found.state = state
    found.save()
    _touch(found.article, now)
    _record(found.article, before, by, now)
    return found


@transaction.atomic
def withdraw(*, translation: Translation, by: Person | None, now: datetime) -> Translation:
    """From now on it is a draft, as it was last kept, which no reader is shown. Raises NotAllowed."""
    _require(by, Act.PUBLISH_ARTICLES, translation.article.brand)
    found = Translation.objects.select_for_update().get(pk=translation.pk)
    before = _shown(found.article)
    _become(found, found.newest)
    found.state = Translation.State.DRAFT
    found.save()
    _touch(found.article, now)
    _record(found.article, before, by, now)
    return found


@transaction.atomic
def remove(*, translation: Translation, by: Person | None, now: datetime) -> None:
    """What the article says in the language is gone, with its versions; the article too, where that was all it said. Raises NotAllowed."""
    article = translation.article
    _require(by, Act.PUBLISH_ARTICLES, article.brand)
    before = _shown(article)
    terms = set(Posting.objects.filter(translation=translation).values_list("term", flat=True))
    translation.delete()
    index.forget(terms)
    _record(article, before, by, now)
    if not article.translations.exists():
        article.delete()


@transaction.atomic
def arrange(
    *,
    article: Article,
    readers: Readers,
    by: Person | None,
    now: datetime,
    kind: str | None = None,
    link: str | None = None,
) -> Article:
    """Say who reads the article, what it is about, who answers for it. Raises NotAllowed: who reads what is shown is for who publishes.

    `kind`, `link`: None leaves them as they are.
    """
    _require(by, Act.WRITE_ARTICLES, article.brand)
    found = Article.objects.select_for_update().get(pk=article.pk)
    shown = found.translations.exclude(state=Translation.State.DRAFT).exists()
    if shown and _whose(found) != (readers.audience, {each.pk for each in readers.organizations}):
        _require(by, Act.PUBLISH_ARTICLES, found.brand)
    before = _shown(found)
    found.owner = readers.owner
    found.kind, found.link = kind or found.kind, found.link if link is None else link
    _set(found, readers)
    _touch(found, now)
    _record(found, before, by, now)
    for each in found.translations.all():
        index.rebuild(each)
    return found


class StillInUse(Exception):
    """A text that is shown, or the last that was kept, refers to the file."""


@transaction.atomic
def remove_file(*, file: File, by: Person | None, now: datetime) -> None:
    """The article has the file no more: of versions of before its place stays empty. Raises NotAllowed, StillInUse."""
    _require(by, Act.WRITE_ARTICLES, file.article.brand)
    article = Article.objects.select_for_update().get(pk=file.article_id)
    if file.name in enclosing.in_use(article):
        raise StillInUse(file.name)
    file.delete()
    _touch(article, now)


def _require(by: Person | None, act: Act, brand: Brand) -> None:
    if by is not None and not may(by, act, brand):
        raise NotAllowed(brand.slug)


def _set(article: Article, readers: Readers) -> None:
    article.audience, article.review_on = readers.audience, readers.review_on
    article.products = list(readers.products)
    article.save()
    named = readers.organizations if readers.audience == Article.Audience.ORGANIZATIONS else ()
    article.organizations.set(named)


def _whose(article: Article) -> tuple[str, set[int]]:
    return article.audience, set(article.organizations.values_list("pk", flat=True))


def _shown(article: Article) -> audit.Fields:
    """What the audit log keeps: who is shown which version of it. The texts are in the versions."""
    fields: dict[str, audit.Plain] = {
        "audience": article.audience,
        "kind": article.kind,
        "link": article.link,
        "organization": sorted(article.organizations.values_list("pk", flat=True)),
        "products": [str(each) for each in article.products],
    }
    for language, state, version in article.translations.values_list("language", "state", "version"):
        fields |= {f"state_{language}": state, f"version_{language}": version}
    return fields


def _record(article: Article, before: audit.Fields, by: Person | None, now: datetime) -> None:
    after = _shown(article)
    audit.record(by=by, brand=article.brand, matter="article", key=article.pk, before=before, after=after, now=now)


def _touch(article: Article, now: datetime) -> None:
    article.updated_at = now
    Article.objects.filter(pk=article.pk).update(updated_at=now)


def _source(article: Article, language: str) -> int:
    """The version of the first language that there is to translate now; 0 for that language itself."""
    if language == article.language:
        return 0
    first = article.translations.filter(language=article.language).first()
    return first.version if first else 0


def _first_version(article: Article, language: str, kept: Kept) -> Translation:
    made = Translation.objects.create(
        article=article,
        language=language,
        version=1,
        newest=1,
        source=kept.source,
        title=kept.title,
        text=kept.text,
    )
    _version(made, 1, kept)
    index.rebuild(made)
    return made


def _version(translation: Translation, number: int, kept: Kept) -> None:
    Version.objects.create(
        translation=translation,
        number=number,
        source=kept.source,
        title=kept.title,
        text=kept.text,
        kept_at=kept.at,
        by=kept.by,
    )


def _become(translation: Translation, number: int) -> None:
    """What is shown of it is that version."""
    version = translation.versions.filter(number=number).first()
    if version is None:
        raise NoSuchVersion(number)
    translation.version, translation.source = number, version.source
    translation.title, translation.text = version.title, version.text
    translation.save()
    index.rebuild(translation)
