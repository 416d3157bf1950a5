"""What is shown of each pitch, kept as bytes until an event names it, or somebody on it.

A board that is made anew shows fifty pitches, of which most are as they were. So the parts of a week are kept under the state of the log
(`app.events.queries.state_of`) up to which nothing has changed them. With a later state, the events since then tell which of them to forget.
What changes everything (the week itself, who may see it, time, whatever isn't known) makes a new week of parts, with none in it.
"""

import time
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any, Protocol, TypeAlias, TypeVar

import sqlalchemy as sa
from pydantic_core import to_json
from sqlmodel import Session

from app.board import changed
from app.board.kept import FOREVER, changes_at
from app.board.rows import Chances, board_rows, these
from app.board.rows import chances as in_week
from app.core import clock
from app.core.db import BEGAN
from app.core.remembered import Remembered, Sized
from app.events.queries import State
from app.weeks.models import Week

WEEKS = 50
"""Weeks that a process keeps parts of; the one that was asked for longest ago is forgotten first."""
ROWS_BYTES = 4 * 1024 * 1024
"""Some five thousand pitches on boards."""
WHOLES_BYTES = 4 * 1024 * 1024
"""Some fifteen hundred pitches, whole; what goes with each takes about twice as much again."""
AHEAD = 150
"""Pitches that are made ahead, at most, by who has to wait for some anyway."""

_Key: TypeAlias = tuple[sa.URL, str]
PartOf = TypeVar("PartOf", bound="Part")


@dataclass(eq=False, slots=True, weakref_slot=True)
class OfWeek:
    """A week as it is, and the state of the log that its parts are good for."""

    database: sa.URL
    week: Week
    state: State
    pending: frozenset[str]
    """The events of that state that have no number yet."""
    since: datetime
    until: datetime
    chances: Chances | None = None
    """The submitted pitches, where they have been asked for."""
    is_complete: bool = False
    """Whether all of those were on a board, or made ahead of it."""
    named: dict[str, frozenset[str]] = field(default_factory=dict)
    """Who is named on which pitch that parts are kept of."""
    moved: float = field(default_factory=time.monotonic)
    """When it came to this state, as `BEGAN` tells of a session when that was made."""
    has_ended: bool = False
    """Whether nothing is kept of it: others have taken its place, or it is of a moment that has passed. Who is in the midst of something uses it still."""
    lock: Lock = field(default_factory=Lock)

    def good(self, state: State, now: datetime) -> bool:
        return self.state == state and self.since <= now < self.until

    def is_ahead_of(self, session: Session, state: State) -> bool:
        """Whether a session that read this state looks at a moment that has passed, while others read later ones. Where it isn't, a copy of the database was put back."""
        with self.lock:
            return _is_before(state, self.state) and session.info[BEGAN] <= self.moved

    def stands(self) -> tuple[State, frozenset[str]]:
        with self.lock:
            return self.state, self.pending

    def put(
        self, kind: "Remembered[PartOf]", pitch_id: str, part: "PartOf", names: Collection[str], state: State
    ) -> None:
        """Keep a part that was made of what was there at a state or later; not where the week has gone on since."""
        with self.lock:
            if self.state == state and not self.has_ended:
                self.named[pitch_id] = self.named.get(pitch_id, frozenset()).union(names)
                kind.put(pitch_id, part)

    def end(self) -> None:
        """Forget all of it for good."""
        with self.lock:
            self.has_ended = True
            self._forget({*self.named})
            self.chances = None

    def forget(self, these: changed.Changed) -> None:
        on = {id_ for id_, named in self.named.items() if not named.isdisjoint(these.people)}
        if these.came_or_went:
            self.chances = None
        self._forget(on | these.pitches)

    def _forget(self, pitch_ids: Collection[str]) -> None:
        for pitch_id in pitch_ids:
            self.named.pop(pitch_id, None)
            for kind in (rows, wholes):
                kind.forget(pitch_id)


class Part(Sized, Protocol):
    """What is kept of a pitch, good for as long as its week of parts is."""

    @property
    def of(self) -> OfWeek: ...


@dataclass(frozen=True, slots=True)
class Row:
    """A pitch's JSON on the board."""

    of: OfWeek
    pitch_id: str
    body: bytes


rows: Remembered[Row] = Remembered(ROWS_BYTES)
wholes: Remembered[Part] = Remembered(WHOLES_BYTES)
"""By the pitch's id. Who takes one looks whether it is of the week of parts that is good."""
_weeks: OrderedDict[_Key, OfWeek] = OrderedDict()
_slugs: dict[_Key, OfWeek] = {}
_lock = Lock()


