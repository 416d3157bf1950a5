"""Sending to addresses which people gave us, as `outgoing.py` has it: on a connection of its own, and in time."""

import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import httpcore
import httpx

from app.core import clock
from app.core.outgoing import Answer, Guard, Post, Refused, parsed

CONNECTS_S = 5.0
TAKES_S = 10.0
"""From the first packet to the last byte of the reply that is read."""
READS_BYTES = 1024
LONGEST_WAIT_S = 3600
"""The longest that a receiver can ask us to wait."""


@cache
def _certificates() -> ssl.SSLContext:
    """Made once: reading the authorities takes some 20 ms."""
    return httpx.create_ssl_context(trust_env=False)


@dataclass(slots=True)
class _Time:
    """When the present request is over."""

    ends: float = field(default_factory=lambda: time.monotonic() + TAKES_S)

    def left(self, timeout: float | None) -> float:
        left = self.ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("It took too long.")
        return min(left, timeout or left)


class _Stream(httpcore.NetworkStream):
    """A connection on which no single byte can be waited for beyond the end of the request."""

    def __init__(self, inner: httpcore.NetworkStream, time_: _Time) -> None:
        self.inner, self.time = inner, time_

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, self.time.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, self.time.left(timeout))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self.inner.start_tls(ssl_context, server_hostname, self.time.left(timeout)), self.time)

    def get_extra_info(self, info: str) -> Any:  # as httpcore's
        return self.inner.get_extra_info(info)


class _Guarded(httpcore.NetworkBackend):
    """Connects to the address that the guard has looked at, and to nothing else."""

    def __init__(self, guard: Guard, time_: _Time) -> None:
        self.guard, self.time, self.inner = guard, time_, httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        address = self.guard.address_of(host, port)
        stream = self.inner.connect_tcp(address, port, self.time.left(timeout), local_address, socket_options)
        return _Stream(stream, self.time)


@contextmanager
def posting(guard: Guard) -> Iterator[Post]:
    """Something to POST with, for one thread; requests to one host after another share a connection."""
    time_ = _Time()
    pool = httpcore.ConnectionPool(
        ssl_context=_certificates(), network_backend=_Guarded(guard, time_), max_connections=1, retries=0
    )

    def post(url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Raises Refused where there is no reply, or none in time."""
        began = time.monotonic()
        time_.ends = began + TAKES_S
        try:
            status, text, retry_after_s = _sent(pool, url, headers, body)
        except (httpcore.TimeoutException, TimeoutError) as error:
            raise Refused(f"There was no whole reply within {TAKES_S:.0f} seconds.") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
            raise Refused(_said(error)) from error
        return Answer(status, text, round((time.monotonic() - began) * 1000), retry_after_s)

    with pool:
        yield post


def _sent(
    pool: httpcore.ConnectionPool, url: str, headers: Mapping[str, str], body: bytes
) -> tuple[int, str, int | None]:
    parts = parsed(url)
    if parts is None:
        raise Refused("This is no address.")
    target = httpcore.URL(
        scheme=parts.raw_scheme, host=parts.raw_host, port=parts.port, target=parts.raw_path
    )
    limits = {"connect": CONNECTS_S, "read": TAKES_S, "write": TAKES_S, "pool": TAKES_S}
    sent = [
        (b"Host", parts.netloc), (b"Content-Length", str(len(body)).encode()), (b"Accept-Encoding", b"identity"),
        *((name.encode(), value.encode()) for name, value in headers.items()),
    ]  # fmt: skip
    with pool.stream("POST", target, headers=sent, content=body, extensions={"timeout": limits}) as reply:
        return reply.status, _plain(_first_bytes(reply)), _retry_after(reply.headers)


def _first_bytes(reply: httpcore.Response) -> bytes:
    """A short reply whole, so that its connection can be used again; of a long one the beginning."""
    read = b""
    for chunk in reply.iter_stream():
        read += chunk
        if len(read) > READS_BYTES:
            break
    return read[:READS_BYTES]


def _retry_after(headers: list[tuple[bytes, bytes]]) -> int | None:
    """Seconds, also where the header names a date (RFC 9110, 10.2.3); None where it says neither."""
    said = next((value.decode("latin-1") for name, value in headers if name.lower() == b"retry-after"), "")
    if said.isascii() and said.isdigit():
        return min(int(said[:9]), LONGEST_WAIT_S)
    try:
        until = parsedate_to_datetime(said)
        seconds = (until.replace(tzinfo=until.tzinfo or UTC) - clock.now()).total_seconds()
    except (ValueError, OverflowError):
        return None
    return min(max(0, round(seconds)), LONGEST_WAIT_S)


def _plain(read: bytes) -> str:
    """What a person may look at, and every database can keep."""
    text = read.decode("utf-8", errors="replace")
    return "".join(character if character.isprintable() or character in "\n\t" else " " for character in text)


def _said(error: Exception) -> str:
    if isinstance(error, httpcore.ConnectError):
        return f"No connection: {_plain(str(error).encode())[:200] or 'it was refused'}."
    return f"The connection ended before the reply did ({type(error).__name__})."
