"""What templates need to say times, texts of several languages and icons. Language and zone are those the edge activated."""

from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from parola.desk.mail import prose as writing
from parola.policy.words import Words, speak
from parola.sla.hours import Text
from parola.web import brief
from parola.web import markdown as articles
from parola.web.account.browsers import browser

register = template.Library()

TURNING = frozenset({"send", "arrow-left", "log-out", "rotate-ccw"})
"""Icons that point somewhere, and so point the other way from right to left."""


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite. It is decoration: the words beside it say the same."""
    turning = " turns" if name in TURNING else ""
    address = static("parola/icons.svg")
    return format_html('<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>', turning, address, name)


register.filter("browser", browser)


@register.simple_tag(takes_context=True)
def when(context: dict[str, Any], at: datetime | None) -> SafeString | str:
    """An instant at a glance; the whole of it, with its zone, on hover."""
    if at is None:
        return ""
    short, whole = brief.instant(at, context["request"].now), words().instant(at, _zone(), exact=True)
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), whole, short)


@register.filter
def said(text: Text) -> str:
    """An agreement's text in the reader's language, or in one that it has."""
    return words().text(text)


@register.filter
def prose(text: str) -> SafeString:
    """What somebody wrote, as safe HTML."""
    return writing.prose(text)


@register.filter
def markdown(text: str) -> SafeString:
    """What an article says, as safe HTML."""
    return articles.markdown(text)


@register.filter
def language_name(language: str) -> str:
    """A language's name in the reader's, as it stands in a sentence."""
    return str(words().locale.languages.get(language.replace("-", "_"), language))


def words() -> Words:
    """The vocabulary shared with the command line, in the active language; names of another direction are set apart."""
    return speak(translation.get_language() or settings.LANGUAGE_CODE, isolating=True)


def _zone() -> str:
    return timezone.get_current_timezone_name()
