"""Pitching over HTTP; reading pitches is in `board`."""

from typing import Annotated

from fastapi import Query

from app.board import shown
from app.board.schemas import PitchOut
from app.core.errors import NotFound
from app.core.fields import Cursor, Limit
from app.core.http import IfMatch, Reading, Writing, refuses, router
from app.core.schema import Page
from app.people import queries as people
from app.people.deps import Reader, ReasonedWriter
from app.pitches import comments, interest, queries, service
from app.pitches.deps import CommentDep, PitchDep
from app.pitches.schemas import (
    CommentIn,
    CommentOut,
    CommentPatch,
    Continue,
    HandOver,
    InterestOut,
    PitchIn,
    PitchPatch,
    Withdraw,
)
from app.weeks import policy as week_policy
from app.weeks import queries as weeks
from app.weeks.deps import WeekDep

routes = router(tag="Pitches")

LimitQuery = Annotated[Limit, Query()]
_STALE = (412, "stale_version")
_GONE = "pitch_withdrawn, week_cancelled, reason_required"


@routes.post("/weeks/{slug}/pitches", status_code=201, operation_id="submitPitch", summary="Pitch an idea",
             responses=refuses((403, "members_only"), (409, "pitching_closed, week_cancelled, reason_required")))  # fmt: skip
def submit_pitch(session: Writing, actor: ReasonedWriter, week: WeekDep, body: PitchIn) -> PitchOut:
    """Only the title is needed. A draft is seen by its leads and by organizers alone."""
    return shown.pitch(session, actor, week, service.pitch(session, actor, week, body))


@routes.patch("/pitches/{pitch_id}", operation_id="editPitch", summary="Change a pitch",
              responses=refuses((403, "leads_only"), (409, f"editing_closed, below_places_taken, {_GONE}"), _STALE))  # fmt: skip
def edit_pitch(
    session: Writing, actor: ReasonedWriter, placed: PitchDep, body: PitchPatch, if_match: IfMatch
) -> PitchOut:
    edited = service.edit(session, actor, placed.week, placed.pitch, body, if_match)
    return shown.pitch(session, actor, placed.week, edited)


@routes.delete("/pitches/{pitch_id}", status_code=204, operation_id="deleteDraft", summary="Throw a draft away",
               responses=refuses((403, "leads_only"), (409, "already_submitted, week_cancelled"), _STALE))  # fmt: skip
def delete_draft(session: Writing, actor: ReasonedWriter, placed: PitchDep, if_match: IfMatch) -> None:
    """Only one that was never submitted."""
    service.delete_draft(session, actor, placed.week, placed.pitch, if_match)


@routes.post("/pitches/{pitch_id}/submit", operation_id="submitDraft", summary="Submit a draft",
             responses=refuses((403, "leads_only, members_only"), (409, "already_submitted, pitching_closed, week_cancelled, reason_required")))  # fmt: skip
def submit_draft(session: Writing, actor: ReasonedWriter, placed: PitchDep) -> PitchOut:
    return shown.pitch(session, actor, placed.week, service.submit(session, actor, placed.week, placed.pitch))


@routes.post("/pitches/{pitch_id}/withdraw", operation_id="withdrawPitch", summary="Take a pitch back",
             responses=refuses((403, "leads_only"), (409, f"withdrawing_closed, not_submitted, {_GONE}")))  # fmt: skip
def withdraw_pitch(session: Writing, actor: ReasonedWriter, placed: PitchDep, body: Withdraw) -> PitchOut:
    """Its crew is freed; nothing is erased, and it can be restored."""
    withdrawn = service.withdraw(session, actor, placed.week, placed.pitch, body.reason)
    return shown.pitch(session, actor, placed.week, withdrawn)


@routes.post("/pitches/{pitch_id}/restore", operation_id="restorePitch", summary="Bring a withdrawn pitch back",
             responses=refuses((403, "leads_only"), (409, "restoring_closed, not_withdrawn, week_cancelled, reason_required")))  # fmt: skip
def restore_pitch(session: Writing, actor: ReasonedWriter, placed: PitchDep) -> PitchOut:
    """Its crew is empty: those who were in it may have joined others."""
    return shown.pitch(
        session, actor, placed.week, service.restore(session, actor, placed.week, placed.pitch)
    )


@routes.post("/pitches/{pitch_id}/continue", status_code=201, operation_id="continuePitch",
             summary="Go on with a pitch in another week", responses=refuses((403, "members_only"), (409, "pitching_closed, week_cancelled, reason_required")))  # fmt: skip
