"""Reads the CSV pair of a dribdat archive, events.csv and projects.csv, which may come from several servers."""

from pathlib import Path

from pydantic import JsonValue

from app.imports import csv_file
from app.imports.cells import Cells, Unusable
from app.imports.dribdat_rows import DribdatRows, server_of
from app.imports.rows import Batch, Table

EVENTS, PROJECTS = "events.csv", "projects.csv"


def is_folder(path: Path) -> bool:
    return (path / EVENTS).is_file() and (path / PROJECTS).is_file()


def read(events: Path, projects: Path, label: str, source: str | None) -> Batch:
    """Both files. Projects tell their event's server by the address, events by the column `origin`."""
    batch = Batch(label)
    rows = DribdatRows(batch, source)
    for path, table, required in (
        (events, Table.WEEKS, {"id", "name"}),
        (projects, Table.PITCHES, {"id", "name", "event_url"}),
    ):
        for origin, record in csv_file.records(path, f"{label}/{path.name}", table, required, batch):
            try:
                _take(rows, Cells(table, origin, dict[str, JsonValue](record), batch))
            except Unusable as problem:
                batch.refuse(table, origin, problem.column, problem.why, problem.advice)
    rows.tell_of_people()
    return batch


def _take(rows: DribdatRows, cells: Cells) -> None:
    if cells.table is Table.WEEKS:
        rows.week(cells, cells.peek("origin").strip())
    else:
        rows.pitch(cells, cells.peek("origin").strip() or server_of(cells.peek("event_url")))
