"""Live updates over HTTP."""

from typing import Annotated, cast

from fastapi import Header, Query, Request
from sqlmodel import Session
from starlette.responses import StreamingResponse

from app.core.actor import Actor, Via
from app.core.http import Reading, refuses, router
from app.events import queries as log
from app.events.deps import Numbered
from app.feed import live
from app.feed.deps import Types
from app.feed.news import Wanted
from app.people.deps import Reader, session_behind
from app.weeks.deps import WeekDep
from app.weeks.models import Week

routes = router(tag="Events")

After = Annotated[
    int | None, Query(ge=0, le=2**62, description="The number to begin after; else with what happens next.")
]
LastEventId = Annotated[
    int | None, Header(ge=0, le=2**62, description="The `id` that came last, which browsers send by themselves; it goes before `after`.")
]  # fmt: skip
_STREAM = refuses(
    (409, "after_unknown"), (422, "unknown_event_type"), (429, "too_many_streams_of_yours"), (503, "too_many_streams")
)  # fmt: skip
_STREAM[200] = {
    "description": "Server-sent events, until the stream ends.",
    # without a schema: OpenAPI 3.1 has none for streams, and tools take one for the whole, or for each event
    "content": {"text/event-stream": {}},
}


@routes.get(
    "/events/stream", operation_id="followEvents", summary="Everything as it happens",
    response_class=StreamingResponse, responses=_STREAM,
)  # fmt: skip
def follow_events(
    request: Request, numbered: Numbered, session: Reading, actor: Reader, types: Types,  # noqa: ARG001
    after: After = None, last_event_id: LastEventId = None,
) -> StreamingResponse:  # fmt: skip
    """Server-sent events: `id` is the number in the log, `event` the type, `data` an item of `/events`.

    It ends after five minutes, and when the reader signs out, their rights change or a token of theirs is revoked; who comes back with
    `Last-Event-ID` misses nothing. One person has at most 20 streams, and a process at most 500: read `/events` from time
    to time instead.
    """
    return _stream(request, session, actor, None, types, after if last_event_id is None else last_event_id)


@routes.get(
    "/weeks/{slug}/live", operation_id="followWeek", summary="The events of a week as they happen",
    response_class=StreamingResponse, responses=_STREAM,
)  # fmt: skip
def follow_week(
    request: Request, numbered: Numbered, session: Reading, actor: Reader, week: WeekDep, types: Types,  # noqa: ARG001
    after: After = None, last_event_id: LastEventId = None,
) -> StreamingResponse:  # fmt: skip
    """As `/events/stream`, for one week."""
    return _stream(request, session, actor, week, types, after if last_event_id is None else last_event_id)


def _stream(
    request: Request, session: Session, actor: Actor, week: Week | None, types: list[str], after: int | None
) -> StreamingResponse:
    watch = cast(live.Watch, request.app.state.watch)
    watch.require_room(actor)
    end = log.end_after(session, after or 0)
    own = session_behind(request, session) if actor.via is Via.SESSION else None
    wanted = Wanted(actor, end if after is None else after, end, week, types, own.id if own else None)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    text = live.events(watch, request.app.state.visits, wanted)
    return StreamingResponse(text, media_type="text/event-stream", headers=headers)
