"""Every mail that came in, as it came; and every one that went out, by its Message-ID."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from parola.desk.accounts.models import Brand, Mailbox, Person
from parola.desk.accounts.secrets import SecretField
from parola.desk.tickets.models import Ticket


class Received(models.Model):
    """A mail that the desk took for a brand: its bytes, where it came from, and what became of it."""

    class State(models.TextChoices):
        """What became of it."""

        TAKEN = "taken", _("Taken, not read yet")
        TICKET = "ticket", _("On a ticket")
        AUTOMATIC = "automatic", _("From a machine")
        QUARANTINED = "quarantined", _("Set aside")
        HELD = "held", _("Held: very many at once")

    class Sort(models.TextChoices):
        """Of a machine's mail, what it is (`automatic.Sort`)."""

        BOUNCE = "bounce", _("A mail could not be delivered")
        DELAY = "delay", _("A mail is delayed")
        DELIVERED = "delivered", _("A mail was delivered")
        READ = "read", _("Read receipt")
        COMPLAINT = "complaint", _("Complaint about a mail")
        ABSENCE = "absence", _("Automatic answer")
        LIST = "list", _("Mailing list")
        OTHER = "other", _("Another program's mail")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, null=True, related_name="+")
    """At which of the brand's it came in; NULL: an earlier release took it."""
    raw = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    """The same for a mail that is delivered again (`parse.fingerprint`): a brand takes it once."""
    let_in = models.BooleanField(default=False)
    """Somebody decided that it is read, though very many came from its sender at once (`intake`)."""
    envelope_from = models.CharField(max_length=512, blank=True)
    """The return path; empty for the null one."""
    envelope_to = models.CharField(max_length=512)
    received_at = models.DateTimeField()
    """When the vendor's mail server had all of it: the customer's submission (`receiver.submitted_at`)."""
    state = models.CharField(max_length=16, choices=State.choices, default=State.TAKEN)
    reason = models.CharField(max_length=300, blank=True)
    """Why it was set aside, or by what a machine was known; for agents."""
    attempts = models.PositiveSmallIntegerField(default=0)
    authenticity = models.CharField(max_length=16, blank=True)
    """What the vendor's mail server found out about the sender (`authenticity.Verdict`); empty: it was not asked."""
    sort = models.CharField(max_length=16, choices=Sort.choices, blank=True)
    """Of a machine's mail, what it is; empty for a person's."""
    copied = models.JSONField(default=list, blank=True)
    """To whom it went beside us, as it says: of each `address` and `name`. It gives them nothing (`copies`)."""
    appointments = models.JSONField(default=list, blank=True)
    """What its calendar parts say, each as `appointments.Appointment` does."""
    sealed = models.BooleanField(default=False)
    """The desk cannot read what was written: it is encrypted, or inside an envelope of its signature."""
    message_id = models.CharField(max_length=500, blank=True)
    sender = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, null=True, related_name="mails")
    erased_at = models.DateTimeField(null=True)
    """When it was emptied, because somebody was erased."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "fingerprint"], name="a_brand_takes_a_mail_once")]
        indexes = [
            models.Index(fields=["received_at"], condition=Q(state="taken"), name="received_unread"),
            models.Index(fields=["-received_at"], condition=Q(state="quarantined"), name="received_aside"),
            models.Index(fields=["-received_at"], condition=Q(state="held"), name="received_held"),
            models.Index(fields=["message_id"], name="received_message_id"),
            models.Index(fields=["sender", "-received_at"], name="received_from"),
        ]

    @override
    def __str__(self) -> str:
        return f"mail {self.pk} ({self.state})"


class Inbox(models.Model):
    """Where the mail of a mailbox lies on another server, fetched from there by IMAP."""

    class Security(models.TextChoices):
        """How the way there is kept from others."""

        TLS = "tls", _("TLS from the start")
        STARTTLS = "starttls", _("TLS after greeting (STARTTLS)")
        NONE = "none", _("None (only where the operator allows it)")

    class Trouble(models.TextChoices):
        """Why nothing is fetched."""

        UNREACHABLE = "unreachable", _("The mail server does not answer.")
        PRIVATE = "private", _("The desk does not call this place: PAROLA_OUTBOUND_ALLOW must name it.")
        CERTIFICATE = (
            "certificate",
            _("The mail server does not prove that it is who it says: its certificate is not good."),
        )
        UNENCRYPTED = "unencrypted", _("The mail server offers no encryption (STARTTLS): nothing was sent there.")
        REFUSED = "refused", _("The mail server refuses this name and password.")
        PASSWORD = "password", _("The password cannot be read with the desk's key: type it again.")
        CONSENT = "consent", _("The mail provider gives the desk no access: allow it again.")
        FOLDER = "folder", _("The mail server does not let the desk work in this folder.")
        STUCK = "stuck", _("The mail server does not let the desk move or delete every mail: some stay there.")

    class SignIn(models.TextChoices):
        """By what the desk shows that it may read there."""

        PASSWORD = "password", _("Password")
        OAUTH = "oauth", _("OAuth 2.0 (Microsoft 365, Google)")

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="inbox")
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=16, choices=Security.choices, default=Security.TLS)
    user = models.CharField(max_length=254)
    sign_in = models.CharField(max_length=16, choices=SignIn.choices, default=SignIn.PASSWORD)
    password = SecretField(null=True)
    folder = models.CharField(max_length=200, default="INBOX")
    done_folder = models.CharField(max_length=200, blank=True)
    """Where a mail goes once the desk has it; empty: it is deleted there."""
    active = models.BooleanField(default=True)
    since = models.DateTimeField()
    """When it was set up: what came earlier stays where it is."""
    next_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    """When it last could be read."""
    trouble = models.CharField(max_length=16, choices=Trouble.choices, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)

    @override
    def __str__(self) -> str:
        return f"{self.user} at {self.host}"


class Grant(models.Model):
    """The right to read a mailbox that its owner gave the desk at the mail provider (OAuth 2.0, RFC 6749); no password is known."""

    class Provider(models.TextChoices):
        """Whose addresses and scope are known."""

        MICROSOFT = "microsoft", _("Microsoft 365")
        GOOGLE = "google", _("Google")
        OTHER = "other", _("Another one")

    inbox = models.OneToOneField(Inbox, on_delete=models.CASCADE, related_name="grant")
    provider = models.CharField(max_length=16, choices=Provider.choices)
    client_id = models.CharField(max_length=300)
    client_secret = SecretField(null=True)
    authorize_at = models.CharField(max_length=500)
    """The provider's page on which the owner allows it."""
    token_at = models.CharField(max_length=500)
    scope = models.CharField(max_length=500)
    refresh = SecretField(null=True)
    """By which access tokens are had; None: nobody has allowed it yet."""
    access = SecretField(null=True)
    access_until = models.DateTimeField(null=True)

    @override
    def __str__(self) -> str:
        return f"{self.client_id} at {self.provider}"


