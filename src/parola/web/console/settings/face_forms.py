"""What is filled in about a vendor's face: its colour, its logos, a greeting in each of its languages, and whether it shows its record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parola.desk.accounts.colours import NotAColour, parse
from parola.desk.accounts.models import Brand
from parola.desk.files import pictures
from parola.desk.files.models import Blob
from parola.web.console.customers.forms import Plain
from parola.web.console.settings.brand_forms import LATIN, Group, language_name, unix

LONGEST_GREETING = 300
LOGOS = ("logo", "logo_dark")
SHOWS = ("shows_record", "shows_policy")
"""What a brand shows of itself, or does not."""
SALT = "parola.face.logo"
CHOOSER = {"accept": ",".join(pictures.FORMATS)}


def picture(label: str) -> Any:
    """A logo to choose, the one that was chosen a moment ago, and whether there is to be none."""
    told = {"size": filesizeformat(pictures.LARGEST)}
    return forms.FileField(
        label=label,
        required=False,
        widget=forms.FileInput(CHOOSER),
        help_text=_("PNG, JPEG or WebP, up to %(size)s. It is drawn anew, and keeps nothing beside its pixels.") % told,
    )


class Look(Plain):
    """The face. A logo that was chosen for a preview comes back by a signed name of its file, so that it need not be chosen again."""

    colour = forms.CharField(
        label=gettext_lazy("Colour"),
        max_length=40,
        required=False,
        help_text=gettext_lazy(
            "For example #00aa77. Lighter and darker shades follow from it, so that everything can be read. Empty: the desk's own."
        ),
        widget=forms.TextInput({**LATIN, "class": "short", "data-colour": ""}),
    )
    shows_record = forms.BooleanField(
        label=gettext_lazy("Customers see how we have done"),
        required=False,
        help_text=gettext_lazy("On the page of their plan: each objective over the last months, with its numbers."),
    )
    shows_policy = forms.BooleanField(
        label=gettext_lazy("Everybody may read the support policy"),
        required=False,
        help_text=gettext_lazy(
            "On a page without sign-in, drawn from the agreement. The portal, the web form and the sign-in page lead there."
        ),
    )

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        first = {name: getattr(brand, name) for name in ("colour", *SHOWS)}
        first |= {f"greeting_{code}": brand.greeting.get(code, "") for code in brand.languages}
        super().__init__(*args, **{"initial": first} | kwargs)
        self.brand = brand
        self.chosen: dict[str, bytes] = {}
        """New logos, drawn by us."""
        for name, label in zip(LOGOS, (_("Logo"), _("Logo on dark pages")), strict=True):
            self.fields[name] = picture(label)
            if getattr(brand, name):
                self.fields[f"no_{name}"] = forms.BooleanField(label=_("Take it away"), required=False)
        for code in brand.languages:
            self.fields[f"greeting_{code}"] = forms.CharField(
                label=language_name(code),
                max_length=LONGEST_GREETING,
                required=False,
                widget=forms.Textarea({"rows": 2, "dir": "auto", "lang": code}),
            )

    def clean_colour(self) -> str:
        """As it is kept, or nothing."""
        typed = self.cleaned_data["colour"].strip()
        try:
            return parse(typed).hex if typed else ""
        except NotAColour:
            raise forms.ValidationError(_("This is no colour. For example #00aa77, or rgb(0, 170, 119).")) from None

    def clean_logo(self) -> None:
        """Drawn anew."""
        self._draw("logo")

    def clean_logo_dark(self) -> None:
        """Drawn anew."""
        self._draw("logo_dark")

    def _draw(self, name: str) -> None:
        sent: UploadedFile[bytes] | None = self.cleaned_data[name]
        if sent is None:
            return
        try:
            self.chosen[name] = pictures.logo(sent.read(pictures.LARGEST + 1))
        except pictures.TooLarge:
            raise forms.ValidationError(_("This picture is too large. Make it smaller, and choose it again.")) from None
        except pictures.NotAPicture:
            raise forms.ValidationError(
                _("This is no picture that we can read: take a PNG, a JPEG or a WebP.")
            ) from None

    @property
    def logos(self) -> dict[str, Blob | None]:
        """Those that are known already: chosen for a preview, kept, or taken away."""
        found: dict[str, Blob | None] = {}
        for name in LOGOS:
            chosen = _signed(self.data.get(f"kept_{name}", ""))
            found[name] = None if self.cleaned_data.get(f"no_{name}") else chosen or getattr(self.brand, name)
        return found

    @property
    def changes(self) -> dict[str, Any]:
        """What `accounts.brands.change_brand` is told beside the logos."""
        said = self.cleaned_data
        texts = {code: unix(said[f"greeting_{code}"]) for code in self.brand.languages}
        others = {code: text for code, text in self.brand.greeting.items() if code not in texts}
        greeting = others | {code: text for code, text in texts.items() if text}
        return {"colour": said["colour"], **{name: said[name] for name in SHOWS}, "greeting": greeting}

    @property
    def groups(self) -> list[Group]:
        """The fields under their headings."""
        logos = [[self[each] for each in (name, f"no_{name}") if each in self.fields] for name in LOGOS]
        greetings = [[self[f"greeting_{code}"]] for code in self.brand.languages]
        return [
            (gettext_lazy("Colour and logo"), [[self["colour"]], *logos]),
            (gettext_lazy("A greeting at its door"), greetings),
            (gettext_lazy("What it shows of itself"), [[self[name]] for name in SHOWS]),
        ]


def signed(blob: Blob | None) -> str:
    """The name by which the form brings a file back."""
    return signing.dumps(blob.pk, salt=SALT) if blob else ""


def _signed(name: str) -> Blob | None:
    try:
        return Blob.objects.filter(pk=signing.loads(name, salt=SALT, max_age=86_400)).first() if name else None
    except signing.BadSignature:
        return None
