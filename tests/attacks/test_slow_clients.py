"""Clients that send or read a byte now and then, or hold connections: each is dropped, and others are served meanwhile."""

import http.client
import json
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.db import Database
from tests.attacks.ground import SETTINGS, Ground, laid_out
from tests.serving import serving

pytestmark = pytest.mark.system

PAUSE_S = 0.1
"""Between two bytes of a slow client: far less than any limit, so that no pause alone is what ends it."""
MOST = 10
LITTLE_PATIENCE = {
    "OFFTRAIL_HEAD_SECONDS": "1",
    "OFFTRAIL_BODY_SECONDS": "1",
    "OFFTRAIL_REPLY_SECONDS": "1",
    "OFFTRAIL_CONNECTIONS": str(MOST),
}


@pytest.fixture(scope="session")
def _hasty(_databases: Any, application: FastAPI) -> Iterator[Ground]:
    """A service with little patience."""
    with _databases.migrated() as url, tempfile.TemporaryDirectory() as folder:
        db, log = Database(url, pool_size=4), Path(folder) / "log"
        with serving(url, log, **SETTINGS, **LITTLE_PATIENCE) as port:
            ground = laid_out(application, db, port)
            yield ground
            ground.close()
        db.dispose()
        assert log.read_text() == ""


@pytest.fixture
def hasty(_hasty: Ground, databases: object) -> Ground:
    return _hasty


def connected(ground: Ground) -> socket.socket:
    return socket.create_connection(("127.0.0.1", ground.port), timeout=60)


def reply_to_drops(sent: socket.socket, begin: bytes, drop: bytes) -> bytes:
    """All that comes back while `drop` is sent now and then, until the service ends the connection."""
    sent.sendall(begin)
    sent.settimeout(PAUSE_S)
    came = b""
    with suppress(ConnectionError):
        while True:
            sent.sendall(drop)
            with suppress(TimeoutError):
                part = sent.recv(65536)
                came += part
                if not part:
                    break
    return came


def is_served(ground: Ground) -> bool:
    return ground.raw("GET", "/healthz", Connection="close").status == 200


def is_connected(deaf: socket.socket, sent: bytes) -> bool:
    """Whether something can still be sent, now or once there is room for it."""
    try:
        deaf.send(sent)
    except BlockingIOError:
        return True
    except ConnectionError:
        return False
    return True


def code(reply: bytes) -> str:
    return str(json.loads(reply.partition(b"\r\n\r\n")[2])["code"])


HEAD = b"GET /healthz HTTP/1.1\r\nHost: offtrail\r\n"
POST = b"POST /api/v1/tokens HTTP/1.1\r\nHost: offtrail\r\nContent-Type: application/json\r\n"


def test_a_head_that_comes_byte_by_byte_is_refused_and_its_client_dropped(hasty: Ground) -> None:
    with connected(hasty) as slow:
        reply = reply_to_drops(slow, HEAD + b"X-Long: ", b"a")

    assert (reply.split()[1], code(reply)) == (b"408", "too_slow")
    assert is_served(hasty)


def test_a_head_of_many_slow_headers_is_refused_and_its_client_dropped(hasty: Ground) -> None:
    with connected(hasty) as slow:
        reply = reply_to_drops(slow, HEAD, b"X-More: a\r\n")

    assert (reply.split()[1], code(reply)) == (b"408", "too_slow")


def test_who_connects_and_says_nothing_is_dropped(hasty: Ground) -> None:
    with connected(hasty) as silent:
        assert silent.recv(1) == b""


def test_who_sends_empty_lines_for_ever_is_dropped(hasty: Ground) -> None:
    with connected(hasty) as slow:
        assert reply_to_drops(slow, b"\r\n", b"\r\n") == b""


def test_a_slow_head_after_a_quick_request_is_dropped_too(hasty: Ground) -> None:
    with connected(hasty) as slow:
        reply = reply_to_drops(slow, HEAD + b"\r\n" + HEAD, b"X-More: a\r\n")

    assert reply.startswith(b"HTTP/1.1 200")
    assert b"HTTP/1.1 408" in reply


