"""Reading the log as one actor may see it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from app.core.actor import Actor
from app.events import queries as log
from app.events.log import private_fields
from app.events.models import EventRow
from app.events.payloads import PRIVATE, TOLD
from app.feed.schemas import EventOut
from app.people.events import PersonDeactivated, PersonEdited, TokenRevoked, ViewBegan, ViewEnded
from app.pitches.models import Pitch, PitchLead, PitchStatus
from app.weeks.events import GuestInvited, GuestRemoved, OrganizerAdded, OrganizerRemoved
from app.weeks.queries import seen_weeks

_OPEN_KINDS = ("week.", "pitch.", "interest.", "comment.", "demo.", "demos.", "outcome.")
_OPEN_SIGNUPS = ("signup.accepted", "signup.waiting")
_ENDS_OF_SIGNUPS = ("signup.left", "signup.ended")
_IDS = ("_id", "_ids")
_OF_RIGHTS = [
    kind.type
    for kind in (
        PersonEdited,
        PersonDeactivated,
        TokenRevoked,
        OrganizerAdded,
        OrganizerRemoved,
        GuestInvited,
        GuestRemoved,
        ViewBegan,
        ViewEnded,
    )
]


@dataclass(frozen=True, slots=True)
class Asking:
    """Which events are wanted: of these types, `.*` at the end of one standing for all that begin so; what somebody did; what was done to a thing or a person; of a week; since when."""

    types: Sequence[str] = ()
    by: str | None = None
    about: str | None = None
    since: datetime | None = None
    week_id: str | None = None


def after(
    session: Session,
    actor: Actor,
    number: int,
    last: int,
    *,
    asking: Asking,
    limit: int,
) -> list[EventOut]:
    """Events with a number in (`number`, `last`] that the actor may see, oldest first, at most `limit`."""
    found = (
        select(EventRow)
        .where(col(EventRow.seq) > number, col(EventRow.seq) <= last, seen_by(actor), *asked_for(asking))
        .order_by(col(EventRow.seq))
        .limit(limit)
    )
    return shown(session, actor, list(session.exec(found)))


def asked_for(asking: Asking) -> Iterator[ColumnElement[bool]]:
    """The conditions on events that are wanted."""
    if asking.types:
        yield sa.or_(*(of_type(kind) for kind in asking.types))
    if asking.week_id is not None:
        yield col(EventRow.week_id) == asking.week_id
    if asking.by is not None:
        yield col(EventRow.actor_id) == asking.by
    if asking.about is not None:
        about = (col(EventRow.subject_id), col(EventRow.pitch_id), col(EventRow.person_id))
        yield sa.or_(*(column == asking.about for column in about))
    if asking.since is not None:
        yield col(EventRow.at) >= asking.since


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Organizers see all; others what happens on what they may see now, and what is about themselves.

    Of sign-ups, as with the things themselves: places and the line are everyone's to see, and who wished for a place
    is the leads' and their own.
    """
    if actor.organizes_all:
        return sa.true()
    led = sa.select(col(PitchLead.pitch_id)).where(col(PitchLead.person_id) == actor.person_id)
    # of each event's own pitch: for an EXISTS, PostgreSQL gathers all pitches of all weeks first
    seen = (
        sa.select(sa.or_(col(Pitch.status) != PitchStatus.DRAFT, col(Pitch.id).in_(led)))
        .where(col(Pitch.id) == EventRow.pitch_id)
        .scalar_subquery()
    )
    weeks = seen_weeks(actor)
    open_kind = sa.or_(
        *(col(EventRow.type).startswith(kind, autoescape=True) for kind in _OPEN_KINDS),
        col(EventRow.type).in_(_OPEN_SIGNUPS),
        sa.and_(
            col(EventRow.type).in_(_ENDS_OF_SIGNUPS),
            col(EventRow.data)["was"].as_string().in_(("accepted", "waiting")),
        ),
        sa.and_(col(EventRow.type).startswith("signup.", autoescape=True), col(EventRow.pitch_id).in_(led)),
    )
    there = sa.or_(col(EventRow.pitch_id).is_(None), seen)
    organized = col(EventRow.week_id).in_(actor.organized)
    all_see = sa.or_(sa.and_(col(EventRow.week_id).in_(weeks), there, open_kind), organized)
    if actor.person_id is None:  # who is no person has done nothing: what the worker did is not theirs
        return all_see
    own = (col(EventRow.actor_id) == actor.person_id, col(EventRow.person_id) == actor.person_id)
    return sa.or_(all_see, *own)


def changes_rights(session: Session, actor: Actor, number: int, last: int) -> bool:
    """Whether an event with a number in (`number`, `last`] may have changed what the actor may see, or ended a token."""
    found = (
        select(EventRow.id)
        .where(col(EventRow.seq) > number, col(EventRow.seq) <= last, col(EventRow.type).in_(_OF_RIGHTS))
        .where(col(EventRow.person_id) == actor.person_id)
    )
    return session.exec(found.limit(1)).first() is not None


def is_of_type(kind: str, type_: str) -> bool:
    """The same as `of_type`, for one that is at hand."""
    return type_.startswith(kind[:-1]) if kind.endswith(".*") else type_ == kind


def of_type(kind: str) -> ColumnElement[bool]:
    if kind.endswith(".*"):
        return col(EventRow.type).startswith(kind[:-1], autoescape=True)
    return col(EventRow.type) == kind


def shown(session: Session, actor: Actor, rows: Sequence[EventRow]) -> list[EventOut]:
    """These events as the actor may read them, of those that the actor may see."""
    seen_whole = {
        row.id for row in rows if actor.organizes_all or (row.week_id and actor.may_organize(row.week_id))
    }
    read = {digest for row in rows for digest in _digests(row, told_alone=row.id not in seen_whole)}
    words = log.private_texts(session, read)
    return [
        EventOut.model_construct(
            seq=row.seq or 0, id=row.id, type=row.type, at=row.at, actor_id=row.actor_id, via=row.via, week_id=row.week_id,
            pitch_id=row.pitch_id, subject_id=row.subject_id,
            reason=words.get(row.reason_digest or "") if row.id in seen_whole else None,
            data={**row.data, **_words_of(row, words)} if row.id in seen_whole else _ids_and_told(row, words),
        )
        for row in rows
    ]  # fmt: skip


def _digests(row: EventRow, *, told_alone: bool) -> Iterator[str]:
    """The digests of the private texts of an event, or of those that are told to all who see it."""
    if row.reason_digest and not told_alone:
        yield row.reason_digest
    names = private_fields(row.type, TOLD if told_alone else PRIVATE)
    yield from (str(row.data[name]) for name in names if row.data.get(name))


def _words_of(row: EventRow, words: dict[str, str], mark: str = PRIVATE) -> dict[str, object]:
    """Private texts in place of their digests; one that was erased is null."""
    names = private_fields(row.type, mark)
    return {name: words.get(str(row.data[name])) for name in names if name in row.data}


def _ids_and_told(row: EventRow, words: dict[str, str]) -> dict[str, object]:
    """The payload without before and after, and of private words only those that are told to all who see it."""
    open_names = ("role", "phase", "instant", "line_number", "expires_at", "version", "cause", "taking_part")
    ids = {name: value for name, value in row.data.items() if name.endswith(_IDS) or name in open_names}
    return {**ids, **_words_of(row, words, TOLD)}
