"""From a path to the pitch or comment that it names, with its week, or to 401 or 404."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from sqlmodel import Session, col, select

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.http import IdPath, Writing
from app.core.queries import among
from app.people.deps import Caller, require_sign_in
from app.pitches import comments, policy, queries
from app.pitches.models import Comment, Pitch, PitchStatus
from app.weeks.models import Week

_PLACED = select(Pitch, Week).join(Week, col(Week.id) == Pitch.week_id).where(among(col(Pitch.id), "ids"))


@dataclass(frozen=True, slots=True)
class Placed:
    """A pitch with the week that it is in."""

    pitch: Pitch
    week: Week


def seen(session: Session, actor: Actor, pitch_id: str) -> Placed:
    """A pitch that the actor may see. Without sign-in, whether it is there is not told either."""
    placed = placed_by_id(session, [pitch_id]).get(pitch_id)
    if placed is None or not may_see(session, actor, placed):
        require_sign_in(actor)
        raise NotFound
    return placed


def placed_by_id(session: Session, pitch_ids: Collection[str]) -> dict[str, Placed]:
    """Pitches, whoever may see them."""
    found = session.exec(_PLACED, params={"ids": pitch_ids})
    return {pitch.id: Placed(pitch, week) for pitch, week in found}


def may_see(session: Session, actor: Actor, placed: Placed) -> bool:
    """Leads are asked for where they matter: for a draft."""
    pitch = placed.pitch
    leads = queries.leads_of(session, pitch.id) if pitch.status is PitchStatus.DRAFT else []
    return policy.may_see(actor, placed.week, pitch, leads)


def _placed(session: Writing, actor: Caller, pitch_id: IdPath) -> Placed:
    return seen(session, actor, pitch_id)


PitchDep = Annotated[Placed, Depends(_placed)]


def _comment(session: Writing, actor: Caller, comment_id: IdPath) -> tuple[Comment, Placed]:
    require_sign_in(actor)
    comment = comments.of_pitch(session, comment_id)
    return comment, seen(session, actor, comment.pitch_id)


CommentDep = Annotated[tuple[Comment, Placed], Depends(_comment)]
