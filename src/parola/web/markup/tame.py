"""HTML of others made harmless, by two hands that do not trust one another: rebuilt from known tags (`tidy`), then cleaned by nh3.

The cleaner is a parser as browsers have it and the one that decides; its time is quadratic in the depth of a page (250 KB of `<div>`
take half a minute), which is why it is given what is shallow and regular. A third wall stands at the browser (`frame`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import nh3

from parola.web.markup import styles, tidy
from parola.web.markup.pictures import Pictures

LONGEST = 1_000_000
"""Characters. What is longer is not shown as a page; its text is."""
MOST_MARKS = 20_000
"""Of `<` and `&`, which begin all that costs time. The same holds for what has more."""

_CLEANER = nh3.Cleaner(
    tags=set(tidy.KNOWN | {"details", "summary"}),
    attributes={
        "*": {*tidy.EVERYWHERE, "style"},
        "a": {"href"},
        **{name: set(own) for name, own in tidy.OF_ITS_OWN.items()},
        "img": {"src", "alt"},
    },
    allowed_classes={"details": {"quoted"}, "span": {"withheld", "leads"}},
    filter_style_properties=set(styles.PROPERTIES),
    set_tag_attribute_values={"a": {"target": "_blank"}},
    link_rel="noopener noreferrer nofollow",
    url_schemes={"http", "https", "mailto", "tel", "cid"},
    url_relative="deny",
)
_PICTURE = re.compile(r'<img src="cid:(\d{1,6})"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What the page says by itself, in the reader's language."""

    earlier: str
    """A folded quotation."""
    withheld: str
    """A picture that is not shown and has no words of its own."""


def tame(html: str, pictures: Pictures, labels: Labels) -> str:
    """The page as it may be shown: it runs nothing, and asks nobody for anything, since its pictures are in it.

    Empty where it is too large for that (LONGEST, MOST_MARKS).
    """
    if len(html) > LONGEST or html.count("<") + html.count("&") > MOST_MARKS:
        return ""
    rebuilt = tidy.Rebuilt(earlier=labels.earlier, withheld=labels.withheld, picture=pictures.put)
    return with_pictures(cleaned(rebuilt.read(html)), pictures)


def cleaned(html: str) -> str:
    """What nh3 leaves of a page that is shallow."""
    return _CLEANER.clean(html)


def with_pictures(html: str, pictures: Pictures) -> str:
    """A clean page with the pictures in place of their numbers."""
    return _PICTURE.sub(lambda found: f'<img src="{pictures.data(int(found.group(1)))}"', html)
