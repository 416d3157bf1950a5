"""What the plain way shows, past everything that is kept."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from httpx2 import Response
from sqlmodel import Session, select

from app.board import rows, shown
from app.board.rows import Asked
from app.board.schemas import BoardRow, Sort
from app.core.actor import NOBODY, Actor
from app.core.errors import NotFound, Unauthorized
from app.core.http import Made
from app.core.schema import Page
from app.people import sign_in
from app.pitches import deps as pitches
from app.weeks import deps as weeks
from app.weeks.models import Week
from tests.world import Someone, World


@contextmanager
def reading(world: World, reader: Someone | None) -> Iterator[tuple[Session, Actor]]:
    """A session, and who reads. Raises Unauthorized for who has left."""
    with world.db.reading() as session:
        if reader is None:
            yield session, NOBODY
            return
        proof = sign_in.prove_token(session, reader.secret)
        actor = sign_in.actor_for(session, proof) if proof else None
        if actor is None:
            raise Unauthorized("bad_token", "")
        yield session, actor


def pitch(world: World, reader: Someone | None, pitch_id: str) -> bytes | int:
    """A pitch as somebody sees it, or the status of the refusal."""
    try:
        with reading(world, reader) as (session, actor):
            placed = pitches.seen(session, actor, pitch_id)
            return Made.of(shown.pitch(session, actor, placed.week, placed.pitch)).body
    except (NotFound, Unauthorized) as error:
        return error.status


def board(world: World, reader: Someone | None, week_id: str, sort: Sort) -> list[Any] | int:
    """The rows of a week's board as somebody sees them, or the status of the refusal."""
    try:
        with reading(world, reader) as (session, actor):
            week = weeks.seen(session, actor, session.exec(select(Week.slug).where(Week.id == week_id)).one())
            items, _ = rows.page(session, week, Asked(sort=sort))
            return list(
                json.loads(Page[BoardRow].model_construct(items=items, next=None).model_dump_json())["items"]
            )
    except (NotFound, Unauthorized) as error:
        return error.status


def told(reply: Response) -> bytes | int:
    return reply.content if reply.is_success else reply.status_code


def items(reply: Response) -> list[Any] | int:
    return list(reply.json()["items"]) if reply.is_success else reply.status_code
