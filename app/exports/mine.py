"""All that is held about a person: the rows of every table that name them, as they are, but for secrets.

A table that comes to name people is among them by itself.
"""

from typing import Any

import sqlalchemy as sa
from pydantic import Field, JsonValue
from sqlmodel import Session, SQLModel, col

from app.core import clock
from app.core.fields import Instant
from app.core.schema import Out
from app.events.models import ErasableText, EventRow
from app.exports.archive import plain
from app.people.models import Person
from app.pitches.models import Pitch, PitchLead

NEVER = frozenset({"secret", "former_secret", "secret_hash"})
"""Columns whose values open something, or prove that something is open."""


class HeldOut(Out):
    """What is held about me."""

    made_at: Instant
    tables: dict[str, list[dict[str, JsonValue]]] = Field(
        description="By the name of its table, each row that names me, of whom I manage their ids alone; docs/archive.md describes tables."
    )


def held(session: Session, person_id: str) -> HeldOut:
    """What is held about a person."""
    found: dict[str, list[dict[str, JsonValue]]] = {}
    for table in SQLModel.metadata.sorted_tables:
        naming = _naming(table, person_id)
        if naming is None:
            continue
        shown = [column for column in table.columns if column.name not in NEVER]
        found[table.name] = _rows(session, shown, naming, table)
    who = SQLModel.metadata.tables[str(Person.__tablename__)]
    managed = [
        who.columns["id"],
        who.columns["manager_id"],
    ]  # their managers are told, and nothing else of them
    found[who.name] += _rows(session, managed, who.columns["manager_id"] == person_id, who)
    return HeldOut.model_construct(made_at=clock.now(), tables=found)


def _rows(
    session: Session, shown: list[sa.Column[Any]], naming: sa.ColumnElement[bool], table: sa.Table
) -> list[dict[str, JsonValue]]:
    rows = session.connection().execute(sa.select(*shown).where(naming).order_by(*table.primary_key.columns))
    return [{name: plain(value) for name, value in row.items()} for row in rows.mappings()]


def _naming(table: sa.Table, person_id: str) -> sa.ColumnElement[bool] | None:
    """Which rows of a table name the person; None where none can."""
    columns = table.columns
    if table.name == Person.__tablename__:
        return columns["id"] == person_id
    if table.name == Pitch.__tablename__:
        led = sa.select(col(PitchLead.pitch_id)).where(col(PitchLead.person_id) == person_id)
        return columns["id"].in_(led)
    if table.name == EventRow.__tablename__:
        return sa.or_(*(columns[name] == person_id for name in ("actor_id", "subject_id", "person_id")))
    naming = [
        column
        for column in columns
        if any(key.target_fullname == "person.id" for key in column.foreign_keys)
        or (table.name == ErasableText.__tablename__ and column.name == "person_id")
    ]
    return sa.or_(*(column == person_id for column in naming)) if naming else None
