"""Live updates: the events of a week as they happen, as server-sent events (WHATWG HTML, section 9.2).

One look at the log each half second serves all streams of a process. An idle stream holds no database connection.
"""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import anyio
import sqlalchemy as sa
from sqlmodel import col, select

from app.core.actor import Actor
from app.core.db import Database
from app.core.logging import log
from app.events import queries as numbers
from app.events.models import EventRow
from app.feed import queries
from app.feed.schemas import EventOut
from app.weeks.models import Week

LOOK_EVERY_S = 0.5
STILL_HERE_EVERY_S = 15.0
LASTS_S = 300.0
"""Then the reader comes back by itself, and is asked anew who it is."""
MOST_STREAMS = 500
PAGE = 200


@dataclass
class Watch:
    """What the streams of one process share: who listens, and the highest number of each week."""

    db: Database
    streams: int = 0
    seen: int = 0
    newest: dict[str, int] = field(default_factory=dict)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)
    looking: asyncio.Task[None] | None = None
    ended: bool = False

    async def wait_for_news(self, week_id: str, after: int) -> bool:
        """Wait until a week has an event beyond a number; False when nothing came for a while."""
        async with self.news:
            try:
                await asyncio.wait_for(
                    self.news.wait_for(lambda: self.ended or self.newest.get(week_id, 0) > after),
                    STILL_HERE_EVERY_S,
                )
            except TimeoutError:
                return False
            return True

    async def end(self) -> None:
        """Let every stream end, so that the process can: its readers come back to another."""
        self.ended = True
        async with self.news:
            self.news.notify_all()

    def join(self) -> None:
        """One stream more; the first begins the looking."""
        self.streams += 1
        if self.looking is None:
            self.looking = asyncio.create_task(self._look())

    def leave(self) -> None:
        """One stream fewer; the last ends the looking."""
        self.streams -= 1
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
                async with self.news:
                    self.newest |= found
                    self.news.notify_all()
            await asyncio.sleep(LOOK_EVERY_S)

    def _beyond(self) -> dict[str, int]:
        """The highest new number of each week in which something happened since the last look."""
        numbers.number_committed(self.db)
        with self.db.reading() as session:
            rows = session.exec(
                select(EventRow.week_id, sa.func.max(EventRow.seq))
                .where(col(EventRow.seq) > self.seen, col(EventRow.week_id).is_not(None))
                .group_by(col(EventRow.week_id))
            ).all()
        found = {week_id: seq for week_id, seq in rows if week_id is not None and seq is not None}
        self.seen = max([self.seen, *found.values()])
        return found


async def events(
    watch: Watch, visits: anyio.CapacityLimiter, actor: Actor, week: Week, after: int | None
) -> AsyncIterator[str]:
    """The text of a stream: each event that the actor may see with a number beyond `after`, then as they happen.

    Without `after` it begins with what happens next.
    """
    watch.join()
    try:
        yield "retry: 3000\n\n"
        ends = time.monotonic() + LASTS_S
        while time.monotonic() < ends and not watch.ended:
            page, end = await anyio.to_thread.run_sync(_page, watch.db, actor, week, after, limiter=visits)
            after = end
            for event in page:
                yield f"id: {event.seq}\nevent: {event.type}\ndata: {event.model_dump_json()}\n\n"
            if not page:
                yield f"id: {after}\n: nothing for you up to here\n\n"
            if len(page) < PAGE and not await watch.wait_for_news(week.id, after):
                yield ": still here\n\n"
    finally:
        watch.leave()


def end_on_signals(watch: Watch) -> None:
    """End the streams as soon as the process is asked to end; a server waits for its replies to be over."""
    loop = asyncio.get_running_loop()
    for asked in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(asked)

        def end(number: int, frame: FrameType | None, before: Any = before) -> None:  # what getsignal gives
            loop.call_soon_threadsafe(lambda: asyncio.ensure_future(watch.end()))
            if callable(before):
                before(number, frame)

        signal.signal(asked, end)


def _page(db: Database, actor: Actor, week: Week, after: int | None) -> tuple[list[EventOut], int]:
    """The next events and the number up to which they account for what happened."""
    if after is None:
        numbers.number_committed(db)  # else what has happened already would be told as coming next
    with db.reading() as session:
        end = numbers.last_number(session)
        if after is None:
            return [], end
        page = queries.after(session, actor, after, end, types=[], week=week, limit=PAGE)
        return page, page[-1].seq if len(page) == PAGE else max(end, after)
