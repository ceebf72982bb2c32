"""A mail server of the tests' own: Postfix, started from the system's programs in a temporary folder, on loopback.

It can only be started by root, and needs the account that its package makes; it touches nothing of the system's own Postfix.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ACCOUNT = "postfix"
DAEMONS = Path("/usr/lib/postfix/sbin")
MAIN = """
compatibility_level = 3.6
config_directory = {folder}/etc
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
daemon_directory = {daemons}
myhostname = mx.desk.example
mydestination =
alias_maps =
local_recipient_maps =
relay_domains = {domains}
transport_maps = inline:{{ {routes} }}
recipient_delimiter = +
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
disable_dns_lookups = yes
smtp_host_lookup = native
lmtp_host_lookup = native
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
default_destination_concurrency_failed_cohort_limit = 0
notify_classes =
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
QUEUE = (
    "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "maildrop", "pid", "private",
    "public", "saved", "trace",
)  # fmt: skip


@dataclass(frozen=True)
class Server:
    """Where it listens, and what it keeps."""

    port: int
    folder: Path

    def waiting(self) -> int:
        """Mails that it has, and has not handed on."""
        return sum(1 for name in ("incoming", "active", "deferred") for path in self.queue(name) if path.is_file())

    def queue(self, name: str) -> list[Path]:
        return list((self.folder / "queue" / name).rglob("*"))


def present() -> bool:
    """Whether it can be run here: by root, with its programs and its account."""
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        return False
    return os.geteuid() == 0 and (DAEMONS / "master").exists()


@contextmanager
def running(routes: Mapping[str, str]) -> Iterator[Server]:
    """A server that hands mail for each domain on by its route (`lmtp:inet:127.0.0.1:24`), until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="parola-postfix-", dir="/tmp"))
    found = Server(_free_port(), folder)
    _lay_out(found, routes)
    process = subprocess.Popen(
        [str(DAEMONS / "master"), "-c", str(folder / "etc"), "-d"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(found, process)
        yield found
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _lay_out(server: Server, routes: Mapping[str, str]) -> None:
    account, folder = pwd.getpwnam(ACCOUNT), server.folder
    folder.chmod(0o755)
    for part in ("etc", "data", "queue", *(f"queue/{name}" for name in QUEUE)):
        (folder / part).mkdir()
        if part not in {"etc", "queue", "queue/pid"}:
            os.chown(folder / part, account.pw_uid, account.pw_gid)
            (folder / part).chmod(0o700)
    for name in ("public", "maildrop"):
        (folder / "queue" / name).chmod(0o755)
    told = {"folder": folder, "daemons": DAEMONS, "domains": ", ".join(routes)}
    told["routes"] = ", ".join(f"{{ {domain} = {route} }}" for domain, route in routes.items())
    (folder / "etc" / "main.cf").write_text(MAIN.format(**told))
    (folder / "etc" / "master.cf").write_text(MASTER.format(port=server.port))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    until, log = time.monotonic() + 20, server.folder / "log"
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", server.port), 2) as client:
            if client.recv(100).startswith(b"220"):
                return
        time.sleep(0.05)
    raise AssertionError(f"no Postfix: {log.read_text() if log.exists() else 'it wrote no log'}")
