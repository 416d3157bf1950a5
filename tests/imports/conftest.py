"""A database to import into, and ways to look at all that is in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from app import tables
from app.core.db import Database
from app.imports import service
from app.imports.report import Count, Report

TABLES = tables.ALL
SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def bring(db: Database) -> Callable[..., Report]:
    """Import something: `bring("csv", path, dry_run=True)`. Whatever it is, the counts add up."""

    def run(kind: str, path: Path, **options: Any) -> Report:
        report = service.run(db, kind, path, **options)
        for part in report.parts:
            assert {table: _accounted_for(count) for table, count in part.counts.items()} == {
                table: count.read for table, count in part.counts.items()
            }
        return report

    return run


def _accounted_for(count: Count) -> int:
    return count.new + count.changed + count.unchanged + count.merged + count.refused + count.held


@pytest.fixture
def rows(db: Database) -> Callable[..., list[tuple]]:
    """The rows of a query, each a tuple."""

    def query(text: str, **values: object) -> list[tuple]:
        with db.reading() as session:
            return [tuple(row) for row in session.connection().execute(sa.text(text), values)]

    return query


@pytest.fixture
def stored(db: Database) -> Callable[[type[SQLModel]], list]:
    """All things of a kind, by the order in which they were made."""

    def things(kind: type[SQLModel]) -> list:
        with db.reading() as session:
            return list(session.scalars(sa.select(kind)))

    return things


@pytest.fixture
def everything(db: Database) -> Callable[[], dict[str, list[str]]]:
    """Every row of every table, to be compared."""

    def all_rows() -> dict[str, list[str]]:
        with db.reading() as session:
            return {
                table.name: sorted(map(repr, session.connection().execute(sa.select(table))))
                for table in SQLModel.metadata.sorted_tables
            }

    return all_rows


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """A folder with the CSV files given by name: `folder(weeks="week_id,name\\nw,One\\n")`."""

    def made(name: str = "lab", **files: str | bytes) -> Path:
        path = tmp_path / name
        path.mkdir(exist_ok=True)
        for file, content in files.items():
            (path / f"{file}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return made


@pytest.fixture
def samples() -> Path:
    return SAMPLES


def new(report: Report) -> dict[str, int]:
    """What a report counts as new, without the tables of which nothing is."""
    return {table.value: count.new for table, count in report.counts.items() if count.new}
