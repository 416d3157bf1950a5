"""The thread under a pitch: questions, answers, notes."""

from collections.abc import Sequence

from sqlmodel import Session

from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, require_version
from app.core.rivals import lock
from app.core.schema import Can
from app.events.log import record
from app.people import queries as people
from app.pitches import events, policy
from app.pitches.models import Comment, Pitch
from app.pitches.schemas import CommentIn, CommentOut
from app.weeks.models import Week


def write(session: Session, actor: Actor, week: Week, pitch: Pitch, new: CommentIn) -> Comment:
    """Add to the thread. Raises Conflict("comments_closed"), Invalid("no_such_comment") for a strange parent."""
    policy.may_comment(actor, week, pitch).require()
    if actor.person_id is None:
        raise Forbidden("people_only", "A comment is a person's.")
    if new.parent_id is not None:
        parent = session.get(Comment, new.parent_id)
        if parent is None or parent.pitch_id != pitch.id:
            raise Invalid(
                "no_such_comment", "The comment that this answers is not under this pitch.", field="parent_id"
            )
    comment = Comment(pitch_id=pitch.id, author_id=actor.person_id, parent_id=new.parent_id, body=new.body)
    session.add(comment)
    session.flush()
    record(session, actor, events.CommentWritten(
        week_id=week.id, pitch_id=pitch.id, comment_id=comment.id, parent_id=comment.parent_id, body=comment.body
    ))  # fmt: skip
    return comment


def edit(
    session: Session,
    actor: Actor,
    week: Week,
    pitch: Pitch,
    comment: Comment,
    body: str,
    expected: int | None,
) -> Comment:
    lock(session, comment)
    _require_there(comment)
    policy.may_edit_comment(actor, week, pitch, comment).require()
    require_version(comment.version, expected)
    before, comment.body = comment.body, body
    if before != body:
        comment.edited_at = clock.now()
        comment.version += 1
        session.add(comment)
        record(session, actor, events.CommentEdited(
            week_id=week.id, pitch_id=pitch.id, comment_id=comment.id, before=before, after=body
        ))  # fmt: skip
    return comment


def delete(session: Session, actor: Actor, week: Week, comment: Comment, expected: int | None) -> None:
    """Take the words out; the place in the thread stays, so that answers keep theirs."""
    lock(session, comment)
    _require_there(comment)
    policy.may_delete_comment(actor, week, comment).require()
    require_version(comment.version, expected)
    comment.body = ""
    comment.deleted_at = clock.now()
    comment.version += 1
    session.add(comment)
    record(
        session,
        actor,
        events.CommentDeleted(week_id=week.id, pitch_id=comment.pitch_id, comment_id=comment.id),
    )


def shown(
    session: Session, actor: Actor, week: Week, pitch: Pitch, comments: Sequence[Comment]
) -> list[CommentOut]:
    """Comments with their authors and what the actor may do with each."""
    authors = people.refs(session, {comment.author_id for comment in comments})
    return [
        CommentOut.model_construct(
            id=comment.id, pitch_id=comment.pitch_id, parent_id=comment.parent_id,
            author=None if comment.deleted_at else authors[comment.author_id], body=comment.body,
            created_at=comment.created_at, edited_at=comment.edited_at, deleted=comment.deleted_at is not None,
            version=comment.version,
            can={} if comment.deleted_at else {
                "edit": Can.of(actor, policy.may_edit_comment(actor, week, pitch, comment)),
                "delete": Can.of(actor, policy.may_delete_comment(actor, week, comment)),
            },
        )
        for comment in comments
    ]  # fmt: skip


def of_pitch(session: Session, comment_id: str) -> Comment:
    comment = session.get(Comment, comment_id)
    if comment is None:
        raise NotFound
    return comment


def _require_there(comment: Comment) -> None:
    if comment.deleted_at is not None:
        raise Conflict("comment_deleted", "This comment was deleted.")
