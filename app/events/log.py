"""Recording: an event is appended in the transaction of the change it tells of, and reactions run inside it."""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.actor import Actor
from app.events.models import ErasableText, EventRow
from app.events.payloads import PRIVATE, Event

E = TypeVar("E", bound=Event)
Reaction: TypeAlias = Callable[[Session, Actor, E, EventRow], None]

SALT_LENGTH = 32

_reactions: dict[type[Event], list[Reaction[Event]]] = defaultdict(list)


def reacts_to(*kinds: type[E]) -> Callable[[Reaction[E]], Reaction[E]]:
    """Have a function run within the transaction of each event of these kinds, in the order of registration."""

    def register(reaction: Reaction[E]) -> Reaction[E]:
        for kind in kinds:
            if reaction not in _reactions[kind]:
                _reactions[kind].append(reaction)  # type: ignore[arg-type]  # is called with `kind` alone
        return reaction

    return register


def record(session: Session, actor: Actor, event: Event) -> EventRow:
    """Append what happened, then let later features react. Nothing is committed here."""
    data = event.model_dump(mode="json")
    about = data.get(event.about) if event.about else actor.person_id
    for name in _private_fields(type(event)):
        if data[name] is not None:
            data[name] = _erasable(session, about, data[name])
    row = EventRow(
        type=event.type,
        actor_id=actor.person_id,
        via=actor.via,
        reason_digest=_erasable(session, actor.person_id, actor.reason) if actor.reason else None,
        week_id=data.get("week_id"),
        pitch_id=data.get("pitch_id"),
        subject_id=data[event.subject],
        person_id=data.get("person_id"),
        data=data,
    )
    session.add(row)
    for reaction in _reactions[type(event)]:
        reaction(session, actor, event, row)
    return row


@cache
def _private_fields(kind: type[Event], mark: str = PRIVATE) -> list[str]:
    return [name for name, field in kind.model_fields.items() if mark in field.metadata]


@cache
def private_fields(type_: str, mark: str = PRIVATE) -> frozenset[str]:
    """The fields of an event's payload that hold the digest of a private text instead of the text.

    With the mark `TOLD`, those of them whose text everyone reads who sees the event.
    """
    return frozenset(
        name
        for kind in _kinds()
        if getattr(kind, "type", None) == type_
        for name in _private_fields(kind, mark)
    )


def words_named(row: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    """The digests of private texts in an event's row, each with the person whose anonymising erases the text."""
    if row["reason_digest"]:
        yield row["reason_digest"], row["actor_id"]
    for name, about in _private_words(row["type"]):
        if digest := row["data"].get(name):
            yield digest, row["data"].get(about) if about else row["actor_id"]


@cache
def _private_words(type_: str) -> list[tuple[str, str | None]]:
    """The private fields of a type of event, each with the field that names whom it is about."""
    return [
        (name, kind.about)
        for kind in _kinds()
        if getattr(kind, "type", None) == type_
        for name in _private_fields(kind)
    ]


def types() -> frozenset[str]:
    """Every type of event that can be recorded."""
    return frozenset(kind.type for kind in _kinds() if hasattr(kind, "type"))


def _kinds() -> list[type[Event]]:
    kinds: list[type[Event]] = [Event]
    for kind in kinds:  # grows while it is walked
        kinds += kind.__subclasses__()
    return kinds


def erase_words_about(session: Session, person_id: str) -> None:
    """Erase all private words about a person, and those about others that are their id; the events that name them by their digests stay as they are."""
    for naming in (col(ErasableText.person_id), col(ErasableText.text)):
        session.connection().execute(sa.delete(ErasableText).where(naming == person_id))


def _erasable(session: Session, person_id: str | None, text: str) -> str:
    salt = secrets.token_hex(SALT_LENGTH // 2)
    digest = digest_of(salt, text)
    session.add(ErasableText(digest=digest, person_id=person_id, salt=salt, text=text))
    return digest


def digest_of(salt: str, text: str) -> str:
    """The digest of a text; a shorter salt could lend it letters."""
    return hashlib.sha256((salt + text).encode()).hexdigest()
