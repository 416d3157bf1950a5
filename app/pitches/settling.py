"""A pitch brought up to the present before it is changed: what time alone has brought about, later features know."""

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from sqlmodel import Session

from app.core.actor import Actor
from app.pitches import queries
from app.pitches.models import Pitch

Settle: TypeAlias = Callable[[Session, Actor, str, bool], None]
S = TypeVar("S", bound=Settle)

_settlers: list[Settle] = []


def settles(settle: S) -> S:
    """Have a function run on a pitch, by its id, before changes that depend on how many places are taken."""
    if settle not in _settlers:
        _settlers.append(settle)
    return settle


def settled(session: Session, actor: Actor, pitch_id: str, whole_line: bool = False) -> Pitch:
    """The pitch, locked, with the places that are taken now; and with all who wait for one, where room may be made for them."""
    pitch = queries.locked(session, pitch_id)
    for settle in _settlers:
        settle(session, actor, pitch_id, whole_line)
    return pitch
