"""Replies of a week that are the same for all its readers, kept as bytes until something of the week changes.

Everything that such a reply shows is in the log, or passes with time. So it is kept under the state of the log
(`app.events.queries.state_of`), and no longer than until the next instant at which time alone changes it.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from sqlmodel import Session

from app.core import clock, replicas
from app.core.http import Made
from app.core.remembered import Remembered
from app.events.queries import State, state_of
from app.signups.queries import next_lapse
from app.weeks.models import Week

AT_MOST_BYTES = 16 * 1024 * 1024
FOREVER = datetime.max.replace(tzinfo=UTC)

Key: TypeAlias = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Dated(Made):
    """A reply, the state of the log, or of several, that it was made from, and from when until when time doesn't change it."""

    state: tuple[object, ...]
    since: datetime
    until: datetime

    def good(self, state: tuple[object, ...], now: datetime) -> bool:
        return self.state == state and self.since <= now < self.until


@dataclass(frozen=True, slots=True)
class Entry(Dated):
    """A reply to many, with what it is kept under, and its week."""

    key: Key
    week_id: str
    published: bool


kept: Remembered[Entry] = Remembered(AT_MOST_BYTES)


def reply(
    session: Session, week: Week, kind: str, asked: Hashable, make: Callable[[Session, State], Made]
) -> Entry:
    """What `make` gives; made anew only when the week's log or the time tells that it would differ."""
    key = (session.get_bind().engine.url, week.id, kind, asked)
    now, state = clock.now(), state_of(session, week.id)
    entry = kept.get(key)
    if entry is None or not entry.good(state, now):
        until = changes_at(session, week, now)  # read before the rows: what comes between is then made anew
        made = anew(session, week, state, make)
        entry = Entry(made.body, made.etag, state, now, until, key, week.id, week.published_at is not None)
        kept.put(key, entry)
    return entry


def anew(session: Session, week: Week, state: State, make: Callable[[Session, State], Made]) -> Made:
    """What `make` gives, from a replica where that has come as far as the state."""
    return replicas.read(
        session, lambda there: state_of(there, week.id) == state, lambda reader: make(reader, state)
    )


def changes_at(session: Session, week: Week, now: datetime) -> datetime:
    """When time alone will change it: a phase begins, or an offer lapses."""
    phase = week.schedule.next_begin(now) if week.schedule else None
    return min(phase or FOREVER, next_lapse(session, week.id, now) or FOREVER)
