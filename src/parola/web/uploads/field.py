"""The files of a form: chosen in it, or sent ahead. Those that were taken stay with the form until it can be carried out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from typing_extensions import override

from parola.desk.files import uploads
from parola.desk.files.models import Upload
from parola.desk.files.names import tidy
from parola.desk.tickets.attaching import File
from parola.web import brief
from parola.web.middleware import Request
from parola.web.uploads.bounded import refused_files

AHEAD = "upload"
"""The name under which a form tells the tokens of files that were sent ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Whose the files are, and when they came. `refused`: those that were too large to be read."""

    owner: str
    now: datetime
    refused: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a form brought: tokens of files sent ahead, and files."""

    tokens: list[str]
    files: list[UploadedFile[bytes]]


def sender(request: Request) -> Sender:
    """Who is signed in."""
    return Sender(owner=uploads.owner_of(request.user.pk), now=request.now, refused=refused_files(request))


class Chooser(forms.Widget):
    """Reads both, and shows what the form has already. `of`: the field that it belongs to."""

    needs_multipart_form = True
    of: Files

    @override
    def render(self, name: str, value: object, attrs: Any = None, renderer: object = None) -> SafeString:
        context = {
            "name": name,
            "attrs": attrs or {},
            "field": self.of,
            "address": self.of.address or reverse("upload"),
        }
        return mark_safe(render_to_string("components/files.html", context))  # noqa: S308  # a template of ours, which escapes

    @override
    def value_from_datadict(self, data: Any, files: Any, name: str) -> Sent:
        return Sent(tokens=_listed(data, AHEAD), files=_listed(files, name))

    @override
    def value_omitted_from_data(self, *_given: Any) -> bool:
        return False


class Files(forms.Field):
    """Gives the uploads; `kept` are those that the form has, be it valid or not."""

    widget = Chooser

    def __init__(self) -> None:
        super().__init__(label=gettext_lazy("Files"), required=False)
        self.sender: Sender | None = None
        self.kept: list[Upload] = []
        self.address = ""
        """Where the script sends them ahead; empty: where those of people who are signed in go."""

    @override
    def __deepcopy__(self, memo: dict[int, Any]) -> Files:
        """Each form has its own."""
        result = super().__deepcopy__(memo)
        result.kept, result.widget.of = [], result
        return result

    @property
    def largest(self) -> int:
        """Bytes that all of them may have together."""
        return settings.FILES_LARGEST

    @property
    def most(self) -> int:
        """How many there may be."""
        return settings.FILES_MOST

    @property
    def bounds(self) -> str:
        """What is taken, in a sentence."""
        text = ngettext("%(count)s file, up to %(size)s.", "Up to %(count)s files, %(size)s together.", self.most)
        return text % {"count": brief.number(self.most), "size": brief.size(self.largest)}

    @override
    def clean(self, value: Sent) -> list[Upload]:
        if self.sender is None:
            return []
        self.kept = uploads.those(value.tokens, owner=self.sender.owner)
        objections = [*self._take(value.files, self.sender), *self._objections(value, self.sender)]
        if objections:
            raise forms.ValidationError(objections)
        return self.kept

    def _take(self, files: list[UploadedFile[bytes]], sender: Sender) -> Iterator[str]:
        """Keep what there is room for; name what not."""
        for file in files:
            name = tidy(file.name or "")
            if len(self.kept) >= self.most or self._size() + (file.size or 0) > self.largest:
                yield _("%(name)s was not added: it would be more than one message takes.") % {"name": name}
                continue
            try:
                self.kept.append(uploads.keep(file.chunks(), name=name, owner=sender.owner, now=sender.now))
            except uploads.TooMuch:
                yield _("%(name)s was not added: you have sent a lot today. Try again tomorrow.") % {"name": name}
            except OSError:
                yield no_room(name)

    def _objections(self, value: Sent, sender: Sender) -> Iterator[str]:
        for name in sender.refused:
            yield too_large(name)
        if len(self.kept) > self.most or self._size() > self.largest:
            yield _("These are more files than one message takes: %(bounds)s") % {"bounds": self.bounds}
        if gone := len(set(value.tokens)) - len({each.pk for each in self.kept} & set(value.tokens)):
            yield ngettext(
                "%(count)s file that you added earlier is not kept any more. Add it again.",
                "%(count)s files that you added earlier are not kept any more. Add them again.",
                gone,
            ) % {"count": brief.number(gone)}

    def _size(self) -> int:
        return sum(each.blob.size for each in self.kept)


class WithFiles(forms.Form):
    """A form that files may come with."""

    attachments = Files()

    def __init__(self, *args: Any, sender: Sender | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chooser.sender = sender
        self.chooser.help_text = self.chooser.bounds

    @property
    def chooser(self) -> Files:
        """The field."""
        found = self.fields["attachments"]
        assert isinstance(found, Files)  # noqa: S101  # it is declared above
        return found

    @property
    def attached(self) -> list[File]:
        """What is to be attached, once the form is valid."""
        return [File(blob=each.blob, name=each.name) for each in self.cleaned_data["attachments"]]


def too_large(name: str) -> str:
    """Why a file was not read."""
    values = {"name": tidy(name), "size": brief.size(settings.FILES_LARGEST)}
    return _("%(name)s was not added: it is larger than %(size)s.") % values


def no_room(name: str) -> str:
    """Why a file could not be kept."""
    return _(
        "%(name)s could not be kept: there is no room at the moment. Send your message without it, or try again later."
    ) % {"name": tidy(name)}


def _listed(given: Any, name: str) -> list[Any]:
    """All values of that name; of a plain mapping, the one there is."""
    if hasattr(given, "getlist"):
        return list(given.getlist(name))
    return [given[name]] if isinstance(given, Mapping) and name in given else []
