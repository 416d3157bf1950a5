"""Reads a JSON file whose records know their lines, and says what is wrong with one that is none."""

from pathlib import Path

from app.imports.located_json import Walk
from app.imports.rows import Batch, Origin, Table

MAX_BYTES = 256 * 1024 * 1024
"""It is read whole, and twice as much memory is needed for it."""
AGAIN = "export the file again"


def walk(path: Path, label: str, table: Table, batch: Batch) -> Walk | None:
    """The text, to be walked; None where it can't be read, which is refused."""
    if (size := path.stat().st_size) > MAX_BYTES:
        why = f"is {size / 2**20:,.0f} MiB large; no event has more than {MAX_BYTES // 2**20} MiB to tell"
        batch.refuse_unread(table, Origin(label, 1), None, why, AGAIN)
        return None
    content = path.read_bytes()
    try:
        return Walk(content.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        batch.refuse_unread(table, Origin(label, line), None, "is not UTF-8", "save the file as UTF-8")
    except (ValueError, RecursionError) as problem:
        why = f"is not JSON: {getattr(problem, 'msg', 'nested too deep, or a number too long')}"
        batch.refuse_unread(table, Origin(label, getattr(problem, "lineno", 1)), None, why, AGAIN)
    return None
