"""From a week's slug to the week, or to 401 or 404."""

from typing import Annotated

from fastapi import Depends
from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.http import SlugPath, Writing
from app.people.deps import Caller, require_sign_in
from app.weeks import policy, queries
from app.weeks.models import Week


def _week(session: Writing, actor: Caller, slug: SlugPath) -> Week:
    return week_seen_by(session, actor, slug)


def week_seen_by(session: Session, actor: Actor, slug: str) -> Week:
    """A week that the actor may see. Without sign-in, whether a week is there is not told either."""
    week = queries.by_slug(session, slug)
    if week is None or not policy.may_see(actor, week):
        require_sign_in(actor)
        raise NotFound
    return week


WeekDep = Annotated[Week, Depends(_week)]
