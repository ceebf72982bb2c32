"""The pages of a source: titles from headings, links between files as links between pages, files that are referred to by their names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from django.utils.translation import gettext as _

from parola.desk.knowledge.references import FILE, PAGE
from parola.desk.knowledge.sources.html import as_markdown, title_of
from parola.desk.knowledge.sources.page import LONGEST_TEXT, Page, Taken, Told, decoded, name_of, page, short
from parola.desk.knowledge.sources.reading import ENCLOSED, PAGES

LONGEST_LINE, LONGEST_HEADING = 4000, 1000
"""Characters of a line in which links and marks are looked for; what is longer stands as it is."""
INDEXES = ("index.md", "README.md", "readme.md", "index.html", "index.htm")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_FRONT = re.compile(r"\A---\n(.{0,20000}?)\n(?:---|\.\.\.)\n", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title:[ \t]*(.+)$", re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}#{1,2}[ \t]+(.+?)[ \t]*#*[ \t]*$")
_UNDERLINED = re.compile(r"^ {0,3}[=-]{2,}[ \t]*$")
_LINK = re.compile(r"(?P<before>\]\([ \t]*<?|^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*<?)(?P<target>[^\s)>]+)")
_MARKUP = re.compile(r"(?<!\\)(`+)(?:(?!\1).)*\1|<!--.*?-->|(?<!\\)<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*)?)/?>")
_ATTRIBUTE = re.compile(r"""\b(src|href|alt)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_DROPPED = frozenset({
    "p", "div", "span", "center", "br", "b", "i", "strong", "em", "details", "summary", "sup", "sub", "kbd", "a", "img", "u", "font",
    "small", "picture", "source", "table", "tr", "td", "th", "thead", "tbody", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "section", "figure", "figcaption", "script", "style", "iframe", "svg", "video", "audio", "code", "pre", "nav", "header",
})  # fmt: skip
"""Elements whose marks go from Markdown; what is called otherwise is a placeholder (`<your-name>`), and text."""
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


@dataclass(slots=True)
class _Place:
    """A page that is being read: its path, and the files that it came to refer to."""

    path: str
    taken: Taken
    line: int = 1
    files: dict[str, str] = field(default_factory=dict)

    def note(self, text: str) -> None:
        self.taken.notes.append(Told(self.path, self.line, text))


def read(taken: Taken) -> None:
    """Make pages of the files of Markdown and HTML."""
    for path, data in taken.files.items():
        suffix = PurePosixPath(path).suffix.lower()
        text = decoded(path, data, taken.faults) if suffix in PAGES else None
        if text is None:
            continue
        title, lined = "", True
        if suffix.startswith(".htm"):
            title, text, lined = title_of(text), as_markdown(text), False
        made = _of_markdown(path, text, taken, title, lined=lined) if len(text) <= 2 * LONGEST_TEXT else None
        if made is None or len(made.text) > LONGEST_TEXT:
            told = _("this page has more than %(most)s characters: part it") % {"most": LONGEST_TEXT}
            taken.faults.append(Told(path, 0, told))
        else:
            taken.pages.append(made)


def _of_markdown(path: str, text: str, taken: Taken, title: str, *, lined: bool) -> Page:
    text = text.replace("\r\n", "\n")
    front = _FRONT.match(text)
    named = _FRONT_TITLE.search(front[1]) if front else None
    skipped = front[0].count("\n") if front else 0
    first, body, taken_lines = _first_heading(text[front.end() :] if front else text)
    place = _Place(path, taken, line=skipped + taken_lines + 1 if lined else 0)
    told = named[1].strip().strip("\"'") if named else first or title
    return page(path, told or _called(path), "\n".join(_linked(body, place, lined=lined)), place.files)


def _first_heading(text: str) -> tuple[str, str, int]:
    """The heading with which a text begins, the text after it, and how many lines that are gone; none: "" and the text."""
    lines = text.split("\n")
    at = next((number for number, line in enumerate(lines) if line.strip()), None)
    if at is None:
        return "", text, 0
    if len(lines[at]) > LONGEST_HEADING:
        return "", text, 0
    if found := _HEADING.match(lines[at]):
        return _plain(found[1]), "\n".join(lines[at + 1 :]), at + 1
    if at + 1 < len(lines) and _UNDERLINED.match(lines[at + 1]) and not lines[at].startswith(("-", "#", ">", "|")):
        return _plain(lines[at]), "\n".join(lines[at + 2 :]), at + 2
    return "", text, 0


