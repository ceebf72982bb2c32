"""Articles, what they say in each language, every version that was kept, and how they served their readers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.files.models import Blob


class Article(models.Model):
    """Something that a brand knows how to do. What it says stands in its translations; `language` is that of the first of them."""

    class Audience(models.TextChoices):
        """Who may read what is published of it. The brand's support reads all of it."""

        PUBLIC = "public", _("Everybody")
        CUSTOMERS = "customers", _("The brand's customers")
        ORGANIZATIONS = "organizations", _("The organizations named")
        INTERNAL = "internal", _("The brand's support alone")

    class Kind(models.TextChoices):
        """What it is for. All are articles: one store, one search, one rule of who reads."""

        SOLUTION = "solution", _("Solution")
        KNOWN_ERROR = "known_error", _("Known error")
        GUIDE = "guide", _("Guide")
        VIDEO = "video", _("Video")
        DOCUMENTATION = "documentation", _("Documentation")
        API = "api", _("API reference")

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="articles")
    language = models.CharField(max_length=16)
    """The one from which the others are translated."""
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.SOLUTION)
    link = models.CharField(max_length=500, blank=True)
    """A page of somebody else (https) that it leads to, as that of a video; empty: none."""
    collection = models.CharField(max_length=100, blank=True)
    """The name of what it was imported with; empty: it was written here."""
    path = models.CharField(max_length=300, blank=True)
    """Where it stands in its collection: folders parted by "/", then its own name. Importing again finds it by this."""
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    """Who answers for it."""
    products = models.JSONField(default=list, blank=True)
    """As agreements and tickets name them; empty: all."""
    audience = models.CharField(max_length=16, choices=Audience.choices, default=Audience.PUBLIC)
    organizations = models.ManyToManyField(Organization, related_name="+", blank=True)
    """Whose people read it, where the audience is those that are named."""
    review_on = models.DateField(null=True, blank=True)
    """From when on somebody should read it again."""
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["brand", "-updated_at"], name="articles_of_a_brand"),
            models.Index(fields=["brand", "kind"], name="articles_of_a_kind"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "collection", "path"], condition=~Q(collection=""), name="one_article_at_a_path"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"article {self.pk}"

    @property
    def leads_to(self) -> str:
        """Its link, where it is one that may be followed."""
        return self.link if self.link.startswith("https://") else ""


class Translation(models.Model):
    """What an article says in a language: the version that its readers are shown, or, as long as they are shown none, the newest."""

    class State(models.TextChoices):
        """Who is shown it."""

        DRAFT = "draft", _("Draft")
        INTERNAL = "internal", _("Internal")
        PUBLISHED = "published", _("Published")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=16)
    state = models.CharField(max_length=16, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField()
    """The number of the version that this is."""
    newest = models.PositiveIntegerField()
    """The number of the last that was kept; greater than `version` where changes wait to be shown."""
    source = models.PositiveIntegerField()
    """The version of the article's first language from which it was made; 0: it is the first language."""
    title = models.CharField(max_length=200)
    text = models.TextField()
    """Markdown."""
    length = models.PositiveIntegerField(default=0)
    """How many words of it are in the index."""
    turn = models.PositiveIntegerField(default=0)
    """The brand's turn in which what it means was kept (`Section`); 0: that waits."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "language"], name="one_translation_into_a_language")]
        indexes = [
            models.Index(fields=["state", "article"], name="translations_in_a_state"),
            models.Index(fields=["turn"], condition=Q(turn=0), name="translations_that_wait"),
        ]

    @override
    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """A translation as somebody kept it. Never changed; numbers count from 1."""

    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    source = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    kept_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    """None: the desk's own machine (a command, the sample desk)."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["translation", "number"], name="one_version_of_a_translation")]

    @override
    def __str__(self) -> str:
        return f"{self.translation_id}, version {self.number}"


class File(models.Model):
    """A picture or another file of an article. Its texts refer to it by its name, and whoever reads such a text may read it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=150)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="article_files")
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "name"], name="one_file_of_a_name")]

    @override
    def __str__(self) -> str:
        return self.name


class Vote(models.Model):
    """Somebody says whether an article helped. Without a person: they were not signed in."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    helped = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "person"], condition=Q(person__isnull=False), name="one_vote_each"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.article_id}: {self.helped}"


class Use(models.Model):
    """How often an article served in a way on a day (UTC). Nobody's reading is kept, only how much there was."""

    class Kind(models.TextChoices):
        """The ways."""

        READ = "read", _("Read")
        GIVEN = "given", _("Given in a reply")
        SOLVED = "solved", _("Made a request needless")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="uses")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "kind", "day"], name="one_count_a_day")]

    @override
    def __str__(self) -> str:
        return f"{self.article_id} {self.kind} {self.day}: {self.count}"


class Avoided(models.Model):
    """That somebody found a request needless, by a digest of who it was and what they had written: so it is counted once."""

    mark = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField(db_index=True)

    @override
    def __str__(self) -> str:
        return self.mark


class SetAside(models.Model):
    """Something that need not be written, though the desk named it: `what` is the desk's own name for it, as it stood then."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "what"], name="set_aside_once")]

    @override
    def __str__(self) -> str:
        return self.what


class Question(models.Model):
    """Something that was asked of a brand's knowledge and found no answer, with what names people struck out."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="questions")
    language = models.CharField(max_length=16)
    text = models.CharField(max_length=200)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "language", "text"], name="one_question_of_a_text")]

    @override
    def __str__(self) -> str:
        return self.text


class Term(models.Model):
    """A word of a brand's articles in a language, as the index has it: normalised and stemmed."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=16)
    text = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "text", "language"], name="one_term_of_a_text")]

    @override
    def __str__(self) -> str:
        return self.text


class Variant(models.Model):
    """A term with one of its letters left out: by these a word that was mistyped is found."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="variants")
    text = models.CharField(max_length=64, db_index=True)

    @override
    def __str__(self) -> str:
        return self.text


class Posting(models.Model):
    """A term is in a translation. `weight`: how much it says there, between 0 and 2.2 (see `index`)."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="postings")
    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="postings")
    weight = models.FloatField()
    titled = models.BooleanField()
    """Whether it is in the title."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "translation"], name="one_posting")]

    @override
    def __str__(self) -> str:
        return f"{self.term_id} in {self.translation_id}"


class Section(models.Model):
    """What some of a translation means: 0 its title, from 1 on its sections (`sections`)."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="sections")
    number = models.PositiveIntegerField()
    turn = models.PositiveIntegerField()
    """That of its translation when it was written."""
    model = models.CharField(max_length=64, db_index=True)
    """Which model made the vector, and of which sections."""
    vector = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["translation", "number"], name="one_section_of_a_number")]
        indexes = [models.Index(fields=["brand", "turn"], name="sections_of_a_brand_by_turn")]

    @override
    def __str__(self) -> str:
        return f"{self.translation_id}, section {self.number}"


class Turns(models.Model):
    """How often something of a brand's articles was given vectors."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, primary_key=True, related_name="+")
    last = models.PositiveIntegerField(default=0)

    @override
    def __str__(self) -> str:
        return f"{self.brand_id}: {self.last}"
