"""A pitch brought up to the present before it is changed: what time alone has brought about, later features know."""

from collections.abc import Callable

from sqlmodel import Session

from app.core.actor import Actor
from app.pitches import queries
from app.pitches.models import Pitch

_settlers: list[Callable[[Session, Actor, str], None]] = []


def settles(settle: Callable[[Session, Actor, str], None]) -> Callable[[Session, Actor, str], None]:
    """Have a function run on a pitch, by its id, before changes that depend on how many places are taken."""
    if settle not in _settlers:
        _settlers.append(settle)
    return settle


def settled(session: Session, actor: Actor, pitch_id: str) -> Pitch:
    """The pitch, locked, with the places that are taken now."""
    pitch = queries.locked(session, pitch_id)
    for settle in _settlers:
        settle(session, actor, pitch_id)
    return pitch