def continue_pitch(session: Writing, actor: ReasonedWriter, placed: PitchDep, body: Continue) -> PitchOut:
    """A draft of your own with its text and links, never its people."""
    week = weeks.by_slug(session, body.week)
    if week is None or not week_policy.may_see(actor, week):
        raise NotFound(f"There is no week {body.week} that you may see.")
    return shown.pitch(session, actor, week, service.continue_in(session, actor, placed.pitch, week))


@routes.post("/pitches/{pitch_id}/hand-over", operation_id="handOverPitch", summary="Change who leads a pitch",
             responses=refuses((403, "leads_only"), (409, "handing_over_closed, last_lead, deactivated, members_only, week_cancelled, reason_required")))  # fmt: skip
def hand_over_pitch(session: Writing, actor: ReasonedWriter, placed: PitchDep, body: HandOver) -> PitchOut:
    """A lead gives their own part to somebody; an organizer who isn't one replaces all leads; `keep` only adds."""
    handed = service.hand_over(session, actor, placed.week, placed.pitch, body)
    return shown.pitch(session, actor, placed.week, handed)


@routes.get("/pitches/{pitch_id}/interest", operation_id="listInterest", summary="Who is interested",
            responses=refuses((400, "bad_cursor")))  # fmt: skip
def list_interest(
    session: Reading, actor: Reader, placed: PitchDep, cursor: Cursor | None = None, limit: LimitQuery = 50  # noqa: ARG001
) -> Page[InterestOut]:  # fmt: skip
    """First come first."""
    rows, following = queries.interested(session, placed.pitch.id, cursor, limit)
    named = people.refs(session, {row.person_id for row in rows})
    items = [InterestOut.model_construct(person=named[row.person_id], since=row.since) for row in rows]
    return Page[InterestOut].model_construct(items=items, next=following)


@routes.put("/pitches/{pitch_id}/interest", operation_id="sayInterest", summary="Say that it interests me",
            responses=refuses((409, f"interest_closed, {_GONE}")))  # fmt: skip
def say_interest(session: Writing, actor: ReasonedWriter, placed: PitchDep) -> PitchOut:
    interest.say(session, actor, placed.week, placed.pitch)
    return shown.pitch(session, actor, placed.week, placed.pitch)


@routes.delete("/pitches/{pitch_id}/interest", status_code=204, operation_id="loseInterest", summary="Take my interest back",
               responses=refuses((409, f"interest_closed, {_GONE}")))  # fmt: skip
def lose_interest(session: Writing, actor: ReasonedWriter, placed: PitchDep) -> None:
    interest.lose(session, actor, placed.week, placed.pitch)


@routes.get(
    "/pitches/{pitch_id}/comments",
    operation_id="listComments",
    summary="The thread",
    responses=refuses((400, "bad_cursor")),
)
def list_comments(
    session: Reading,
    actor: Reader,
    placed: PitchDep,
    cursor: Cursor | None = None,
    limit: LimitQuery = 50,
) -> Page[CommentOut]:
    """Oldest first; `parent_id` tells what each answers."""
    rows, following = queries.comments(session, placed.pitch.id, cursor, limit)
    items = comments.shown(session, actor, placed.week, placed.pitch, rows)
    return Page[CommentOut].model_construct(items=items, next=following)


@routes.post("/pitches/{pitch_id}/comments", status_code=201, operation_id="writeComment", summary="Ask, answer, note",
             responses=refuses((409, f"comments_closed, {_GONE}")))  # fmt: skip
def write_comment(session: Writing, actor: ReasonedWriter, placed: PitchDep, body: CommentIn) -> CommentOut:
    written = comments.write(session, actor, placed.week, placed.pitch, body)
    return comments.shown(session, actor, placed.week, placed.pitch, [written])[0]


@routes.patch("/comments/{comment_id}", operation_id="editComment", summary="Change a comment of mine",
              responses=refuses((403, "authors_only"), (409, f"comments_closed, comment_deleted, {_GONE}"), _STALE))  # fmt: skip
def edit_comment(
    session: Writing, actor: ReasonedWriter, found: CommentDep, body: CommentPatch, if_match: IfMatch
) -> CommentOut:
    comment, placed = found
    edited = comments.edit(session, actor, placed.week, placed.pitch, comment, body.body, if_match)
    return comments.shown(session, actor, placed.week, placed.pitch, [edited])[0]


@routes.delete("/comments/{comment_id}", status_code=204, operation_id="deleteComment", summary="Delete a comment",
               responses=refuses((403, "authors_only"), (409, "comment_deleted, week_cancelled"), _STALE))  # fmt: skip
def delete_comment(session: Writing, actor: ReasonedWriter, found: CommentDep, if_match: IfMatch) -> None:
    """Its words go, its place in the thread stays."""
    comment, placed = found
    comments.delete(session, actor, placed.week, comment, if_match)
