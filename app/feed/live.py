"""Live updates: events of one week or of all as they happen, as server-sent events (WHATWG HTML, section 9.2).

One look at the log each half second serves all streams of a process: what it finds is read once for all who see the same of it. An idle
stream holds no database connection.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field

import anyio
import sqlalchemy as sa

from app.core import ending
from app.core.actor import Actor
from app.core.db import Database
from app.core.errors import TooMany, Unavailable
from app.core.logging import log
from app.events import queries as numbers
from app.feed import news, queries
from app.feed.news import News, Wanted

LOOK_EVERY_S = 0.5
STILL_HERE_EVERY_S = 15.0
AFTER_TROUBLE_S = 1.0
LASTS_S = 300.0
"""Then the reader comes back by itself, and is asked anew who it is."""
MOST_STREAMS = 500
MOST_OF_ONE = 20
"""Streams of one person, so that no program takes the room of all the others."""
PAGE = news.MOST


@dataclass
class Watch:
    """What the streams of one process share: who listens, the highest number of the log, and the latest news."""

    db: Database
    listening: list[Wanted] = field(default_factory=list)
    room: int = MOST_STREAMS
    of_person: Counter[str | None] = field(default_factory=Counter)
    seen: int = 0
    latest: News | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)
    """Set, and replaced by another, whenever something happened: a lock would be lost by readers who go while it changes hands."""
    looking: asyncio.Task[None] | None = None
    ended: bool = False

    @property
    def streams(self) -> int:
        return len(self.listening)

    def require_room(self, actor: Actor) -> None:
        """Raises Unavailable("too_many_streams"), TooMany("too_many_streams_of_yours")."""
        if self.streams >= self.room:
            raise Unavailable(
                "too_many_streams", "Too many listen already; read /events from time to time instead."
            )
        if self.of_person[actor.person_id] >= MOST_OF_ONE:
            raise TooMany(
                "too_many_streams_of_yours",
                f"You listen {MOST_OF_ONE} times already; end one of those first.",
            )

    async def wait_for_news(self, after: int, until: float) -> None:
        """Wait until there is an event beyond a number, or until a time (`time.monotonic`)."""
        with contextlib.suppress(TimeoutError):
            while not self.ended and self.seen <= after:
                await asyncio.wait_for(self.news.wait(), until - time.monotonic())

    def told_to(self, wanted: Wanted, after: int) -> tuple[list[str], int] | None:
        """What the latest news are to a stream that has told everything up to a number, and up to which they go; None where it has to read for itself."""
        texts = self.latest.told_to(wanted, after) if self.latest else None
        return None if self.latest is None or texts is None else (texts, self.latest.until)

    def tell(self, seen: int, latest: News | None = None) -> None:
        """Wake whoever waits: something happened, up to this number."""
        self.seen, self.latest = max(self.seen, seen), latest
        told, self.news = self.news, asyncio.Event()
        told.set()

    def end(self) -> None:
        """Let every stream end, so that the process can: its readers come back to another."""
        self.ended = True
        self.tell(0)

    def join(self, wanted: Wanted) -> None:
        """One stream more; the first begins the looking."""
        self.listening.append(wanted)
        self.of_person[wanted.actor.person_id] += 1
        if self.looking is None:
            self.looking = asyncio.create_task(self._look())

    def leave(self, wanted: Wanted) -> None:
        """One stream fewer; the last ends the looking."""
        self.listening.remove(wanted)
        self.of_person -= Counter([wanted.actor.person_id])
        if not self.listening and self.looking is not None:
            self.looking.cancel()
            self.looking = None

    async def _look(self) -> None:
        while True:
            try:
                seen, latest = await anyio.to_thread.run_sync(self._beyond, self.seen, [*self.listening])
            except sa.exc.SQLAlchemyError as error:
                log.warning("live.no_look", error=type(error).__name__)
                seen, latest = 0, None
            if seen > self.seen:
                self.tell(seen, latest)
            await asyncio.sleep(LOOK_EVERY_S)

    def _beyond(self, since: int, listening: Collection[Wanted]) -> tuple[int, News | None]:
        """The highest number, and what happened since another, where that can be told to all at once."""
        numbers.number_committed(self.db)
        with self.db.reading() as session:
            end = numbers.last_number(session)
            return end, news.read(session, since, end, listening) if end > since else None


async def events(watch: Watch, visits: anyio.CapacityLimiter, wanted: Wanted) -> AsyncIterator[str]:
    """The text of a stream: each event that the actor may see with a number beyond `after`, then as they happen.

    It outlasts a database that is away for a while.
    """
    watch.join(wanted)
    try:
        yield "retry: 3000\n\n"
        said = time.monotonic()
        ends, after = said + LASTS_S, wanted.after
        while time.monotonic() < ends and not watch.ended:
            found = watch.told_to(wanted, after)
            alone = found is None
            if alone:
                try:
                    found = await anyio.to_thread.run_sync(_page, watch.db, wanted, after, limiter=visits)
                except sa.exc.SQLAlchemyError as error:
                    log.warning("live.no_page", error=type(error).__name__)
                    yield ": the database is away\n\n"
                    await asyncio.sleep(AFTER_TROUBLE_S)
                    continue
            if found is None:
                return
            texts, after = found
            if texts or alone or time.monotonic() - said >= STILL_HERE_EVERY_S:
                yield "".join(texts) or f"id: {after}\n: nothing for you up to here\n\n"
                said = time.monotonic()
            if len(texts) < PAGE:
                await watch.wait_for_news(after, said + STILL_HERE_EVERY_S)
    finally:
        watch.leave(wanted)


def end_on_signals(watch: Watch) -> None:
    """End the streams as soon as the process is asked to end; a server waits for its replies to be over."""
    loop = asyncio.get_running_loop()
    ending.when_asked(lambda: loop.call_soon_threadsafe(watch.end))


def _page(db: Database, wanted: Wanted, after: int) -> tuple[list[str], int] | None:
    """The texts of the next events, and the number up to which they account for what happened.

    None when the reader has signed out, their token may have ended or their rights have changed: the stream ends, and they are asked anew.
    """
    with db.reading() as session:
        end = numbers.last_number(session)
        if not wanted.lets_in(session) or queries.changes_rights(
            session, wanted.actor, max(after, wanted.since), end
        ):
            return None
        asking = queries.Asking(wanted.types, week_id=wanted.week.id if wanted.week else None)
        page = queries.after(session, wanted.actor, after, end, asking=asking, limit=PAGE)
        number = page[-1].seq if len(page) == PAGE else max(end, after)
        return [news.told(event).text for event in page], number
