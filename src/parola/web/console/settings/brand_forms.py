"""What is filled in about a brand: its face, its signatures, who it is in business, its portal; and about its mailboxes."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from parola.desk.accounts import mailboxes
from parola.desk.accounts.brands import ADMINISTRATORS
from parola.desk.accounts.models import Brand, Mailbox
from parola.web.console.customers.forms import CHECKS, LONGEST_NAME, Plain, zone

LONGEST_SIGNATURE, LONGEST_ADDRESS, LONGEST_KEY = 1000, 500, 8
LATIN = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
FREE = {"dir": "auto", "autocomplete": "off"}
Group = tuple[Promise, list[list[forms.BoundField]]]
KEY = RegexValidator(re.compile(rf"^[A-Z]{{2,{LONGEST_KEY}}}$"), gettext_lazy("Two to eight letters from A to Z."))
ADDRESSES: Mapping[type[mailboxes.BadAddress], Promise] = {
    mailboxes.HasDetail: gettext_lazy(
        "A mailbox has no plus sign: the desk adds one to tell which ticket an answer belongs to."
    ),
    mailboxes.AddressTaken: gettext_lazy("A brand has this mailbox already."),
    mailboxes.AddressOfPerson: gettext_lazy(
        "Somebody on this desk has this address as their own: the desk would write to itself. Choose another."
    ),
}
"""Why an address is no mailbox."""


def text(
    label: Promise, *, most: int = LONGEST_NAME, attrs: dict[str, str] | None = None, **more: Any
) -> forms.CharField:
    """A line of text that may be left empty."""
    widget = forms.TextInput(attrs or FREE)
    return forms.CharField(label=label, max_length=most, required=False, widget=widget, **more)  # type: ignore[arg-type]  # lazy


def language_name(code: str) -> str:
    """The language, by its own name."""
    return dict(settings.LANGUAGES).get(code, code)


def unix(text: str) -> str:
    """The text with the ends of lines that are kept: a browser sends others."""
    return text.replace("\r\n", "\n")


class Face(Plain):
    """What every brand has."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("As customers know it."),
        widget=forms.TextInput(FREE),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages offered to customers"),
        choices=settings.LANGUAGES,
        widget=CHECKS,
        help_text=gettext_lazy("Customers may write in others."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Main language"), choices=settings.LANGUAGES)
    timezone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        help_text=gettext_lazy("For example Europe/Madrid, or +03:00."),
        widget=forms.TextInput(LATIN),
    )
    key = forms.CharField(
        label=gettext_lazy("Key of references"),
        max_length=LONGEST_KEY,
        widget=forms.TextInput({**LATIN, "class": "short"}),
        validators=[KEY],
    )

    def clean_timezone(self) -> str:
        """A time zone that there is."""
        return zone(self.cleaned_data["timezone"])

    @override
    def clean(self) -> None:
        """The main language is one of those offered."""
        said = self.cleaned_data
        if said.get("language") and "languages" in said and said["language"] not in said["languages"]:
            self.add_error("language", _("The main language is one of those offered: tick it above."))

    def rows(self, *names: Sequence[str]) -> list[list[forms.BoundField]]:
        """The fields of these names that are asked for, those that belong together in one row."""
        found = ([self[name] for name in row if name in self.fields] for row in names)
        return [*filter(None, found)]


