"""`parola policy`: what is printed, where, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from parola.cli.main import build
from parola.policy import library
from tests.policy.samples import SMALL, small

app = build()


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["policy", *map(str, arguments)])


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    path = tmp_path / "acme.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.yaml"
    path.write_text(small(**{"P2: 1d": "P2: soon", "vendor: Acme": "vendr: Acme"}), encoding="utf-8")
    return path


def test_the_shipped_agreements_are_clean() -> None:
    result = run("check", *library.shipped())
    assert result.exit_code == 0
    assert result.stdout == "4 files checked: no findings; 1 accepted\n"


def test_what_ends_is_looked_at_from_the_day_given(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text(
        small(**{"holidays: ES-MD": "closures: {a: {dates: 2030-12-25, name: Christmas}}"}), encoding="utf-8"
    )
    assert run("check", path, "--on", "2029-12-24").stdout == "1 file checked: no findings\n"
    late = run("check", path, "--on", "2030-12-01", "--strict")
    assert "the last holiday that this calendar knows is on 2030-12-25" in late.stdout
    assert late.exit_code == 1
    assert run("check", path, "--on", "soon").exit_code == 2


def test_a_folder_stands_for_its_files(clean: Path) -> None:
    assert run("check", clean.parent).stdout == "1 file checked: no findings\n"


def test_a_pattern_stands_for_what_it_fits(clean: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(clean.parent)
    assert run("check", "*.yaml").stdout == "1 file checked: no findings\n"


def test_problems_are_told_with_their_place_and_exit_code_1(clean: Path, broken: Path) -> None:
    result = run("check", clean, broken)
    assert result.exit_code == 1
    assert (
        f"{broken}:2:1: there is no key `vendr` here [value]\n    vendr: Acme\n    ^\n    = did you mean `vendor`?"
        in result.stdout
    )
    assert f"{broken}:25:48: `soon` is not a duration" in result.stdout
    assert result.stdout.endswith("2 files checked: 3 errors\n")


def test_problems_as_json(broken: Path) -> None:
    result = run("check", "--json", broken)
    assert result.exit_code == 1
    last = json.loads(result.stdout)[-1]
    assert (last["line"], last["column"], last["severity"], last["code"]) == (25, 48, "error", "value")
    (accepted,) = json.loads(run("check", "--json", "--lang", "en", *library.shipped()).stdout)
    assert (accepted["code"], accepted["severity"]) == ("single-tier", "note")
    assert accepted["accepted"].startswith("A native contract has the front line alone")


@pytest.mark.parametrize(("arguments", "code"), [((), 0), (("--strict",), 1)])
def test_a_warning_fails_the_check_only_where_it_is_asked_to(
    tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text(SMALL + "customer_chooses: false\n", encoding="utf-8")
    result = run("check", path, *arguments)
    assert result.exit_code == code
    assert f"{path}:7:3: warning: no rule gives a ticket `P1`" in result.stdout
    assert result.stdout.endswith("1 file checked: 1 warning\n")


@pytest.mark.parametrize("name", ["nothing.yaml", "no-*.yaml", "/nowhere/at/all.yaml"])
def test_a_file_that_is_not_there_is_a_wrong_usage(name: str) -> None:
    result = run("check", name)
    assert result.exit_code == 2
    assert f"there is no file or folder `{name}`" in result.stderr


def test_a_folder_without_agreements_is_a_wrong_usage(tmp_path: Path) -> None:
    assert run("check", tmp_path).exit_code == 2


@pytest.mark.parametrize("id", ["cloudtalk", "credenti", "native", "zmanda"])
@pytest.mark.parametrize("language", ["en", "es", "it", "ar"])
def test_an_agreement_is_shown_in_every_language(id: str, language: str) -> None:
    agreement = library.load(id).agreement
    shown = run("show", id, "--lang", language)
    assert shown.exit_code == 0
    assert agreement.title[language] in shown.stdout
    assert all(plan.name[language].split()[0] in shown.stdout for plan in agreement.plans.values())


def test_the_tables_say_what_is_promised() -> None:
    shown = run("show", "credenti", "--lang", "en").stdout
    row = next(line for line in shown.splitlines() if "P1 · Critical business impact" in line)
    assert "2 business hours" in row
    assert "30 minutes" in row


def test_a_file_is_shown_too(clean: Path) -> None:
    assert "Acme support" in run("show", clean).stdout


def test_texts_are_shown_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text(small(**{"title: Acme support": "title: '[/bold] :boom: [red]Acme'"}), encoding="utf-8")
    assert "[/bold] :boom: [red]Acme" in run("show", path).stdout


def test_showing_as_json() -> None:
    data = json.loads(run("show", "cloudtalk", "--json", "--lang", "en").stdout)
    assert [plan["id"] for plan in data["plans"]] == ["basic", "professional", "advanced"]
    assert data["plans"][1]["targets"][0] == {
        "metric": "first_response",
        "priority": "P1",
        "threshold": "",
        "goal": False,
        "starts": "opening",
        "promise": "3 business hours",
        "calendar": "office",
        "hours": "CloudTalk's business hours",
        "when": "",
        "clause": "plans.professional.targets.first_response.P1",
    }


def test_showing_what_is_not_there_names_what_is() -> None:
    result = run("show", "credentl")
    assert result.exit_code == 2
    assert "one of: cloudtalk, credenti, native, zmanda" in result.stderr


def test_showing_a_broken_file_tells_its_problems(broken: Path) -> None:
    result = run("show", broken)
    assert result.exit_code == 1
    assert "`soon` is not a duration" in result.stderr


def test_the_list_names_agreements_and_plans() -> None:
    listed = run("list").stdout
    assert "native       native, hybrid" in listed
    assert [each["id"] for each in json.loads(run("list", "--json").stdout)] == [
        "cloudtalk",
        "credenti",
        "native",
        "zmanda",
    ]


def test_the_schema_is_json() -> None:
    assert json.loads(run("schema").stdout)["title"] == "Parola agreement"


@pytest.mark.parametrize(
    ("form", "begins", "says"),
    [
        ("html", b'<!doctype html>\n<html lang="es" dir="ltr">', "Asistencia de Credenti"),
        ("md", b"# Asistencia de Credenti", "| **2 horas hábiles**<br>horario del contrato |"),
        ("pdf", b"%PDF", ""),
    ],
)
def test_a_page_for_customers_is_a_file(form: str, begins: bytes, says: str, tmp_path: Path) -> None:
    out = tmp_path / f"policy.{form}"
    given = ("page", "credenti", "--format", form, "--lang", "es", "--timezone", "Europe/Madrid", "--out", out)
    assert run(*given).exit_code == 0
    assert out.read_bytes().startswith(begins)
    assert says.encode() in out.read_bytes()


def test_a_page_is_in_the_agreements_own_language_where_it_lacks_the_other(clean: Path) -> None:
    assert run("page", clean, "--format", "md", "--lang", "it").stdout.startswith("# Acme support\n")


def test_a_page_for_nowhere_or_into_nothing_is_refused(clean: Path, tmp_path: Path) -> None:
    nowhere = run("page", clean, "--timezone", "Europe/Madird")
    assert (nowhere.exit_code, nowhere.stderr) == (2, "parola policy: there is no time zone `Europe/Madird`\n")
    nothing = run("page", clean, "--out", tmp_path / "no" / "page.html")
    assert nothing.exit_code == 2
    assert "cannot be written" in nothing.stderr
