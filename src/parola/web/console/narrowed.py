"""Addresses of the queue, narrowed down by filters as they are typed there: whatever counts tickets leads to them so."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse

Narrowed = tuple[str, ...]
"""Filters of the queue, each as it is typed there (`desk.tickets.filters`)."""


def queue_address(narrowed: Iterable[str]) -> str:
    """Where the queue shows what these filters leave."""
    line = " ".join(narrowed)
    return reverse("console:queue") + (f"?{urlencode({'q': line})}" if line else "")


def quoted(value: str) -> str:
    """A value as a filter has it."""
    clean = value.replace('"', " ").strip()
    return clean if clean and not set(clean) & set(' ,"') else f'"{clean}"'
