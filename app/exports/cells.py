"""One cell of a table that a spreadsheet may open: no text of people's may become a formula."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeAlias

Cell: TypeAlias = str | int | float | bool | datetime | None

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  # spreadsheets read the wide ones too
_PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
SEPARATOR = "; "


def safe(text: str) -> str:
    """With an apostrophe before whatever a spreadsheet would calculate (CWE-1236); a plain number stays one."""
    if text.startswith(_BEGINS_A_FORMULA) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def in_csv(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return safe(cell) if isinstance(cell, str) else str(cell)


def listed(texts: Iterable[str | StrEnum]) -> str:
    """Several texts in one cell."""
    return SEPARATOR.join(texts)
