"""Teams in the console: they are set up by forms, seen on tickets and in the queue, and a week says who is there."""

from __future__ import annotations

import re

import pytest

from parola.desk.accounts.models import Person
from parola.desk.teams.models import Absence, Shift, Team
from parola.desk.tickets import operations
from tests.desk import world as worlds
from tests.desk.teams import made
from tests.desk.world import MONDAY, World, after
from tests.web.conftest import Reader

TICKET = "/console/tickets/CRE-1/"


@pytest.fixture
def max_(world: World) -> Person:
    """Manages Credenti's support."""
    return worlds.posted("max", world.credenti, "manager")


def page(reader: Reader, person: Person, address: str) -> str:
    answer = reader(person).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def plain(html: str) -> str:
    """What is read of a page, without its markup and the marks of direction."""
    return re.sub(r"\s+", " ", re.sub(r"[\u2068\u2069]|<[^>]+>", "", html))


def test_a_team_is_made_changed_and_removed_by_forms(world: World, max_: Person, reader: Reader) -> None:
    client = reader(max_)
    said = {
        "name": "Front",
        "tiers": ["1"],
        "products": "Vault, Key,,Vault",
        "members": [world.bob.pk],
        "leads": [world.lea.pk],
    }
    client.post("/console/settings/teams/new/credenti/", said)
    team = Team.objects.get()
    assert (team.tiers, team.products) == ([1], ["Key", "Vault"])
    assert {member.person: member.lead for member in team.members.all()} == {world.bob: False, world.lea: True}
    listed = plain(page(reader, max_, "/console/settings/teams/"))
    assert "Front Tier 1 · Key and Vault" in listed
    assert "Bob and Lea (leads)" in listed
    assert "no shifts: there at any time" in listed
    again = client.post("/console/settings/teams/new/credenti/", {"name": "Front"})
    assert again.status_code == 422
    assert "There is a team of this name already." in again.content.decode()
    client.post(f"/console/settings/teams/{team.pk}/remove/")
    assert not Team.objects.exists()


def test_a_shift_is_made_changed_and_removed_by_forms(world: World, max_: Person, reader: Reader) -> None:
    team = made.team(world.credenti, "Front", world.bob)
    client, new = reader(max_), f"/console/settings/teams/{team.pk}/shifts/new/"
    said = {"person": world.bob.pk, "weekdays": [4, 5], "start": "22:00", "end": "06:00", "timezone": "Europe/Madrid"}
    client.post(new, said)
    shift = Shift.objects.get()
    assert (shift.person, shift.weekdays, shift.timezone) == (world.bob, [4, 5], "Europe/Madrid")
    told = plain(page(reader, max_, f"/console/settings/teams/{team.pk}/"))
    assert "Bob Fri and Sat · 22:00–06:00 of the next day · Europe/Madrid" in told
    bad = client.post(new, {**said, "timezone": "Europe/Atlantis", "first_day": "2026-12-02", "last_day": "2026-12-01"})
    assert bad.status_code == 422
    backwards = client.post(new, {**said, "first_day": "2026-12-02", "last_day": "2026-12-01"})
    assert "It must end after it starts." in backwards.content.decode()
    one = f"/console/settings/teams/{team.pk}/shifts/{shift.pk}/"
    client.post(one, {**said, "person": ""})
    assert Shift.objects.get().person is None
    client.post(one, {"act": "remove"})
    assert not Shift.objects.exists()


def test_days_of_absence_are_those_of_the_persons_own_clock(world: World, reader: Reader) -> None:
    Person.objects.filter(pk=world.bob.pk).update(timezone="Asia/Riyadh")
    client = reader(world.bob)
    new = f"/console/there/absences/new/{world.bob.pk}/"
    said = {"kind": "sick", "first_day": "2026-11-20", "last_day": "2026-11-21", "deputy": world.lea.pk}
    client.post(new, said)
    absence = Absence.objects.get()
    assert (absence.start.isoformat(), absence.end.isoformat()) == (
        "2026-11-19T21:00:00+00:00",
        "2026-11-21T21:00:00+00:00",
    )
    assert absence.deputy == world.lea
    shown = client.get(f"/console/there/absences/{absence.pk}/").content.decode()
    assert 'value="2026-11-20"' in shown
    assert 'value="2026-11-21"' in shown
    client.post(f"/console/there/absences/{absence.pk}/", {**said, "from_time": "10:00", "to_time": "12:30"})
    absence.refresh_from_db()
    assert (absence.start.isoformat(), absence.end.isoformat()) == (
        "2026-11-20T07:00:00+00:00",
        "2026-11-21T09:30:00+00:00",
    )
    wrong = client.post(new, {**said, "last_day": "2026-11-19"})
    assert wrong.status_code == 422
    client.post(f"/console/there/absences/{absence.pk}/", {"act": "remove"})
    assert not Absence.objects.exists()


def test_what_kind_of_absence_it_is_is_told_to_nobody_else(world: World, reader: Reader) -> None:
    made.team(world.credenti, "Front", world.bob, world.lea)
    away = made.away(world.bob, MONDAY, hours=4)
    Absence.objects.update(kind="sick")
    bea = worlds.posted("bea", world.credenti, "agent")
    week = page(reader, bea, "/console/there/")
    assert "Bob" in week
    assert "Sick" not in week
    assert reader(bea).get(f"/console/there/absences/{away.pk}/").status_code == 404
    assert "Sick" not in page(reader, bea, "/console/there/absences/")


