"""Keyset paging: a cursor names the last row seen, so rows that come meanwhile are neither repeated nor skipped."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement, SQLColumnExpression

from app.core.errors import BadRequest, utc_text
from app.core.fields import clean

Column = SQLColumnExpression[Any]
Key = str | int | float | datetime | None
MAX_KEY = 2000
_list = ContextVar("list", default="")
"""A digest of what the present request asks for, which its cursors carry; empty beside requests."""


def within(filters: Mapping[str, object]) -> None:
    """Bind the cursors that this request reads and writes to its filters: with others they would skip and repeat."""
    told = repr(sorted(filters.items()))
    _list.set(hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=5).hexdigest())


def write_cursor(kind: str, *keys: Key) -> str:
    """An opaque text that holds the sort and the keys of the last row of a page."""
    kind = f"{kind}#{_list.get()}" if _list.get() else kind
    plain = [utc_text(key) if isinstance(key, datetime) else key for key in keys]
    return (
        base64.urlsafe_b64encode(json.dumps([kind, *plain], separators=(",", ":")).encode())
        .decode()
        .rstrip("=")
    )


def kind_of(cursor: str, prefix: str) -> str:
    """The kind that a cursor was written for, which must begin with `prefix`. Raises BadRequest("bad_cursor")."""
    kind = _decoded(cursor)[0]
    if not isinstance(kind, str) or not kind.startswith(prefix) or len(kind) > 80:
        raise _bad_cursor()
    return kind


def read_cursor(cursor: str, kind: str, *types: type) -> list[Key]:
    """The keys in a cursor that `write_cursor` made for the same kind. Raises BadRequest("bad_cursor")."""
    written, *keys = _decoded(cursor)
    if written != kind or len(keys) != len(types):
        raise _bad_cursor()
    try:
        return [_typed(key, wanted) for key, wanted in zip(keys, types, strict=True)]
    except ValueError as error:
        raise _bad_cursor() from error


def _decoded(cursor: str) -> list[object]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        decoded = json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
    except (ValueError, RecursionError) as error:
        raise _bad_cursor() from error
    if not isinstance(decoded, list) or not decoded or not isinstance(decoded[0], str):
        raise _bad_cursor()
    kind, _, of_list = decoded[0].partition("#")
    if of_list != _list.get():
        raise _bad_cursor()
    return [kind, *decoded[1:]]


def _bad_cursor() -> BadRequest:
    return BadRequest(
        "bad_cursor", "This cursor is not from this list with these filters; start again without it."
    )


def _typed(key: object, wanted: type) -> Key:
    if wanted is datetime and isinstance(key, str):
        instant = datetime.fromisoformat(key)
        if instant.utcoffset() != timedelta(0):
            raise ValueError
        return instant
    if not isinstance(key, wanted) or isinstance(key, bool):
        raise ValueError
    if isinstance(key, int) and abs(key) >= 2**62:
        raise ValueError
    if isinstance(key, str) and len(clean(key)) > MAX_KEY:
        raise ValueError
    return key  # type: ignore[return-value]  # one of the types that Key names, by `wanted`


def beyond(columns: Sequence[Column], keys: Sequence[Key], *, descending: bool) -> ColumnElement[bool]:
    """The rows after the one with these keys, in an order whose last column is unique."""
    types = (cast("ColumnElement[Any]", column).type for column in columns)
    row, seen = (
        sa.tuple_(*columns),
        sa.tuple_(*(sa.literal(key, kind) for key, kind in zip(keys, types, strict=True))),
    )
    return row < seen if descending else row > seen
