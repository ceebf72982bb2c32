"""People, the organizations they belong to, and the brands whose support they are."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterator
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from parola.desk.files.models import Blob


def normalise(address: str) -> str:
    """The one spelling under which a mail address is kept: case, blanks around it, and how accents are composed make no difference."""
    return unicodedata.normalize("NFC", address.strip()).lower()  # casefold would make one mailbox of "ß" and "ss"


class SignUp(models.TextChoices):
    """Who may make an account for themselves."""

    CLOSED = "closed", _("Nobody: people are invited")
    COMPANIES = "companies", _("Whoever has a company address")
    ANYBODY = "anybody", _("Anybody with an address")


def without_detail(address: str) -> str:
    """The address, normalised, without what follows a plus sign: that of the mailbox where such mail arrives."""
    local, _, domain = normalise(address).rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


class Brand(models.Model):
    """One vendor's face on the desk. `key` begins its tickets' references (`CRE-17`)."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=8, unique=True)
    languages = models.JSONField(default=list)
    """Those that it offers its customers, of the languages of the desk; they may write in others."""
    language = models.CharField(max_length=16, default="en")
    timezone = models.CharField(max_length=64, default="UTC")
    signature = models.JSONField(default=dict, blank=True)
    """Language to the text under a mail."""
    sign_up = models.CharField(max_length=16, choices=SignUp.choices, default=SignUp.CLOSED)
    """Who may make an account for themselves on the portal."""
    managers_invite = models.BooleanField(default=False)
    """Whether a customer's manager may invite colleagues."""
    asks_rating = models.BooleanField(default=True)
    """Whether customers are asked how the help was, once a request is resolved."""
    legal_name = models.CharField(max_length=200, blank=True)
    postal_address = models.TextField(blank=True)
    registration = models.CharField(max_length=200, blank=True)
    """Under which number it is registered, or pays taxes."""
    website = models.URLField(blank=True)
    phone = models.CharField(max_length=64, blank=True)
    host = models.CharField(max_length=253, blank=True)
    """The host name of its own portal, one of `settings.HOSTS`; empty: its door below the desk's address alone."""
    in_use = models.BooleanField(default=True)
    """Out of use it takes no new tickets, and keeps those that it has."""
    colour = models.CharField(max_length=7, blank=True)
    """From which the shades of its pages follow (`colours`), as `#00aa77`; empty: the house's own."""
    logo = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, blank=True, related_name="logos")
    """Drawn anew by us (`pictures`), on light pages and, without `logo_dark`, on dark ones."""
    logo_dark = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, blank=True, related_name="dark_logos")
    greeting = models.JSONField(default=dict, blank=True)
    """Language to a short text for whoever comes to its door."""
    shows_record = models.BooleanField(default=False)
    shows_policy = models.BooleanField(default=True)
    """Whether its customers see how its objectives fared, and everybody may read what its agreement says."""

    @override
    def __str__(self) -> str:
        return self.name

    @property
    def mailbox(self) -> Mailbox | None:
        """The one whose address is the brand's main one."""
        return self.mailboxes.filter(primary=True).first()

    @property
    def support_address(self) -> str:
        """The brand's main mail address; empty where it has none."""
        mailbox = self.mailbox
        return mailbox.address if mailbox else ""

    @property
    def domain(self) -> str:
        """The mail domain, in which the brand's Message-IDs are unique."""
        return self.support_address.rpartition("@")[2] or settings.HOST

    @property
    def door(self) -> str:
        """Where its customers come in, and with what links in its mails begin: by the settings alone, whatever a request says."""
        if self.host in settings.HOSTS:
            return f"{'https' if settings.HTTPS else 'http'}://{self.host}"
        return f"{settings.BASE_URL}/at/{self.slug}"

    @property
    def identity(self) -> list[str]:
        """Who it is in business, line by line: under its mails, and at the foot of its portal."""
        told = [self.legal_name, *self.postal_address.splitlines(), self.registration, self.phone, self.website]
        return [line.strip() for line in told if line.strip()]


