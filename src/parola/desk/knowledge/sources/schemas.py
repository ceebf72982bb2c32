"""What an OpenAPI description says of values: references within the file followed, fields as rows, no deeper than a page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

Map = Mapping[str, object]
EMPTY: Map = {}
DEEPEST, FEWER, MOST_FIELDS, MOST_CHOICES, MOST_STEPS, MOST_LOOKS = 4, 2, 120, 12, 16, 600
MOST_REQUIRED = 1000


def mapped(value: object) -> Map:
    """The value, where it is a mapping; else an empty one. Its keys are texts (`structured`), so that nothing is copied at each look."""
    return value if isinstance(value, Mapping) else EMPTY


def listed(value: object) -> list[object]:
    """The value, where it is a list; else an empty one."""
    return value if isinstance(value, list) else []


def said(value: object) -> str:
    """The value, where it says something."""
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def line_of(text: str, *, code: bool = True) -> str:
    """The text in one line; as code, without what would end it."""
    line = " ".join(text.split())[:300]
    return line.replace("`", "'") if code else line


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    cells = [[each.replace("|", r"\|") if "|" in each else each for each in map(line, row)] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *cells])


def line(text: str) -> str:
    """The text in one line, within a table."""
    return " ".join(text.replace("\\|", "|").split())[:1000]


@dataclass(frozen=True, slots=True)
class Described:
    """A description."""

    root: Map

    def meant(self, value: object) -> Map:
        """What is said, or what a reference within the file means; of references elsewhere nothing."""
        found = mapped(value)
        for _step in range(MOST_STEPS):
            reference = said(found.get("$ref"))
            if not reference:
                return found
            found = self._at(reference)
        return EMPTY

    def _at(self, reference: str) -> Map:
        if not reference.startswith("#/"):
            return EMPTY
        place: object = self.root
        for part in reference[2:].split("/")[:MOST_STEPS]:
            name = part.replace("~1", "/").replace("~0", "~")
            place = place.get(name) if isinstance(place, Mapping) else None
        return mapped(place)

    def type_of(self, schema: object, depth: int = 0) -> str:
        """What kind of value it is, in a few words."""
        given, named = mapped(schema), said(mapped(schema).get("$ref")).rpartition("/")[2]
        found = self.meant(given)
        choices = [*listed(found.get("oneOf")), *listed(found.get("anyOf"))]
        if choices and depth < FEWER:
            told = dict.fromkeys(self.type_of(each, depth + 1) for each in choices[:MOST_CHOICES])
            return _(" or ").join(each for each in told if each)
        types = [said(each) for each in listed(found.get("type"))] or [said(found.get("type"))]
        kind = "/".join(line_of(each) for each in types if each)
        if kind == "array" and depth < FEWER:
            return _("list of %(type)s") % {"type": self.type_of(found.get("items"), depth + 1) or "?"}
        if named:
            return f"`{line_of(named)}`"
        form = said(found.get("format"))
        return f"`{kind}` ({line_of(form)})" if kind and form else f"`{kind}`" if kind else ""

    def meaning(self, of: Map, schema: Map) -> str:
        """What is said of it: its description, the values that it may have, the one that it has by itself."""
        parts = [said(of.get("description")) or said(schema.get("description"))]
        values = [f"`{line_of(said(each))}`" for each in listed(schema.get("enum"))[:MOST_CHOICES] if said(each)]
        parts += [_("One of %(values)s.") % {"values": ", ".join(values)}] if values else []
        parts += (
            [_("By itself %(value)s.") % {"value": f"`{line_of(said(schema['default']))}`"}]
            if said(schema.get("default"))
            else []
        )
        return " ".join(part for part in parts if part)

    def fields(self, schema: object) -> list[list[str]]:
        """The fields of a value, those of values within it by their way (`schedule.days`): rows of name, type, required, meaning."""
        rows: list[list[str]] = []
        self._gather(schema, "", 0, rows, [])
        return rows

    def _gather(self, schema: object, way: str, depth: int, rows: list[list[str]], looks: list[None]) -> None:
        looks.append(None)
        if len(looks) > MOST_LOOKS:
            return
        found = self.meant(schema)
        if said(found.get("type")) == "array":
            found, way = self.meant(found.get("items")), way and f"{way}[]"
        if depth > DEEPEST:
            return
        for part in listed(found.get("allOf"))[:MOST_CHOICES]:
            self._gather(part, way, depth + 1, rows, looks)
        required = {said(each) for each in listed(found.get("required"))[:MOST_REQUIRED]}
        for name, each in mapped(found.get("properties")).items():
            if len(rows) >= MOST_FIELDS:
                return
            at = f"{way}.{name}" if way else name
            own = self.meant(each)
            needed = _("yes") if name in required else _("no")
            rows.append([f"`{line_of(at)}`", self.type_of(each), needed, self.meaning(mapped(each), own)])
            self._gather(each, at, depth + 1, rows, looks)
