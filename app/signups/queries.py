"""Finding sign-ups: the crew, the line, and what one person has and wishes for."""

from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from app.core import clock
from app.people.models import Person
from app.pitches.models import Pitch
from app.signups.models import OPEN_STATUSES, CrewRole, SignUp, SignUpStatus
from app.signups.policy import OVER
from app.weeks.models import Week
from app.weeks.phases import Phase


def of_pitch(session: Session, pitch_id: str) -> list[SignUp]:
    """The open sign-ups of a pitch in the order in which people asked."""
    found = select(SignUp).where(SignUp.pitch_id == pitch_id, col(SignUp.status).in_(OPEN_STATUSES))
    return list(session.exec(found.order_by(col(SignUp.line_number))))


def open_one(session: Session, pitch_id: str, person_id: str) -> SignUp | None:
    """The one open sign-up of a person on a pitch, if there is one."""
    found = select(SignUp).where(
        SignUp.pitch_id == pitch_id, SignUp.person_id == person_id, col(SignUp.status).in_(OPEN_STATUSES)
    )
    return session.exec(found).first()


def newest_one(session: Session, pitch_id: str, person_id: str) -> SignUp | None:
    """The newest sign-up of a person on a pitch, open or not."""
    found = select(SignUp).where(SignUp.pitch_id == pitch_id, SignUp.person_id == person_id)
    return session.exec(found.order_by(col(SignUp.line_number).desc()).limit(1)).first()


def held_place(session: Session, week_id: str, person_id: str) -> SignUp | None:
    """The accepted member place that a person has in a week; there is at most one."""
    found = select(SignUp).where(
        SignUp.week_id == week_id, SignUp.person_id == person_id, SignUp.status == SignUpStatus.ACCEPTED,
        SignUp.role == CrewRole.MEMBER, col(SignUp.imported).is_(False),
    )  # fmt: skip
    return session.exec(found.execution_options(populate_existing=True)).first()


def first_in_line(session: Session, pitch_id: str, at_most: int | None) -> list[SignUp]:
    found = (
        select(SignUp)
        .where(SignUp.pitch_id == pitch_id, SignUp.status == SignUpStatus.WAITING)
        .order_by(col(SignUp.line_number))
        .limit(at_most)
    )
    return list(session.exec(found.execution_options(populate_existing=True)))


def crews(session: Session, pitch_ids: Collection[str]) -> dict[str, list[SignUp]]:
    """The accepted sign-ups of each pitch, in the order in which people asked."""
    found = (
        select(SignUp)
        .where(col(SignUp.pitch_id).in_(pitch_ids), SignUp.status == SignUpStatus.ACCEPTED)
        .order_by(col(SignUp.line_number))
    )
    crews: dict[str, list[SignUp]] = defaultdict(list)
    for signup in session.exec(found):
        crews[signup.pitch_id].append(signup)
    return crews


def crew_of(session: Session, pitch_id: str) -> set[str]:
    """The ids of everyone accepted, whatever their role."""
    found = select(SignUp.person_id).where(
        SignUp.pitch_id == pitch_id, SignUp.status == SignUpStatus.ACCEPTED
    )
    return set(session.exec(found))


def lapsed_offers(session: Session, pitch_ids: Collection[str], phase: Phase) -> dict[str, int]:
    """How many stored offers of each pitch hold no place any more, because they read as expired."""
    conditions: list[ColumnElement[bool]] = [
        col(SignUp.pitch_id).in_(pitch_ids),
        col(SignUp.status) == SignUpStatus.OFFERED,
    ]
    if phase is Phase.FORMING:
        conditions.append(col(SignUp.offer_expires_at) <= clock.now())
    rows = session.exec(
        select(SignUp.pitch_id, sa.func.count()).where(*conditions).group_by(col(SignUp.pitch_id))
    )
    return dict(rows.all())


def has_room(session: Session, pitch: Pitch, week: Week) -> bool:
    """Whether a newcomer would find a free place: lapsed offers hold none, and while the line moves it comes first."""
    phase = week.phase(clock.now())
    ahead = pitch.waiting if phase is Phase.FORMING else 0
    taken = pitch.places_taken - lapsed_offers(session, [pitch.id], phase).get(pitch.id, 0)
    return pitch.crew_limit is None or taken + ahead < pitch.crew_limit


def waiting_shown(pitch: Pitch, phase: Phase) -> int:
    """How many wait in line; from demos on there is no line any more."""
    return 0 if phase in OVER else pitch.waiting


def positions(session: Session, signups: Collection[SignUp]) -> dict[str, int]:
    """The place in line, from 1, of those of these sign-ups that wait."""
    pitch_ids = {signup.pitch_id for signup in signups if signup.status is SignUpStatus.WAITING}
    if not pitch_ids:
        return {}
    place = sa.func.row_number().over(partition_by=col(SignUp.pitch_id), order_by=col(SignUp.line_number))
    rows = session.exec(
        select(SignUp.id, place).where(
            col(SignUp.pitch_id).in_(pitch_ids), SignUp.status == SignUpStatus.WAITING
        )
    )
    return dict(rows.all())


def of_person(session: Session, person_id: str, week_id: str | None = None) -> list[SignUp]:
    """All sign-ups of a person, newest first."""
    found = select(SignUp).where(SignUp.person_id == person_id).order_by(col(SignUp.id).desc())
    return list(session.exec(found.where(SignUp.week_id == week_id) if week_id else found))


def has_place_in(week: Week) -> sa.Select[str]:
    """A select of the ids of the people who hold an accepted member place in a week."""
    return sa.select(col(SignUp.person_id)).where(
        col(SignUp.week_id) == week.id,
        col(SignUp.status) == SignUpStatus.ACCEPTED,
        col(SignUp.role) == CrewRole.MEMBER,
    )


def is_active(session: Session, person_id: str) -> bool:
    return session.get_one(Person, person_id).is_active
