"""What every test stands on: determinism, a database of choice, and honesty about what could not run.

Environment variables that choose: PAROLA_TEST_DATABASE (`sqlite` or `postgresql`), HYPOTHESIS_PROFILE (`default`,
`ci`, `nightly`). In CI (CI=true) a skipped test is a failed one.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator

import hypothesis
import pytest

from tests.support import parts, postgres

IN_CI = os.environ.get("CI", "").lower() == "true"
ON_POSTGRESQL = os.environ.get("PAROLA_TEST_DATABASE", "sqlite") == "postgresql"
POSTGRESQL_FOLDER = postgres.new_folder() if ON_POSTGRESQL else None


def prepare_environment() -> None:
    """Make the tests independent of the machine's own settings; before Django reads its settings, so on import."""
    for name in [name for name in os.environ if name.startswith("PAROLA_") and not name.startswith("PAROLA_TEST_")]:
        del os.environ[name]
    folder = tempfile.mkdtemp(prefix="parola-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ |= {
        "PAROLA_DATA": folder,
        "PAROLA_DNS": "off",
        "PAROLA_MEANING": "off",
        "PAROLA_SECRET_KEY": "tests only: " + "x" * 50,
        "PAROLA_AUTHSERV_ID": "mx.desk.example",
        "LC_ALL": "C.UTF-8",
        "LANGUAGE": "en",
        "COLUMNS": "120",
        "NO_COLOR": "1",
        "DJANGO_SETTINGS_MODULE": "parola.settings",
    }
    if POSTGRESQL_FOLDER:
        atexit.register(shutil.rmtree, POSTGRESQL_FOLDER, ignore_errors=True)
        os.environ["PAROLA_DATABASE_URL"] = postgres.url(POSTGRESQL_FOLDER)


prepare_environment()

import django  # noqa: E402  # the environment comes first
from django.db import connection  # noqa: E402

from parola.desk.meaning import embedding  # noqa: E402

django.setup()


def put_the_database_into_a_file() -> None:
    """As a desk has it: one in memory would be a single connection, on which the browser's requests and the test meet."""
    place = tempfile.mkdtemp(prefix="parola-tests-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    connection.settings_dict["TEST"]["NAME"] = f"{place}/desk.sqlite3"


if not ON_POSTGRESQL:
    put_the_database_into_a_file()

hypothesis.settings.register_profile("default", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.register_profile("nightly", deadline=None, max_examples=5_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if IN_CI else "default"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Where the tests run on PostgreSQL: its server, up before the first test that touches the database."""
    if POSTGRESQL_FOLDER is None:
        yield
        return
    with postgres.serving(POSTGRESQL_FOLDER):
        yield


@pytest.fixture(scope="session")
def real_model() -> embedding.Embedder:
    """The model of meaning, as a desk has it; about a second. Tests that want it are marked `once`, and few."""
    return embedding.UniversalSentenceEncoder()


@pytest.fixture
def with_meaning(real_model: embedding.Embedder) -> Iterator[embedding.Embedder]:
    """For the length of a test the process has the real model."""
    embedding.hold(real_model)
    yield real_model
    embedding.hold(None)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "needs(*parts): parts of the system that the test needs (tests/support/parts.py)"
    )
    config.addinivalue_line(
        "markers",
        "beside(path): real data that lies beside the project on some machines; elsewhere the test is left out",
    )
    config.addinivalue_line(
        "markers", "once: what it tries is the same whatever the database, so it runs on SQLite alone"
    )
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        # The processes that run the tests inherit this environment: with it pytest-django would set Django up on this one's
        # data and database before they have made their own.
        del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what has no data here, and on PostgreSQL what has run on SQLite and does not depend on the database."""
    wanted = [item for item in items if all(mark.args[0].exists() for mark in item.iter_markers("beside"))]
    if ON_POSTGRESQL:
        wanted = [item for item in wanted if touches_the_database(item) and item.get_closest_marker("once") is None]
        for item in wanted:
            item.add_marker(pytest.mark.needs("postgresql"))
    config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
    items[:] = wanted


def touches_the_database(item: pytest.Item) -> bool:
    """Whether the test asks for it."""
    return item.get_closest_marker("django_db") is not None or "db" in getattr(item, "fixturenames", ())


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs"):
        absent = parts.missing(marker.args)
        if absent:
            pytest.skip("missing: " + ", ".join(f"{name} (package {parts.PARTS[name].package})" for name in absent))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI everything is there, so that a skip hides a test that nobody runs."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not accept: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not tested, after everything else, where nobody can miss it."""
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    terminalreporter.section("NOT TESTED ON THIS MACHINE", red=True, bold=True)
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.line(f"{report.nodeid}: {reason}", red=True)
