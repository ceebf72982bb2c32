"""A fault from its three reports to its end, on the sample desk: in Spanish, Italian and Arabic, with one known error for all, and for a fourth."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from django.db import connection
from playwright.sync_api import Page, expect
from pytest_django import Settings

from parola.desk.accounts.models import Person
from parola.desk.knowledge.models import Use
from parola.desk.mail.server import Delivery
from parola.desk.meaning.embedding import Embedder
from parola.desk.tickets.models import Ticket
from parola.worker.jobs import LANES
from tests.browser.conftest import Open
from tests.desk.mail.post import gathering, listening
from tests.desk.world import MONDAY

NEW = "/portal/new/zmanda/"
REPORTS = {
    "fgimenez@litoralsur.example": (
        "El correo restaurado aparece vacío",
        "Restauramos un buzón de correo de la copia de anoche. La tarea termina sin errores, pero el buzón restaurado no tiene ningún mensaje.",
    ),
    "chiara.bonetti@cantinevaldoro.example": (
        "Casella di posta vuota dopo il ripristino",
        "Abbiamo ripristinato una casella di posta dal backup di ieri. L'operazione finisce senza errori, ma la casella ripristinata non contiene messaggi.",
    ),
    "ahmed.abdelrahman@nile-dist.example": (
        "صندوق البريد فارغ بعد الاستعادة",
        "استعدنا صندوق بريد من نسخة الأمس. تنتهي العملية دون أخطاء، لكن صندوق البريد المستعاد لا يحتوي على أي رسائل.",
    ),
}
FOURTH = (
    "dana.whitfield@kestrelfreight.example",
    "Restored mailbox is empty",
    "We restored a mailbox from last night's backup. The job ends without an error, but there are no messages in the mailbox.",
)
TITLE = {
    "en": "A mailbox is empty after it was restored",
    "es": "Un buzón queda vacío después de restaurarlo",
    "it": "Una casella è vuota dopo il ripristino",
    "ar": "صندوق بريد فارغ بعد استعادته",
}
WORKAROUND = {
    "en": "Restore the mailbox with the option Rebuild the index, then open it again.",
    "es": "Restaure el buzón con la opción Reconstruir el índice y ábralo de nuevo.",
    "it": "Ripristini la casella con l'opzione Ricostruire l'indice, poi la riapra.",
    "ar": "استعد صندوق البريد مع خيار إعادة بناء الفهرس ثم افتحه من جديد.",
}
SOLUTION = {
    "en": "Version 5.3.1 rebuilds the index by itself.",
    "es": "La versión 5.3.1 reconstruye el índice por sí misma.",
    "it": "La versione 5.3.1 ricostruisce l'indice da sola.",
    "ar": "الإصدار 5.3.1 يعيد بناء الفهرس تلقائيًا.",
}


def work() -> None:
    """What the worker does until nothing is left to do."""
    while sum(job.run(MONDAY) for jobs in LANES.values() for job in jobs):
        pass


def test_three_reports_in_three_languages_become_one_problem_and_all_are_told_in_theirs(
    sample_desk: None, with_meaning: Embedder, open_page: Open, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    left: list[Delivery] = []
    with listening(gathering(left)) as out:
        settings.EMAIL_PORT = out
        for email, words in REPORTS.items():
            report(open_page(NEW, person(email)), *words)
        work()
        reported = {
            email: Ticket.objects.get(requester__email=email, opening__subject=words[0])
            for email, words in REPORTS.items()
        }
        desk = open_page("/console/problems/", person("rachel.kim@zmanda.example"))
        make_it_a_problem(desk)
        address = desk.url
        write_the_known_error(desk, address)
        assert {each.reference for each in reported.values()} <= set(
            desk.locator("#incidents ~ ul .code").all_inner_texts()
        )
        tell(desk, address, "workaround")
        work()
        finds_it_while_typing(open_page(NEW, person(FOURTH[0])), FOURTH[1], FOURTH[2])
        solve(desk, address)
        work()
    for email, ticket in reported.items():
        language = person(email).language
        letters = [text for text in map(words_of, left) if email in text[0] and ticket.reference in text[1]]
        assert sum(WORKAROUND[language] in text for _to, text in letters) == 1, email
        assert sum(SOLUTION[language] in text for _to, text in letters) == 1, email
        ticket.refresh_from_db()
        assert ticket.status == Ticket.Status.RESOLVED
    says_no(
        open_page(
            f"/portal/requests/{reported['ahmed.abdelrahman@nile-dist.example'].reference}/",
            person("ahmed.abdelrahman@nile-dist.example"),
            width=390,
        )
    )
    desk.goto(address)
    expect(desk.locator("#said-no")).to_be_visible()


def person(email: str) -> Person:
    return Person.objects.get(email=email)


def report(page: Page, subject: str, text: str) -> None:
    """A request, as its customer writes it."""
    page.locator("[name=subject]").fill(subject)
    page.locator("[name=text]").fill(text)
    page.locator(".outlook button.main").click()
    page.wait_for_url("**/portal/requests/*/")
    page.close()


def make_it_a_problem(desk: Page) -> None:
    """What the desk noticed by itself, and why; a person decides."""
    desk.locator("section[aria-labelledby=noticed] a").first.click()
    expect(desk.locator(".alike [name=ticket]:checked")).to_have_count(3)
    expect(desk.locator(".alike .reasons").last).not_to_be_empty()
    desk.locator("#make-title").fill(TITLE["en"])
    desk.locator("button[formaction$='/make/']").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(TITLE["en"])


def write_the_known_error(desk: Page, address: str) -> None:
    """The way around it, once in each language; then the article that is drafted from it."""
    desk.goto(f"{address}act/workaround/")
    fill(desk, "text", WORKAROUND)
    desk.goto(f"{address}act/known-error/")
    expect(desk.locator("[name=text_ar]")).to_have_value(re.compile(re.escape(WORKAROUND["ar"])))
    desk.locator("[name=show]").check()
    fill(desk, "title", TITLE)
    expect(desk.locator("#known ~ p a")).to_be_visible()


def fill(desk: Page, name: str, texts: Mapping[str, str]) -> None:
    """A text for each language, and on."""
    for language, text in texts.items():
        desk.locator(f"[name={name}_{language}]").fill(text)
    desk.locator("form.card button.main").click()
    desk.wait_for_url(re.compile(r"PRB-\d+/$"))


def tell(desk: Page, address: str, what: str) -> None:
    """The customers of its incidents, after a look at who they are."""
    desk.goto(f"{address}tell/{what}/")
    expect(desk.locator("[name=tell]:checked")).to_have_count(3)
    desk.locator("form button.main").click()
    desk.wait_for_url(re.compile(r"PRB-\d+/"))


def finds_it_while_typing(page: Page, subject: str, text: str) -> None:
    """Another customer is shown the known error before all else, and needs not ask."""
    page.locator("[name=subject]").fill(subject)
    page.locator("[name=text]").press_sequentially(text)
    first = page.locator(".suggestions details").first
    expect(first).to_contain_text(TITLE["en"])
    first.locator("summary").click()
    expect(first).to_contain_text(WORKAROUND["en"])
    first.locator("button[formaction]").click()
    expect(page.locator(".messages .banner")).to_be_visible()
    assert not Ticket.objects.filter(opening__subject=subject).exists()
    assert Use.objects.filter(article__problems__title=TITLE["en"], kind=Use.Kind.SOLVED).exists()


def solve(desk: Page, address: str) -> None:
    """The end of it: said once, and the requests resolved together."""
    desk.goto(f"{address}act/solve/")
    fill(desk, "text", SOLUTION)
    desk.goto(f"{address}tell/solution/")
    desk.locator("[name=resolves]").check()
    desk.locator("form button.main").click()
    desk.wait_for_url(re.compile(r"PRB-\d+/"))


def says_no(page: Page) -> None:
    """A customer for whom it is not solved."""
    expect(page.get_by_text(SOLUTION["ar"])).to_be_visible()
    page.locator("#solved a[href='#answer']").click()
    page.locator("#answer textarea").fill("ما زال الصندوق فارغًا لدينا.")
    page.locator("#answer button.main, #answer button[type=submit]").first.click()
    expect(page.locator("#solved")).to_have_count(0)


def words_of(letter: Delivery) -> tuple[str, str]:
    """To whom, and what it says, in its subject and its text."""
    mail = message_from_bytes(letter.raw, policy=default)
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain",))
    assert body is not None
    return str(mail["To"]), f"{mail['Subject']}\n{' '.join(body.get_content().split())}"
