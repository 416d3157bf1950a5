"""When each kind of work beside the requests was last done, and last failed: kept in the database, where every process can read it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, col

from app.core import clock
from app.core.db import Database
from app.core.rivals import insert_if_absent
from app.core.tables import Instant, Row

WRITTEN_EVERY = timedelta(seconds=15)
"""So that a service without work to do hardly writes."""


class WorkerRound(Row, table=True):
    """A kind of work that some process does again and again."""

    __tablename__ = "worker_round"

    name: str = Field(primary_key=True, max_length=60)
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    failed_at: datetime | None = Field(default=None, sa_type=Instant)
    error: str | None = Field(default=None, max_length=100)
    """The kind of error of the last failure."""

    @property
    def is_failing(self) -> bool:
        return self.failed_at is not None and (self.done_at is None or self.failed_at > self.done_at)


@dataclass(slots=True)
class _Noted:
    done_at: datetime | None = None
    failed_at: datetime | None = None
    error: str | None = None


_noted: dict[str, _Noted] = {}


def done(name: str) -> None:
    """Note that a piece of work was done just now."""
    _noted.setdefault(name, _Noted()).done_at = clock.now()


def failed(name: str, error: Exception) -> None:
    """Note that it failed just now, and with which kind of error."""
    noted = _noted.setdefault(name, _Noted())
    noted.failed_at, noted.error = clock.now(), type(error).__name__[:100]


def write_rounds(db: Database) -> None:
    """Write down what this process has noted; what another did later stays."""
    noted = [(name, _noted.pop(name)) for name in sorted(_noted)]
    if not noted:
        return
    with db.writing() as session:
        for name, one in noted:
            insert_if_absent(session, WorkerRound, name=name)
            if one.done_at:
                _bring_up(session, name, col(WorkerRound.done_at), one.done_at)
            if one.failed_at:
                _bring_up(session, name, col(WorkerRound.failed_at), one.failed_at, error=one.error)


def _bring_up(session: Session, name: str, when: Any, at: datetime, **more: str | None) -> None:
    later = sa.update(WorkerRound).where(col(WorkerRound.name) == name, sa.or_(when.is_(None), when < at))
    session.connection().execute(later.values({when.key: at, **more}))