class Mailbox(models.Model):
    """An address at which a brand receives mail, and from which it answers what came in there. Never a person's."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="mailboxes")
    address = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    """What stands beside the address; empty: the brand's name."""
    language = models.CharField(max_length=16, blank=True)
    """In which a stranger is answered whose language cannot be told; empty: the brand's."""
    product = models.CharField(max_length=200, blank=True)
    """What those who write here ask about, as contracts name it; empty: any."""
    primary = models.BooleanField(default=False)
    in_use = models.BooleanField(default=True)
    """Out of use it takes answers to what we wrote, and nothing new."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand"], condition=Q(primary=True), name="one_main_mailbox"),
            models.CheckConstraint(condition=Q(in_use=True) | Q(primary=False), name="the_main_mailbox_is_in_use"),
        ]

    @override
    def __str__(self) -> str:
        return self.address


class IsMailbox(ValueError):
    """An address of a person cannot be one at which a brand receives mail: the desk would write to itself."""


def refuse_mailbox(address: str) -> None:
    """Raise IsMailbox where mail to the address would reach a brand, whether it is in use or not."""
    if Mailbox.objects.filter(address=without_detail(address)).exists():
        raise IsMailbox(address)


class Organization(models.Model):
    """A customer: who holds contracts."""

    name = models.CharField(max_length=200)
    language = models.CharField(max_length=16, default="en")
    timezone = models.CharField(max_length=64, default="UTC")

    @override
    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    """How a person comes to be: with the row of their address, in one step. Both forms expect a transaction's caller."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """A person with a primary address; without a password nobody can sign in as them yet. Raises IsMailbox."""
        refuse_mailbox(email)
        person = self.model(email=normalise(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        EmailAddress.objects.using(self._db).create(user=person, email=person.email, primary=True)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """An administrator of the desk."""
        return self.create_user(email, password, is_superuser=True, **fields)

    @override
    def get_by_natural_key(self, username: str | None) -> Person:
        person = self.by_address(username or "")
        if person is None:
            raise self.model.DoesNotExist(username)
        return person

    def by_address(self, email: str) -> Person | None:
        """Whose address that is: who proved that it is theirs, else who goes by it. What is only claimed beside is nobody's."""
        proved = EmailAddress.objects.filter(email=normalise(email), verified=True).select_related("user").first()
        return proved.user if proved else self.filter(email=normalise(email)).first()


class Person(AbstractBaseUser):
    """Anybody known to the desk: an agent, a customer, or both. `is_superuser`: the desk's administrator.

    All of a person's addresses are in `emailaddress_set` (allauth's table), the primary one too, which `email` repeats. Unverified:
    somebody wrote from it or claims it, nobody proved that it is theirs.
    """

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(max_length=16, default="en")
    timezone = models.CharField(max_length=64, default="UTC")
    numerals = models.CharField(max_length=8, default="western")
    """The digits in which they read numbers in Arabic (`policy.numerals`)."""
    first_page = models.CharField(max_length=8, blank=True, default="")
    """Where they come to at work after signing in: `today`, `queue` or `board`; empty: as is usual for what they do."""
    is_active = models.BooleanField(default=True)
    is_superuser = models.BooleanField(default=False)
    session_age = models.PositiveIntegerField(default=0)
    """Raised to end all of the person's sessions at once: each is good for the age that it began in."""
    erasure_asked_at = models.DateTimeField(null=True)
    """When they asked for all that is known of them to be erased; NULL: they did not."""
    erased_at = models.DateTimeField(null=True)
    """When all that is known of them was erased: from then on they are a number."""

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    @override
    def __str__(self) -> str:
        if self.erased_at is not None:
            return gettext("Erased person %(number)s") % {"number": self.pk}
        return self.name or self.email

    @override
    def get_session_auth_hash(self) -> str:
        """What a session must know: it dies with the password, and with the age of the sessions."""
        return self._session_hash()

    @override
    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under the keys of before."""
        return (self._session_hash(secret) for secret in settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, secret: str | None = None) -> str:
        told = f"{self.password}\0{self.session_age}"
        return salted_hmac("parola.accounts.session", told, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_support(self) -> bool:
        """Whether the person works on the support side of any brand."""
        return self.is_superuser or self.posts.exists()

    @property
    def manages(self) -> bool:
        """Whether the person manages a customer, on the customer's side."""
        return self.memberships.filter(manager=True).exists()


class Membership(models.Model):
    """A person belongs to a customer. A manager sees all of the organization's tickets."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    manager = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "organization"], name="one_membership")]

    @override
    def __str__(self) -> str:
        return f"{self.person_id} in {self.organization_id}"


class Post(models.Model):
    """A person works on the support side of a brand, in a role. `permissions.MAY` says what each may do."""

    class Role(models.TextChoices):
        """What one is there."""

        AGENT = "agent", _("Agent")
        LEAD = "lead", _("Tier lead")
        PROBLEM_MANAGER = "problem_manager", _("Problem manager")
        ACCOUNT_MANAGER = "account_manager", _("Account manager")
        MANAGER = "manager", _("Support manager")
        AUDITOR = "auditor", _("Auditor")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="posts")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="posts")
    role = models.CharField(max_length=16, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "brand", "role"], name="one_post_of_a_role")]

    @override
    def __str__(self) -> str:
        return f"{self.person_id}: {self.role} of {self.brand_id}"


class Attempts(models.Model):
    """Something that is tried, counted by what and from where (`account:...`, `from:...`), since the count began. See `limits`."""

    key = models.CharField(max_length=300, unique=True)
    number = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    @override
    def __str__(self) -> str:
        return f"{self.key}: {self.number}"


class SecondFactorRole(models.Model):
    """Whoever is in that role must have a second factor. `second_factor` says which roles there are."""

    role = models.CharField(max_length=32, unique=True)

    @override
    def __str__(self) -> str:
        return self.role


class Change(models.Model):
    """An entry of the audit log: somebody changed a setting. Rows are never changed, and hold no person's name or address."""

    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="changes")
    """None: the desk's own machine (a command, the sample desk)."""
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, null=True, related_name="changes")
    """None: the whole desk's."""
    matter = models.CharField(max_length=32)
    """The kind of thing: `brand`, `contract`, `team`..."""
    key = models.CharField(max_length=64)
    """Which of them."""
    before = models.JSONField(null=True)
    """The fields that differ, as they were; None: there was none."""
    after = models.JSONField(null=True)
    """The same fields as they are since; None: it is gone."""

    class Meta:
        indexes = [models.Index(fields=["brand", "-id"], name="changes_of_a_brand")]

    @override
    def __str__(self) -> str:
        return f"{self.matter} {self.key} at {self.at.isoformat()}"


