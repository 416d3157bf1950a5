"""`make soak`: a day of 500 people against `offtrail serve`, in ten minutes on each database, as they come, look, sign up and change their minds.

python -m benchmarks.soak [--minutes 10] [--people 500] [--database sqlite] [--workers 2]. Ends with 1 if any reply said that the service had
failed, a connection broke, or memory grew: by more than a tenth from the second fifth of the time to the last (told, and not judged, in less than
five minutes). In the first fifth people come; in the second most of what is kept, and of what connections keep for themselves, is there.
"""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.__main__ import database, migrate_and_close  # noqa: E402
from benchmarks.days import API, THINKS_S, Person, follow, organize, pull  # noqa: E402
from benchmarks.ground import WEEKS, Ground, lay  # noqa: E402
from benchmarks.serving import Server, offtrail_served  # noqa: E402
from benchmarks.visiting import Book, Visitor  # noqa: E402
from tests import databases  # noqa: E402

ORGANIZERS, PROGRAMS, LIVE_STREAMS, LOG_STREAMS = 3, 1, 20, 3
TELL_EVERY_S = 30.0
COME_WITHIN = 0.1
"""Of the time: it takes a while until everybody is there."""
WARM, LAST = (0.2, 0.4), (0.8, 1.0)
"""Parts of the time between which memory is compared."""
MAY_GROW = 1.1
JUDGED_FROM_MINUTES = 5


@dataclass
class Soak:
    """One run: who takes part, for how long, and what was found."""

    server: Server
    ground: Ground
    people: int
    seconds: float
    thinks_s: float
    book: Book = field(default_factory=Book)
    memory: list[tuple[float, float]] = field(default_factory=list)
    """The resident size of the serving processes in MB, by the seconds since it began."""

    async def run(self) -> None:
        tasks = [asyncio.create_task(day) for day in self._days()]
        began = time.monotonic()
        every = min(TELL_EVERY_S, self.seconds / 10)
        try:
            while (passed := time.monotonic() - began) < self.seconds:
                await asyncio.sleep(min(every, self.seconds - passed))
                self._look(time.monotonic() - began)
                for task in tasks:
                    if task.done():
                        task.result()  # a mistake of ours ends the run
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _days(self) -> Iterator[Coroutine[Any, Any, None]]:
        g = self.ground
        for number, newcomer in enumerate(islice(g.newcomers, self.people)):
            by_token = number % 2
            visitor = self._visitor(newcomer.token if by_token else None)
            own = random.Random(number)
            yield Person(
                visitor,
                g.slug,
                own,
                self.thinks_s,
                COME_WITHIN * self.seconds,
                None if by_token else newcomer.email,
            ).day()
        for number in range(ORGANIZERS):
            yield organize(self._visitor(g.admin), g.slug, random.Random(-number - 1), self.thinks_s)
        for _ in range(PROGRAMS):
            yield pull(self._visitor(g.admin), 20)
        for _ in range(min(LIVE_STREAMS, self.people)):
            yield follow(self._visitor(g.member), "live stream of the week", f"{API}/weeks/{g.slug}/live")
        for _ in range(LOG_STREAMS):
            yield follow(self._visitor(g.admin), "live stream of all", f"{API}/events/stream")

    def _visitor(self, token: str | None) -> Visitor:
        return Visitor(self.server.port, self.book, token)

    def _look(self, passed: float) -> None:
        size = sum(process.memory_info().rss for process in self.server.whole()) / 2**20
        self.memory.append((passed, size))
        p50, p99 = self.book.ends()
        print(
            f"{int(passed // 60):02}:{int(passed % 60):02}  {self.book.requests:7,} requests  {self.book.failures} failed  "
            f"{self.book.broken.total()} broken  p50 {p50:5.0f} ms  p99 {p99:6.0f} ms  {size:5.0f} MB", flush=True
        )  # fmt: skip

    def mb(self, part: tuple[float, float]) -> float:
        """The median in a part of the time: garbage that waits to be collected comes and goes."""
        begin, end = (one * self.seconds for one in part)
        return statistics.median(size for passed, size in self.memory if begin <= passed < end + 1)

    def problems(self) -> list[str]:
        found = []
        if self.book.failures:
            found.append(f"{self.book.failures} replies said that the service had failed")
        if self.book.broken:
            found.append(f"{self.book.broken.total()} connections broke: {dict(self.book.broken)}")
        if not self.book.requests:
            found.append("nobody came through")
        if self.seconds >= 60 * JUDGED_FROM_MINUTES and self.mb(LAST) > MAY_GROW * self.mb(WARM):
            found.append(f"memory grew from {self.mb(WARM):.0f} to {self.mb(LAST):.0f} MB")
        return found


def report(soak: Soak) -> None:
    """Each kind of request with its times and statuses, and what holds for all."""
    print(f"\n{'':28}{'requests':>9}{'p50, ms':>9}{'p99, ms':>9}  statuses")
    book = soak.book
    for kind in sorted(book.times, key=lambda kind: -len(book.times[kind])):
        p50, p99 = book.ends([kind])
        statuses = ", ".join(
            f"{status}: {number:,}" for status, number in sorted(book.statuses[kind].items())
        )
        print(f"{kind:28}{len(book.times[kind]):9,}{p50:9.1f}{p99:9.1f}  {statuses}")
    p50, p99 = book.ends()
    print(f"{'all':28}{book.requests:9,}{p50:9.1f}{p99:9.1f}  {book.requests / soak.seconds:,.0f} a second")
    print(
        f"{book.told:,} events told by live streams; {book.failures} replies with 5xx; {book.broken.total()} connections broken"
    )
    print(
        f"memory: {soak.mb(WARM):.0f} MB in the second fifth of the time, {soak.mb(LAST):.0f} MB in the last"
    )


def soaked(kind: str, asked: argparse.Namespace) -> list[str]:
    """What was wrong on one database."""
    workers = 1 if kind == "sqlite" else asked.workers
    print(
        f"{kind}: {asked.people} people for {asked.minutes:g} minutes, {workers} worker{'s' * (workers > 1)}",
        flush=True,
    )
    with tempfile.TemporaryDirectory(prefix="offtrail-soak-") as folder, database(kind, Path(folder)) as url:
        migrate_and_close(url)
        ground = lay(url, newcomers=asked.people, hot=0, weeks=asked.weeks)
        with offtrail_served(url, workers, OFFTRAIL_LOCAL_SIGN_IN="true") as server:
            soak = Soak(server, ground, asked.people, asked.minutes * 60, asked.thinks)
            asyncio.run(soak.run())
            report(soak)
    return [f"{kind}: {problem}" for problem in soak.problems()]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument(
        "--thinks", type=float, default=THINKS_S, help="seconds between one thing and the next, on average"
    )
    parser.add_argument(
        "--weeks", type=int, default=WEEKS, help="of 1,000 pitches each, before the one that they come to"
    )
    parser.add_argument("--workers", type=int, default=1, help="serving processes, with PostgreSQL")
    parser.add_argument("--database", action="append", choices=databases.BOTH, help="one of the two alone")
    asked = parser.parse_args()
    problems = [problem for kind in asked.database or databases.BOTH for problem in soaked(kind, asked)]
    print("\n".join(problems) or "nothing failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
