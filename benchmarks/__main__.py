"""`make bench`: what the main operations cost, beside the bare framework's, driver's or database's cost in the same run.

python -m benchmarks [--database sqlite] [--only board --only start] [--rounds 5] [--seconds 2] [--requests 100000] [--write]

Shared machines are noisy: a figure by itself says little, the ratio of two that were taken in turn says something, and that of their
processor times most. On SQLite and on a PostgreSQL that it starts; or on the empty database that OFFTRAIL_DATABASE_URL names, alone.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from app.core.migrations import migrate  # noqa: E402, I001  # the checkout's, like all that follows
from app.core.db import Database  # noqa: E402
from benchmarks import bare_writes, lasting, report  # noqa: E402
from benchmarks.ground import WEEKS, Ground, lay  # noqa: E402
from benchmarks.load import median  # noqa: E402
from benchmarks.report import Measured, Run  # noqa: E402
from benchmarks.rows import Row, bench, people_a_round  # noqa: E402
from tests import databases  # noqa: E402  # what starts a PostgreSQL for tests starts one here

LASTING = ("start", "memory", "workers")
POSTGRESQL_SETTINGS = "max_connections = 300\n"
"""All else as it comes: what was committed has to reach the disk, as with SQLite."""


def main() -> None:
    asked = _asked()
    run, measured = Run(asked.seconds, asked.rounds), []
    for kind in [None] if os.environ.get("OFFTRAIL_DATABASE_URL") else asked.database or databases.BOTH:
        with (
            tempfile.TemporaryDirectory(prefix="offtrail-bench-") as folder,
            database(kind, Path(folder)) as url,
        ):
            measured.append(on(url, asked))
            print(report.tables(run, measured[-1:]), end="\n\n", flush=True)
    if asked.write:
        report.put(ROOT / "docs" / "performance.md", report.tables(run, measured))
        report.put(ROOT / "README.md", report.headlines(run, measured))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", action="append", choices=databases.BOTH, help="one of the two alone")
    parser.add_argument(
        "--only", action="append", help=f"rows with this in their name; also {', '.join(LASTING)}"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each round")
    parser.add_argument("--requests", type=int, default=100_000, help="after which memory is looked at")
    parser.add_argument(
        "--weeks", type=int, default=WEEKS, help="of 1,000 pitches each, before the one that is asked for"
    )
    parser.add_argument("--crowd", type=int, default=500, help="who sign up at once")
    parser.add_argument(
        "--write", action="store_true", help="put the tables into docs/performance.md and README.md"
    )
    asked = parser.parse_args()
    if asked.write and (asked.only or asked.database or os.environ.get("OFFTRAIL_DATABASE_URL")):
        parser.error("--write takes a whole run, on both databases")
    return asked


@contextmanager
def database(kind: str | None, folder: Path) -> Iterator[str]:
    """An empty database of a kind, on a disk; or the one that is named."""
    if kind is None:
        yield os.environ["OFFTRAIL_DATABASE_URL"]
    elif kind == "sqlite":
        yield f"sqlite:///{folder}/bench.db"
    else:
        folder.chmod(0o755)  # a server started by root runs as somebody else
        with databases.own_server(folder, POSTGRESQL_SETTINGS) as server:
            yield server.get_uri()


def on(url: str, asked: argparse.Namespace) -> Measured:
    """All that was asked for, on one database."""
    sqlite = url.startswith("sqlite")
    kind = "SQLite" if sqlite else "PostgreSQL"
    version = databases.version_of({"kind": kind.lower(), "url": url}).partition(" (")[0]
    found = Measured(kind, version)
    migrate_and_close(url)
    ground = _ground(url, asked)
    with ExitStack() as stack:
        stack.callback(bare_writes.clear, url)
        with bench(ground, asked.seconds, asked.crowd) as both:
            rows = both.rows()
            _require_known(asked.only, [*(row.name for row in rows), *LASTING])
            for row in rows:
                if wanted(row.name, asked):
                    _tell(kind, row.title)
                    found.rows[row.name] = _in_turn(row, asked.rounds)
        if wanted("start", asked):
            _tell(kind, "start")
            found.start = lasting.starts(ground, asked.rounds)
        if wanted("workers", asked) and not sqlite:
            _tell(kind, "two workers")
            found.doubled = lasting.doubled(ground, asked.seconds, asked.rounds)
        if wanted("memory", asked):
            found.memory = lasting.memory(ground, asked.requests, lambda said: _tell(kind, said))
    return found


def migrate_and_close(url: str) -> None:
    db = Database(url)
    migrate(db)
    db.dispose()


def _ground(url: str, asked: argparse.Namespace) -> Ground:
    signing_up = any(wanted(name, asked) for name in ("sign-up spread", "sign-up hot", "sign-up crowd"))
    rounds = asked.rounds + 1  # one to warm up
    people = rounds * (2 * people_a_round(asked.seconds) + asked.crowd) if signing_up else 0
    return lay(url, newcomers=people + 1, hot=2 * rounds if signing_up else 0, weeks=asked.weeks)


def _in_turn(row: Row, rounds: int) -> tuple[str, report.Figure, report.Figure]:
    row.warm_up()
    ours, bare = zip(*((row.ours(), row.bare()) for _ in range(rounds)), strict=True)
    return row.title, median(ours), median(bare)


def wanted(name: str, asked: argparse.Namespace) -> bool:
    return not asked.only or any(part in name for part in asked.only)


def _require_known(only: list[str] | None, names: list[str]) -> None:
    """End where nothing has such a name."""
    for part in only or ():
        if not any(part in name for name in names):
            raise SystemExit(f"Nothing has {part!r} in its name; there are: {', '.join(names)}.")


def _tell(kind: str, said: str) -> None:
    print(f"{kind}: {said}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
