"""The archive: a manifest and one file of JSON lines a table, in a folder or a zip; the same from either database.

`docs/archive.md` describes the format. An archive is read back into an empty database of either kind.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.core import clock
from app.core.db import Database
from app.core.errors import Conflict, Invalid, utc_text
from app.core.migrations import newest_revision
from app.core.tables import Instant
from app.exports.stores import DAMAGE, Folder, Store, new_zip, opened

FORMAT = 1
MANIFEST = "offtrail-archive.json"
BATCH = 500
PASSING = frozenset({"kept_answer", "request_count", "schema_floor", "week_figures", "worker_round"})
"""What is not worth keeping: answers to retries of the last day, counts of the last hours, when the worker last did what, what a migration says of the schema, and figures that are made anew."""
SECRET = frozenset(
    {"sign_in_session", "sign_in_link", "token", "secret_address", "webhook", "webhook_delivery"}
)
"""Who is signed in, and where events are sent: in a backup, not in an export that is handed around."""

Progress = Callable[[int, int], None]
Counts = dict[str, int]


def export(db: Database, folder: Path, progress: Progress) -> Counts:
    """Write everything but secrets to a folder, which must not hold anything yet."""
    if folder.exists() and any(folder.iterdir()):
        raise Conflict("not_empty", f"{folder} is not empty; name a new folder.")
    return _write(db, Folder(folder), PASSING | SECRET, progress)


def backup(db: Database, file: Path, progress: Progress) -> Counts:
    """Write everything to one file, as it is at one moment, while the service may go on writing."""
    with new_zip(file) as store:
        return _write(db, store, PASSING, progress)


def restore(db: Database, path: Path, progress: Progress, *, replace: bool = False) -> Counts:
    """Read an archive into a migrated database: an empty one, or with `replace` in place of all that is there.

    The archive is looked through first, and then read in one transaction: all of it or nothing.
    Raises Conflict("not_empty"), Invalid("not_an_archive"), Invalid("other_schema").
    """
    with opened(path) as store:
        manifest = _manifest(store, path)
        _require_whole(store, manifest, path, progress)
        with db.writing() as session:
            if replace:
                _clear(session)
            _require_empty(session)
            return _read(session, store, manifest["tables"], progress)


def _tables(without: frozenset[str]) -> list[sa.Table]:
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in without]


def _write(db: Database, store: Store, without: frozenset[str], progress: Progress) -> Counts:
    tables = _tables(without)
    counts: Counts = {}
    digests: dict[str, str] = {}
    with db.snapshot() as session:
        rows = sum(map(partial(_rows_of, session), tables))
        for table in tables:
            seen = Seen(progress, rows, sum(counts.values()))
            store.write(f"{table.name}.jsonl", seen.through(_lines(session, table)))
            counts[table.name], digests[table.name] = seen.count, seen.digest.hexdigest()
    manifest = {
        "format": FORMAT, "schema": newest_revision(), "made_at": utc_text(clock.now()),
        "tables": counts, "sha256": digests,
    }  # fmt: skip
    store.write(MANIFEST, iter([json.dumps(manifest, indent=2).encode() + b"\n"]))
    return counts


@dataclass
class Seen:
    """What went by: how many lines, and their digest; told now and then."""

    progress: Progress
    of: int
    before: int = 0
    count: int = 0
    digest: Any = field(default_factory=hashlib.sha256)  # has no type of its own

    def through(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        for line in lines:
            self.count += 1
            self.digest.update(line)
            if self.count % BATCH == 0:
                self.progress(self.before + self.count, self.of)
            yield line
        self.progress(self.before + self.count, self.of)


def _rows_of(session: Session, table: sa.Table) -> int:
    return int(session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def _lines(session: Session, table: sa.Table) -> Iterator[bytes]:
    rows = session.execute(
        sa.select(table).order_by(*table.primary_key.columns), execution_options={"yield_per": BATCH}
    )
    for row in rows.mappings():
        line = json.dumps(
            {name: plain(value) for name, value in row.items()}, ensure_ascii=False, separators=(",", ":")
        )
        yield line.encode() + b"\n"


def plain(value: Any) -> Any:  # whatever a column may hold
    """A column's value as JSON has it."""
    if isinstance(value, datetime):
        return utc_text(value)
    return value.isoformat() if isinstance(value, date) else value


