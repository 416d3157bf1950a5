"""A week's figures as bytes: computed once, by one at a time, and anew once something that they show is another.

They show what is in the log of the week, of the week before it, whose course is shown beside, and of no week, such as people and home
teams; or what passes with time. So they are kept under the state of these logs, and no longer than until the next instant that counts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock
from typing import TypeAlias

from sqlmodel import Session

from app.board.kept import FOREVER, Dated, changes_at
from app.core import clock
from app.core.errors import Unavailable
from app.core.http import Made
from app.core.remembered import Remembered
from app.events.queries import state_of
from app.insights import course, queries
from app.weeks.models import Week

AT_MOST_BYTES = 4 * 1024 * 1024
WITHIN_S = 10
"""How long somebody waits for a turn: less than a transaction may take."""
_turn = Lock()
"""All figures are computed in turn: it is Python's time, of which several at once get no more, and each of them holds a week's people."""

_State: TypeAlias = tuple[object, ...]


kept: Remembered[Dated] = Remembered(AT_MOST_BYTES)


def of_week(session: Session, week: Week) -> Made:
    """What `queries.of_week` gives, as bytes. Raises Unavailable("busy") where its turn doesn't come."""
    key = (session.get_bind().engine.url, week.id)
    before = course.week_before(session, week)
    state = _state(session, week, before)
    if found := _good(key, state):
        return found
    with _in_turn():
        if found := _good(key, state):  # whoever had the turn has just made them
            return found
        now = clock.now()
        until = _changes_at(session, week, before, now)
        made = Made.of(queries.of_week(session, week, before))
        new = Dated(made.body, made.etag, state, now, until)
        kept.put(key, new)
        return new


@contextmanager
def _in_turn() -> Iterator[None]:
    if not _turn.acquire(timeout=WITHIN_S):
        raise Unavailable("busy", "Too many ask for figures at this moment; try again in a few seconds.")
    try:
        yield
    finally:
        _turn.release()


def _good(key: tuple[object, ...], state: _State) -> Made | None:
    found = kept.get(key)
    return found if found is not None and found.good(state, clock.now()) else None


def _state(session: Session, week: Week, before: Week | None) -> _State:
    """Read before anything else: what comes in between is then made anew."""
    return state_of(session, week.id) + ((before.id, *state_of(session, before.id)) if before else ())


def _changes_at(session: Session, week: Week, before: Week | None, now: datetime) -> datetime:
    """When time alone will change them: a phase begins, an offer lapses, an ask has waited too long, or a day of forming ends."""
    instants = (
        changes_at(session, week, now),
        queries.next_unanswered(session, week, now),
        course.changes_at(week, now),
        course.changes_at(before, now) if before else None,
    )
    return min((at for at in instants if at is not None), default=FOREVER)
