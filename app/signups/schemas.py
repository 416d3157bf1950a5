"""The shapes of sign-ups."""

from pydantic import Field

from app.core.fields import Id, Instant, Summary
from app.core.schema import Can, In, Out
from app.people.schemas import PersonRef
from app.pitches.schemas import PitchRef
from app.signups.models import CrewRole, SignUpStatus


class SignUpIn(In):
    """A wish for a place; with `person_id` a lead's invitation, or with `?reason=` an organizer's placing."""

    role: CrewRole = CrewRole.MEMBER
    message: Summary = ""
    switch_from: Id | None = Field(None, description="The sign-up to give up for this one, in the same step.")
    person_id: Id | None = Field(None, description="Somebody else, for leads and organizers.")


class AcceptIn(In):
    """What accepting an invitation may need."""

    switch_from: Id | None = Field(None, description="The sign-up to give up for this one, in the same step.")


class SignUpOut(Out):
    """A person's place, or wish for one. `position` is the place in line, from 1, while waiting."""

    id: str
    pitch_id: str
    pitch: PitchRef
    week: str = Field(description="The week's slug.")
    week_title: str
    person: PersonRef
    role: CrewRole
    status: SignUpStatus
    position: int | None
    message: str
    asked_at: Instant
    accepted_at: Instant | None
    offer_expires_at: Instant | None
    switch_from: str | None
    version: int
    can: dict[str, Can]
