"""The archive: a manifest and one file of JSON lines a table, in a folder or a zip; the same from either database.

`docs/archive.md` describes the format. An archive is read back into an empty database of either kind.
"""

import json
import zipfile
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.core import clock, unpacking
from app.core.db import Database, Instant
from app.core.errors import Conflict, Invalid, utc_text
from app.core.migrations import newest_revision

FORMAT = 1
MANIFEST = "offtrail-archive.json"
BATCH = 500
PASSING = frozenset({"kept_answer", "schema_floor", "worker_round"})
"""What is not worth keeping: answers to retries of the last day, when the worker last did what, and what a migration says of the schema."""
SECRET = frozenset(
    {"sign_in_session", "sign_in_link", "token", "secret_address", "webhook", "webhook_delivery"}
)
"""Who is signed in, and where events are sent: in a backup, not in an export that is handed around."""

Progress = Callable[[int, int], None]
Counts = dict[str, int]


class Store(Protocol):
    """Where an archive lies: named texts, written and read line by line."""

    def write(self, name: str, lines: Iterator[str]) -> None: ...
    def read(self, name: str) -> Generator[str]: ...


class Folder:
    """An archive as a folder of files."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, lines: Iterator[str]) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / name).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(line + "\n" for line in lines)

    def read(self, name: str) -> Generator[str]:
        with (self.path / name).open(encoding="utf-8", newline="\n") as file:
            yield from file


class Zip:
    """An archive as one compressed file."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self.file = file

    def write(self, name: str, lines: Iterator[str]) -> None:
        with self.file.open(name, "w") as entry:
            for line in lines:
                entry.write(line.encode() + b"\n")

    def read(self, name: str) -> Generator[str]:
        unpacking.require_sane(self.file, [name])
        for line in unpacking.lines(self.file, name):
            yield line.decode()


def export(db: Database, folder: Path, progress: Progress) -> Counts:
    """Write everything but secrets to a folder, which must not hold anything yet."""
    if folder.exists() and any(folder.iterdir()):
        raise Conflict("not_empty", f"{folder} is not empty; name a new folder.")
    return _write(db, Folder(folder), PASSING | SECRET, progress)


def backup(db: Database, file: Path, progress: Progress) -> Counts:
    """Write everything to one file, as it is at one moment, while the service may go on writing."""
    if file.exists():
        raise Conflict("exists", f"{file} exists already; name a new file.")
    unfinished = file.with_name(file.name + ".unfinished")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        counts = _write(db, Zip(archive), PASSING, progress)
    unfinished.replace(file)
    return counts


def restore(db: Database, path: Path, progress: Progress) -> Counts:
    """Read an archive back into an empty, migrated database; all of it or nothing.

    Raises Conflict("not_empty"), Invalid("not_an_archive"), Invalid("other_schema").
    """
    with _opened(path) as store, db.writing() as session:
        manifest = _manifest(store, path)
        _require_empty(session)
        return _read(session, store, manifest["tables"], progress)


def _tables(without: frozenset[str]) -> list[sa.Table]:
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in without]


def _write(db: Database, store: Store, without: frozenset[str], progress: Progress) -> Counts:
    tables = _tables(without)
    counts: Counts = {}
    with db.snapshot() as session:
        for done, table in enumerate(tables):
            progress(done, len(tables))
            store.write(f"{table.name}.jsonl", _counted(_lines(session, table), counts, table.name))
    manifest = {
        "format": FORMAT, "schema": newest_revision(), "made_at": utc_text(clock.now()),
        "tables": {table.name: counts[table.name] for table in tables},
    }  # fmt: skip
    store.write(MANIFEST, iter([json.dumps(manifest, indent=2)]))
    progress(len(tables), len(tables))
    return counts


def _lines(session: Session, table: sa.Table) -> Iterator[str]:
    rows = session.execute(
        sa.select(table).order_by(*table.primary_key.columns), execution_options={"yield_per": BATCH}
    )
    for row in rows.mappings():
        yield json.dumps(
            {name: plain(value) for name, value in row.items()}, ensure_ascii=False, separators=(",", ":")
        )


