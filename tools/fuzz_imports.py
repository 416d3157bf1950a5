"""Damages files of every importer, for a time: each is imported, or refused in words, whole or not at all, in bounded time and memory.

Each case has a number; `--case N` with the same seed runs that one alone (what it meets in the database is then not what others left). Each of the two databases is used for half of the time.

python tools/fuzz_imports.py --seconds 600 [--database postgresql] [--seed 7] [--case 4711]
"""

import argparse
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from app import reactions, tables  # noqa: E402  # the script's folder comes first on the path, the checkout only by the line above
from app.core.db import Database  # noqa: E402
from app.core.errors import Problem  # noqa: E402
from app.exports import archive, week_package, whole_week  # noqa: E402
from app.imports import people_file, service  # noqa: E402
from app.imports.kinds import Kind  # noqa: E402
from app.imports.report import Report  # noqa: E402
from app.sample.load import load  # noqa: E402
from app.weeks import queries as weeks  # noqa: E402
from tests import databases  # noqa: E402
from tools.damage import damage  # noqa: E402

ALL = (tables.ALL, reactions.ALL)
SAMPLES = ROOT / "tests" / "imports" / "samples"
PEOPLE = """person_id,email,name,home_team,time_zone,manager
17,ada@example.com,Ada Quill,Platform,Europe/Berlin,nina@example.com
18,linus@example.com,"Quarry, Linus",Payments,,17
19,nina@example.com,Nina,Platform,Asia/Tokyo,
"""
MOST_CPU_S = 60
"""For one case: generous, and of the process's own time, so that a busy machine fails nothing."""
MOST_BYTES = 4 * 2**30


class Endless(Exception):
    """A case took more than its time."""


def quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


class Imports:
    """What the commands do, on one database; cases of archives have another, that stays empty."""

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make
        self.db, self.empty = Database(make(), 4), Database(make(), 4)

    def run(self, name: str, path: Path, *, dry_run: bool = False, skip_bad: bool = False) -> str:
        """Import it; gives in a word how that ended. Raises AssertionError where it isn't as it has to be."""
        db = self.empty if name == "archive" else self.db
        options = {"dry_run": dry_run, "skip_bad": skip_bad}
        before = counts(db)
        try:
            report = self._import(name, path, options)
        except Problem as problem:
            ended = _told(problem.detail)
        except OSError as error:
            ended = _told(error.strerror)
        else:
            ended = _looked_at(report, options) if report else "written"
        if ended in ("refused", "tried"):
            assert counts(db) == before, "something was written, though it was refused"
        elif name != "archive" and counts(db) != before:
            after = counts(db)
            self._import(name, path, options)
            assert counts(db) == after, "a second run wrote again"
        if name == "archive" and ended == "written":
            self.empty.dispose()
            self.empty = Database(self._make(), 4)
        return ended

    def _import(self, name: str, path: Path, options: dict[str, Any]) -> Report | None:
        if name == "archive":
            archive.restore(self.empty, path, quiet)
            return None
        if name == "people":
            return people_file.run(
                self.db, path, source=None, deactivate_missing=options["skip_bad"], **options
            )
        return service.run(self.db, Kind(name.partition(" ")[0]), path, **options)

    def close(self) -> None:
        self.db.dispose()
        self.empty.dispose()


def _told(sentence: str | None) -> str:
    assert sentence, "the command would have nothing to say"
    return "refused"


def _looked_at(report: Report, options: dict[str, Any]) -> str:
    assert report.text()
    for problem in report.problems:
        assert problem.why
        assert problem.advice
        assert problem.origin.line > 0
    for count in report.counts.values():
        told = count.new + count.changed + count.unchanged + count.merged + count.refused + count.held
        assert told == count.read, "the counts don't add up"
    if options["dry_run"]:
        return "tried"
    if not any(part.written for part in report.parts):
        return "refused"
    return "in part" if report.problems else "written"


def counts(db: Database) -> dict[str, int]:
    """Rows by table; what isn't said in the log's own numbers, which readers give."""
    with db.reading() as session:
        return {
            table.name: session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in SQLModel.metadata.sorted_tables
        }


