"""Live updates: events of one week or of all as they happen, as server-sent events (WHATWG HTML, section 9.2).

One look at the log each half second serves all streams of a process. An idle stream holds no database connection.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

import anyio
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import ending
from app.core.actor import Actor
from app.core.db import Database
from app.core.errors import TooMany, Unavailable
from app.core.logging import log
from app.events import queries as numbers
from app.events.models import EventRow
from app.feed import queries
from app.feed.schemas import EventOut
from app.people import sign_in
from app.weeks.models import Week

LOOK_EVERY_S = 0.5
STILL_HERE_EVERY_S = 15.0
AFTER_TROUBLE_S = 1.0
LASTS_S = 300.0
"""Then the reader comes back by itself, and is asked anew who it is."""
MOST_STREAMS = 500
MOST_OF_ONE = 20
"""Streams of one person, so that no program takes the room of all the others."""
PAGE = 200


@dataclass(frozen=True)
class Wanted:
    """What a stream tells: of one week or of all, of these types or of every type, beyond a number."""

    actor: Actor
    after: int
    since: int
    """The highest number when the stream began."""
    week: Week | None = None
    types: Sequence[str] = ()
    session_id: str | None = None
    """The browser's session that the reader came with, if it was one."""

    def lets_in(self, session: Session) -> bool:
        return self.session_id is None or sign_in.is_on(session, self.session_id)


@dataclass
class Watch:
    """What the streams of one process share: who listens, and the highest number of the log and of each week."""

    db: Database
    streams: int = 0
    of_person: Counter[str | None] = field(default_factory=Counter)
    seen: int = 0
    newest: dict[str, int] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    """Set, and replaced by another, whenever something happened: a lock would be lost by readers who go while it changes hands."""
    looking: asyncio.Task[None] | None = None
    ended: bool = False

    def require_room(self, actor: Actor) -> None:
        """Raises Unavailable("too_many_streams"), TooMany("too_many_streams_of_yours")."""
        if self.streams >= MOST_STREAMS:
            raise Unavailable(
                "too_many_streams", "Too many listen already; read /events from time to time instead."
            )
        if self.of_person[actor.person_id] >= MOST_OF_ONE:
            raise TooMany(
                "too_many_streams_of_yours",
                f"You listen {MOST_OF_ONE} times already; end one of those first.",
            )

    async def wait_for_news(self, week: Week | None, after: int) -> bool:
        """Wait until there is an event beyond a number, in a week or anywhere; False when nothing came for a while."""

        def there_is() -> bool:
            return self.ended or (self.newest.get(week.id, 0) if week else self.seen) > after

        until = time.monotonic() + STILL_HERE_EVERY_S
        while not there_is():
            try:
                await asyncio.wait_for(self.news.wait(), until - time.monotonic())
            except TimeoutError:
                return False
        return True

    def tell(self, found: Mapping[str | None, int]) -> None:
        """Wake whoever waits: for the highest number of each week in which something happened, and of what has none."""
        self.seen = max(self.seen, *found.values(), 0)
        self.newest |= {week_id: seq for week_id, seq in found.items() if week_id is not None}
        told, self.news = self.news, asyncio.Event()
        told.set()

    def end(self) -> None:
        """Let every stream end, so that the process can: its readers come back to another."""
        self.ended = True
        self.tell({})

    def join(self, actor: Actor) -> None:
        """One stream more; the first begins the looking."""
        self.streams += 1
        self.of_person[actor.person_id] += 1
        if self.looking is None:
            self.looking = asyncio.create_task(self._look())

    def leave(self, actor: Actor) -> None:
        """One stream fewer; the last ends the looking."""
        self.streams -= 1
        self.of_person -= Counter([actor.person_id])
        if self.streams == 0 and self.looking is not None:
            self.looking.cancel()
            self.looking = None

    async def _look(self) -> None:
        while True:
            try:
                found = await anyio.to_thread.run_sync(self._beyond)
            except sa.exc.SQLAlchemyError as error:
                log.warning("live.no_look", error=type(error).__name__)
                found = {}
            if found:
                self.tell(found)
            await asyncio.sleep(LOOK_EVERY_S)

    def _beyond(self) -> dict[str | None, int]:
        """The highest new number of each week in which something happened since the last look; of what has none, by None."""
        numbers.number_committed(self.db)
        with self.db.reading() as session:
            rows = session.exec(
                select(EventRow.week_id, sa.func.max(EventRow.seq))
                .where(col(EventRow.seq) > self.seen)
                .group_by(col(EventRow.week_id))
            ).all()
        return {week_id: seq for week_id, seq in rows if seq is not None}


async def events(watch: Watch, visits: anyio.CapacityLimiter, wanted: Wanted) -> AsyncIterator[str]:
    """The text of a stream: each event that the actor may see with a number beyond `after`, then as they happen.

    It outlasts a database that is away for a while.
    """
    watch.join(wanted.actor)
    try:
        yield "retry: 3000\n\n"
        ends, after = time.monotonic() + LASTS_S, wanted.after
        while time.monotonic() < ends and not watch.ended:
            try:
                found = await anyio.to_thread.run_sync(_page, watch.db, wanted, after, limiter=visits)
            except sa.exc.SQLAlchemyError as error:
                log.warning("live.no_page", error=type(error).__name__)
                yield ": the database is away\n\n"
                await asyncio.sleep(AFTER_TROUBLE_S)
                continue
            if found is None:
                return
            page, after = found
            for event in page:
                yield f"id: {event.seq}\nevent: {event.type}\ndata: {event.model_dump_json()}\n\n"
            if not page:
                yield f"id: {after}\n: nothing for you up to here\n\n"
            if len(page) < PAGE and not await watch.wait_for_news(wanted.week, after):
                yield ": still here\n\n"
    finally:
        watch.leave(wanted.actor)


def end_on_signals(watch: Watch) -> None:
    """End the streams as soon as the process is asked to end; a server waits for its replies to be over."""
    loop = asyncio.get_running_loop()
    ending.when_asked(lambda: loop.call_soon_threadsafe(watch.end))


def _page(db: Database, wanted: Wanted, after: int) -> tuple[list[EventOut], int] | None:
    """The next events and the number up to which they account for what happened.

    None when the reader has signed out, their token may have ended or their rights have changed: the stream ends, and they are asked anew.
    """
    with db.reading() as session:
        end = numbers.last_number(session)
        if not wanted.lets_in(session) or queries.changes_rights(
            session, wanted.actor, max(after, wanted.since), end
        ):
            return None
        page = queries.after(
            session,
            wanted.actor,
            after,
            end,
            asking=queries.Asking(wanted.types, week_id=wanted.week.id if wanted.week else None),
            limit=PAGE,
        )
        return page, page[-1].seq if len(page) == PAGE else max(end, after)