def _require_whole(store: Store, manifest: Mapping[str, Any], path: Path, progress: Progress) -> None:
    """Read all of it and change nothing. Raises Invalid("not_an_archive") for the first file that isn't as it was written."""
    before = 0
    for name, rows in manifest["tables"].items():
        seen = Seen(progress, 2 * sum(manifest["tables"].values()), before)
        try:
            with closing(store.read(f"{name}.jsonl")) as lines:
                for _ in seen.through(lines):
                    pass
        except DAMAGE as error:
            raise Invalid(
                "not_an_archive", f"{path} is damaged: {name}.jsonl can't be read. Nothing was changed."
            ) from error
        if (seen.count, seen.digest.hexdigest()) != (rows, manifest["sha256"].get(name)):
            raise Invalid(
                "not_an_archive",
                f"{path} is damaged: {name}.jsonl isn't what was written ({seen.count} rows, of {rows}). Nothing was changed.",
            )
        before += rows


def _clear(session: Session) -> None:
    """Take out every row but what migrations said, those that point at others first."""
    for table in reversed(SQLModel.metadata.sorted_tables):
        if table.name == "schema_floor":
            continue
        session.connection().execute(sa.delete(table))


def _read(session: Session, store: Store, expected: Mapping[str, int], progress: Progress) -> Counts:
    """Insert the rows, those that point at others of their own table in a second step."""
    session.connection().execute(sa.delete(SQLModel.metadata.tables["log_end"]))
    counts: Counts = {}
    rows = sum(expected.values())
    for table in _tables(frozenset()):
        if table.name in expected:
            seen = Seen(progress, 2 * rows, rows + sum(counts.values()))
            with closing(store.read(f"{table.name}.jsonl")) as lines:
                counts[table.name] = _restored(session, table, seen.through(lines))
    return counts


def _restored(session: Session, table: sa.Table, lines: Iterator[bytes]) -> int:
    """The number of rows that came back. Whatever a line leads to that is not as it was written is said of its file."""
    try:
        return _insert(session, table, lines)
    except sa.exc.OperationalError:
        raise
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError, sa.exc.SQLAlchemyError) as error:  # fmt: skip
        raise Invalid(
            "not_an_archive", f"{table.name}.jsonl can't be read back: it is damaged, or was changed."
        ) from error


def _insert(session: Session, table: sa.Table, lines: Iterator[bytes]) -> int:
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


def _manifest(store: Store, path: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(b"".join(store.read(MANIFEST)))
    except DAMAGE as error:
        raise Invalid("not_an_archive", f"{path} holds no readable {MANIFEST}.") from error
    if not isinstance(manifest, dict):
        raise Invalid("not_an_archive", f"{path} holds another {MANIFEST} than Offtrail writes.")
    if manifest.get("format") != FORMAT or manifest.get("schema") != newest_revision():
        raise Invalid(
            "other_schema",
            f"The archive was written at schema {manifest.get('schema')}, this program is at {newest_revision()}; "
            "restore it with the version that wrote it, then migrate.",
        )
    if not _each(manifest.get("tables"), int) or not _each(manifest.get("sha256"), str):
        raise Invalid("not_an_archive", f"{path} holds another {MANIFEST} than Offtrail writes.")
    return manifest


def _each(values: object, kind: type) -> bool:
    """Whether it is an object of JSON whose values all are of the kind."""
    return isinstance(values, dict) and all(type(value) is kind for value in values.values())


def _require_empty(session: Session) -> None:
    for name in ("person", "week", "event"):
        if session.execute(
            sa.select(sa.literal(1)).select_from(SQLModel.metadata.tables[name]).limit(1)
        ).first():
            raise Conflict(
                "not_empty",
                "This database has rows already; an archive is restored into an empty one, or with --replace in place of them.",
            )