class Invitation(models.Model):
    """A link by mail, with which somebody takes an account: invited `by` somebody, or, where that is nobody, asked for by themselves.

    It is used once. What it gives, it gives when it is accepted, if whoever invited may still give it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=16)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    """In whose name it is sent."""
    by = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, null=True, related_name="invitations")
    manager = models.BooleanField(default=False)
    posts = models.JSONField(default=list)
    """The work that goes with it: `[[key of the brand, role], ...]`."""
    company = models.CharField(max_length=200, blank=True)
    """To which organization somebody who signs up says to belong."""
    keys = models.JSONField(default=list)
    """The digests of the keys that were sent: one for each try, since nobody knows which mail arrived."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["email"], name="invitation_email")]

    @override
    def __str__(self) -> str:
        return f"invitation {self.pk}"


class OrganizationDomain(models.Model):
    """Whoever proves an address in this mail domain belongs to the organization: somebody who answers for it allowed that."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253, unique=True)
    """In lower case and as ASCII (`xn--`); those below it do not count."""
    allowed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    allowed_at = models.DateTimeField()

    @override
    def __str__(self) -> str:
        return self.domain


class BelongingAsked(models.Model):
    """Somebody with a verified address says to belong to a customer, and nobody has decided it yet."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="belonging_asked")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    company = models.CharField(max_length=200)
    """In their own words."""
    asked_at = models.DateTimeField()

    @override
    def __str__(self) -> str:
        return f"{self.person_id} asks {self.brand_id}"


from parola.desk.accounts.providers import IdentityProvider  # noqa: E402, F401  # Django finds models here
