"""The chain over the log: each numbered row's digest covers the row and the digest before it, so that a later edit shows.

`docs/operating.md` writes the form down. Digests are noted down elsewhere: whoever changes the form breaks them all.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

START = "0" * 64
"""What the first row is chained to."""
OVER = (
    "id", "seq", "type", "at", "actor_id", "via", "reason_digest", "week_id", "pitch_id", "subject_id", "data",
)  # fmt: skip
"""The columns that a digest covers: all of the row's but the digest itself, and the person, who is in `data`."""


def digest(before: str, row: Mapping[str, Any]) -> str:
    """The digest of a row that follows the one with the digest `before`, 64 hexadecimal digits."""
    return hashlib.sha256(f"{before}\n{form(row)}".encode("ascii")).hexdigest()


def form(row: Mapping[str, Any]) -> str:
    """A row as one line of JSON that is the same from either database and from an archive."""
    return json.dumps({name: _plain(row[name]) for name in OVER}, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:  # whatever a column or JSON may hold
    """Instants with six digits after the second; whole numbers as such, since PostgreSQL keeps 1e16 as an integer."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, float) and value.is_integer():
        return int(Decimal(repr(value)))
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value