def _counted(lines: Iterator[str], counts: Counts, name: str) -> Iterator[str]:
    counts[name] = 0
    for line in lines:
        counts[name] += 1
        yield line


def plain(value: Any) -> Any:  # whatever a column may hold
    """A column's value as JSON has it."""
    if isinstance(value, datetime):
        return utc_text(value)
    return value.isoformat() if isinstance(value, date) else value


def _read(session: Session, store: Store, expected: Mapping[str, int], progress: Progress) -> Counts:
    """Insert the rows, those that point at others of their own table in a second step."""
    session.connection().execute(sa.delete(SQLModel.metadata.tables["log_end"]))
    counts: Counts = {}
    for done, table in enumerate(_tables(frozenset())):
        progress(done, len(expected))
        if table.name not in expected:
            continue
        counts[table.name] = _restored(session, table, store)
        if counts[table.name] != expected[table.name]:
            raise Invalid(
                "not_an_archive",
                f"{table.name}.jsonl has {counts[table.name]} rows, not {expected[table.name]}.",
            )
    progress(len(expected), len(expected))
    return counts


def _restored(session: Session, table: sa.Table, store: Store) -> int:
    """The number of rows that came back. Whatever a damaged line leads to is said of its file."""
    try:
        with closing(store.read(f"{table.name}.jsonl")) as lines:
            return _insert(session, table, lines)
    except sa.exc.OperationalError:
        raise
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError, sa.exc.SQLAlchemyError) as error:  # fmt: skip
        raise Invalid(
            "not_an_archive", f"{table.name}.jsonl can't be read back: it is damaged, or was changed."
        ) from error


def _insert(session: Session, table: sa.Table, lines: Iterator[str]) -> int:
    own = [
        column.name
        for column in table.columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]
    dropped = {column.name for column in table.primary_key.columns if column.autoincrement is True}
    count, later, batch = 0, [], []
    for line in lines:
        row = {
            name: _typed(table.columns[name], value)
            for name, value in json.loads(line).items()
            if name not in dropped
        }
        links = {name: row[name] for name in own if row[name] is not None}
        if links:
            later.append((row["id"], links))
            row |= dict.fromkeys(links)
        batch.append(row)
        count += 1
        if len(batch) == BATCH:
            session.connection().execute(sa.insert(table), batch)
            batch = []
    if batch:
        session.connection().execute(sa.insert(table), batch)
    for row_id, links in later:
        session.connection().execute(sa.update(table).where(table.c.id == row_id).values(links))
    return count


def _typed(column: sa.Column[Any], value: Any) -> Any:  # whatever JSON may hold
    if not isinstance(value, str):
        return value
    if isinstance(column.type, Instant):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, sa.Date) else value


@contextmanager
def _opened(path: Path) -> Iterator[Store]:
    if path.is_dir():
        yield Folder(path)
    elif zipfile.is_zipfile(path):
        try:
            with unpacking.opened(path) as archive:
                yield Zip(archive)
        except unpacking.NotUnpacked as problem:
            raise Invalid("not_an_archive", f"{path} {problem}.") from problem
    else:
        raise Invalid("not_an_archive", f"{path} is neither a folder nor a file that Offtrail wrote.")


def _manifest(store: Store, path: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads("".join(store.read(MANIFEST)))
        tables = manifest.setdefault("tables", {})
        if not isinstance(tables, dict):
            raise ValueError("no counts by table")
    except (OSError, LookupError, ValueError, AttributeError, RecursionError) as error:
        raise Invalid("not_an_archive", f"{path} holds no readable {MANIFEST}.") from error
    if manifest.get("format") != FORMAT or manifest.get("schema") != newest_revision():
        raise Invalid(
            "other_schema",
            f"The archive was written at schema {manifest.get('schema')}, this program is at {newest_revision()}; "
            "restore it with the version that wrote it, then migrate.",
        )
    return manifest


def _require_empty(session: Session) -> None:
    for name in ("person", "week", "event"):
        if session.execute(
            sa.select(sa.literal(1)).select_from(SQLModel.metadata.tables[name]).limit(1)
        ).first():
            raise Conflict(
                "not_empty", "This database has rows already; an archive is restored into an empty one."
            )
