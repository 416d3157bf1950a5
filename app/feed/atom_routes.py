"""Atom feeds over HTTP."""

import uuid
from datetime import UTC, datetime

from fastapi import Request
from sqlmodel import Session

from app.core.actor import Actor
from app.core.http import Document, Reading, SlugPath, gives, refuses, router
from app.feed import atom, entries
from app.outcomes.models import OutcomeKind
from app.people.deps import FeedReader, OutcomeReader, OutcomeVisitor, Visitor
from app.weeks.deps import WeekDep
from app.weeks.deps import seen as week_seen
from app.weeks.models import Week

routes = router(tag="Feeds")

_ATOM = gives("application/atom+xml", "Atom (RFC 4287)")
_EPOCH = datetime.fromtimestamp(0, UTC)
_SECRETLY = _ATOM | refuses((410, "address_revoked"))


@routes.get("/weeks/{slug}/pitches.atom", operation_id="followPitches", summary="The pitches of a week as a feed",
            response_class=Document, responses=_ATOM)  # fmt: skip
def follow_pitches(request: Request, session: Reading, actor: Visitor, week: WeekDep) -> Document:  # noqa: ARG001  # the scope to read
    """The newest hundred of the board, with their Markdown as HTML; a public week's without sign-in."""
    return _pitches(request, session, week)


@routes.get("/weeks/{slug}/outcomes.atom", operation_id="followOutcomesOfWeek", response_class=Document,
            summary="The outcomes of a week as a feed", responses=_ATOM)  # fmt: skip
def follow_outcomes_of_week(
    request: Request, session: Reading, actor: OutcomeVisitor, week: WeekDep
) -> Document:
    """The hundred that changed last; a public week's without sign-in."""
    return _outcomes(request, session, actor, week=week)


@routes.get("/outcomes.atom", operation_id="followOutcomes", summary="All outcomes as a feed",
            response_class=Document, responses=_ATOM)  # fmt: skip
def follow_outcomes(
    request: Request, session: Reading, actor: OutcomeReader, kind: OutcomeKind | None = None
) -> Document:
    """The hundred that changed last. A program that must miss none pulls `/outcomes`."""
    return _outcomes(request, session, actor, kind=kind)


@routes.get("/feeds/{secret}/outcomes.atom", operation_id="followOutcomesSecretly", response_class=Document,
            summary="All outcomes as a feed, by my secret address", responses=_SECRETLY)  # fmt: skip
def follow_outcomes_secretly(
    request: Request, session: Reading, actor: FeedReader, kind: OutcomeKind | None = None
) -> Document:
    """As `/outcomes.atom`, for readers that can send no token; the address is made at `/me/addresses`."""
    return _outcomes(request, session, actor, kind=kind)


@routes.get("/feeds/{secret}/weeks/{slug}/pitches.atom", operation_id="followPitchesSecretly", response_class=Document,
            summary="The pitches of a week as a feed, by my secret address", responses=_SECRETLY)  # fmt: skip
def follow_pitches_secretly(
    request: Request, session: Reading, actor: FeedReader, slug: SlugPath
) -> Document:
    """As `/weeks/{slug}/pitches.atom`, for readers that can send no token."""
    return _pitches(request, session, week_seen(session, actor, slug))


def _pitches(request: Request, session: Session, week: Week) -> Document:
    return _document(request, atom.Feed(
        id_=atom.id_of(week.id, "pitches"), title=f"{week.title}: pitches", path=f"weeks/{week.slug}/pitches",
        began=week.published_at or week.created_at, entries=entries.of_pitches(session, week),
    ))  # fmt: skip


def _outcomes(
    request: Request,
    session: Session,
    actor: Actor,
    *,
    week: Week | None = None,
    kind: OutcomeKind | None = None,
) -> Document:
    found = entries.of_outcomes(session, actor, week=week, kind=kind)
    if week is not None:
        return _document(request, atom.Feed(
            id_=atom.id_of(week.id, "outcomes"), title=f"{week.title}: outcomes", path=f"outcomes?week={week.slug}",
            began=week.published_at or week.created_at, entries=found,
        ))  # fmt: skip
    here = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{request.base_url}outcomes.atom?kind={kind or ''}"))
    return _document(
        request, atom.Feed(id_=here, title="Offtrail: outcomes", path="outcomes", began=_EPOCH, entries=found)
    )


def _document(request: Request, feed: atom.Feed) -> Document:
    """With the address that everyone may know as its own: a secret one would travel on with whoever passes the feed on."""
    secret = request.path_params.get("secret")
    own = str(request.url).replace(f"/feeds/{secret}", "") if secret else str(request.url)
    return Document(
        atom.written(feed, str(request.base_url), own), headers={"Content-Type": "application/atom+xml"}
    )
