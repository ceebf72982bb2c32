"""The identity providers of companies, running: each a process of its own on this machine's loopback, told what to do by its tests."""

from __future__ import annotations

import json
import os
import re
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import trustme


@dataclass(frozen=True)
class Company:
    """One provider. `authority`: by which its certificate is proved."""

    origin: str
    authority: Path

    def tell(self, what: str, data: object) -> None:
        """`/__set`, `/__callbacks`, `/__sp`."""
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        assert self.ask(what, body)[0] == 200

    def set(self, **told: Any) -> None:
        """Behave so from now on."""
        self.tell("/__set", told)

    def ask(self, address: str, body: bytes | None = None) -> tuple[int, str, str]:
        """What a browser gets: status, where it is sent on to, text."""
        parts, here = urlsplit(address), urlsplit(self.origin)
        context = ssl.create_default_context(cafile=str(self.authority))
        secure = here.scheme == "https"
        connection = (
            HTTPSConnection("127.0.0.1", here.port, timeout=20, context=context)
            if secure
            else HTTPConnection("127.0.0.1", here.port, timeout=20)
        )
        try:
            path = f"{parts.path}{'?' if parts.query else ''}{parts.query}"
            connection.request("GET" if body is None else "POST", path, body)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            connection.close()


def posted(page: str) -> dict[str, str]:
    """What the form of a page would post by itself."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in fields}


@contextmanager
def running(kind: str, folder: Path) -> Iterator[Company]:
    """A provider (`oidc`, `saml`), up; its keys lie in the folder."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    leaf = authority.issue_cert("127.0.0.1")
    leaf.private_key_and_cert_chain_pem.write_to_path(str(folder / "leaf.pem"))
    port = free_port()
    given = str(folder / "leaf.pem") if kind == "oidc" else str(folder)
    command = [sys.executable, "-W", "ignore", "-m", f"tests.support.companies.{kind}", str(port), given]
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(root)}
    ) as program:
        try:
            assert program.stdout is not None
            assert program.stdout.readline() == "ready\n", f"the {kind} provider did not start"
            yield Company(f"{'https' if kind == 'oidc' else 'http'}://127.0.0.1:{port}", folder / "authority.pem")
        finally:
            program.terminate()
            program.wait(10)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
