"""A customer who may read all of their organization's requests fetches evidence of its contract, and can check it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from parola.desk.tickets import operations
from parola.proof.checking import check
from tests.desk.world import World, after, altamar


def test_what_is_fetched_is_right(world: World) -> None:
    operations.reply(ticket=world.ticket(priority="P1"), by=world.bob, text="x", now=after(minutes=-5))
    browser = Client()
    browser.force_login(world.amir)
    browser.cookies["django_language"] = "en"
    page = browser.get(reverse("portal:evidence"), {"period": "2026-11"})
    fetch = reverse("portal:evidence_zip", args=[world.contract.pk, "2026-11"])
    assert page.status_code == 200
    assert fetch in page.content.decode()
    bundle = browser.get(fetch)
    assert bundle["Content-Disposition"] == f'attachment; filename="evidence-{world.contract.pk}-2026-11.zip"'
    report = check(bundle.content)
    assert report.findings == ()
    assert [(row.priority, row.met) for row in report.evidence.results.rows] == [("P1", 1)]


def test_of_a_period_that_is_none_or_of_others_contracts_there_is_nothing(world: World) -> None:
    browser = Client()
    browser.force_login(world.amir)
    for period in ("2099-01", "2026-13", "x"):
        assert browser.get(reverse("portal:evidence_zip", args=[world.contract.pk, period])).status_code == 404
        assert browser.get(reverse("portal:evidence"), {"period": period}).status_code == 404
    assert browser.get(reverse("portal:evidence"), {"contract": world.contract.pk + 99}).status_code == 404


def test_who_asks_too_often_is_told_to_wait(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parola.web.evidence.pages.MADE_FOR_ONE", 2)
    browser = Client()
    browser.force_login(world.amir)
    fetch = reverse("portal:evidence_zip", args=[world.contract.pk, "2026-11"])
    assert [browser.get(address).status_code for address in (fetch, reverse("portal:evidence"), fetch)] == [
        200,
        200,
        429,
    ]


def test_behind_a_vendors_door_there_are_the_contracts_with_that_vendor_alone(world: World) -> None:
    vendor = altamar(world)
    browser = Client()
    browser.force_login(world.amir)
    fetch = reverse("portal:evidence_zip", args=[world.contract.pk, "2026-11"])
    asked = f"{reverse('portal:evidence')}?contract={world.contract.pk}"
    doors = {
        slug: [browser.get(f"/at/{slug}{address}").status_code for address in (fetch, asked)]
        for slug in ("credenti", vendor.slug)
    }
    assert doors == {"credenti": [200, 200], vendor.slug: [404, 404]}
