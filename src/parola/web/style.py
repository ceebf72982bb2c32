"""Every part that pages are made of, in its states: both directions and both themes side by side (docs/interface.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from parola.web.charts.values import SERIES, Chart
from parola.web.due import Due, Tone
from parola.web.marks import PriorityMark
from parola.web.middleware import Request
from parola.web.style_charts import charts

SPRITE = Path(__file__).parent / "static" / "parola" / "icons.svg"
RIGHT_TO_LEFT = "ar"
COLOURS = (
    *("canvas", "surface", "raised", "sunken", "hover", "line", "line-strong"),
    *(
        "ink",
        "ink-soft",
        "ink-on-accent",
        "accent",
        "accent-strong",
        "accent-wash",
        "focus",
        "backdrop",
        "picked",
        "paper",
    ),
    *(f"{tone}{part}" for tone in ("kept", "soon", "missed", "still") for part in ("", "-wash", "-solid")),
    *("note", "note-line", "note-ink"),
    *SERIES,
)
SPACES = tuple(f"s{step}" for step in range(1, 8))
TONES: tuple[tuple[Tone, str], ...] = (
    ("calm", "info"), ("kept", "check"), ("soon", "timer"), ("missed", "triangle-alert"), ("still", "pause"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """What people of one language write, and are called."""

    customer: str
    organization: str
    agent: str
    subject: str
    text: str


WRITTEN = {
    "en": People(
        customer="Dana Whitfield",
        organization="Kestrel Freight",
        agent="Sofía Restrepo",
        subject="Nobody can print labels since this morning",
        text="Every label comes out blank. We have 40 parcels waiting.",
    ),
    "ar": People(
        customer="نورة القحطاني",
        organization="نجد للخدمات المالية",
        agent="عمر حداد",
        subject="لا أحد يستطيع طباعة الملصقات منذ الصباح",
        text="كل ملصق يخرج فارغا. لدينا طرود كثيرة تنتظر.",
    ),
}


class Fields(forms.Form):
    """A field of each kind."""

    subject = forms.CharField(label=_("Subject"), help_text=_("In a few words."))
    email = forms.EmailField(label=_("E-mail address"))
    language = forms.ChoiceField(label=_("Language"), choices=[("en", "English"), ("ar", "العربية")])
    text = forms.CharField(label=_("What happened?"), widget=forms.Textarea(attrs={"rows": 2}))
    agreed = forms.BooleanField(label=_("I have read it"), required=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """All parts once, in a language and a theme."""

    language: str
    direction: str
    theme: str
    form: Fields
    written: People
    charts: tuple[Chart, ...]

    @property
    def key(self) -> str:
        """What tells it apart from the others."""
        return f"{self.direction}-{self.theme}"


@require_safe
def style(request: Request) -> HttpResponse:
    """The page, for whoever is signed in: nothing on it is of this desk."""
    context = {
        "panels": list(_panels()),
        "colours": COLOURS,
        "spaces": SPACES,
        "icons": icons(),
        "tones": TONES,
        "dues": list(_dues()),
        "marks": [PriorityMark(id=f"P{5 - bars}", name=f"P{5 - bars}", bars=bars) for bars in (4, 3, 2, 1)],
    }
    return render(request, "style/style.html", context)


def _panels() -> Iterator[Panel]:
    language = translation.get_language() or "en"
    for each in ("en" if language == RIGHT_TO_LEFT else language, RIGHT_TO_LEFT):
        with translation.override(each):
            shown = tuple(charts())
        direction = "rtl" if each == RIGHT_TO_LEFT else "ltr"
        for theme in ("light", "dark"):
            written = WRITTEN.get(each, WRITTEN["en"])
            given = {"subject": written.subject, "email": "dana@"}
            fields = Fields(data=given, auto_id=f"{direction}-{theme}-%s")
            yield Panel(language=each, direction=direction, theme=theme, form=fields, written=written, charts=shown)


def _dues() -> Iterator[Due]:
    left = timedelta(hours=1, minutes=24)
    for tone, icon in TONES:
        for pending in (True, False):
            yield Due(what="", text=str(left)[:4], tone=tone, icon=icon, state=None, pending=pending, used=62)


@cache
def icons() -> tuple[str, ...]:
    """The names of all that the sprite holds."""
    return tuple(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))
