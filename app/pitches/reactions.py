"""What becomes of pitches when something else changes: a lead is found by the name that they have now."""

from sqlmodel import Session, col, select

from app.core.actor import Actor
from app.events.log import reacts_to
from app.events.models import EventRow
from app.people.erasing import erases, names_of, without
from app.people.events import PersonAnonymised, PersonEdited
from app.people.models import Person
from app.pitches import queries
from app.pitches.models import Pitch, PitchLead, PitchStatus
from app.pitches.service import make_findable


@reacts_to(PersonEdited)
def lead_renamed(session: Session, _actor: Actor, event: PersonEdited, _: EventRow) -> None:
    if "name" in event.fields:
        _find_anew(session, event.person_id)


@reacts_to(PersonAnonymised)
def lead_anonymised(session: Session, _actor: Actor, event: PersonAnonymised, _: EventRow) -> None:
    _find_anew(session, event.person_id)


def _find_anew(session: Session, person_id: str) -> None:
    """Have the pitches that a person leads found by the new name, and no more by the old one."""
    led = select(PitchLead.pitch_id).where(PitchLead.person_id == person_id)
    for pitch in queries.these_locked(session, session.exec(led).all()).values():
        if pitch.status is not PitchStatus.DRAFT:
            make_findable(session, pitch)


@erases
def forget_in_sources(session: Session, person: Person) -> None:
    """What an import kept beside pitches, whoever led them."""
    names = names_of(person)
    for pitch in session.exec(select(Pitch).where(col(Pitch.source_extra).is_not(None))):
        pitch.source_extra = without(pitch.source_extra, names)
