"""A mail provider's side of OAuth 2.0, on loopback: its page, where tokens are had, and where its mail server asks about them."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, SECRET = "the-desk", "canary-client-secret"


@dataclass
class Provider:
    """What it knows, and what was asked of it."""

    origin: str = ""
    user: str = "box"
    challenges: dict[str, str] = field(default_factory=dict)
    """The challenge of each code that is still good."""
    refresh: str = ""
    access: dict[str, str] = field(default_factory=dict)
    """Whose each access token is, while it is good."""
    issued: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)
    rotates: bool = False
    seconds: object = 3600
    fails: int = 0
    """With which status it answers, whatever is asked; 0: it is in order."""

    def allow(self, place: str) -> str:
        """The owner of the mailbox says yes on its page; where the browser is sent back to."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}
        assert (query["client_id"], query["response_type"]) == (CLIENT, "code")
        assert query["code_challenge_method"] == "S256"
        code = f"code-{len(self.challenges)}"
        self.challenges[code] = query["code_challenge"]
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def tokens(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.asked.append(form)
        if self.fails:
            return self.fails, {}
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        first = form["grant_type"] == "authorization_code"
        if not (self._is_proved(form) if first else self.refresh and form.get("refresh_token") == self.refresh):
            return 400, {"error": "invalid_grant"}
        self.issued += 1
        answer = {"access_token": f"access-{self.issued}", "token_type": "Bearer", "expires_in": self.seconds}
        self.access[f"access-{self.issued}"] = self.user
        if first or self.rotates:
            self.refresh = answer["refresh_token"] = f"refresh-{self.issued}"
        return 200, answer

    def _is_proved(self, form: dict[str, str]) -> bool:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        return self.challenges.pop(form["code"], "") == challenge.decode()

    def about(self, token: str) -> dict[str, Any]:
        """What its mail server is told of a token (RFC 7662)."""
        user = self.access.get(token)
        return {"active": user is not None, "username": user or ""}


@contextmanager
def providing() -> Iterator[Provider]:
    """A provider, until the block ends."""
    provider = Provider()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(text).items()}
            if self.path == "/token":
                self.answer(*provider.tokens(form))
            else:
                self.answer(200, provider.about(form["token"]))

        def answer(self, status: int, found: dict[str, Any]) -> None:
            body = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_given: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    provider.origin = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
