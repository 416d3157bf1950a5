"""What things cost: `python -m benchmarks.costs` measures on a PostgreSQL that it starts, and prints what belongs into benchmarks/sizing.py.

It counts processor time, of the serving process and of the database, in many short rounds, and takes the least of each: whatever else goes on in the machine can
only add to it.
"""

import selectors
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import text

from app.core.db import Database
from app.core.migrations import migrate
from benchmarks.fill import Filled, fill
from benchmarks.load import request
from benchmarks.serving import NO_LIMITS, served
from benchmarks.sizing import Cost
from tests.databases import postgres_address

BARE = "board=34000,pitch=9000,outcomes=9000,signup=900"
PLAIN = request("GET", "/board?sort=newest&limit=50")
STREAMS, ROUNDS = 200, 12
PAUSE_S = 1.2


@dataclass(frozen=True)
class Meter:
    """The processes whose time is counted."""

    serving: psutil.Process
    database: psutil.Process

    def least(self, each: int, rounds: Iterable[Callable[[], object]]) -> Cost:
        """The least that one of so many in a round took, in milliseconds."""
        return _each(min, self._rounds(each, rounds))

    def usual(self, rounds: Iterable[Callable[[], object]]) -> Cost:
        """What a round usually took: for what is told by the difference of two such, where two least ones would be of different moments."""
        return _each(statistics.median, self._rounds(1, rounds))

    def _rounds(self, each: int, rounds: Iterable[Callable[[], object]]) -> list[list[float]]:
        found = []
        for work in rounds:
            start = self._spent()
            work()
            found.append(
                [(after - before) * 1000 / each for before, after in zip(start, self._spent(), strict=True)]
            )
        return found

    def _spent(self) -> tuple[float, float]:
        """Seconds of the serving process, and of the database with the processes that it has started."""
        return spent(self.serving), sum(map(spent, [self.database, *self.database.children()]))


def _each(of: Callable[[Sequence[float]], float], rounds: list[list[float]]) -> Cost:
    serving, database = (round(max(of(one), 0), 3) for one in zip(*rounds, strict=True))
    return Cost(serving, database)


def spent(process: psutil.Process) -> float:
    """Processor time of a process to the nanosecond; what psutil gives has steps of ten milliseconds."""
    return time.clock_gettime((~process.pid << 3) | 2)  # CPUCLOCK_SCHED of a process (linux/posix-timers.h)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="offtrail-costs-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # a server started by root runs as somebody else
        with postgres_address(folder) as address:
            url = address.set(drivername="postgresql").render_as_string(hide_password=False)
            db = Database(url)
            migrate(db)
            empty = size(db)
            filled = fill(db)
            whole = size(db)
            with (
                served("benchmarks.bare:app", BARE=BARE) as bare_port,
                served(
                    "app.cli.serving:application", "--factory", OFFTRAIL_DATABASE_URL=url, **NO_LIMITS
                ) as port,
            ):
                postmaster = int((folder / "postgresql" / "postmaster.pid").read_text().split()[0])
                meter = Meter(listens(port), psutil.Process(postmaster))
                plain = Meter(listens(bare_port), psutil.Process(postmaster)).least(60, [lambda: ask(bare_port, [PLAIN] * 60)] * ROUNDS)  # fmt: skip
                costs = of_requests(meter, port, filled)
                signups = [
                    request("POST", f"/api/v1/pitches/{filled.open_pitches[n % 50]}/signups", person, b'{"role":"member"}')
                    for n, person in enumerate(filled.tokens[600:])
                ]  # fmt: skip
                costs["signup"] = meter.least(
                    20, [lambda n=n: ask(port, signups[n : n + 20]) for n in range(0, 200, 20)]
                )
                grown, memory = size(db), meter.serving.memory_info().rss
                stream_kb = of_streams(meter, port, filled, costs)
            db.dispose()
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()  # fmt: skip
    print(f"    on={time.strftime('%Y-%m-%d')!r}, commit={commit!r},")
    for kind, value in {"bare": plain, **costs}.items():
        print(f"    {kind}={value},")
    print(f"    process_mb={memory / 2**20:.0f}, stream_kb={stream_kb:.1f},")
    print(f"    signup_kb={(grown - whole) / 1024 / len(signups):.2f}, pitch_kb={(whole - empty) / 1024 / len(filled.full_pitches):.2f},")  # fmt: skip


