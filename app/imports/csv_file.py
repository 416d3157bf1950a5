"""Reads a CSV file record by record, each with the physical line on which it starts."""

import csv
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from app.imports.rows import Batch, Origin, Table

MAX_CELL_CHARACTERS = (
    16 * 1024 * 1024
)  # far above the limit for a text, so that too long a text is named as such
_OTHER_BYTE = re.compile(r"[\udc80-\udcff]")
MAX_COLUMNS = 2000
LEAVE_OUT = "quote fields that hold commas, and leave out columns that hold nothing"
NOT_UTF_8 = "is not UTF-8"
SAVE_AS_UTF_8 = "save the file as UTF-8"


def records(
    path: Path, name: str, table: Table, required: set[str], batch: Batch, *, loose: bool = False
) -> Iterator[tuple[Origin, dict[str, str]]]:
    """The records of a file; what can't be read is refused in the batch and left out.

    The file is decoded such that bytes which are no UTF-8 come out as surrogates: the record that holds them is then
    refused alone. Lines are counted as editors count them: a carriage return alone ends none. `loose` is for files in
    which columns share a name, and rows go on beyond the header: what is there comes numbered.
    """
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="\n") as file:
        lines = _lines(file, name, table, batch)
        header = _header(lines, name, table, required, batch, loose)
        if header is None:
            return
        for origin, given in lines:
            batch.read[table] += 1
            cells = given
            if len(given) > MAX_COLUMNS:
                batch.refuse(table, origin, None, _too_many(given), LEAVE_OUT)
                continue
            if loose:
                header += [f"+{number}" for number in range(len(header), len(cells))]
                cells = given + [""] * (len(header) - len(given))
            if _is_usable(origin, cells, header, table, batch):
                yield origin, dict(zip(header, cells, strict=True))


def _lines(file: TextIO, name: str, table: Table, batch: Batch) -> Iterator[tuple[Origin, list[str]]]:
    """Each record that isn't blank. A record whose quotes don't match ends the file: nothing after it can be trusted."""
    reader = csv.reader(file, strict=True)
    for row in itertools.count(1):
        origin = Origin(name, reader.line_num + 1, row)
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            why = f"can't be read as CSV ({problem}); nothing after it was read"
            batch.refuse_unread(
                table,
                origin,
                None,
                why,
                "mend the quotes of this record: a quote inside a field is written twice",
            )
            return
        if cells:
            yield origin, cells


def _header(
    lines: Iterator[tuple[Origin, list[str]]],
    name: str,
    table: Table,
    required: set[str],
    batch: Batch,
    loose: bool,
) -> list[str] | None:
    origin, cells = next(lines, (Origin(name, 1), []))
    if len(cells) > MAX_COLUMNS:
        batch.refuse_unread(table, origin, None, _too_many(cells), LEAVE_OUT)
        return None
    header = [cell.strip() for cell in cells]
    if loose:
        header = [
            column if column and header.index(column) == place else f"{column} +{place}".strip()
            for place, column in enumerate(header)
        ]
    if any(_holds_other_bytes(cell) for cell in header):
        batch.refuse_unread(table, origin, None, f"the header {NOT_UTF_8}", SAVE_AS_UTF_8)
    elif missing := sorted(required - set(header)):
        found = ", ".join(filter(None, header)) or "nothing"
        why = f"the header has no column {' and no column '.join(missing)}; it has {found}"[:500]
        batch.refuse_unread(
            table, origin, missing[0], why, "name the columns in the first line, separated by commas"
        )
    elif len(set(header)) < len(header):
        twice = next(column for column in header if header.count(column) > 1)
        batch.refuse_unread(
            table, origin, twice, "the header names this column twice", "name each column once"
        )
    else:
        return header
    return None


def _is_usable(origin: Origin, cells: list[str], header: list[str], table: Table, batch: Batch) -> bool:
    if len(cells) != len(header):
        why = f"has {len(cells)} fields where the header has {len(header)}"
        batch.refuse(
            table, origin, None, why, "quote fields that hold commas or line breaks, and give empty ones too"
        )
        return False
    for column, cell in zip(header, cells, strict=True):
        if _holds_other_bytes(cell):
            batch.refuse(table, origin, column, NOT_UTF_8, SAVE_AS_UTF_8)
            return False
    return True


def _too_many(cells: list[str]) -> str:
    return f"has {len(cells):,} fields; no file has more than {MAX_COLUMNS:,} columns"


def _holds_other_bytes(text: str) -> bool:
    return _OTHER_BYTE.search(text) is not None
