"""An OpenAPI 3 description as pages: one for each operation, and one that lists them. Read leniently: what is missing is left out.

The fields are those of the OpenAPI Specification, versions 3.0 and 3.1 (https://spec.openapis.org/oas/).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from django.utils.translation import gettext as _

from parola.desk.knowledge.references import PAGE
from parola.desk.knowledge.sources.page import LONGEST_TEXT, Page, Taken, Told, decoded, page, short
from parola.desk.knowledge.sources.reading import DESCRIPTIONS
from parola.desk.knowledge.sources.schemas import Described, Map, line_of, listed, mapped, said, table
from parola.desk.knowledge.sources.structured import Malformed, value_of

METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")
MOST = 2000
"""Operations of a file."""
OVERVIEW = "index"


def read(taken: Taken) -> None:
    """Make pages of the descriptions among the files."""
    found = [path for path in taken.files if f".{path.rpartition('.')[2].lower()}" in DESCRIPTIONS]
    for path in found:
        text = decoded(path, taken.files[path], taken.faults)
        if text is not None:
            _read(path, text, taken, alone=len(found) == 1)


def _read(path: str, text: str, taken: Taken, *, alone: bool) -> None:
    try:
        value = value_of(path, text)
    except Malformed as fault:
        taken.faults.append(Told(path, fault.line, fault.text))
        return
    version = said(mapped(value).get("openapi"))
    if not version.startswith("3."):
        why = _("this is no OpenAPI description of version 3: its field `openapi` says “%(said)s”") % {
            "said": version[:20]
        }
        (taken.faults if alone else taken.notes).append(Told(path, 0, why))
        return
    for each in _pages(path.rpartition(".")[0], Described(mapped(value))):
        if len(each.text) > LONGEST_TEXT:
            taken.faults.append(Told(path, 0, _("“%(title)s” is too long for an article") % {"title": each.title}))
        else:
            taken.pages.append(each)
    if len(taken.pages) > MOST:
        taken.faults.append(Told(path, 0, _("there are more than %(most)s operations") % {"most": MOST}))


def _pages(stem: str, api: Described) -> Iterator[Page]:
    """The overview, then each operation."""
    listing: dict[str, list[str]] = {}
    operations = list[Page]()
    for address, method, operation, shared in _operations(api):
        tag = next((said(each) for each in listed(operation.get("tags")) if said(each)), "")
        path = (
            f"{stem}/{_named(tag)}/{_slug(f'{method} {address}')}" if tag else f"{stem}/{_slug(f'{method} {address}')}"
        )
        name = f"{method.upper()} {address}"
        made = page(path, said(operation.get("summary")) or name, _operation(name, operation, shared, api))
        operations.append(made)
        listing.setdefault(tag, []).append(f"- [{_plain(made.title)}]({PAGE}{quote(made.path)}): `{name}`")
        if len(operations) > MOST:
            break
    yield page(f"{stem}/{OVERVIEW}", said(mapped(api.root.get("info")).get("title")) or stem, _overview(api, listing))
    yield from operations


def _operations(api: Described) -> Iterator[tuple[str, str, Map, list[object]]]:
    """Each operation: address, method, what is said of it, the parameters of all operations of the address."""
    for address, item in mapped(api.root.get("paths")).items():
        whole = api.meant(item)
        for method in METHODS:
            if isinstance(whole.get(method), Mapping):
                yield str(address), method, mapped(whole[method]), listed(whole.get("parameters"))


def _overview(api: Described, listing: Mapping[str, list[str]]) -> str:
    info = mapped(api.root.get("info"))
    told = {said(tag.get("name")): said(tag.get("description")) for tag in map(mapped, listed(api.root.get("tags")))}
    version = said(info.get("version"))
    parts = [said(info.get("description")), f"{_('Version')}: `{line_of(version)}`" if version else ""]
    servers = [line_of(said(mapped(each).get("url"))) for each in listed(api.root.get("servers"))]
    parts += [f"## {_('Servers')}", "\n".join(f"- `{each}`" for each in servers if each)] if any(servers) else []
    schemes = mapped(mapped(api.root.get("components")).get("securitySchemes"))
    rows = [
        [f"`{name}`", _scheme(api.meant(each)), said(api.meant(each).get("description"))]
        for name, each in schemes.items()
    ]
    parts += [f"## {_('Authentication')}", table([_("Name"), _("Kind"), _("Meaning")], rows)] if rows else []
    for tag, lines in listing.items():
        parts += [f"## {_plain(tag) or _('Operations')}", told.get(tag, ""), "\n".join(lines)]
    return "\n\n".join(part for part in parts if part)


def _scheme(scheme: Map) -> str:
    named = (said(scheme.get(each)) for each in ("type", "scheme", "in", "name"))
    return " ".join(f"`{each}`" for each in named if each)


def _operation(name: str, operation: Map, shared: list[object], api: Described) -> str:
    parts = [f"```\n{line_of(name, code=False)}\n```"]
    parts += [f"**{_('It is deprecated: use it no more.')}**"] if operation.get("deprecated") is True else []
    parts += [said(operation.get("description"))]
    parts += list(_parameters([*shared, *listed(operation.get("parameters"))], api))
    body = api.meant(operation.get("requestBody"))
    parts += [f"## {_('Body')}", said(body.get("description")), *_contents(body, api)] if body else []
    parts += list(_answers(mapped(operation.get("responses")), api))
    return "\n\n".join(part for part in parts if part)


def _parameters(given: list[object], api: Described) -> Iterator[str]:
    found = {(said(each.get("in")), said(each.get("name"))): each for each in map(api.meant, given)}
    rows = [
        [
            f"`{line_of(name)}`",
            line_of(where),
            api.type_of(each.get("schema")),
            _("yes") if each.get("required") is True else _("no"),
            api.meaning(each, api.meant(each.get("schema"))),
        ]
        for (where, name), each in found.items()
        if name
    ]
    if rows:
        yield f"## {_('Parameters')}"
        yield table([_("Name"), _("Where"), _("Type"), _("Required"), _("Meaning")], rows)


def _answers(responses: Map, api: Described) -> Iterator[str]:
    if responses:
        yield f"## {_('Answers')}"
    for status, given in responses.items():
        answer = api.meant(given)
        yield f"### {line_of(str(status))}"
        yield said(answer.get("description"))
        yield from _contents(answer, api)


def _contents(of: Map, api: Described) -> Iterator[str]:
    for kind, content in mapped(of.get("content")).items():
        schema = mapped(content).get("schema")
        yield f"`{line_of(str(kind))}`: {api.type_of(schema)}"
        if rows := api.fields(schema):
            yield table([_("Field"), _("Type"), _("Required"), _("Meaning")], rows)


def _slug(text: str) -> str:
    return short(re.sub(r"[^\w{}.-]+", "-", text).strip("-").lower() or "-")


def _named(text: str) -> str:
    """A folder's name, as a path can have it."""
    return short(re.sub(r"[^\w{}. -]+", "-", text).strip("-. ") or "-").replace("  ", " ")


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", line_of(text, code=False))
