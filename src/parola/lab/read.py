"""Read a mapping file, shipped or one's own, and tell what is wrong with it at its line and column."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from parola.policy.findings import BadAgreement, Finding, Source, Wrong, gettext_noop, nearest
from parola.policy.tree import Node, grow
from parola.sla.agreement import Agreement

from .exports import ExportMapping
from .mapping import HolderKind, LinkKind, LogMapping, MarkKind, TermsSpec

SHIPPED = Path(str(files("parola.lab"))) / "mappings"

_NO_TIER = gettext_noop("“%(value)s” is no tier")
_A_TIER = gettext_noop("a tier is a number from 1 to 9, and the lowest is the front line")
_OF_A_TIER = ("int_parsing", "int_type", "int_from_float", "greater_than_equal", "less_than_equal")
_MESSAGES = {
    "missing": gettext_noop("`%(key)s` is missing here"),
    "extra_forbidden": gettext_noop("a mapping knows no `%(key)s` here"),
    "string_too_short": gettext_noop("this is empty"),
    "string_pattern_mismatch": gettext_noop("“%(value)s” is nothing that happens to a case"),
    "enum": gettext_noop("“%(value)s” is no metric"),
    "string_type": gettext_noop("a text is wanted here"),
    "literal_error": gettext_noop("a mapping knows no `%(key)s` here"),
    "too_short": gettext_noop("this is empty"),
}
_KNOWN = gettext_noop("these are known: %(known)s")
_HINTS = {
    "literal_error": _KNOWN,
    "string_type": gettext_noop("put it in quotes"),
    "string_pattern_mismatch": gettext_noop(
        "answered, asked, waiting for ..., resumed, resolved, reopened and closed are what can happen"
    ),
    "enum": gettext_noop("first_response, next_response, update, escalation and resolution are the metrics"),
    "naive_datetime_parsing": gettext_noop("an instant is written as in 2015-02-16 12:30"),
    "datetime_from_date_parsing": gettext_noop("an instant is written as in 2015-02-16 12:30"),
}
_OTHERWISE = gettext_noop("this cannot be used here: %(detail)s")
_PERHAPS = gettext_noop("perhaps `%(nearest)s` was meant")


class BadMapping(ValueError):
    """A mapping that cannot be used, with all its findings in the order of the file."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings, key=lambda finding: (finding.line, finding.column)))
        super().__init__("\n".join(f"{p.file}:{p.line}:{p.column}: {p.message % p.params}" for p in self.findings))


@dataclass(frozen=True, slots=True)
class MappingFile:
    """A mapping, where it was read, and where in the file everything stands."""

    mapping: LogMapping
    path: Path
    source: Source
    root: Node

    def check_columns(self, header: Sequence[str]) -> None:
        """Raises BadMapping for columns that the log does not have."""
        for place, column in self.mapping.columns():
            if column not in header:
                message = gettext_noop("the log has no column “%(column)s”")
                self._unknown(place, message, column, header, {"column": column})
        self._raise()

    def check_agreement(self, agreement: Agreement, plan: str) -> None:
        """Raises BadMapping for priorities that the agreement does not know, and a metric that the plan does not promise."""
        self._check_priorities(agreement)
        promised = {target.metric for target in agreement.plans[plan].targets}
        if self.mapping.metric not in promised:
            params = {"plan": plan, "agreement": agreement.id, "metric": self.mapping.metric.value}
            message = gettext_noop("plan %(plan)s of %(agreement)s promises nothing about %(metric)s")
            self.source.found(self.root.locate(("metric",)), message, "", params)
        self._raise()

    def check_priorities(self, agreement: Agreement) -> None:
        """Raises BadMapping for priorities that the agreement does not know."""
        self._check_priorities(agreement)
        self._raise()

    def _check_priorities(self, agreement: Agreement) -> None:
        spec, known = self.mapping.priority, [priority.id for priority in agreement.priorities]
        if spec is None:
            message = gettext_noop("`priority` is missing here: what %(agreement)s promises depends on it")
            self.source.found(self.root.locate(()), message, "", {"agreement": agreement.id})
            return
        named = [(("values", value), priority) for value, priority in spec.values.items()]
        for place, priority in [*named, (("always",), spec.always)]:
            if priority and priority not in known:
                params = {"priority": priority, "agreement": agreement.id}
                self._unknown(("priority", *place), _NO_PRIORITY, priority, known, params)

    def _unknown(
        self, place: tuple[str, ...], message: str, word: str, known: Collection[str], params: dict[str, str]
    ) -> None:
        meant = nearest(word, known)
        hint = _PERHAPS if meant else _KNOWN
        shown = {**params, "nearest": meant, "known": ", ".join(known)}
        self.source.found(self.root.locate(place), message, hint, shown)

    def _raise(self) -> None:
        if self.source.findings:
            raise BadMapping(self.source.findings)


