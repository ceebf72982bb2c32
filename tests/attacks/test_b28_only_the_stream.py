"""B28, B10: the process of the streams answers one address; no other page can be asked of it, and hold up whoever comes in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from parola.web.live.stream import Stream
from tests.desk.world import MONDAY
from tests.support.loops import complete


@pytest.mark.parametrize("path", ["/", "/paper/CRE-1/", "/live", "/live/x/", "//live/", "/static/parola/js/live.js"])
def test_nothing_else_is_answered(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stream, sent = Stream(lambda: MONDAY), list[Mapping[str, Any]]()
    monkeypatch.setattr(stream.entrance, "ask", lambda _scope: pytest.fail("it was asked for"))

    async def send(said: Mapping[str, Any]) -> None:
        sent.append(said)

    async def receive() -> Mapping[str, Any]:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [], "scheme": "http"}
    complete(stream.answer(scope, receive, send))
    stream.close()
    assert [each.get("status") for each in sent] == [404, None]
    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}