def listens(port: int) -> psutil.Process:
    return next(one for one in psutil.Process().children() if str(port) in one.cmdline())


def size(db: Database) -> int:
    with db.reading() as session:
        return int(session.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def of_requests(meter: Meter, port: int, filled: Filled) -> dict[str, Cost]:
    token, board = filled.tokens[0], f"/api/v1/weeks/{filled.slug}/pitches?limit=50"
    asked = {
        "shell": request("GET", "/"),
        "board_made": request("GET", f"{board}&sort=shuffle", token),
        "pitch": request("GET", f"/api/v1/pitches/{filled.full_pitches[0]}", token),
        "search": request("GET", f"/api/v1/search?q=pitch&week={filled.slug}", token),
    }
    for one in asked.values():
        ask(port, [one] * 12)  # statements are compiled, and prepared
    return {
        kind: meter.least(30, [lambda one=one: ask(port, [one] * 30)] * ROUNDS) for kind, one in asked.items()
    }


def of_streams(meter: Meter, port: int, filled: Filled, costs: dict[str, Cost]) -> float:
    """What streams cost while nothing happens and while something does; the kilobytes of one."""

    def write(number: int) -> None:
        """Interest that is said, and told half a second later at most."""
        path = f"/api/v1/pitches/{filled.full_pitches[number]}/interest"
        ask(port, [request("PUT", path, filled.tokens[300 + number])])
        time.sleep(PAUSE_S)

    def writes(first: int) -> list[Callable[[], None]]:
        return [lambda n=n: write(n) for n in range(first, first + ROUNDS)]

    seconds = [lambda: time.sleep(PAUSE_S)] * ROUNDS
    idle, alone = meter.usual(seconds), meter.usual(writes(0))
    before = meter.serving.memory_info().rss
    with listening(
        port, [request("GET", f"/api/v1/weeks/{filled.slug}/live", one) for one in filled.tokens[:STREAMS]]
    ):
        with_streams = meter.serving.memory_info().rss
        quiet, loud = meter.usual(seconds), meter.usual(writes(ROUNDS))
    costs["idle_second"] = Cost(round(idle.serving / PAUSE_S, 3), round(idle.database / PAUSE_S, 3))
    costs["stream_second"] = shared(quiet, idle, STREAMS * PAUSE_S)
    costs["told"] = shared(loud, alone, STREAMS)
    return (with_streams - before) / 1024 / STREAMS


def shared(of: Cost, without: Cost, number: float) -> Cost:
    """What each of so many adds; never less than nothing, whatever chance does."""
    return Cost(
        round(max(of.serving - without.serving, 0) / number, 3),
        round(max(of.database - without.database, 0) / number, 3),
    )


def ask(port: int, requests: Sequence[bytes]) -> None:
    """Send them one after another over one connection; each has to succeed."""
    with socket.create_connection(("127.0.0.1", port)) as sock, sock.makefile("rb") as file:
        for one in requests:
            sock.sendall(one)
            status, length = int(file.readline().split()[1]), 0
            while (line := file.readline()) != b"\r\n":
                header, _, value = line.partition(b":")
                if header.lower() == b"content-length":
                    length = int(value)
            body = file.read(length)
            if status >= 400:
                raise RuntimeError(f"{one[:80]!r}: {status} {body[:200]!r}")


@contextmanager
def listening(port: int, requests: list[bytes]) -> Iterator[None]:
    """Live streams that somebody reads, until the block ends."""
    waiting, over = selectors.DefaultSelector(), threading.Event()
    sockets = []
    for one in requests:
        sock = socket.create_connection(("127.0.0.1", port))
        sock.sendall(one)
        waiting.register(sock, selectors.EVENT_READ)
        sockets.append(sock)

    def read() -> None:
        while not over.is_set():
            for key, _ in waiting.select(0.2):
                key.fileobj.recv(65536)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    time.sleep(3)
    try:
        yield
    finally:
        over.set()
        reader.join()
        for sock in sockets:
            sock.close()


if __name__ == "__main__":
    main()
