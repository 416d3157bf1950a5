"""What time alone brings about for weeks: the log is told that a phase has begun."""

from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Via, system
from app.core.db import Database
from app.core.errors import utc_text
from app.events.log import record
from app.events.models import EventRow
from app.weeks.events import PhaseBegan
from app.weeks.models import Week
from app.weeks.phases import Phase


def tell_phases(db: Database) -> int:
    """Append `week.phase_began` once per week, phase and instant that has come; tells how many were."""
    with db.reading() as session:
        due = [week_id for week_id in _running(session) if _untold(session, week_id)]
    for week_id in due:
        with db.writing() as session:
            week = session.exec(select(Week).where(Week.id == week_id).with_for_update(key_share=True)).one()
            for phase in _untold(session, week.id) if week.cancelled_at is None else ():
                instant = getattr(week, f"{phase}_at")
                record(session, system(Via.WORKER), PhaseBegan(week_id=week.id, phase=phase, instant=instant))
    return len(due)


def _running(session: Session) -> list[str]:
    """Published weeks in which a phase has begun; those whose closing was told long ago cost one small look."""
    found = select(Week.id).where(
        col(Week.published_at).is_not(None), col(Week.cancelled_at).is_(None), col(Week.archived).is_(False),
        col(Week.pitching_at) <= clock.now(),
    )  # fmt: skip
    return list(session.exec(found))


def _untold(session: Session, week_id: str) -> list[Phase]:
    week = session.get_one(Week, week_id)
    told = session.exec(
        select(EventRow.data).where(EventRow.week_id == week_id, EventRow.type == PhaseBegan.type)
    )
    known = {(data["phase"], data["instant"]) for data in told}
    schedule = week.schedule
    assert schedule is not None, "only scheduled weeks run"
    return [
        phase
        for phase in schedule.begun(clock.now())
        if (phase, utc_text(schedule.begins[phase])) not in known
    ]