class New(Face):
    """A new brand: what cannot wait. All else has a place on its page."""

    slug = forms.CharField(
        label=gettext_lazy("Name in addresses"),
        max_length=50,
        required=False,
        help_text=gettext_lazy("Small letters, digits and hyphens; it stays. Empty: made from the name."),
        widget=forms.TextInput(LATIN),
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", gettext_lazy("Small letters, digits and hyphens."))],
    )
    support_address = forms.EmailField(
        label=gettext_lazy("Mail address for support"),
        help_text=gettext_lazy("Customers write to it and are answered from it. More can be added later."),
    )
    field_order = ("name", "support_address", "slug", "key", "languages", "language", "timezone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].required = False
        self.fields["key"].help_text = _("ABC makes ABC-1, ABC-2 and so on. Empty: made from the name.")

    @override
    def clean(self) -> None:
        """What was left to be made from the name."""
        super().clean()
        said = self.cleaned_data
        made = slugify(said.get("name", ""))[:50].strip("-")
        letters = re.sub("[^a-z]", "", made).upper()[:3]
        said["slug"], said["key"] = said.get("slug") or made, said.get("key") or letters
        for field, least in (("slug", 1), ("key", 2)):
            if field not in self.errors and "name" in said and len(said[field]) < least:
                self.add_error(field, _("It cannot be made from this name: choose one."))
        if said.get("slug") == "new":
            self.add_error("slug", _("Another brand has this already."))

    @property
    def groups(self) -> list[Group]:
        """The fields under their headings."""
        return [
            (gettext_lazy("Who it is"), self.rows(("name", "support_address"), ("slug", "key"))),
            (gettext_lazy("Languages and time"), self.rows(("languages",), ("language", "timezone"))),
        ]


class Change(Face):
    """All of a brand that can be changed. `of_desk`: also what concerns the whole desk, for the administrator."""

    legal_name = text(gettext_lazy("Legal name"))
    registration = text(gettext_lazy("Registration or tax number"))
    postal_address = forms.CharField(
        label=gettext_lazy("Postal address"),
        max_length=LONGEST_ADDRESS,
        required=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")
    phone = text(gettext_lazy("Phone"), most=64, attrs={**LATIN, "type": "tel"})
    host = forms.ChoiceField(
        label=gettext_lazy("Host name of its own portal"),
        required=False,
        help_text=gettext_lazy("Links in its mails lead there."),
    )
    asks_rating = forms.BooleanField(
        label=gettext_lazy("Customers are asked how the help was"),
        required=False,
        help_text=gettext_lazy("Once for a request, in the mail that says it is resolved, and on its page."),
    )
    in_use = forms.BooleanField(
        label=gettext_lazy("It takes new tickets"),
        required=False,
        help_text=gettext_lazy("Without the tick it is out of use: it keeps its tickets, and takes no new ones."),
    )

    def __init__(self, *args: Any, brand: Brand, of_desk: bool, **kwargs: Any) -> None:
        first = {name: getattr(brand, name) for name in self.base_fields}
        first |= {f"signature_{code}": brand.signature.get(code, "") for code, _name in settings.LANGUAGES}
        super().__init__(*args, **{"initial": first} | kwargs)
        self.brand = brand
        for code, _name in settings.LANGUAGES:
            self.fields[f"signature_{code}"] = forms.CharField(
                label=language_name(code),
                max_length=LONGEST_SIGNATURE,
                required=False,
                widget=forms.Textarea({"rows": 3, "dir": "auto", "lang": code}),
            )
        hosts = [(host, host) for host in settings.HOSTS]
        self.offer("host", [("", _("None")), *hosts] if hosts else [])
        self.fields["key"].help_text = _("ABC makes ABC-1, ABC-2 and so on. It can be changed until the first ticket.")
        for name in ADMINISTRATORS if not of_desk else ("key",) if brand.ticket_set.exists() else ():
            self.fields.pop(name, None)

    @property
    def changes(self) -> dict[str, Any]:
        """What `accounts.brands.change_brand` is told."""
        said = dict(self.cleaned_data)
        signature = {code: unix(said.pop(f"signature_{code}")) for code, _name in settings.LANGUAGES}
        chosen, kept = said["languages"], [code for code in self.brand.languages if code in said["languages"]]
        return said | {
            "languages": [*kept, *(code for code in chosen if code not in kept)],  # in the order that they have
            "postal_address": unix(said["postal_address"]),
            "signature": {code: given for code, given in signature.items() if given},
        }

    @property
    def groups(self) -> list[Group]:
        """The fields under their headings."""
        signatures = [(f"signature_{code}",) for code, _name in settings.LANGUAGES]
        identity = self.rows(("legal_name", "registration"), ("postal_address",), ("website", "phone"))
        groups: list[Group] = [
            (gettext_lazy("Who it is"), self.rows(("name", "key"))),
            (gettext_lazy("Languages and time"), self.rows(("languages",), ("language", "timezone"))),
            (gettext_lazy("Signature under mails"), self.rows(*signatures)),
            (gettext_lazy("Business identity, under mails and at the foot of the portal"), identity),
            (gettext_lazy("Portal and use"), self.rows(("host",), ("asks_rating",), ("in_use",))),
        ]
        return [(heading, rows) for heading, rows in groups if rows]


class Box(Plain):
    """A mailbox. Its address is chosen once."""

    address = forms.EmailField(
        label=gettext_lazy("Address"), help_text=gettext_lazy("The mail server must deliver it to this desk; it stays.")
    )
    name = text(gettext_lazy("Name beside the address"), help_text=gettext_lazy("Empty: the brand's name."))
    language = forms.ChoiceField(
        label=gettext_lazy("Language for strangers"),
        required=False,
        help_text=gettext_lazy("Where a new sender's own language cannot be told from the mail."),
    )
    product = text(
        gettext_lazy("Product"), help_text=gettext_lazy("Tickets that come in here are about it. Empty: any product.")
    )
    primary = forms.BooleanField(
        label=gettext_lazy("It is the brand's main address"),
        required=False,
        help_text=gettext_lazy("What did not come in by mail is answered from it."),
    )
    in_use = forms.BooleanField(
        label=gettext_lazy("It takes new mail"),
        required=False,
        help_text=gettext_lazy("Without the tick, answers to what was sent from it still arrive, and nothing else."),
    )

    def __init__(self, *args: Any, brand: Brand, mailbox: Mailbox | None = None, **kwargs: Any) -> None:
        names = ("name", "language", "product", "primary", "in_use")
        first = {name: getattr(mailbox, name) for name in names} if mailbox else {}
        super().__init__(*args, **{"initial": first} | kwargs)
        self.offer("language", [("", _("The brand's")), *settings.LANGUAGES])
        if mailbox is None:
            del self.fields["in_use"]
        else:
            del self.fields["address"]
        if mailbox is not None and mailbox.primary:  # it stays so until another one is
            del self.fields["primary"], self.fields["in_use"]
        if mailbox is None and not brand.mailboxes.exists():
            del self.fields["primary"]

    @property
    def pairs(self) -> list[list[forms.BoundField]]:
        """The fields that are asked for, those that belong together in one row."""
        wanted = (
            (("address", "name"), ("language", "product"))
            if "address" in self.fields
            else (("name", "language"), ("product",))
        )
        rows = [[self[name] for name in row if name in self.fields] for row in (*wanted, ("primary",), ("in_use",))]
        return [*filter(None, rows)]
