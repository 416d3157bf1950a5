"""All that is held about me, over HTTP."""

from app.core.http import Reading, router
from app.core.limits import Kind, counts_as
from app.exports import mine
from app.exports.mine import HeldOut
from app.people.deps import Me, Reader

routes = router(tag="Me")


@routes.get("/me/data", operation_id="getMyData", summary="All that is held about me")
@counts_as(Kind.EXPORTS)
def get_my_data(session: Reading, actor: Reader, me: Me) -> HeldOut:  # noqa: ARG001  # only with the scope to read
    """My row and all that name me, as they are, but for what opens anything.

    Home teams, sign-ups, interest, comments, pitches I lead, what the log tells of me with the words beside it, sessions, tokens,
    addresses and web hooks.
    """
    return mine.held(session, me.id)
