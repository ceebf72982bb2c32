"""A web form that several processes take at once: one request of one form, one mail to one address (F15, B5), on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.test_races import BUILD, ENGINES, database, done, start

SENDERS, FORMS = 3, 4
SEND = f"""
from parola.desk.webform import keys, taking
from parola.desk.webform.taking import Said
together({SENDERS})
brand = Brand.objects.get(slug="credenti")
for number in range({FORMS}):
    said = Said(email="new@costa.example", name="", language="en", subject=f"{{number}}", text="Hello", facts={{}})
    same = keys.Key(signed="", token=f"form-{{number}}", shown_at=MONDAY)
    taking.take(brand=brand, said=said, key=same, place=f"{{os.getpid()}}-{{number}}", worked=True, now=MONDAY)
    other = keys.Key(signed="", token=f"form-{{os.getpid()}}-{{number}}", shown_at=MONDAY)
    taking.take(brand=brand, said=said, key=other, place=f"{{os.getpid()}}-{{number}}", worked=True, now=MONDAY)
"""
CHECK = f"""
from parola.desk.webform import taking
from parola.desk.webform.models import WebRequest
assert WebRequest.objects.count() == {FORMS}, WebRequest.objects.count()
assert OutboxRow.objects.filter(kind=taking.KIND).count() == 1
"""
PROVE = f"""
from parola.desk.webform import proving
from parola.desk.webform.models import WebRequest
together({SENDERS} + {SENDERS})
held = WebRequest.objects.get(mailed_at__isnull=False)
proving.opened = lambda **_given: WebRequest.objects.select_related("brand").get(pk=held.pk)
proving.prove(identifier=held.pk, key="", chosen=set(WebRequest.objects.values_list("pk", flat=True)), now=after(hours=1))
"""
CHECK_PROVED = f"""
assert Ticket.objects.count() == {FORMS}, Ticket.objects.count()
assert Person.objects.filter(email="new@costa.example").count() == 1
assert verification.verify().findings == ()
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_forms_that_race_are_taken_once_and_opened_once(engine: str, tmp_path: Path) -> None:
    meeting = tmp_path / "meeting"
    meeting.mkdir()
    with database(engine, tmp_path) as url:
        done(start(BUILD, url, meeting))
        done(*(start(SEND, url, meeting) for _ in range(SENDERS)))
        done(start(CHECK, url, meeting))
        done(*(start(PROVE, url, meeting) for _ in range(SENDERS)))
        done(start(CHECK_PROVED, url, meeting))
