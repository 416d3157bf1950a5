"""A table as a file: CSV in pieces as they are read, XLSX by way of a file that is gone when it was sent."""

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING

from sqlmodel import Session

from app.core.db import Database
from app.core.xml import sayable
from app.exports.cells import Cell, in_csv
from app.exports.tables import Next, Row, Table

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

PIECE = 64 * 1024
MOST_IN_A_CELL = 32_767
"""What a spreadsheet can hold; the rest of a longer text is left out, and CSV has it whole."""


def csv_pieces(db: Database, table: Table) -> Iterator[bytes]:
    """The file a page of rows at a time. Between two pages no connection is held: a slow reader is in nobody's way."""
    yield _lines([table.columns])
    place: Next = None
    while True:
        with db.reading() as session:
            rows, place = table.part(session, place)
        yield _lines(rows)
        if place is None:
            return


def _lines(rows: Sequence[Row]) -> bytes:
    """Rows as RFC 4180 has them, in UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([in_csv(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def xlsx(session: Session, table: Table) -> IO[bytes]:
    """A nameless temporary file with the workbook, to be read from its beginning; closing it is the end of it."""
    import xlsxwriter

    file = tempfile.TemporaryFile()  # noqa: SIM115  # whoever sends it closes it
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "remove_timezone": True, "default_date_format": "yyyy-mm-dd hh:mm:ss",
    }  # fmt: skip
    with xlsxwriter.Workbook(file, options) as workbook:
        sheet = workbook.add_worksheet(table.name.rpartition("-")[2])
        sheet.write_row(0, 0, table.columns, workbook.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        rows = (row for page in table.pages(session) for row in page)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                _write(sheet, number, place, cell)
    file.seek(0)
    return file


def _write(sheet: "Worksheet", row: int, column: int, cell: Cell) -> None:
    """By its type, never by how it looks: a text stays one, whatever it begins with."""
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, str):
        sheet.write_string(row, column, sayable(cell)[:MOST_IN_A_CELL])
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    elif cell is not None:
        sheet.write_datetime(row, column, cell)


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """What is in a file, which is closed at its end."""
    with file:
        while piece := file.read(PIECE):
            yield piece
