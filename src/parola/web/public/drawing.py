"""A page as HTML, by a template that asks for nothing but the page: so a command draws it without a desk, too."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.template import Context, Engine

from parola.policy.page.document import Page

TEMPLATES = Path(__file__).parent.parent / "templates"


def sections(page: Page) -> str:
    """What stands below the title, to be put into a page of the desk."""
    return _engine().get_template("public/sections.html").render(_context(page))


def file(page: Page) -> str:
    """A file by itself, with its style."""
    return _engine().get_template("public/file.html").render(_context(page))


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(TEMPLATES)])


def _context(page: Page) -> Context:
    return Context({"page": page}, use_l10n=False, use_tz=False)
