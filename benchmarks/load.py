"""A load from a process of its own: keep-alive connections that send prepared requests and count the replies."""

import socket
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

CONNECTIONS = 8


@dataclass(frozen=True)
class Figure:
    """What one run measured: requests per second, and the 99th percentile of their times in ms."""

    per_second: float
    p99_ms: float


def request(method: str, path: str, token: str | None = None, body: bytes = b"", **headers: str) -> bytes:
    """A request's bytes, ready to be sent any number of times."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if body:
        lines.append("Content-Type: application/json")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def measure(
    port: int, requests: Sequence[bytes], *, seconds: float, wanted: set[int], once: bool = False
) -> Figure:
    """Send the requests in turn for so long, or each just once; every reply must have a wanted status."""
    begin, times, problems = threading.Barrier(CONNECTIONS + 1), [], []

    def connection(number: int) -> None:
        mine = list(requests[number::CONNECTIONS]) or list(requests)
        try:
            with socket.create_connection(("127.0.0.1", port)) as sock, sock.makefile("rb") as replies:
                begin.wait()
                times.append(
                    _run(sock, replies, mine, None if once else time.perf_counter() + seconds, wanted)
                )
        except Exception as problem:  # noqa: BLE001  # told to the main thread, which ends the run
            problems.append(problem)

    threads = [
        threading.Thread(target=connection, args=[number], daemon=True) for number in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    begin.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    if problems:
        raise problems[0]
    every = [one for each in times for one in each]
    return Figure(len(every) / took, statistics.quantiles(every, n=100)[98] * 1000)


def _run(
    sock: socket.socket, replies, requests: list[bytes], until: float | None, wanted: set[int]
) -> list[float]:
    times: list[float] = []
    while True:
        for one in requests:
            sent = time.perf_counter()
            sock.sendall(one)
            status, body = _reply(replies)
            times.append(time.perf_counter() - sent)
            if status not in wanted:
                raise RuntimeError(f"{one[:80]!r} was answered with {status}: {body[:300]!r}")
            if until is not None and time.perf_counter() >= until:
                return times
        if until is None:
            return times


def _reply(replies) -> tuple[int, bytes]:  # a socket's file
    status, length = int(replies.readline().split()[1]), 0
    while (line := replies.readline()) != b"\r\n":
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return status, replies.read(length)
