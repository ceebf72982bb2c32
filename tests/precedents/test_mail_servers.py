"""Faults that other desks had with the mail servers that they call, each under its own name."""

from __future__ import annotations

from pathlib import Path

import pytest
import trustme
from pytest_django import Settings

from parola.desk.mail import fetching
from tests.desk.mail.boxes import LATER, set_up
from tests.desk.world import World
from tests.support import certificates, dovecot


@pytest.mark.needs("dovecot")
def test_cve_2023_5422_a_mail_server_proves_who_it_is(world: World, settings: Settings, tmp_path: Path) -> None:
    """The certificate that nobody signed; the others, SMTP and STARTTLS are in `attacks/test_b06t_mail_servers.py`."""
    chain, key = certificates.as_files(trustme.CA().issue_cert("localhost"), tmp_path)
    with dovecot.running(chain, key) as server:
        settings.OUTBOUND_ALLOW = [f"imaps://localhost:{server.tls_port}"]
        inbox = set_up(world, host="localhost", port=server.tls_port, user="box", security="tls")
        fetching.sweep(now=LATER)
    inbox.refresh_from_db()
    assert inbox.trouble == "certificate"
    assert "does not prove that it is who it says" in inbox.get_trouble_display()