def _plain(heading: str) -> str:
    words = re.sub(
        r"!?\[([^\]]*)\]\([^)]*\)", r"\1", _MARKUP.sub(lambda found: found[0].strip("`") if found[1] else "", heading)
    )
    return unescape(
        re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", re.sub(r"(?<!\\)[*_]{1,3}(?=\S)|(?<=\S)(?<!\\)[*_]{1,3}", "", words))
    )


def _called(path: str) -> str:
    pure = PurePosixPath(path)
    stem = pure.parent.name if pure.name in INDEXES and pure.parent.name else pure.stem
    return re.sub(r"[-_]+", " ", stem).strip().capitalize()


def _linked(text: str, place: _Place, *, lined: bool) -> Iterator[str]:
    """Its lines, with links as articles have them; what is code stays as it is."""
    fence, comment = "", False
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if not fence and (comment or ("<!--" in line and "-->" not in line)):
            comment = "-->" not in line
            yield line.partition("-->")[2] if "-->" in line else line.partition("<!--")[0] if "<!--" in line else ""
        elif fence:
            fence = "" if found and found[1].startswith(fence) and not line.strip(" `~") else fence
            yield line
        elif found:
            fence = found[1]
            yield line
        elif len(line) > LONGEST_LINE:
            yield line
        else:
            yield _outside_code(line, lambda words: _LINK.sub(lambda link: _link(link, place), words))
        place.line += lined


def _outside_code(line: str, change: Callable[[str], str]) -> str:
    """The line, changed where it is no code, and without the marks of HTML: a picture and a link of it are some of Markdown."""
    pieces, at, href = [], 0, list[str]()
    for found in _MARKUP.finditer(line):
        pieces.append(change(line[at : found.start()]))
        pieces.append(found[0] if found[1] else change(_of_tag(found, href)))
        at = found.end()
    return "".join([*pieces, change(line[at:]), *(change(f"]({each})") for each in href)])


def _of_tag(found: re.Match[str], href: list[str]) -> str:
    name = (found[3] or "").lower()
    if name and name not in _DROPPED:
        return found[0]
    told = {each[1].lower(): unescape(each[2] or each[3] or "") for each in _ATTRIBUTE.finditer(found[4] or "")}
    if name == "img" and told.get("src"):
        return f"![{told.get('alt', '')}]({quote(told['src'], safe='/:#?=&%+@,;~')})"
    if name == "a" and not found[2] and told.get("href"):
        href.append(quote(told["href"], safe="/:#?=&%+@,;~"))
        return "["
    if name == "a" and found[2] and href:
        return f"]({href.pop()})"
    return "\\\n" if name == "br" else ""


def _link(link: re.Match[str], place: _Place) -> str:
    return link["before"] + _target(unescape(link["target"]), place)


def _target(target: str, place: _Place) -> str:
    """Where a link of the page leads, as the article says it."""
    if target.startswith("#"):
        return target
    if _SCHEME.match(target):
        if target.lower().startswith(("http:", "https:", "mailto:")):
            return target
        place.note(_("this leads nowhere that articles lead to: %(target)s") % {"target": target[:100]})
        return "#"
    there, _hash, within = target.partition("#")
    path = _resolved(place.path, unquote(there.partition("?")[0]))
    if path is None:
        place.note(_("this leads out of the folder: %(target)s") % {"target": target[:100]})
        return "#"
    for each in _meant(path):
        if each in place.taken.files and PurePosixPath(each).suffix.lower() in PAGES:
            return PAGE + quote(short(each)) + (f"#{within}" if within else "")
    return _file(path, target, place)


def _file(path: str, target: str, place: _Place) -> str:
    data = place.taken.files.get(path)
    if data is None or PurePosixPath(path).suffix.lower() not in ENCLOSED:
        place.note(_("there is nothing to which this leads: %(target)s") % {"target": target[:100]})
        return "#"
    place.files[path] = name_of(path, data)
    return FILE + quote(place.files[path])


def _resolved(path: str, target: str) -> str | None:
    """The path in the folder to which a page's link leads; None: out of it."""
    base = "" if target.startswith("/") else posixpath.dirname(path)
    found = posixpath.normpath(posixpath.join(base, target.lstrip("/"))) if target.strip("/") or base else "."
    return None if found == ".." or found.startswith("../") else found.removeprefix("./")


def _meant(path: str) -> Iterator[str]:
    """The files that a link to a path may mean: as it stands, without its ending, a page of another ending, a folder's first page."""
    yield path
    stem = path.rpartition(".")[0] if PurePosixPath(path).suffix.lower() in PAGES else path
    yield from (f"{stem}{ending}" for ending in (".md", ".markdown", ".html", ".htm"))
    yield from (posixpath.join("" if path == "." else path, name) for name in INDEXES)