@pytest.mark.parametrize("declared", [b"Content-Length: 1000000", b"Transfer-Encoding: chunked"])
def test_a_body_that_comes_byte_by_byte_is_refused_and_its_client_dropped(
    hasty: Ground, declared: bytes
) -> None:
    token = f"Authorization: Bearer {hasty.ada.secret}\r\n".encode()
    drop = b"1\r\na\r\n" if b"chunked" in declared else b"a"

    with connected(hasty) as slow:
        reply = reply_to_drops(slow, POST + token + declared + b"\r\n\r\n", drop)

    assert (reply.split()[1], code(reply)) == (b"408", "too_slow")
    assert b"connection: close" in reply.lower()


def test_a_body_that_goes_on_after_its_refusal_is_dropped(hasty: Ground) -> None:
    with connected(hasty) as slow:
        reply = reply_to_drops(
            slow, b"POST /mcp HTTP/1.1\r\nHost: offtrail\r\nContent-Length: 1000000\r\n\r\n", b"a"
        )

    assert (reply.split()[1], code(reply)) == (b"401", "sign_in_required")


def test_who_asks_for_much_and_reads_nothing_is_dropped(hasty: Ground) -> None:
    asked = b"GET /openapi.yaml HTTP/1.1\r\nHost: offtrail\r\n\r\n"

    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect(("127.0.0.1", hasty.port))
        deaf.setblocking(False)
        while is_connected(deaf, asked):
            time.sleep(0.01)

    assert is_served(hasty)


def test_more_silent_connections_than_there_is_room_for_keep_nobody_out(hasty: Ground) -> None:
    with ExitStack() as held:
        for _ in range(4 * MOST):
            silent = held.enter_context(connected(hasty))
            silent.sendall(HEAD)

        assert is_served(hasty)


def test_more_streams_than_there_is_room_for_are_refused_with_a_time_to_come_back(hasty: Ground) -> None:
    with ExitStack() as held:
        for number in range(MOST):
            stream = held.enter_context(closing(http.client.HTTPConnection("127.0.0.1", hasty.port)))
            listener = (hasty.ada, hasty.grace)[number % 2]
            stream.request(
                "GET", "/api/v1/events/stream", headers={"Authorization": f"Bearer {listener.secret}"}
            )
            assert stream.getresponse().status == 200
        reply = hasty.raw("GET", "/healthz")

    assert (reply.status, reply.code) == (503, "too_many_connections")
    assert (reply.headers["retry-after"], reply.headers["connection"]) == ("5", "close")
    while not is_served(hasty):  # the service notices in its own time that they have gone
        time.sleep(0.05)


def test_a_head_without_end_is_refused_before_it_fills_memory(hasty: Ground) -> None:
    with connected(hasty) as flood:
        flood.sendall(HEAD)
        with suppress(ConnectionError):
            for _ in range(1000):
                flood.sendall(b"X-More: " + b"a" * 1000 + b"\r\n")
        reply = b""
        with suppress(ConnectionError):
            while part := flood.recv(65536):
                reply += part

    assert reply == b"" or code(reply) == "head_too_large"  # a reset may overtake the word
    assert is_served(hasty)


def test_what_trails_a_body_is_no_header(hasty: Ground) -> None:
    body = b'{"name": "Pulls", "scopes": ["read"]}'
    head = POST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    trailer = f"Authorization: Bearer {hasty.ada.secret}\r\nX-Next: a\r\n\r\n".encode()

    with connected(hasty) as sneaky, sneaky.makefile("rb") as replied:
        sneaky.sendall(head + b"%x\r\n%b\r\n0\r\n" % (len(body), body) + trailer)
        reply = replied.read()

    assert (reply.split()[1], code(reply)) == (b"401", "sign_in_required")
