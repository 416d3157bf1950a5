"""Live updates over HTTP."""

from typing import Annotated, cast

from fastapi import Header, Request
from starlette.responses import StreamingResponse

from app.core.errors import Unavailable
from app.core.http import router
from app.feed import live
from app.people.deps import Reader
from app.weeks.deps import WeekDep

routes = router(tag="Events")


@routes.get(
    "/weeks/{slug}/live",
    operation_id="followWeek",
    summary="The events of a week as they happen",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)
def follow_week(
    request: Request,
    actor: Reader,
    week: WeekDep,
    last_event_id: Annotated[int | None, Header(ge=0, le=2**62)] = None,
) -> StreamingResponse:
    """Server-sent events: `id` is the number in the log, `event` the type, `data` an item of `/weeks/{slug}/events`.

    Resumes after `Last-Event-ID`; ends after five minutes, for the reader to come back. 503 `too_many_streams`
    when 500 listen already: read `/weeks/{slug}/events` from time to time instead.
    """
    watch = cast(live.Watch, request.app.state.watch)
    if watch.streams >= live.MOST_STREAMS:
        raise Unavailable(
            "too_many_streams", "Too many listen already; read /events from time to time instead."
        )
    stream = live.events(watch, request.app.state.visits, actor, week, last_event_id)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)
