"""Who visits in a soak: a browser's connection of one's own, and the book in which every reply is noted."""

import asyncio
import json
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from benchmarks.load import request

HANG_UP_AFTER_S = 15
"""A browser's connection that rests for so long is opened anew; the server ends them after 30 s."""
PATIENCE_S = 60


@dataclass
class Book:
    """What came of all requests, by kind."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    broken: Counter[str] = field(default_factory=Counter)
    told: int = 0
    """Events that live streams have brought."""

    def note(self, kind: str, took: float, status: int, code: str | None) -> None:
        self.times[kind].append(took)
        self.statuses[kind][f"{status} {code}" if code else str(status)] += 1

    @property
    def requests(self) -> int:
        return sum(map(len, self.times.values()))

    @property
    def failures(self) -> int:
        """Replies that say the service itself has failed."""
        return sum(
            number for of in self.statuses.values() for status, number in of.items() if status.startswith("5")
        )

    def ends(self, kinds: Iterable[str] | None = None) -> tuple[float, float]:
        """The median and the 99th percentile in ms, of some kinds or of all."""
        times = [one * 1000 for kind in kinds or self.times for one in self.times[kind]]
        if len(times) < 2:
            return (times[0], times[0]) if times else (0.0, 0.0)
        quantiles = statistics.quantiles(times, n=100)
        return quantiles[49], quantiles[98]


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


@dataclass
class Visitor:
    """One person's browser, or a program. What goes wrong on the way is noted and answered with None."""

    port: int
    book: Book
    token: str | None = None
    cookie: str | None = None
    etags: dict[str, str] = field(default_factory=dict)
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None
    _used: float = 0.0

    async def get(self, kind: str, path: str) -> Reply | None:
        """Ask for a resource, by its ETag where one is known."""
        known = {"If_None_Match": self.etags[path]} if path in self.etags else {}
        reply = await self.send(kind, "GET", path, **known)
        if reply and reply.status == 200 and "etag" in reply.headers:
            self.etags[path] = reply.headers["etag"]
        return reply

    async def send(
        self, kind: str, method: str, path: str, body: object = None, **headers: str
    ) -> Reply | None:
        sent = b"" if body is None else json.dumps(body).encode()
        if self.cookie:
            headers["Cookie"] = self.cookie
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE_S):
                reply = await self._exchange(request(method, path, self.token, sent, **headers))
        except (OSError, EOFError, ValueError) as problem:  # a timeout is an OSError
            self.book.broken[f"{kind}: {type(problem).__name__}"] += 1
            await self.hang_up()
            return None
        code = reply.json.get("code") if reply.status >= 400 and reply.body.startswith(b"{") else None
        self.book.note(kind, time.perf_counter() - began, reply.status, code)
        return reply

    async def _exchange(self, asked: bytes) -> Reply:
        reader, writer = await self._connected()
        writer.write(asked)
        await writer.drain()
        status, headers = await _head(reader)
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self._used = time.monotonic()
        return Reply(status, headers, body)

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._writer is not None and time.monotonic() - self._used > HANG_UP_AFTER_S:
            await self.hang_up()
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self._reader, self._writer

    async def hang_up(self) -> None:
        writer, self._reader, self._writer = self._writer, None, None
        if writer is not None:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def follow(self, kind: str, path: str) -> None:
        """Hold a live stream open until it ends; each event is counted."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                began = time.perf_counter()
                cookie = {"Cookie": self.cookie} if self.cookie else {}
                writer.write(request("GET", path, self.token, **cookie))
                status, _ = await _head(reader)
                self.book.note(kind, time.perf_counter() - began, status, None)
                while line := await reader.readline():
                    self.book.told += line.startswith(b"data:")
            finally:
                writer.close()
        except (OSError, EOFError, ValueError) as problem:
            self.book.broken[f"{kind}: {type(problem).__name__}"] += 1


async def _head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)
    }
    return int(lines[0].split()[1]), headers
