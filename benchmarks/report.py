"""The tables: what was measured beside what is to be reached, in Markdown, for a terminal and for the documents."""

import os
import platform
import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.lasting import Doubled, Memory, Start
from benchmarks.load import Figure
from benchmarks.rows import TURNED_AWAY

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"

CPU, RATE, P99 = "CPU", "rate", "p99"


@dataclass(frozen=True)
class Aim:
    """What is to be reached, first and then, on SQLite and on PostgreSQL, and by which figure it is judged."""

    by: str
    sqlite: tuple[float, float]
    postgresql: tuple[float, float]

    def of(self, kind: str) -> tuple[float, float]:
        return self.sqlite if kind == "SQLite" else self.postgresql

    def words(self, kind: str) -> str:
        first, then = self.of(kind)
        if self.by == P99:
            return f"p99 ≤ {first:,.0f}, {then:,.0f} ms"
        return f"{self.by} ≥ {first:.2f}, {then:.2f}"


AIMS = {
    "board cold": Aim(CPU, (0.25, 0.40), (0.15, 0.25)),
    "board unchanged": Aim(CPU, (0.80, 0.90), (0.40, 0.80)),
    "pitch": Aim(CPU, (0.30, 0.50), (0.20, 0.30)),
    "outcomes": Aim(RATE, (0.30, 0.60), (0.30, 0.60)),
    "sign-up hot": Aim(RATE, (0.15, 0.40), (0.40, 1.0)),
    "sign-up crowd": Aim(P99, (1000, 300), (1000, 300)),
}
MEMORY_MB, START_TIMES, DOUBLED_TIMES = (150, 110), (2.5, 1.6), (1.5, 1.7)
HEADLINES = {
    "board cold": "a board of 50, made anew",
    "board unchanged": "a board that is unchanged (304)",
    "pitch": "one pitch with its crew",
    "sign-up hot": "sign-ups on one pitch, beside the database alone",
}


@dataclass
class Measured:
    """All that one run measured on one database."""

    kind: str
    version: str
    rows: dict[str, tuple[str, Figure, Figure]] = field(default_factory=dict)
    start: tuple[Start, Start] | None = None
    memory: Memory | None = None
    doubled: list[Doubled] = field(default_factory=list)


