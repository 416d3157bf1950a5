"""The shapes of what is shown together."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from app.core.fields import Instant
from app.core.schema import Can, Link, Out
from app.demos.schemas import DemoOut
from app.outcomes.models import OutcomeKind
from app.outcomes.schemas import OutcomeOut
from app.people.schemas import PersonRef
from app.pitches.models import JoinMode, PitchStatus
from app.signups.models import CrewRole
from app.signups.schemas import SignUpOut


class Sort(StrEnum):
    """The orders of the board. `needs_people` has those with room first, the emptiest on top."""

    NEWEST = "newest"
    NEEDS_PEOPLE = "needs_people"
    TITLE = "title"
    SHUFFLE = "shuffle"


class InCrew(Out):
    """Somebody of a crew."""

    signup_id: str
    person: PersonRef
    role: CrewRole


class BoardRow(Out):
    """A pitch on the board; the same for all who may see the week."""

    id: str
    week: str = Field(description="The week's slug.")
    title: str
    summary: str
    tags: list[str]
    skills_needed: list[str]
    skills_to_learn: list[str]
    status: PitchStatus
    join: JoinMode
    crew_limit: int | None
    places_taken: int
    waiting: int
    interest: int
    lead: PersonRef | None = Field(description="The first of the leads, or null.")
    leads: list[PersonRef]
    needs_lead: bool = Field(description="Whether nobody who is still here leads it.")
    crew: list[InCrew]
    submitted_at: Instant | None


class Part(StrEnum):
    """What a person has to do with a pitch."""

    LEAD = "lead"
    MEMBER = "member"
    HELPER = "helper"
    MENTOR = "mentor"


class PitchOfPerson(BoardRow):
    """A pitch that a person leads or is in the crew of."""

    week_title: str
    parts: list[Part] = Field(
        description="What the person has to do with it: leading and joining are two things."
    )
    outcome: OutcomeKind | None = Field(description="What became of it, where that is recorded.")


class PitchInWeek(Out):
    """A pitch of some week, as named in passing."""

    id: str
    title: str
    week: str


class PitchOut(BoardRow):
    """One pitch, whole, with what the reader has to do with it."""

    body: str
    links: list[Link]
    where: str
    chat_url: str | None
    created_at: Instant
    withdrawn_at: Instant | None
    withdraw_reason: str | None
    continues: PitchInWeek | None
    continued_by: list[PitchInWeek]
    comments: int
    interested: bool = Field(description="Whether you said that it interests you.")
    my_signup: SignUpOut | None = Field(description="Your newest sign-up for it.")
    demo: DemoOut | None
    outcome: OutcomeOut | None
    source_results: list[dict[str, Any]] | None = Field(
        description="What an import brought along, as it was."
    )
    version: int
    can: dict[str, Can]
