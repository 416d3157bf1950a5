"""What tables are made of: rows, and the types of columns that are the same on SQLite and on PostgreSQL."""

from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, partial
from types import NoneType
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Json = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware instant in UTC; SQLite, which keeps no zone, gives naive ones back."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """What makes of an instant what the driver takes, in one call each, as the other way: rows are full of them."""
        return _to_text if dialect.name == "sqlite" else _in_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        return _from_text if dialect.name == "sqlite" else _in_utc


def _to_text(value: datetime | None) -> str | None:
    instant = _in_utc(value)
    return None if instant is None else instant.isoformat(" ", "microseconds").removesuffix("+00:00")


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


def _in_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"a naive time was about to be stored: {value!r}")
    return value.astimezone(UTC)


def words(kind: type[StrEnum]) -> sa.Enum:
    """A column type that keeps an enum as text with a CHECK: native types outlive a downgrade."""
    name = kind.__name__.lower()
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=20,
        values_callable=lambda e: [m.value for m in e],
    )


class Row(SQLModel):
    """What tables are made of. Made past pydantic and past what notes changes: nothing of a table's own is validated, and a new row is new as a whole."""

    model_config = {"defer_build": True}  # a validator would be made at the start, and never asked

    def __init__(self, **values: Any) -> None:
        filled = _filled(type(self))
        made = {name: make() for name, make in filled.made.items() if name not in values}
        self.__dict__.update(filled.constant | made | values)
        object.__setattr__(self, "__pydantic_fields_set__", {*values})
        object.__setattr__(self, "__pydantic_extra__", None)
        object.__setattr__(self, "__pydantic_private__", None)


class _Filled(NamedTuple):
    """What fills the fields of a new row that are not given, by their names: a value for all rows, or what makes one for each."""

    constant: dict[str, Any]
    made: dict[str, Callable[[], Any]]


_CONSTANT = (str, int, float, bool, datetime, NoneType)


@cache
def _filled(table: type[Row]) -> _Filled:
    filled = _Filled({}, {})
    for name, field in table.model_fields.items():
        if field.default_factory is not None:
            filled.made[name] = cast(Callable[[], Any], field.default_factory)
        elif isinstance(field.default, _CONSTANT):
            filled.constant[name] = field.default
        elif not field.is_required():
            filled.made[name] = partial(copy, field.default)
    return filled