def commit() -> str:
    """The commit that is measured, and whether anything differs from it."""

    def said(*words: str) -> str:
        return subprocess.run(
            ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()

    try:
        return said("rev-parse", "--short", "HEAD") + (
            " with changes" if said("status", "--porcelain", "-uno") else ""
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


@dataclass(frozen=True)
class Run:
    """When, where and how it was measured."""

    seconds: float
    rounds: int
    on: str = field(default_factory=lambda: time.strftime("%Y-%m-%d"))
    commit: str = field(default_factory=commit)

    def line(self, versions: Iterable[str]) -> str:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        return (
            f"Measured on {self.on}, commit {self.commit}, on {cores} cores, Python {platform.python_version()}, {', '.join(versions)}; "
            f"medians of {self.rounds} rounds of {self.seconds:g} s each, ours and the bare one in turn."
        )


def cpu_ratio(ours: Figure, bare: Figure) -> float:
    return bare.cpu_us / ours.cpu_us


def rate_ratio(ours: Figure, bare: Figure) -> float:
    return ours.per_second / bare.per_second


# --- tables


def tables(run: Run, measured: Sequence[Measured]) -> str:
    """All that was measured."""
    parts = [run.line(one.version for one in measured)]
    parts += [f"**{one.kind}, one worker**\n\n{_requests(one)}" for one in measured if one.rows]
    lasting = [line for one in measured for line in _lasting(one)]
    if lasting:
        head = [
            "**Start, memory, and a second worker**",
            "",
            "| | | ours | bare | ratio | aim: first, then | reached |",
            "|---|---|---:|---:|---:|---|---|",
        ]
        parts.append("\n".join([*head, *lasting]))
    return "\n\n".join(parts)


def _requests(measured: Measured) -> str:
    lines = [
        "| | a second | bare | ratio | CPU, µs | bare | ratio | p50, ms | p99, ms | bare p99 | aim: first, then | reached |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|---|",
    ]
    for name, (title, ours, bare) in measured.rows.items():
        aim, reached = _judged(name, measured.kind, ours, bare)
        lines.append(
            f"| {title} | {ours.per_second:,.0f} | {bare.per_second:,.0f} | {rate_ratio(ours, bare):.2f} | {ours.cpu_us:,.0f} | {bare.cpu_us:,.0f} | "
            f"{cpu_ratio(ours, bare):.2f} | {ours.p50_ms:,.1f} | {ours.p99_ms:,.1f} | {bare.p99_ms:,.1f} | {aim} | {reached} |"
        )
    return "\n".join(lines)


def _judged(name: str, kind: str, ours: Figure, bare: Figure) -> tuple[str, str]:
    """The aim in words, and how much of it is reached."""
    if name not in AIMS:
        return "", ""
    if away := ours.statuses[TURNED_AWAY]:
        return AIMS[name].words(kind), f"no: {away:,} of {ours.statuses.total():,} turned away"
    by, (first, then) = AIMS[name].by, AIMS[name].of(kind)
    if by == P99:
        return AIMS[name].words(kind), _at_most(ours.p99_ms, (first, then))
    ratio = cpu_ratio(ours, bare) if by == CPU else rate_ratio(ours, bare)
    return AIMS[name].words(kind), _at_least(ratio, (first, then))


def _at_least(value: float, aims: tuple[float, float]) -> str:
    return _at_most(-value, (-aims[0], -aims[1]))


def _at_most(value: float, aims: tuple[float, float]) -> str:
    first, then = aims
    return "then" if value <= then else "first" if value <= first else "no"


def _lasting(measured: Measured) -> Iterable[str]:
    kind = measured.kind
    if measured.start:
        ours, bare = measured.start
        times = ours.wall_ms / bare.wall_ms
        yield (
            f"| start to first reply, ms | {kind} | {ours.wall_ms:,.0f} | {bare.wall_ms:,.0f} | {times:.2f} | ≤ {START_TIMES[0]}, {START_TIMES[1]} | "
            f"{_at_most(times, START_TIMES)} |"
        )
        yield f"| of it processor time, ms | {kind} | {ours.cpu_ms:,.0f} | {bare.cpu_ms:,.0f} | {ours.cpu_ms / bare.cpu_ms:.2f} | | |"
    if found := measured.memory:
        yield (
            f"| memory after {found.requests:,} mixed requests, MB | {kind} | {found.ours[-1]:.0f} | {found.bare[-1]:.0f} | {found.ours[-1] / found.bare[-1]:.2f} | "
            f"≤ {MEMORY_MB[0]}, {MEMORY_MB[1]} MB | {_at_most(found.ours[-1], MEMORY_MB)} |"
        )
        yield f"| of it added after the first fifth, MB | {kind} | {found.grown:+.1f} | {found.bare[-1] - found.bare[2]:+.1f} | | flat | |"
    for one in measured.doubled:
        times, bare_times = rate_ratio(one.two, one.one), rate_ratio(one.bare_two, one.bare_one)
        yield (
            f"| two workers against one: {one.title} | {kind} | {times:.2f} × | {bare_times:.2f} × | {times / bare_times:.2f} | "
            f"≥ {DOUBLED_TIMES[0]}, {DOUBLED_TIMES[1]} × | {_at_least(times, DOUBLED_TIMES)} |"
        )


def headlines(run: Run, measured: Sequence[Measured]) -> str:
    """The few ratios that the README tells."""
    lines = ["| | " + " | ".join(one.kind for one in measured) + " |", "|---|" + "---:|" * len(measured)]
    for name, title in HEADLINES.items():
        judged = cpu_ratio if AIMS[name].by == CPU else rate_ratio
        lines.append(
            f"| {title} | " + " | ".join(f"{judged(*one.rows[name][1:]):.2f}" for one in measured) + " |"
        )
    return f"Measured on {run.on}, commit {run.commit}.\n\n" + "\n".join(lines)


def put(path: Path, text: str) -> None:
    """Write between the marks of a document, and leave the rest as it is."""
    before, begin, rest = path.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{path.name} has no place that is marked for what was measured")
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", "utf-8")