def seeds(db: Database, folder: Path) -> dict[str, Path]:
    """By name, what is damaged: a file or a folder of each kind that can be imported."""
    load(db, quiet)
    (folder / "people").mkdir()
    (folder / "people" / "people.csv").write_text(PEOPLE)
    with db.snapshot() as session:
        slug = session.scalars(sa.select(weeks.Week.slug)).first() or ""
        week = weeks.by_slug(session, slug)
        assert week is not None
        texts = week_package.files(whole_week.of(session, week))
    (folder / "unpacked").mkdir()
    for name, text in texts.items():
        (folder / "unpacked" / name).write_text(text, "utf-8", newline="")
    (folder / "packed").mkdir()
    (folder / "packed" / "datapackage.zip").write_bytes(week_package.zipped(texts))
    archive.export(db, folder / "exported", quiet)
    (folder / "backed-up").mkdir()
    archive.backup(db, folder / "backed-up" / "backup.zip", quiet)
    return {
        "csv": SAMPLES / "winter-2019", "dribdat archive": SAMPLES / "archive", "dribdat package": SAMPLES / "packages",
        "hackathon": SAMPLES / "hackathons", "devpost": SAMPLES / "harvest-hack", "pretalx": SAMPLES / "talks",
        "rss": SAMPLES / "feeds", "people": folder / "people", "package": folder / "unpacked", "package packed": folder / "packed",
        "archive": folder / "exported", "archive packed": folder / "backed-up",
    }  # fmt: skip


def case(number: int, seed: int, sources: dict[str, Path], imports: Imports, folder: Path) -> tuple[str, str]:
    """Damage one thing by chance and import it; gives its name and how it ended."""
    chance = random.Random(f"{seed} {number}")  # noqa: S311  # the same again is what is wanted
    name = list(sources)[number % len(sources)]
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(sources[name], folder)
    damage(folder, chance)
    return name, imports.run(
        *_asked(name, folder), dry_run=chance.random() < 0.2, skip_bad=chance.random() < 0.3
    )


def _asked(name: str, folder: Path) -> tuple[str, Path]:
    """The kind, and what the command would name: of some the file alone."""
    files = sorted(folder.iterdir())
    path = files[0] if files and name in ("people", "archive packed") else folder
    return ("archive" if name == "archive packed" else name), path


@contextmanager
def bounded() -> Iterator[None]:
    """Ends what takes too long, by the processor's time."""

    def late(_number: int, _frame: FrameType | None) -> None:
        raise Endless(f"took more than {MOST_CPU_S} s of the processor")

    signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, MOST_CPU_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def attacked(kind: str, seconds: float, options: argparse.Namespace) -> int:
    """Try cases on a database of a kind; gives how many were not met as they have to be."""
    found, failed, slowest, number = Counter[tuple[str, str]](), 0, 0.0, options.case or 0
    with databases.prepared(kind) as prepared, tempfile.TemporaryDirectory() as made:
        opened, kept = databases.opened(prepared), []

        def make() -> str:
            kept.append(opened.migrated())
            return kept[-1].__enter__()  # left below, all together

        lived_in = Database(make(), 4)
        sources = seeds(lived_in, Path(made))
        lived_in.dispose()
        imports, until = Imports(make), time.monotonic() + seconds
        for name, source in sources.items():
            assert imports.run(*_asked(name, source)) == "written", (
                f"{name} is not as it should be to begin with"
            )
        while time.monotonic() < until:
            began = time.process_time()
            try:
                with bounded():
                    found[case(number, options.seed, sources, imports, Path(made) / "damaged")] += 1
            except Exception:  # noqa: BLE001  # whatever it is, is what is looked for
                failed += 1
                traceback.print_exc()
                print(f"--- {kind}: --seed {options.seed} --case {number}\n", flush=True)
            slowest = max(slowest, time.process_time() - began)
            if options.case is not None:
                break
            number += 1
        imports.close()
        for place in kept:
            place.__exit__(None, None, None)
    told(kind, found, failed, slowest)
    return failed


def told(kind: str, found: Counter[tuple[str, str]], failed: int, slowest: float) -> None:
    for name in sorted({name for name, _ in found}):
        ends = ", ".join(f"{count} {end}" for (one, end), count in sorted(found.items()) if one == name)
        print(f"{kind}: {name}: {ends}")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{kind}: {sum(found.values())} cases, {failed} failed; the slowest took {slowest:.1f} s, at most {most} MiB"
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6)
    parser.add_argument("--case", type=int)
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    kinds = options.database or ["sqlite", "postgresql"]
    return 1 if sum(attacked(kind, options.seconds / len(kinds), options) for kind in kinds) else 0


if __name__ == "__main__":
    sys.exit(main())