def clear() -> None:
    """Forget everything."""
    with _lock:
        for of in _weeks.values():
            of.end()
        _weeks.clear()
        _slugs.clear()


def of_week(session: Session, week: Week, state: State) -> OfWeek:
    """The parts of a week, good for a state of the log that this session has read."""
    key, now = (session.get_bind().engine.url, week.id), clock.now()
    with _lock:
        of = _weeks.get(key)
        if of is not None:
            _weeks.move_to_end(key)
    if of is not None and of.since <= now < of.until and _caught_up(session, of, state, now):
        return of
    has_passed = of is not None and of.is_ahead_of(session, state)
    session.refresh(week)  # it was read before the state was
    pending = changed.pending(session, week.id, state)
    until = changes_at(session, week, now)
    of = OfWeek(key[0], week, state, pending, now, until, has_ended=has_passed)
    if not has_passed:
        _keep(key, of)
    return of


def _is_before(one: State, other: State) -> bool:
    """Whether less has happened, in the week or in none: numbers only rise."""
    return any((a or 0) < (b or 0) for a, b in zip(one[:2], other[:2], strict=True))


def of_slug(database: sa.URL, slug: str) -> OfWeek | None:
    """The parts of the week that had this slug when they were made."""
    return _slugs.get((database, slug))


def _keep(key: _Key, of: OfWeek) -> None:
    with _lock:
        gone = [_weeks.pop(key, None)]
        _weeks[key] = of
        if len(_weeks) > WEEKS:
            gone.append(_weeks.popitem(last=False)[1])
        for one in gone:
            if one is not None:
                one.end()
                _slugs.pop((one.database, one.week.slug), None)
        _slugs[of.database, of.week.slug] = of


def _caught_up(session: Session, of: OfWeek, state: State, now: datetime) -> bool:
    """Have a week's parts good for a state; False where that takes new ones."""
    while (former := of.stands())[0] != state:
        if _is_before(state, former[0]):
            return False
        what = changed.since(session, of.week.id, *former, state)
        if what is None:
            return False
        until = changes_at(session, of.week, now) if what.offered else FOREVER
        with of.lock:
            if (of.state, of.pending) != former:
                continue  # what was kept meanwhile may be older than what was read here
            of.forget(what)
            of.state, of.pending, of.until = state, what.pending, min(of.until, until)
            of.moved = time.monotonic()
    return True


def on_board(session: Session, of: OfWeek, told: Sequence[Any], state: State) -> list[bytes]:
    """The JSON of these rows of `app.board.rows.found`; made where it isn't kept. They were read at the state, or later."""
    bodies = kept_rows(of, [row.id for row in told])
    lacking = [row for row in told if row.id not in bodies]
    if lacking and not of.is_complete and not of.has_ended:
        lacking += _more(session, of, {row.id for row in lacking}, state)
    for row in board_rows(session, lacking, {of.week.id: of.week}) if lacking else ():
        bodies[row.id] = body = row.__pydantic_serializer__.to_json(row)
        named = {one.id for one in row.leads} | {one.person.id for one in row.crew}
        of.put(rows, row.id, Row(of, row.id, body), named, state)
    return [bodies[row.id] for row in told]


def _more(session: Session, of: OfWeek, lacking: set[str], state: State) -> list[Any]:
    """Others of the week that lack as well, and will be asked for next: many at once take a fifth of what they take one by one."""
    ids = [id_ for id_, _ in chances(session, of, state)]
    there = kept_rows(of, ids).keys() | lacking
    more = [id_ for id_ in ids if id_ not in there]
    of.is_complete = len(more) <= AHEAD
    return these(session, more[:AHEAD])


def chances(session: Session, of: OfWeek, state: State) -> Chances:
    """What the board is shuffled by; the session has read the state before."""
    found = of.chances
    if found is None:
        found = in_week(session, of.week)
        with of.lock:
            if of.state == state and not of.has_ended:
                of.chances = found
    return found


def kept_rows(of: OfWeek, pitch_ids: Sequence[str]) -> dict[str, bytes]:
    """The JSON of these pitches on the board, as far as it is kept."""
    parts = rows.these(pitch_ids)
    return {part.pitch_id: part.body for part in parts if part is not None and part.of is of}


def joined(bodies: Sequence[bytes], following: str | None) -> bytes:
    """A page of the board."""
    return b'{"items":[%b],"next":%b}' % (b",".join(bodies), to_json(following))
