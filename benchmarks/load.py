"""Requests per second, their times, and the processor time that serving them took."""

import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import psutil

from benchmarks import apart
from benchmarks.driver import Found, Plan
from benchmarks.serving import spent

CONNECTIONS = 8
TOO_BUSY = 0.85


@dataclass(frozen=True)
class Figure:
    """What one run measured, or the median of several: pieces per second, their processor time in µs, the times of replies in ms."""

    per_second: float
    p99_ms: float
    p50_ms: float = 0.0
    cpu_us: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)


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
    port: int, requests: Sequence[bytes], *, seconds: float | None, wanted: Iterable[int], connections: int = CONNECTIONS,
    pieces: Sequence[int] = (1,), processes: Callable[[], list[psutil.Process]] = list,
) -> Figure:  # fmt: skip
    """Send the requests in turn for so long, or each just once (`seconds=None`); every reply must have a wanted status.

    `processes` gives those whose time is counted: what serves, and its database.
    """
    plan = Plan(port, list(requests), connections, seconds, frozenset(wanted), list(pieces))
    with apart.prepared("benchmarks.driver", plan) as run:
        before = spent(processes())
        found: Found = run()
        taken = spent(processes()) - before
    if found.busy > TOO_BUSY and seconds is not None:
        print(
            f"The caller itself was busy for {found.busy:.0%} of the time: take this figure as the least.",
            file=sys.stderr,
        )
    return figure(found.times, found.pieces, found.took, taken, found.statuses)


def figure(
    times: list[float], pieces: int, took: float, cpu: float, statuses: Counter[int] | None = None
) -> Figure:
    """A figure from the times of replies, and what came in how long for how much processor time."""
    ends = statistics.quantiles(times, n=100) if len(times) > 1 else times * 99
    return Figure(
        pieces / took, ends[98] * 1000, ends[49] * 1000, cpu / max(pieces, 1) * 1e6, statuses or Counter()
    )


def median(figures: Sequence[Figure]) -> Figure:
    """The median of each figure by itself; all statuses together."""
    middle = (
        statistics.median(getattr(one, name) for one in figures)
        for name in ("per_second", "p99_ms", "p50_ms", "cpu_us")
    )
    return Figure(*middle, sum((one.statuses for one in figures), Counter()))
