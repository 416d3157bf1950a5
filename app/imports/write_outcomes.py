"""Writes outcomes through the service that records them, so that programs which pull outcomes get these too."""

from sqlmodel import Session

from app.core import actor
from app.imports.known import Known
from app.imports.rows import Batch, OutcomeRow, Table
from app.imports.written import LEFT_ALONE, Written
from app.outcomes import queries, service
from app.outcomes.models import Outcome
from app.pitches.models import Pitch
from app.weeks.models import Week
from app.weeks.policy import Who


def write_outcomes(session: Session, batch: Batch, known: Known, written: Written) -> None:
    """Record each outcome that isn't here; one that is stays as it is."""
    for row in batch.outcomes:
        pitch = session.get_one(Pitch, known.pitches[row.pitch])
        here = queries.of_pitch(session, pitch.id)
        if here is None:
            _record(session, row, pitch)
            written.add_new(Table.OUTCOMES, row.pitch)
            continue
        written.counts[Table.OUTCOMES].unchanged += 1
        if service.content(session, here) != row.told.model_dump(mode="json"):
            batch.note(LEFT_ALONE, f"the outcome of {row.pitch.id}", row.origin)


def _record(session: Session, row: OutcomeRow, pitch: Pitch) -> None:
    week = session.get_one(Week, pitch.week_id)
    outcome: Outcome = service.record(session, actor.system(), week, pitch, Who.ORGANIZER, row.told)
    outcome.created_at, outcome.updated_at = row.created_at, row.updated_at
    session.add(outcome)
