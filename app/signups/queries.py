"""Finding sign-ups: the crew, the line, and what one person has and wishes for."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.queries import among, given, rows
from app.people import queries as people
from app.people.models import Person
from app.pitches.models import Pitch
from app.signups.models import OPEN_STATUSES, CrewRole, SignUp, SignUpStatus
from app.signups.policy import OVER
from app.weeks import queries as weeks
from app.weeks.models import Week
from app.weeks.phases import Phase

EVERYONE = 1_000_000
"""More than any line is long."""


class CrewMember(NamedTuple):
    """What is shown of an accepted sign-up among many."""

    pitch_id: str
    id: str
    person_id: str
    role: CrewRole
    accepted_at: datetime | None


class Own(NamedTuple):
    """What a person has in a week: their open sign-ups, and every accepted place, by the lines' order."""

    open: list[SignUp]

    @property
    def held(self) -> SignUp | None:
        """The accepted member place; there is at most one."""
        return next((one for one in self.open if one.is_the_one_place), None)

    def open_on(self, pitch_id: str) -> SignUp | None:
        return next((one for one in self.open if one.pitch_id == pitch_id), None)


_ON_PITCH = col(SignUp.pitch_id) == given("pitch_id")
_ON_PITCHES = among(col(SignUp.pitch_id), "pitch_ids")
_OF_PERSON = col(SignUp.person_id) == given("person_id")
_OPEN = col(SignUp.status).in_(OPEN_STATUSES)
_IN_ORDER = col(SignUp.line_number)

_OPEN_ONES = select(SignUp).where(_ON_PITCH, _OPEN).order_by(_IN_ORDER)
_OPEN_ONE = select(SignUp).where(_ON_PITCH, _OF_PERSON, _OPEN)
_IN_WEEK = select(SignUp).where(SignUp.week_id == given("week_id"), _OF_PERSON).order_by(_IN_ORDER)
_OPEN_IN_WEEK = (
    select(SignUp)
    .where(SignUp.week_id == given("week_id"), among(col(SignUp.person_id), "person_ids"), _OPEN)
    .order_by(_IN_ORDER)
    .execution_options(populate_existing=True)
)
_HELD_PLACE = (
    select(SignUp)
    .where(
        SignUp.week_id == given("week_id"),
        _OF_PERSON,
        SignUp.status == SignUpStatus.ACCEPTED,
        SignUp.role == CrewRole.MEMBER,
        col(SignUp.imported).is_(False),
    )
    .execution_options(populate_existing=True)
)
_FIRST_IN_LINE = (
    select(SignUp)
    .where(_ON_PITCH, SignUp.status == SignUpStatus.WAITING)
    .order_by(_IN_ORDER)
    .limit(given("most"))
    .execution_options(populate_existing=True)
)
_OFFERS = (
    select(SignUp)
    .where(_ON_PITCHES, SignUp.status == SignUpStatus.OFFERED)
    .order_by(col(SignUp.pitch_id), _IN_ORDER)
    .execution_options(populate_existing=True)
)
_CREWS = (
    sa.select(*(getattr(SignUp, name) for name in CrewMember._fields))
    .where(_ON_PITCHES, col(SignUp.status) == SignUpStatus.ACCEPTED)
    .order_by(_IN_ORDER)
)
_CREW = select(SignUp.person_id).where(_ON_PITCH, SignUp.status == SignUpStatus.ACCEPTED)
_OFFERED = (
    select(SignUp.pitch_id, sa.func.count())
    .where(_ON_PITCHES, SignUp.status == SignUpStatus.OFFERED)
    .group_by(col(SignUp.pitch_id))
)
_NEXT_LAPSE = sa.select(sa.func.min(col(SignUp.offer_expires_at))).where(
    col(SignUp.week_id) == given("week_id"), col(SignUp.offer_expires_at) > given("now")
)
_LAPSED = _OFFERED.where(col(SignUp.offer_expires_at) <= given("now"))
_COUNTS = (
    select(
        SignUp.pitch_id,
        sa.func.count().filter(
            col(SignUp.status).in_((SignUpStatus.ACCEPTED, SignUpStatus.OFFERED)),
            col(SignUp.role) == CrewRole.MEMBER,
        ),
        sa.func.count().filter(col(SignUp.status) == SignUpStatus.WAITING),
    )
    .where(_ON_PITCHES)
    .group_by(col(SignUp.pitch_id))
)

_IN_LINE = (
    sa.select(
        col(SignUp.id),
        sa.func.row_number()
        .over(partition_by=col(SignUp.pitch_id), order_by=col(SignUp.line_number))
        .label("place"),
    )
    .where(_ON_PITCHES, col(SignUp.status) == SignUpStatus.WAITING)
    .subquery()
)
_POSITIONS = sa.select(_IN_LINE.c.id, _IN_LINE.c.place).where(among(_IN_LINE.c.id, "signup_ids"))


def of_pitch(session: Session, pitch_id: str) -> list[SignUp]:
    """The open sign-ups of a pitch in the order in which people asked."""
    return list(session.exec(_OPEN_ONES, params={"pitch_id": pitch_id}))


def open_one(session: Session, pitch_id: str, person_id: str) -> SignUp | None:
    """The one open sign-up of a person on a pitch, if there is one."""
    return session.exec(_OPEN_ONE, params={"pitch_id": pitch_id, "person_id": person_id}).first()


