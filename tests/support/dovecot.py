"""An IMAP server of the tests' own: Dovecot, started from the system's programs in a temporary folder, on loopback."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ACCOUNT = "nobody"
"""Dovecot reads no mail as root: there it reads as this account, which every system has."""

PASSWORD = "hunter2-is-no-good"
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
disable_plaintext_auth = no
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 1
first_valid_gid = 1
auth_failure_delay = 0 secs
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
passdb {{
  driver = static
  args = password={password}
  mechanisms = plain login
}}
{oauth}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home/%u
}}
mail_location = maildir:{folder}/home/%u
namespace inbox {{
  inbox = yes
}}
{tls}
"""
OAUTH = """
auth_mechanisms = plain xoauth2 oauthbearer
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
"""
OAUTH_ARGS = """
introspection_url = {introspection}
introspection_mode = post
username_attribute = username
active_attribute = active
active_value = true
"""
TLS = """
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
"""


@dataclass(frozen=True)
class Server:
    """Where it listens. Every name is a user, and PASSWORD opens all of them."""

    port: int
    tls_port: int
    homes: Path
    """A folder for each user: a Maildir."""

    def of(self, security: str) -> int:
        """The port for that kind of encryption."""
        return self.tls_port if security == "tls" else self.port


def program() -> str | None:
    """The server's program on this machine, or None: it lies where only administrators look."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@contextmanager
def running(certificate: Path | None = None, key: Path | None = None, introspection: str = "") -> Iterator[Server]:
    """A server, until the block ends; with a certificate it speaks TLS as well, with an address that tells of tokens OAuth 2.0."""
    folder = Path(tempfile.mkdtemp(prefix="parola-imap-", dir="/tmp"))
    account = pwd.getpwnam(ACCOUNT) if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    for part in ("run", "home"):
        (folder / part).mkdir()
    os.chown(folder / "home", account.pw_uid, account.pw_gid)
    folder.chmod(0o755)
    found = Server(_free_port(), _free_port() if certificate else 0, folder / "home")
    tls = TLS.format(certificate=certificate, key=key) if certificate else "ssl = no"
    group = _group(account.pw_gid)
    told = {"folder": folder, "user": account.pw_name, "group": group, "password": PASSWORD, "tls": tls}
    told["oauth"] = OAUTH.format(folder=folder) if introspection else ""
    (folder / "oauth2.conf").write_text(OAUTH_ARGS.format(introspection=introspection))
    config = folder / "dovecot.conf"
    config.write_text(CONFIG.format(port=found.port, tls_port=found.tls_port, **told))
    process = subprocess.Popen([str(program()), "-F", "-c", str(config)], stderr=subprocess.DEVNULL)
    try:
        _wait_for(found.port, process, folder / "log")
        yield found
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _group(number: int) -> str:
    return grp.getgrgid(number).gr_name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(f"no IMAP server: {log.read_text() if log.exists() else 'it wrote no log'}")
