"""Imports a path: finds what is in it, reads each part, and writes each in a transaction of its own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Literal, TypeAlias

import sqlalchemy as sa
from sqlmodel import Session

from app.core import actor, ids
from app.core.db import Database
from app.core.errors import Invalid
from app.events.log import record
from app.imports import csv_folder, dribdat_archive, dribdat_package, known
from app.imports.events import ImportFinished
from app.imports.report import Part, Report, no_counts
from app.imports.resolve import resolve
from app.imports.rows import Batch, Table
from app.imports.write import write
from app.imports.written import Written

Kind: TypeAlias = Literal["csv", "dribdat"]
Progress: TypeAlias = Callable[[str, int, int], None]
Read: TypeAlias = Callable[[str | None], Batch]
ONE_AT_A_TIME = 7263_0001  # the number of PostgreSQL's lock for imports


def run(
    db: Database,
    kind: Kind,
    path: Path,
    *,
    source: str | None = None,
    dry_run: bool = False,
    skip_bad: bool = False,
    progress: Progress = lambda _label, _done, _total: None,
) -> Report:
    """Import everything at the path.

    Each folder or file is written whole, or not at all when one of its rows is bad; with `skip_bad`, without its bad
    rows. `progress` is told the part, the rows done and the rows in all. Raises Invalid("nothing_to_import") for a path
    with nothing that is known.
    """
    report = Report(dry_run)
    with _transactions(db, dry_run) as transaction:
        for label, read in _parts(kind, path):
            batch = read(source)
            with transaction() as session:
                report.parts.append(_take(session, kind, label, batch, skip_bad, progress))
    return report


def _take(session: Session, kind: Kind, label: str, batch: Batch, skip_bad: bool, progress: Progress) -> Part:
    total, done = sum(batch.read.values()), 0
    progress(label, 0, total)
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    present = known.of(session, batch.sources)
    resolve(batch, present)
    if batch.bad and not skip_bad:
        return Part.of(batch, no_counts(), written=False)

    def step(table: Table) -> None:
        nonlocal done
        done += batch.read[table]
        progress(label, done, total)

    written = write(session, batch, present, step)
    _record(session, kind, written)
    progress(label, total, total)
    return Part.of(batch, written.counts, written=True)


def _record(session: Session, kind: Kind, written: Written) -> None:
    """One event for each source of which something is new."""
    for source in dict.fromkeys(source for source, _ in written.new):
        new = {table.value: written.new[source, table] for table in Table}
        event = ImportFinished(import_id=ids.new(), kind=kind, source=source, new=new)
        record(session, actor.system(), event)


@contextmanager
def _transactions(db: Database, dry_run: bool) -> Iterator[Callable[[], AbstractContextManager[Session]]]:
    """A way to get a transaction for each part.

    A dry run has one for all, so that later parts see what earlier ones wrote, and takes it back.
    """
    if not dry_run:
        yield db.writing
        return
    with db.writing() as session:

        @contextmanager
        def within() -> Iterator[Session]:
            yield session
            session.flush()

        yield within
        session.rollback()


def _parts(kind: Kind, path: Path) -> list[tuple[str, Read]]:
    """Each part with its label and the way to read it, in the order of their names."""
    if not path.exists():
        raise Invalid("nothing_to_import", f"{path} isn't there.")
    parts = _csv_parts(path) if kind == "csv" else _dribdat_parts(path)
    if not parts:
        wanted = (
            ", ".join(csv_folder.FILES)
            if kind == "csv"
            else "a data package (.json), or events.csv and projects.csv"
        )
        raise Invalid(
            "nothing_to_import", f"{path} holds nothing that can be imported: what is looked for is {wanted}."
        )
    return parts


def _csv_parts(path: Path) -> list[tuple[str, Read]]:
    folders = [path] if csv_folder.is_folder(path) else _folders_in(path, csv_folder.is_folder)
    return [(name := folder.resolve().name, _csv(folder, name)) for folder in folders]


def _csv(folder: Path, label: str) -> Read:
    return lambda source: csv_folder.read(folder, label, source)


def _dribdat_parts(path: Path) -> list[tuple[str, Read]]:
    if path.is_file():
        return [(path.name, _package(path, path.name))]
    if packages := sorted(path.glob("*datapackage.json")) or sorted(path.glob("*.json")):
        return [(file.name, _package(file, file.name)) for file in packages]
    folders = [path] if dribdat_archive.is_folder(path) else _folders_in(path, dribdat_archive.is_folder)
    return [(name := folder.resolve().name, _archive(folder, name)) for folder in folders]


def _package(file: Path, label: str) -> Read:
    return lambda source: dribdat_package.read(file, label, source)


def _archive(folder: Path, label: str) -> Read:
    events, projects = folder / dribdat_archive.EVENTS, folder / dribdat_archive.PROJECTS
    return lambda source: dribdat_archive.read(events, projects, label, source)


def _folders_in(path: Path, is_wanted: Callable[[Path], bool]) -> list[Path]:
    return sorted(folder for folder in path.iterdir() if is_wanted(folder)) if path.is_dir() else []