class Sent(models.Model):
    """A mail that we handed over, or tried to: its Message-ID is known before the first byte leaves, so that any answer finds it."""

    message_id = models.CharField(max_length=500, unique=True)
    """Without angle brackets, as everywhere in this app."""
    template = models.CharField(max_length=32)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, null=True, related_name="sent_mails")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    automatic = models.BooleanField(default=False)
    """The desk answered by itself: what the caps count."""
    address = models.CharField(max_length=254, blank=True)
    """To which it went; empty: an earlier release sent it."""
    first_try_at = models.DateTimeField()
    refused_at = models.DateTimeField(null=True)
    """When our own mail server refused it for good; what it said is `returned_why`."""
    returned_at = models.DateTimeField(null=True)
    """When a mail server told that it could not deliver it; what it said is `returned_why`."""
    returned_why = models.CharField(max_length=300, blank=True)
    returned_for_good = models.BooleanField(default=False)
    """The server says that no mail reaches that address; else that this one did not for now."""
    delivered_at = models.DateTimeField(null=True)
    """When the recipient's server told that it is there, or their program that it was read."""

    class Meta:
        indexes = [
            models.Index(fields=["-returned_at"], condition=Q(returned_at__isnull=False), name="sent_and_returned"),
            models.Index(fields=["person", "-first_try_at"], condition=Q(automatic=True), name="sent_by_itself"),
            models.Index(fields=["person"], condition=Q(returned_for_good=True), name="sent_for_nothing"),
            models.Index(fields=["ticket", "-id"], name="sent_of_ticket"),
            models.Index(fields=["person", "-id"], name="sent_to_person"),
        ]

    @override
    def __str__(self) -> str:
        return self.message_id


class Wording(models.Model):
    """What a brand says in a letter of ours, in one language, in its own words. Where there is none, it is said in ours (`wording`)."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="wordings")
    letter = models.CharField(max_length=32)
    language = models.CharField(max_length=16)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "letter", "language"], name="one_wording_of_a_letter")]

    @override
    def __str__(self) -> str:
        return f"{self.letter} of {self.brand_id} ({self.language})"


class Unwanted(models.Model):
    """A kind of notice (`choices.NOTICES`) that somebody does not want by mail."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="unwanted_notices")
    notice = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "notice"], name="a_notice_is_unwanted_once")]

    @override
    def __str__(self) -> str:
        return f"{self.notice}, by {self.person_id}"


class Digest(models.Model):
    """Somebody has the day's deadlines by mail each morning; the next one at `next_at`."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="digest")
    next_at = models.DateTimeField(db_index=True)

    @override
    def __str__(self) -> str:
        return f"of {self.person_id} at {self.next_at.isoformat()}"
