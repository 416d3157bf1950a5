"""A read replica of PostgreSQL, for what many read: asked only where it has come as far as the database itself, so that nobody reads the past."""

import time
from collections.abc import Callable
from typing import TypeVar

from prometheus_client import Counter
from sqlmodel import Session

from app.core.db import Database
from app.core.logging import log
from app.core.problems import unavailable

T = TypeVar("T")

RESTS_S = 5.0
"""After an error the replica is left alone for so long."""
READS = Counter(
    "offtrail_replica_reads_total",
    "What a replica might have been read for, by who was: `replica`, or `database` where it is behind or away.",
    ["from"],
)


class Replica:
    """A replica that is read for those who have asked the database how far it is."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._rests_until = 0.0

    def read(self, session: Session, come: Callable[[Session], bool], make: Callable[[Session], T]) -> T:
        """What `make` reads: from the replica where it has come as far as is needed, else over the session."""
        if time.monotonic() >= self._rests_until:
            try:
                with self.db.reading() as there:
                    if come(there):
                        made = make(there)
                        READS.labels("replica").inc()
                        return made
            except Exception as error:
                if unavailable(error) is None:
                    raise
                self._rests_until = time.monotonic() + RESTS_S
                cause = getattr(error, "orig", None) or error
                log.warning("replica.away", error=type(cause).__name__)
        READS.labels("database").inc()
        return make(session)


def read(session: Session, come: Callable[[Session], bool], make: Callable[[Session], T]) -> T:
    """What `make` reads, over this session or from the replica of its database, if there is one that has come as far."""
    replica: Replica | None = session.info.get("replica")
    return make(session) if replica is None else replica.read(session, come, make)
