"""What templates need to say times, texts of several languages and icons. Language and zone are those the edge activated."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.template.base import FilterExpression, Parser, Token
from django.templatetags.i18n import BlockTranslateNode, do_block_translate
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from typing_extensions import override

from parola.desk.mail import prose as writing
from parola.policy.words import Words, speak
from parola.sla.hours import Text
from parola.sla.zones import zone_of
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
def when(context: dict[str, Any], at: datetime | None, zone: str = "") -> SafeString | str:
    """An instant at a glance; the whole of it, with its zone, on hover.

    `zone`: that of the customer. Where its clocks show another time than the reader's, that is told too: on hover, to screen readers, and
    beside the first while the focus is in what both belong to.
    """
    return _told(at, zone, lambda: brief.instant(at, context["request"].now)) if at else ""


@register.simple_tag(takes_context=True)
def near(context: dict[str, Any], at: datetime | None, zone: str = "") -> SafeString | str:
    """The same of an instant that comes, as rows have it: the time today, the weekday and time within a week."""
    return _told(at, zone, lambda: brief.near(at, context["request"].now)) if at else ""


def _told(at: datetime, zone: str, glance: Callable[[], str]) -> SafeString:
    """`glance` tells it in the zone that is active."""
    short, whole = glance(), words().instant(at, _zone(), exact=True)
    if not zone or _same(at, zone):
        return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), whole, short)
    with timezone.override(zone_of(zone)):
        there = _("for the customer %(time)s") % {"time": glance()}
    title = f"{whole}\n{words().instant(at, zone, exact=True)}"
    told = '<span class="when"><time datetime="{}" title="{}">{}</time> <span class="there">({})</span></span>'
    return format_html(told, at.isoformat(), title, short, there)


class Told(int):
    """A count that a page shows in the reader's digits."""

    @override
    def __str__(self) -> str:
        return brief.number(int(self))


class Counted(FilterExpression):
    """The value that a sentence is given under a name: a count is told in the reader's digits."""

    @override
    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        """What stands for it."""
        value = super().resolve(context, ignore_failures)
        return Told(value) if type(value) is int else value


@register.tag
def blocktranslate(parser: Parser, token: Token) -> BlockTranslateNode:
    """Django's own, whose counts are told in the reader's digits. It stands where `parola` is loaded after `i18n`."""
    node = do_block_translate(parser, token)
    node.extra_context = {name: Counted(given.token, parser) for name, given in node.extra_context.items()}
    if node.counter is not None:
        node.counter = Counted(node.counter.token, parser)
    return node


@register.filter
def number(count: object) -> str:
    """A count in the digits that the reader prefers. Codes, references and keys are none."""
    return brief.number(count)


@register.simple_tag
def comma() -> str:
    """What stands between two items in a row: Arabic has a comma of its own."""
    return brief.comma()


@register.filter
def said(text: Text) -> str:
    """An agreement's text in the reader's language, or in one that it has."""
    return words().text(text)


@register.filter
def prose(text: str) -> SafeString:
    """What somebody wrote, as safe HTML."""
    return writing.prose(text)


@register.filter
def markdown(text: str, around: articles.Around = articles.NOTHING) -> SafeString:
    """What an article says, as safe HTML, with its pictures where `around` tells them."""
    return articles.markdown(text, around)


@register.filter
def language_name(language: str) -> str:
    """A language's name in the reader's, as it stands in a sentence."""
    return str(words().locale.languages.get(language.replace("-", "_"), language))


def words() -> Words:
    """The vocabulary shared with the command line, in the active language; names of another direction are set apart."""
    return speak(translation.get_language() or settings.LANGUAGE_CODE, isolating=True)


def _same(at: datetime, zone: str) -> bool:
    """Whether the clocks of the reader and of that zone show the same."""
    return timezone.localtime(at).utcoffset() == at.astimezone(zone_of(zone)).utcoffset()


def _zone() -> str:
    return timezone.get_current_timezone_name()
