"""The pages of agreements, for those who publish them: what is in force and was, and the way of a new version."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from typing_extensions import override

from parola.desk.accounts.models import Brand
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements import operations
from parola.desk.agreements import queries as published
from parola.desk.agreements.drafts import Draft, draft
from parola.desk.agreements.models import AgreementVersion
from parola.policy.findings import BadAgreement
from parola.policy.tree import MAX_CHARACTERS
from parola.web import brief
from parola.web.console import publishing
from parola.web.console.showing import show
from parola.web.middleware import Request

UNPROCESSABLE = 422
MORE_ROWS, MOST_COLUMNS = 3, 200
"""The text is shown whole, with room to go on, so that the numbers beside it stand at their lines without script."""


class Text(forms.Form):
    """The agreement's text, pasted or as a file. `seen` names the text that was checked, and the version that it would replace."""

    source = forms.CharField(
        label=gettext_lazy("The agreement's text"),
        max_length=MAX_CHARACTERS,
        strip=False,
        required=False,
        widget=forms.Textarea({"dir": "ltr", "spellcheck": "false", "class": "code", "wrap": "off"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        help_text=gettext_lazy("If one is chosen, it is taken in place of the text."),
        required=False,
        widget=forms.ClearableFileInput({"accept": ".yaml,.yml,text/plain"}),
    )
    seen = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        lines = (self["source"].value() or "").splitlines()
        longest = max(map(len, lines), default=0)
        self.fields["source"].widget.attrs |= {
            "rows": len(lines) + MORE_ROWS,
            "cols": min(max(longest, 80), MOST_COLUMNS),
        }

    def clean_file(self) -> str:
        """The file's text; empty where none was chosen."""
        given: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if given is None:
            return ""
        raw = given.read(MAX_CHARACTERS * 4 + 1)
        try:
            return _unix(raw.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This file is not UTF-8: save it as UTF-8.")) from None

    @override
    def clean(self) -> dict[str, Any]:
        """The text, with ends of lines as files have them, whatever the browser made of it."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["source"] = cleaned.get("file") or _unix(cleaned.get("source") or "")
        if not self.errors and not cleaned["source"].strip():
            self.add_error("source", _("Paste a text, or choose a file."))
        return cleaned


@require_safe
def overview(request: Request) -> HttpResponse:
    """The brands that the reader publishes for, each with what is in force; where there is one, its page."""
    brands = _brands(request)
    if len(brands) == 1:
        return redirect("console:brand_agreement", brands[0].slug)
    shown = [(brand, published.newest_version(brand)) for brand in brands]
    return show(request, "console/agreements.html", {"brands": shown, "place": "agreements"})


@require_safe
def agreement(request: Request, slug: str) -> HttpResponse:
    """A brand's versions, and the form for a new one, which begins with the text in force."""
    brand = published_by(request, slug)
    newest = published.newest_version(brand)
    return show_text(request, brand, Text(initial={"source": newest.source if newest else ""}))


@require_POST
def propose(request: Request, slug: str) -> HttpResponse:
    """Check a text, and publish it where that was asked of the very text that was checked."""
    brand = published_by(request, slug)
    form = Text(request.POST, request.FILES)
    if not form.is_valid():
        return show_text(request, brand, form, status=UNPROCESSABLE)
    weighed = draft(brand=brand, source=form.cleaned_data["source"], now=request.now)
    if request.POST.get("act") != "publish":
        return show_weighed(request, brand, weighed)
    if form.cleaned_data["seen"] != _seen(weighed):
        messages.warning(request, _("Not published: this text was not checked yet. Look at what it changes first."))
        return show_weighed(request, brand, weighed)
    return _publish(request, brand, weighed)


def _publish(request: Request, brand: Brand, weighed: Draft) -> HttpResponse:
    try:
        version = operations.publish(
            brand=brand, source=weighed.source, by=request.user, now=request.now, replaces=weighed.replaces
        )
    except (BadAgreement, operations.PlanInUse, operations.ReplacedMeanwhile):
        messages.error(request, _("Not published: see below why."))
        return show_weighed(request, brand, draft(brand=brand, source=weighed.source, now=request.now))
    told = _("Version %(number)s of %(brand)s is in force for tickets that open from now on.")
    messages.success(request, told % {"number": brief.number(version.number), "brand": brand.name})
    being_set_up = version.number == 1 and may(request.user, Act.CONFIGURE, brand)
    return redirect("console:settings_brand" if being_set_up else "console:brand_agreement", brand.slug)


@require_safe
def version(request: Request, slug: str, number: int) -> HttpResponse:
    """What a version said otherwise than the one before it."""
    found = _version(request, slug, number)
    context = {"version": found, "changes": publishing.changes_of(found), "brand": found.brand, "place": "agreements"}
    return show(request, "console/agreement_version.html", context)


@require_safe
def source(request: Request, slug: str, number: int) -> HttpResponse:
    """A version's text, as a file."""
    found = _version(request, slug, number)
    answer = HttpResponse(found.source, content_type="application/yaml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.brand.slug}-{found.number}.yaml"'
    return answer


def show_checked(request: Request, brand: Brand, source: str) -> HttpResponse:
    """The page of a text that somebody else made for the reader: checked, compared, and not published yet."""
    return show_weighed(request, brand, draft(brand=brand, source=source, now=request.now))


def show_weighed(request: Request, brand: Brand, weighed: Draft, **context: Any) -> HttpResponse:
    """The page of a draft, with what was asked about it beside the check."""
    form = Text(initial={"source": weighed.source, "seen": _seen(weighed)})
    status = 200 if weighed.publishable or weighed.same else UNPROCESSABLE
    return show_text(request, brand, form, weighed=publishing.weighed(brand, weighed), status=status, **context)


def show_text(request: Request, brand: Brand, form: Text, status: int = 200, **context: Any) -> HttpResponse:
    """The page with the form for a text."""
    context |= {"brand": brand, "form": form, "versions": publishing.versions(brand), "place": "agreements"}
    context["lines"] = publishing.numbered(form["source"].value() or "", context.get("weighed"))
    if request.method == "POST":
        context["here"] = reverse("console:brand_agreement", args=[brand.slug])
    return show(request, "console/agreement_new.html", context, status)


def _seen(weighed: Draft) -> str:
    """What names the text that was checked, against the version that was in force then."""
    return f"{weighed.replaces}:{weighed.digest}"


def _unix(text: str) -> str:
    """The text with the ends of lines that files have: a browser sends others."""
    return text.replace("\r\n", "\n")


def _brands(request: Request) -> list[Brand]:
    """The brands that the reader publishes for; who publishes for none is told that there is no such page."""
    brands = list(brands_of(request.user, Act.PUBLISH))
    if not brands:
        raise Http404
    return brands


def published_by(request: Request, slug: str) -> Brand:
    """The brand of that name, where the reader publishes for it. Raises Http404."""
    return get_object_or_404(brands_of(request.user, Act.PUBLISH), slug=slug)


def _version(request: Request, slug: str, number: int) -> AgreementVersion:
    versions = AgreementVersion.objects.select_related("brand")
    return get_object_or_404(versions, brand=published_by(request, slug), number=number)
