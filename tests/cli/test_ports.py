import socket
from collections.abc import Iterator

import pytest

from parola.cli import ports

HOST = "127.0.0.1"


@pytest.fixture
def busy() -> Iterator[int]:
    """A port that something listens on."""
    with socket.create_server((HOST, 0)) as server:
        yield server.getsockname()[1]


def test_a_port_in_use_is_not_free(busy: int) -> None:
    assert not ports.free(HOST, busy)
    assert ports.answers(HOST, busy)


def test_a_port_that_was_asked_for_is_never_replaced(busy: int) -> None:
    with pytest.raises(ports.PortTaken) as refused:
        ports.choose(HOST, busy, usual=8000, taken=set())
    assert refused.value.port == busy


def test_the_next_free_port_is_taken_where_none_was_asked_for(busy: int) -> None:
    chosen = ports.choose(HOST, None, usual=busy, taken=set())
    assert busy < chosen < busy + ports.TRIES
    assert not ports.answers(HOST, chosen)


def test_two_programs_never_get_the_same_port(busy: int) -> None:
    taken: set[int] = set()
    chosen = [ports.choose(HOST, None, usual=busy, taken=taken) for _ in range(3)]
    assert len(set(chosen)) == 3
    assert taken == set(chosen)