def test_the_week_says_who_is_there_and_which_hours_nobody_covers(world: World, reader: Reader) -> None:
    team = made.team(world.credenti, "Front", world.bob, world.lea, tiers=[1])
    made.shift(team, 9, 17)
    made.shift(team, 17, 23, world.lea)
    made.away(world.bob, after(hours=24), days=1)
    for person in (world.bob, world.lea):
        Person.objects.filter(pk=person.pk).update(timezone="Europe/Madrid")
    week = plain(page(reader, world.bob, "/console/there/?brand=credenti&week=2026-11-18"))
    assert "Mon 16 Nov Front 09:00–17:00 Bob09:00–23:00 Lea" in week
    assert "away Bob" in week
    assert "Tier 1: nobody is there from Friday 23:00 to Monday 00:00." in week
    assert "Tier 1: nobody is there on Monday from 00:00 to 09:00." in week
    assert week.count("nobody is there") == 6
    assert "9–15 Nov" in plain(page(reader, world.bob, "/console/there/?brand=credenti&week=2026-11-09"))
    assert page(reader, world.bob, "/console/there/?brand=credenti&week=nonsense")


def test_a_brand_without_teams_says_so(world: World, reader: Reader) -> None:
    week = plain(page(reader, world.bob, "/console/there/"))
    assert "This brand has no teams" in week
    assert "all day Bob and Lea" in week


def test_the_ticket_says_its_team_and_offers_those_who_are_there_first(world: World, reader: Reader) -> None:
    bea, cid = worlds.posted("bea", world.credenti, "agent"), worlds.posted("cid", world.credenti, "agent")
    front = made.team(world.credenti, "Front", bea, cid, world.lea, tiers=[1])
    made.team(world.credenti, "Second", world.bob, tiers=[2])
    made.shift(front, 18, 22, cid)
    made.away(world.lea, MONDAY, days=2)
    world.ticket()
    html = page(reader, world.bob, TICKET)
    assert "Team: Front" in plain(html)
    groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', html, re.DOTALL)
    assert [(label, " ".join(plain(people).split())) for label, people in groups] == [
        ("There now", "Bea"),
        ("Not there now", "Lea, away until 18 Nov, 09:00 Cid, there from 17:00 on"),
    ]
    client = reader(world.bob)
    client.post(f"{TICKET}assign/", {"seen": 1, "assignee": bea.pk})
    assert ">Bea<" in page(reader, world.bob, TICKET)


def test_the_queue_has_what_my_team_holds(world: World, reader: Reader) -> None:
    front = made.team(world.credenti, "Front", world.bob, tiers=[1])
    vault = made.team(world.credenti, "Vault team", world.lea, tiers=[1])
    Team.objects.filter(pk=vault.pk).update(products=["vault"])
    world.ticket(subject="A general one")
    world.ticket(subject="About the vault", facts={"product": "vault"})
    for somebody, own, other in (
        (world.bob, "A general one", "About the vault"),
        (world.lea, "About the vault", "A general one"),
    ):
        mine = page(reader, somebody, "/console/?q=team:mine")
        assert own in mine
        assert other not in mine
        assert re.search(r"<bdi>My team</bdi> <span[^>]*>1<", mine)
    assert "Front" in page(reader, world.lea, "/console/")
    front.members.all().delete()
    assert "My team" not in page(reader, world.bob, "/console/")
    assert "A general one" not in page(reader, world.bob, "/console/?q=team:mine")


def test_a_brand_whose_warnings_reach_nobody_is_told_at_the_top_of_each_page(world: World, reader: Reader) -> None:
    told = "All who work for Credenti are away or gone"
    made.away(world.bob, MONDAY, days=2)
    assert told not in page(reader, world.root, "/console/")
    made.away(world.lea, MONDAY, days=2)
    assert told in page(reader, world.root, "/console/")
    assert told not in page(reader, world.bob, "/console/")


def test_tickets_that_wait_are_handed_over_on_a_page(world: World, reader: Reader) -> None:
    operations.assign(ticket=world.ticket(), by=world.bob, assignee=world.bob, now=MONDAY)
    assert "No ticket waits" in page(reader, world.lea, "/console/there/handover/")
    made.away(world.bob, MONDAY, days=2)
    assert "Bob away until" in plain(page(reader, world.lea, "/console/there/handover/"))
    client = reader(world.lea)
    said = {"tickets": ["CRE-1"], "to": world.lea.pk}
    done = client.post(f"/console/there/handover/credenti/{world.bob.pk}/", said, follow=True)
    assert "1 ticket is with Lea now." in plain(done.content.decode())
    assert "No ticket waits" in page(reader, world.lea, "/console/there/handover/")
    assert (
        "say who is to have them"
        in client.post(
            f"/console/there/handover/credenti/{world.bob.pk}/", {"tickets": ["CRE-1"]}, follow=True
        ).content.decode()
    )
    refused = client.post(
        f"/console/there/handover/credenti/{world.bob.pk}/", {"tickets": ["CRE-1"], "to": world.ana.pk}
    )
    assert refused.status_code in {302, 403}


def test_the_audit_log_tells_of_teams_in_words(world: World, max_: Person, reader: Reader) -> None:
    team = made.team(world.credenti, "Front", world.bob)
    said = {"person": world.bob.pk, "weekdays": [4, 5], "start": "22:00", "end": "06:00", "timezone": "Europe/Madrid"}
    client = reader(max_)
    client.post(f"/console/settings/teams/{team.pk}/shifts/new/", said)
    away = {"kind": "sick", "first_day": "2026-11-20", "last_day": "2026-11-21", "deputy": world.lea.pk}
    client.post(f"/console/there/absences/new/{world.bob.pk}/", away)
    log = plain(page(reader, max_, "/console/settings/changes/"))
    assert "Friday, Saturday" in log
    assert "22:00-06:00" in log
    assert "Who stands in" in log
    assert "Lea" in log
    assert "sick" not in log.lower()
