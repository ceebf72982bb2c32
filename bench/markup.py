"""What it costs to tame the worst pages of HTML: `python bench/markup.py [FOLDER]`. The aim is 200 ms for any of a million characters.

Each piece fills a page as far as a page is shown at all (`tame.LONGEST`, `tame.MOST_MARKS`). A folder holds mails (`*.eml`), whose pages
are tamed too.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

import django

AIM = 0.2
RUNS = 5
HOSTILE = (
    "<div>", "<ul><li>", "<blockquote>", "<table><tr><td>", "<b>", "<b></b>", "<p><b><i><u>", "</p>", "<a ",
    '<a b="', "<!-->", "<!--", "<script>",
    "&amp;", "&#120;", "<", "word ", "<img src=cid:a>",
    '<img src="https://x.example/p">', '<a href="https://x.example/a">x.example</a>',
    '<p style="color:red;margin:0 0 0 0;font-family:Arial,sans-serif" class="x">hi</p>',
    f'<p style="{"color:red;" * 200}">', f"<p {'a=1 ' * 5_000}>", f"<p>{'word ' * 20}<br>",
)  # fmt: skip


def main(folders: list[str]) -> None:
    """Print the dearest, and whether the aim is met."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parola.settings")
    django.setup()
    costs = {piece[:40]: cost(full(piece)) for piece in HOSTILE}
    for piece, seconds in sorted(costs.items(), key=lambda each: -each[1]):
        print(f"{seconds * 1000:8.1f} ms  {piece}")
    print(
        f"dearest {max(costs.values()) * 1000:.0f} ms, aim {AIM * 1000:.0f} ms: {'met' if max(costs.values()) <= AIM else 'MISSED'}"
    )
    for folder in folders:
        of_mails(Path(folder))


def full(piece: str) -> str:
    """A page of nothing but the piece, as large as one is shown."""
    from parola.web.markup.tame import LONGEST, MOST_MARKS

    marks = piece.count("<") + piece.count("&")
    return piece * min(LONGEST // len(piece), MOST_MARKS // marks if marks else LONGEST)


def cost(html: str) -> float:
    """Seconds of processor time, the least of several runs."""
    from parola.web.markup.pictures import Pictures
    from parola.web.markup.tame import Labels, tame

    times = []
    for _ in range(RUNS):
        began = time.process_time()
        tame(html, Pictures(), Labels(earlier="Earlier", withheld="Withheld"))
        times.append(time.process_time() - began)
    return min(times)


def of_mails(folder: Path) -> None:
    """The pages of real mails: how many are shown, and what they cost."""
    from parola.desk.mail.mime import TooMuch
    from parola.desk.mail.parse import parse
    from parola.web.markup.tame import LONGEST, MOST_MARKS

    pages = []
    for path in sorted(folder.rglob("*.eml")):
        try:
            pages.append(parse(path.read_bytes()).html)
        except TooMuch:
            continue
    pages = [page for page in pages if page]
    shown = [page for page in pages if len(page) <= LONGEST and page.count("<") + page.count("&") <= MOST_MARKS]
    times = [cost(page) for page in shown]
    usual, most = statistics.median(times) * 1000, max(times) * 1000
    print(f"{folder.name}: {len(shown)} of {len(pages)} pages are shown; median {usual:.1f} ms, most {most:.1f} ms")


if __name__ == "__main__":
    main(sys.argv[1:])
