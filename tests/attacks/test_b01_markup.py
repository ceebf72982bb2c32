"""B1, stored scripts, where HTML is shown: of whatever a mail has, nothing that acts or asks is left (P18).

`tests/browser/test_hostile.py` tries the same in a browser; `tests/web/markup` holds that pages read as they were meant.
"""

from __future__ import annotations

import re

import pytest

from parola.desk.mail.prose import prose
from parola.web.markup import tame
from parola.web.markup.pictures import Pictures
from tests.attacks import hostile
from tests.support.walls import faults

LABELS = tame.Labels(earlier="Earlier", withheld="Withheld")


@pytest.mark.parametrize(
    "around", ["{}", "<table><tr><td>{}</td></tr></table>", "<p title='{}'>x</p>", "<div><b>{}", "<svg>{}</svg>"]
)
def test_a_mail_keeps_nothing_that_acts(around: str) -> None:
    for payload in hostile.everything():
        assert faults(tame.tame(around.replace("{}", payload), Pictures(), LABELS)) == [], payload


def test_the_cleaner_alone_leaves_nothing_that_acts() -> None:
    """The first hand is taken away. What is left to the frame: pictures elsewhere, which it does not ask for, and values of styles."""
    left = re.compile(r"img src=https?:|\w+ style=")
    for payload in hostile.everything():
        assert [each for each in faults(tame.cleaned(payload)) if not left.match(each)] == [], payload


def test_all_together_they_leave_nothing_either() -> None:
    assert faults(tame.tame("\n".join(hostile.everything()), Pictures(), LABELS)) == []


def test_text_is_text_whatever_it_looks_like() -> None:
    for payload in hostile.everything():
        shown = str(prose(payload))
        assert faults(shown.replace("<p></p>", "")) == [], payload
        assert payload.count("<") == shown.count("&lt;"), payload
