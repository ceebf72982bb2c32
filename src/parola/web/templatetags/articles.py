"""What an article says, with what it refers to."""

from urllib.parse import urlsplit

from django import template
from django.utils.safestring import SafeString

from parola.desk.knowledge.models import Translation
from parola.web.article_files import Place, around
from parola.web.markdown import markdown

register = template.Library()


@register.filter
def host_of(address: str) -> str:
    """The host to which a link leads."""
    return urlsplit(address).hostname or ""


@register.filter
def article(text: Translation, place: Place) -> SafeString:
    """The text as the pages of that side of the desk (`portal`, `console`) show it."""
    return markdown(text.text, around(text, place))
