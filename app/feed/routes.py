"""The change feed over HTTP."""

from dataclasses import replace
from typing import Annotated

from fastapi import Query

from app.core.actor import Actor
from app.core.fields import Limit
from app.core.http import Reading, refuses, router
from app.core.schema import Page
from app.events import queries as log
from app.events.deps import After, Numbered
from app.feed import newest, queries
from app.feed.deps import Asked, AskedOfLog
from app.feed.queries import Asking
from app.feed.schemas import EventsAfter, NamedEvent
from app.people.deps import Reader
from app.weeks.deps import WeekDep

routes = router(tag="Events")

NumberCursor = Annotated[str | None, Query(max_length=200)]
LimitQuery = Annotated[Limit, Query()]
_REFUSED = refuses((409, "after_unknown"), (422, "unknown_event_type"))


@routes.get(
    "/events",
    operation_id="pullEvents",
    summary="Everything that happened after a number",
    responses=_REFUSED,
)
def pull_events(
    numbered: Numbered, session: Reading, actor: Reader, asking: Asked, after: After = 0, limit: LimitQuery = 50,  # noqa: ARG001
) -> EventsAfter:  # fmt: skip
    """Oldest first, each exactly once for a reader that stores `last` and sends it as the next `after`."""
    return _events(session, actor, after, asking, limit)


@routes.get("/events/newest", operation_id="listNewestEvents", summary="Who did what, the newest first",
            responses=refuses((400, "bad_cursor"), (403, "organizers_only"), (422, "unknown_event_type")))  # fmt: skip
def list_newest_events(
    numbered: Numbered, session: Reading, actor: Reader, asking: AskedOfLog, cursor: NumberCursor = None,  # noqa: ARG001
    limit: LimitQuery = 50,
) -> Page[NamedEvent]:  # fmt: skip
    """The log as organizers look through it, each event with before and after, and with the names that its ids have now.

    Of one week, it is that week's organizers' as well. A program that must miss nothing pulls `/events`.
    """
    return newest.page(session, actor, asking, cursor, limit)


@routes.get(
    "/weeks/{slug}/events",
    operation_id="listWeekEvents",
    summary="The activity of a week",
    responses=_REFUSED,
)
def list_week_events(
    numbered: Numbered, session: Reading, actor: Reader, week: WeekDep, asking: Asked, after: After = 0,  # noqa: ARG001
    limit: LimitQuery = 50,
) -> EventsAfter:  # fmt: skip
    """As `/events`, for one week."""
    return _events(session, actor, after, replace(asking, week_id=week.id), limit)


def _events(session: Reading, actor: Actor, after: int, asking: Asking, limit: int) -> EventsAfter:
    end = log.end_after(session, after)
    items = queries.after(session, actor, after, end, asking=asking, limit=limit + 1)
    more = len(items) > limit
    return EventsAfter.model_construct(
        items=items[:limit], last=items[limit - 1].seq if more else end, more=more
    )
