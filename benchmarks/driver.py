"""The load itself, `python -m benchmarks.driver`: keep-alive connections over one epoll, each of which sends prepared requests one after another.

Sending one and reading its reply takes some 40 µs, where the barest server takes some 150. How busy it was itself is told with the
rest: a figure from a caller that was busy all the time would be the caller's.
"""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle

from benchmarks import apart

AT_ONCE, HEAD_AT_MOST = 1 << 18, 4096
PATIENCE_S = 60.0
APART_S = 0.003
"""Between two connections: of several workers the one that wakes first would take all that come at once."""


@dataclass(frozen=True)
class Plan:
    """What is to be sent: for so many seconds over and over, or each just once where `seconds` is None."""

    port: int
    requests: list[bytes]
    connections: int
    seconds: float | None
    wanted: frozenset[int]
    pieces: list[int]
    """How much each request brings: rows of a page, or just one reply."""


@dataclass
class Found:
    """What came of it."""

    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    pieces: int = 0
    bytes: int = 0
    took: float = 0.0
    busy: float = 0.0
    """Of the time that the caller itself was at work."""


class Caller:
    """One connection: what it has sent, and what has come of the reply."""

    def __init__(self, port: int) -> None:
        time.sleep(APART_S)
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.number = -1
        self.sent = 0.0
        self.head = b""
        """What came first of the reply: its head, and of its body what came along."""
        self.came = 0
        self.whole: int | None = None
        """The reply's length, once its head is there."""

    def send(self, number: int, request: bytes) -> None:
        self.number, self.head, self.came, self.whole = number, b"", 0, None
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def is_done(self, room: memoryview) -> bool:
        """Read what is there; whether the reply is whole. Its body is counted and not kept, as nobody reads it."""
        some = self.socket.recv_into(room)
        if not some:
            raise RuntimeError("the server closed the connection in the middle of a reply")
        self.came += some
        if self.whole is None:
            self.head += bytes(room[: min(some, HEAD_AT_MOST)])
            end = self.head.find(b"\r\n\r\n")
            if end < 0 and self.came < HEAD_AT_MOST:
                return False
            if end < 0:
                raise RuntimeError(f"a reply's head is longer than {HEAD_AT_MOST} bytes")
            self.whole = end + 4 + _length(self.head[:end].lower())
        return self.came >= self.whole

    @property
    def status(self) -> int:
        return int(self.head[9:12])


def _length(head: bytes) -> int:
    at = head.find(b"\r\ncontent-length:")
    if at >= 0:
        return int(head[at + 17 :].partition(b"\r\n")[0])
    if b"\r\ntransfer-encoding:" in head:
        raise RuntimeError("a reply in chunks, which this caller doesn't read")
    return 0


def prepare(plan: Plan) -> Callable[[], Found]:
    callers = [Caller(plan.port) for _ in range(plan.connections)]
    return lambda: _run(plan, callers)


def _run(plan: Plan, callers: list[Caller]) -> Found:
    found, ahead, room = Found(), _ahead(plan), memoryview(bytearray(AT_ONCE))
    selector = selectors.DefaultSelector()
    began, began_cpu = time.perf_counter(), time.process_time()
    waiting = 0
    for caller, number in zip(callers, ahead, strict=False):
        selector.register(caller.socket, selectors.EVENT_READ, caller)
        caller.send(number, plan.requests[number])
        waiting += 1
    while waiting:
        ready = selector.select(PATIENCE_S)
        if not ready:
            raise RuntimeError(f"no reply came within {PATIENCE_S:.0f} s")
        for key, _ in ready:
            caller: Caller = key.data
            if not caller.is_done(room):
                continue
            _note(plan, found, caller)
            number = next(ahead, None)
            if number is None:
                waiting -= 1
            else:
                caller.send(number, plan.requests[number])
    found.took = time.perf_counter() - began
    found.busy = (time.process_time() - began_cpu) / found.took
    return found


def _ahead(plan: Plan) -> Iterator[int]:
    """The numbers of the requests to send, until all are sent or the time is over."""
    if plan.seconds is None:
        yield from range(len(plan.requests))
        return
    until = time.perf_counter() + plan.seconds
    for number in cycle(range(len(plan.requests))):
        if time.perf_counter() >= until:
            return
        yield number


def _note(plan: Plan, found: Found, caller: Caller) -> None:
    found.times.append(time.perf_counter() - caller.sent)
    found.statuses[caller.status] += 1
    found.bytes += caller.came
    if caller.status < 400:
        found.pieces += plan.pieces[caller.number % len(plan.pieces)]
    if caller.status not in plan.wanted:
        request = plan.requests[caller.number]
        raise RuntimeError(f"{request[:100]!r} was answered with {caller.head[:900]!r}")


if __name__ == "__main__":
    from benchmarks import driver  # so that what is pickled is of the module, not of `__main__`

    apart.serve(driver.prepare)
