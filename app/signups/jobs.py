"""What time alone brings about for sign-ups: offers that lapse, and places that then go to the next in line."""

from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Via, system
from app.core.db import Database
from app.pitches.models import Pitch, PitchStatus
from app.signups import service
from app.signups.models import SignUp, SignUpStatus
from app.weeks.models import Week


def settle_due(db: Database) -> int:
    """Bring each pitch up to date on which something is due; tells how many that were. One transaction each.

    A pitch that can't be settled keeps none of the others waiting; raises ExceptionGroup when they are done.
    """
    with db.reading() as session:
        due = _due(session)
    failed = [error for pitch_id in due if (error := _failure_to_settle(db, pitch_id))]
    if failed:
        raise ExceptionGroup(f"{len(failed)} of {len(due)} pitches could not be settled", failed)
    return len(due)


def _failure_to_settle(db: Database, pitch_id: str) -> Exception | None:
    try:
        with db.writing() as session:
            service.settle(session, system(Via.WORKER), pitch_id)
    except Exception as error:  # noqa: BLE001  # whatever it is, the other pitches' turn comes
        return error
    return None


def _due(session: Session) -> list[str]:
    now = clock.now()
    lapsed = (
        select(SignUp.pitch_id)
        .join(Week, col(Week.id) == SignUp.week_id)
        .where(
            SignUp.status == SignUpStatus.OFFERED,
            (col(SignUp.offer_expires_at) <= now) | (col(Week.exploring_at) <= now),
        )
    )
    room_and_a_line = (
        select(Pitch.id)
        .join(Week, col(Week.id) == Pitch.week_id)
        .where(
            Pitch.status == PitchStatus.SUBMITTED, Pitch.waiting > 0,
            col(Pitch.crew_limit).is_(None) | (col(Pitch.places_taken) < col(Pitch.crew_limit)),
            col(Week.forming_at) <= now, col(Week.exploring_at) > now, col(Week.cancelled_at).is_(None),
        )
    )  # fmt: skip
    return sorted({*session.exec(lapsed), *session.exec(room_and_a_line)})
