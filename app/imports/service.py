"""Imports a path: finds what is in it, reads each part, and writes each in a transaction of its own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlmodel import Session

from app.core import actor, ids
from app.core.db import Database
from app.events.log import record
from app.imports import known
from app.imports.cells import MAX_ID, MAX_SOURCE
from app.imports.events import ImportFinished
from app.imports.kinds import Kind, parts
from app.imports.report import Part, Report, no_counts
from app.imports.resolve import resolve
from app.imports.rows import Batch, Table
from app.imports.write import write
from app.imports.written import Written
from app.insights.jobs import outdate

Progress: TypeAlias = Callable[[str, int, int], None]
ONE_AT_A_TIME = 7263_0001  # the number of PostgreSQL's lock for imports


def run(
    db: Database,
    kind: Kind,
    path: Path,
    *,
    source: str | None = None,
    title: str | None = None,
    dry_run: bool = False,
    skip_bad: bool = False,
    progress: Progress = lambda _label, _done, _total: None,
) -> Report:
    """Import everything at the path.

    Each folder or file is written whole, or not at all when one of its rows is bad; with `skip_bad`, without its bad
    rows. `title` names the week where the files don't. `progress` is told the part, the rows done and the rows in all. Raises Invalid("nothing_to_import") for a path
    with nothing that is known.
    """
    report = Report(dry_run)
    with transactions(db, dry_run) as transaction:
        for label, read in parts(kind, path):
            batch = read(source, title)
            with transaction() as session:
                report.parts.append(_take(session, kind, label, batch, skip_bad, progress))
    return report


def _take(session: Session, kind: Kind, label: str, batch: Batch, skip_bad: bool, progress: Progress) -> Part:
    total, done = sum(batch.read.values()), 0
    progress(label, 0, total)
    _refuse_long_keys(batch)
    lock_imports(session)
    present = known.of(session, batch.sources)
    known.add_by_address(session, present, batch.people)
    _refuse_own(session, batch)
    resolve(batch, present)
    if batch.bad and not skip_bad:
        return Part.of(batch, no_counts(), written=False)

    def step(table: Table) -> None:
        nonlocal done
        done += batch.read[table]
        progress(label, done, total)

    written = write(session, batch, present, step)
    _record(session, kind, written)
    if written.new:
        outdate(session, set(present.weeks.values()))
    progress(label, total, total)
    return Part.of(batch, written.counts, written=True)


def _refuse_own(session: Session, batch: Batch) -> None:
    """A week is not read back beside itself: what it was at its export is no earlier event."""
    own = known.made_here(session, [row.key.id for row in batch.weeks])
    for row in [row for row in batch.weeks if row.key.id in own]:
        why = f"{row.title} was made here, and is here"
        batch.refuse(Table.WEEKS, row.origin, "week_id", why, "read the package into another Offtrail")
        batch.weeks.remove(row)


def _refuse_long_keys(batch: Batch) -> None:
    """An id, or the host that its source is named for, may be longer than there is room for, however it was found."""
    listed: list[tuple[Table, list[Any]]] = [
        (Table.WEEKS, batch.weeks),
        (Table.PEOPLE, batch.people),
        (Table.PITCHES, batch.pitches),
    ]
    for table, rows in listed:
        for row in [row for row in rows if len(row.key.id) > MAX_ID or len(row.key.source) > MAX_SOURCE]:
            if len(row.key.source) > MAX_SOURCE:
                why, advice = f"has a source of more than {MAX_SOURCE} characters", "name it with --source"
            else:
                why, advice = f"has an id of more than {MAX_ID} characters", "shorten it wherever it is used"
            batch.refuse(table, row.origin, None, why, advice)
            rows.remove(row)


def lock_imports(session: Session) -> None:
    """Let one import write at a time; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))


def _record(session: Session, kind: Kind, written: Written) -> None:
    """One event for each source of which something is new."""
    for source in dict.fromkeys(source for source, _ in written.new):
        new = {table.value: written.new[source, table] for table in Table}
        event = ImportFinished(import_id=ids.new(), kind=str(kind), source=source, new=new)
        record(session, actor.system(), event)


@contextmanager
def transactions(db: Database, dry_run: bool) -> Iterator[Callable[[], AbstractContextManager[Session]]]:
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
