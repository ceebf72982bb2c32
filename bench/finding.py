"""How fast things are found: `python bench/finding.py --folder DESK`, on a desk of 100,000 tickets with texts in four languages.

The desk is made where there is none: some tickets by the ledger (`filling`), the others like them in bulk (`multiplying`). It is
taken into the index by `parola reindex`'s own steps, and then searches are measured, each as a whole request of the page or of the
palette's fragment: the median and the 95th percentile of real time and of this process's own processor time, under whatever else
the machine does.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import django

TIMES = 15
BY_LEDGER = 3_000
ASKED = (
    ("a reference", "search", "CRE-170"),
    ("a common word (en)", "search", "invoice"),
    ("a common word (es)", "search", "cliente"),
    ("a common word (ar)", "search", "العميل"),
    ("a word that is everywhere", "search", "the"),
    ("two common words", "search", "customer ticket"),
    ("a word of one ticket's", "search", "F-{rare}"),
    ("words in order", "search", '"of the customer"'),
    ("a common word without another", "search", "customer -ticket"),
    ("words and filters", "search", "in:tickets customer state:closed brand:credenti language:en opened>30d"),
    ("filters alone", "search", "state:closed assignee:me"),
    ("mistyped", "search", "invioce"),
    ("mistyped (es)", "search", "clinete factura"),
    ("what is nowhere", "search", "zeppelinfahrt"),
    ("two words that no ticket has both", "search", "F-{rare} zeppelinfahrt"),
    ("a person", "search", "customer1 company7"),
    ("an address", "search", "customer1@company7.credenti.example"),
    ("an organization", "search", "in:organizations company 7"),
    ("typing: 3 letters", "search_quick", "inv"),
    ("typing: a second word begins", "search_quick", "factura cl"),
    ("typing: a reference", "search_quick", "cre-17"),
    ("typing: one letter", "search_quick", "c"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=100_000, help="how many there are")
    parser.add_argument("--folder", type=Path, required=True, help="keep the desk here, or use the one that is here")
    parser.add_argument("--database", default="", help="postgresql://USER:PASSWORD@HOST:PORT/NAME instead of SQLite")
    asked = parser.parse_args()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "parola.settings", "PAROLA_DATA": str(asked.folder.absolute())}
    os.environ["PAROLA_DATABASE_URL"] = asked.database
    django.setup()
    prepare(asked.tickets)
    searches()


def prepare(tickets: int) -> None:
    """Make the desk and its index, as far as they are not there."""
    import filling
    import multiplying
    from django.core.management import call_command

    from parola.desk.search import following, names
    from parola.desk.search.engines import engine
    from parola.desk.search.models import Document
    from parola.desk.tickets.models import Ticket
    from parola.now import now

    call_command("migrate", verbosity=0)
    if not Ticket.objects.exists():
        filling.fill(now(), min(tickets, BY_LEDGER), 0)
        multiplying.multiply(max(0, tickets - BY_LEDGER))
    names.refresh()
    missing = Ticket.objects.count() - Document.objects.count()
    if missing:
        following.begin_anew()
    begun = time.perf_counter(), time.process_time()
    while following.step():
        pass
    real, processor = time.perf_counter() - begun[0], time.process_time() - begun[1]
    if missing:
        count = Ticket.objects.count()
        print(
            f"{count:,} tickets taken in: {real:,.0f} s ({processor:,.0f} s of this process), {processor / count * 1e3:.2f} ms each"
        )
    print(f"the index: {engine().size() / 2**20:.0f} MB beside the words")


def searches() -> None:
    """Each of the searches, by an agent of every brand."""
    from django.test import Client
    from django.urls import reverse

    from parola.desk.accounts.models import Person
    from parola.desk.tickets.models import Body, Ticket

    agent = Person.objects.filter(posts__role="agent").order_by("pk").last()
    rare = Body.objects.filter(pk=Ticket.objects.order_by("pk")[2_000].opening_id).values_list("text", flat=True)[0]
    number = rare.partition("F-")[2].split()[0]
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(agent)
    print(f"{'':<40}{'median':>8}{'p95':>8}{'CPU':>8}{'p95':>8}   (ms)")
    for name, route, text in ASKED:
        address, data = reverse(f"console:{route}"), {"text": text.format(rare=number)}

        def get(address: str = address, data: dict[str, str] = data) -> None:
            assert client.get(address, data).status_code == 200

        measured(name, get)


def measured(name: str, act: Callable[[], None]) -> None:
    """Do it so many times, after twice for warming up, and print what it took."""
    act()
    act()
    real, processor = [], []
    for _ in range(TIMES):
        begun = time.perf_counter(), time.process_time()
        act()
        real.append((time.perf_counter() - begun[0]) * 1e3)
        processor.append((time.process_time() - begun[1]) * 1e3)
    late = [statistics.quantiles(each, n=20, method="inclusive")[-1] for each in (real, processor)]
    told = (statistics.median(real), late[0], statistics.median(processor), late[1])
    print(f"{name:<40}{''.join(f'{each:>8.0f}' for each in told)}", flush=True)


if __name__ == "__main__":
    main()