def newest_and_held(session: Session, pitch: Pitch, person_id: str) -> tuple[SignUp | None, SignUp | None]:
    """The newest sign-up of a person on a pitch, open or not, and the place that they hold in its week."""
    all_ = list(session.exec(_IN_WEEK, params={"week_id": pitch.week_id, "person_id": person_id}))
    newest = [one for one in all_ if one.pitch_id == pitch.id]
    return newest[-1] if newest else None, next((one for one in all_ if one.is_the_one_place), None)


def held_place(session: Session, week_id: str, person_id: str) -> SignUp | None:
    """The accepted member place that a person has in a week; there is at most one."""
    return session.exec(_HELD_PLACE, params={"week_id": week_id, "person_id": person_id}).first()


def own_in_week(session: Session, week_id: str, person_ids: Collection[str]) -> dict[str, Own]:
    """What people have in a week, as it is now, by the person."""
    own = {person_id: Own([]) for person_id in person_ids}
    for signup in session.exec(_OPEN_IN_WEEK, params={"week_id": week_id, "person_ids": person_ids}):
        own[signup.person_id].open.append(signup)
    return own


def first_in_line(session: Session, pitch_id: str, at_most: int | None) -> list[SignUp]:
    most = EVERYONE if at_most is None else at_most
    if most <= 0:
        return []
    return list(session.exec(_FIRST_IN_LINE, params={"pitch_id": pitch_id, "most": most}))


def offers(session: Session, pitch_ids: Collection[str]) -> list[SignUp]:
    """The stored offers of some pitches, also those that are past their time."""
    return list(session.exec(_OFFERS, params={"pitch_ids": pitch_ids}))


def crews(session: Session, pitch_ids: Collection[str]) -> dict[str, list[CrewMember]]:
    """The accepted sign-ups of each pitch, in the order in which people asked."""
    crews: dict[str, list[CrewMember]] = defaultdict(list)
    for row in rows(session, _CREWS, pitch_ids=pitch_ids):
        crews[row.pitch_id].append(CrewMember(*row))
    return crews


def crew_of(session: Session, pitch_id: str) -> set[str]:
    """The ids of everyone accepted, whatever their role."""
    return {id_ for (id_,) in rows(session, _CREW, pitch_id=pitch_id)}


def lapsed_offers(session: Session, pitch_ids: Collection[str], phase: Phase) -> dict[str, int]:
    """How many stored offers of each pitch hold no place any more, because they read as expired."""
    if phase is Phase.FORMING:
        return dict(rows(session, _LAPSED, pitch_ids=pitch_ids, now=clock.now()))
    return dict(rows(session, _OFFERED, pitch_ids=pitch_ids))


def next_lapse(session: Session, week_id: str, now: datetime) -> datetime | None:
    """When the next offer of a week ends that still stands."""
    lapse: datetime | None = rows(session, _NEXT_LAPSE, week_id=week_id, now=now)[0][0]
    return lapse


def counts(session: Session, pitch_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """How many member places of each pitch are taken or held by an offer, and how many people wait; a pitch that nobody ever wanted is left out."""
    return {
        pitch_id: (taken, waiting) for pitch_id, taken, waiting in rows(session, _COUNTS, pitch_ids=pitch_ids)
    }


def has_room(pitch: Pitch, week: Week, taken: int) -> bool:
    """Whether a newcomer would find a place, where `taken` leaves lapsed offers out: the line comes first while it moves."""
    ahead = pitch.waiting if week.phase(clock.now()) is Phase.FORMING else 0
    return pitch.crew_limit is None or taken + ahead < pitch.crew_limit


def waiting_shown(pitch: Pitch, phase: Phase) -> int:
    """How many wait in line; from demos on there is no line any more."""
    return 0 if phase in OVER else pitch.waiting


def positions(session: Session, signups: Collection[SignUp]) -> dict[str, int]:
    """The place in line, from 1, of those of these sign-ups that wait."""
    waiting = [signup for signup in signups if signup.status is SignUpStatus.WAITING]
    if not waiting:
        return {}
    of_pitches, these = {signup.pitch_id for signup in waiting}, {signup.id for signup in waiting}
    return dict(rows(session, _POSITIONS, pitch_ids=of_pitches, signup_ids=these))


def of_person(session: Session, person_id: str, week_id: str | None = None) -> list[SignUp]:
    """All sign-ups of a person, newest first."""
    found = select(SignUp).where(SignUp.person_id == person_id).order_by(col(SignUp.id).desc())
    return list(session.exec(found.where(SignUp.week_id == week_id) if week_id else found))


@people.tells_who_is_met
def in_crew_or_line(week_ids: frozenset[str]) -> sa.Select[str]:
    """A select of the ids of the people in the crews and lines of these weeks."""
    return sa.select(col(SignUp.person_id)).where(
        col(SignUp.week_id).in_(weeks.published(week_ids)),
        col(SignUp.status).in_((SignUpStatus.ACCEPTED, SignUpStatus.WAITING)),
    )


def has_place_in(week: Week) -> sa.Select[str]:
    """A select of the ids of the people who hold an accepted member place in a week."""
    return sa.select(col(SignUp.person_id)).where(
        col(SignUp.week_id) == week.id,
        col(SignUp.status) == SignUpStatus.ACCEPTED,
        col(SignUp.role) == CrewRole.MEMBER,
    )


def is_active(session: Session, person_id: str) -> bool:
    return session.get_one(Person, person_id).is_active