_NO_PRIORITY = gettext_noop("%(agreement)s has no priority “%(priority)s”")


def shipped() -> tuple[str, ...]:
    """The names of the mappings that ship with Parola."""
    return tuple(sorted(path.name.removesuffix(_SUFFIX) for path in SHIPPED.glob(f"*{_SUFFIX}")))


def find(name: str) -> Path:
    """The file of a shipped mapping, or `name` itself as a path."""
    return SHIPPED / f"{name}{_SUFFIX}" if name in shipped() else Path(name)


_SUFFIX = "-mapping.yaml"


def read(path: Path) -> MappingFile:
    """The mapping in a file. Raises OSError, UnicodeDecodeError, and BadMapping with every finding of the file."""
    return read_text(path.read_text(encoding="utf-8"), path)


def read_text(text: str, path: Path) -> MappingFile:
    """The same for a text that is already read; `path` is told in findings, and its folder is where agreements lie."""
    source = Source(str(path), text)
    mapping, root = _validated(source, LogMapping)
    return MappingFile(mapping, path, source, root)


def read_export(path: Path) -> ExportMapping:
    """What the words of an export mean. Raises what `read` raises."""
    return _validated(Source(str(path), path.read_text(encoding="utf-8")), ExportMapping)[0]


M = TypeVar("M", bound=BaseModel)


def _validated(source: Source, model: type[M]) -> tuple[M, Node]:
    """The text as that model. Raises BadMapping with every finding."""
    try:
        root = grow(source)
    except BadAgreement as bad:  # the tree is the agreements' own; what is wrong with it is wrong with a mapping too
        raise BadMapping(bad.findings) from bad
    if source.findings:
        raise BadMapping(source.findings)
    try:
        return model.model_validate(root.plain()), root
    except ValidationError as error:
        for detail in error.errors():
            _tell(source, root, detail, model)
        raise BadMapping(source.findings) from error


def _tell(source: Source, root: Node, error: ErrorDetails, model: type[BaseModel]) -> None:
    """One of pydantic's errors at its place, in words of ours where we have them."""
    kind = error["type"]
    path = tuple(
        step for step in error["loc"] if step != "[key]"
    )  # pydantic's way to say that a key is wrong, not its value
    at_key = kind == "extra_forbidden" or len(path) < len(error["loc"])
    cause = error.get("ctx", {}).get("error")
    message = cause.message if isinstance(cause, Wrong) else _MESSAGES.get(kind, _OTHERWISE)
    hint = _HINTS.get(kind, "")
    if "tier" in path and kind in _OF_A_TIER:
        message, hint = _NO_TIER, _A_TIER
    params = {"key": str(path[-1]) if path else "", "value": str(error["input"]), "detail": error["msg"]}
    params["known"] = ", ".join(_kinds(path)) if kind == "literal_error" else ""
    if kind == "extra_forbidden":
        params["nearest"] = nearest(params["key"], _known_keys(path, model))
        hint = _PERHAPS if params["nearest"] else ""
    source.found(root.locate(path, key=at_key), message, hint, params)


def _kinds(path: tuple[int | str, ...]) -> tuple[str, ...]:
    """The words that can stand where one is that is none of them."""
    kinds = {"holders": HolderKind, "links": LinkKind, "marks": MarkKind}.get(str(path[-2]))
    return get_args(kinds) if kinds else get_args(TermsSpec.model_fields["under"].annotation)


def _known_keys(path: tuple[int | str, ...], model: type[BaseModel]) -> list[str]:
    """The keys that a mapping knows where an unknown one stands."""
    for step in path[:-1]:
        annotation = model.model_fields[step].annotation if isinstance(step, str) else None
        inner = (annotation, *get_args(annotation))
        model = next((part for part in inner if isinstance(part, type) and issubclass(part, BaseModel)), model)
    return list(model.model_fields)
