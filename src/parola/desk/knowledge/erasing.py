"""A person who is erased is named in no article: texts, titles, their versions and the index say no more who it was."""

from __future__ import annotations

from parola.desk.accounts.naming import Naming
from parola.desk.knowledge import index
from parola.desk.knowledge.models import Translation, Version


def strike(naming: Naming) -> None:
    """Strike out what names the person. Belongs into the turn in which all that is known of them is erased."""
    for model in (Version, Translation):
        for row in model.objects.iterator(100):
            if naming.is_in(row.title) or naming.is_in(row.text):
                row.title, row.text = naming.struck(row.title), naming.struck(row.text)
                row.save(update_fields=["title", "text"])
                if isinstance(row, Translation):
                    index.rebuild(row)
