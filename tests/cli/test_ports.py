import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from parola.cli import ports

HOST = "127.0.0.1"


@pytest.fixture
def busy() -> Iterator[int]:
    """A port that something listens on."""
    with socket.create_server((HOST, 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def held() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def test_a_port_that_was_asked_for_is_never_replaced(busy: int, held: ExitStack) -> None:
    with pytest.raises(ports.PortTaken) as refused:
        ports.choose(HOST, busy, 8000, held)
    assert refused.value.port == busy
    assert ports.answers(HOST, busy)


def test_the_next_free_port_is_taken_where_none_was_asked_for(busy: int, held: ExitStack) -> None:
    chosen = ports.choose(HOST, None, busy, held)
    assert busy < chosen < busy + ports.TRIES
    held.close()
    assert not ports.answers(HOST, chosen)


def test_two_desks_that_start_at_once_never_get_the_same_port(busy: int, held: ExitStack) -> None:
    """Each chooses before its programs listen: what one has chosen is kept from the other until they do."""
    with ExitStack() as others:
        chosen = [ports.choose(HOST, None, busy, each) for each in (held, others, held)]
    assert len(set(chosen)) == 3
