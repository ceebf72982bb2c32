"""A folder of real mails, where there is one: `PAROLA_TEST_MAILS`, or beside the project. None breaks the desk; their words and names are kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.corpus import MOST_MEBIBYTES, MOST_SECONDS, Survey, mails, read, taken
from parola.desk.mail.reading import Child
from tests.desk.world import MONDAY, World

FOLDER = Path(os.environ.get("PAROLA_TEST_MAILS", Path(__file__).parents[4] / "shared/data/emails"))

pytestmark = pytest.mark.beside(FOLDER)


def test_every_real_mail_is_read_by_a_child_within_its_limits() -> None:
    survey, child = Survey(), Child()
    for name, raw in mails(FOLDER):
        survey.count(name, *read(child, name, raw, survey))
    child.end()
    assert survey.rows["not read: broke its reader"] == 0
    assert max(survey.seconds.values()) <= MOST_SECONDS
    assert max(survey.mebibytes.values()) <= MOST_MEBIBYTES
    unreadable = [each for each in survey.named if each.startswith("not readable")]
    assert len(unreadable) * 200 < len(survey.seconds), unreadable
    assert survey.rows["name of a file kept"] > 500
    lost = [each for each in survey.named if each.startswith("not kept")]
    assert len(lost) * 100 < len(survey.seconds), lost


@pytest.mark.django_db
def test_every_real_mail_is_taken_in(world: World) -> None:
    became = [taken(world.credenti, raw, MONDAY) for _, raw in mails(FOLDER)]
    assert set(became) <= {
        "On a ticket",
        "From a machine",
        "the same mail again",
        "Held: very many at once",
        "set aside: From: does not name exactly one sender",
        "set aside: header: 135528 bytes, at most 16384",
    }
