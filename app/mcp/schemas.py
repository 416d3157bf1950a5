"""What tools answer where the API's own shapes say more than an assistant has room for."""

from enum import StrEnum
from typing import Generic, TypeVar

from pydantic import Field

from app.core.schema import Out
from app.insights.schemas import CrewFigures, PeopleFigures, PitchFigures
from app.outcomes.models import OutcomeKind
from app.pitches.models import JoinMode
from app.weeks.schemas import WeekOut

Thing = TypeVar("Thing")


class PitchFound(Out):
    """A pitch in short; read_pitch has all of it."""

    id: str
    week: str = Field(description="The week's slug.")
    title: str
    summary: str
    tags: list[str]
    skills_needed: list[str]
    skills_to_learn: list[str]
    join: JoinMode
    crew_limit: int | None = Field(description="Places in the crew; null for no limit.")
    places_taken: int
    waiting: int = Field(description="People in line.")
    leads: list[str] = Field(description="Their names.")


class PitchesFound(Out):
    items: list[PitchFound]
    next: str | None = Field(description="Send as `cursor` for more; null when that was all.")


class By(StrEnum):
    """What of a person to look for in pitches."""

    SKILLS = "skills"
    WANTS_TO_LEARN = "wants_to_learn"
    BOTH = "both"


class PitchForMe(PitchFound):
    """A pitch that fits a person."""

    skills_i_bring: list[str] = Field(description="Needed there, and mine.")
    skills_i_would_learn: list[str] = Field(description="To be learned there, and on my list.")
    has_room: bool = Field(description="Whether I would get a place now; else I'd wait in line.")


class PitchesForMe(Out):
    """The best matches first."""

    my_skills: list[str]
    i_want_to_learn: list[str]
    items: list[PitchForMe]
    note: str | None = Field(description="Why nothing could be looked for, or null.")


class OutcomeCount(Out):
    kind: OutcomeKind
    outcomes: int


class WeekSummary(Out):
    """A week and how it stands."""

    week: WeekOut
    pitches: int = Field(description="Those submitted.")
    pitches_with_room: int
    tags: list[str] = Field(description="The commonest first.")
    skills: list[str] = Field(description="Needed or to be learned, the commonest first.")
    outcomes: list[OutcomeCount]
    people_figures: PeopleFigures | None = Field(description="For organizers of the week; else null.")
    pitch_figures: PitchFigures | None = Field(description="For organizers of the week; else null.")
    crew_figures: CrewFigures | None = Field(description="For organizers of the week; else null.")


class Done(Out, Generic[Thing]):
    """What a writing tool did, or would do."""

    done: bool = Field(description="False for a dry run: nothing was changed.")
    summary: str = Field(description="What was done, or would be, in a sentence for the person.")
    result: Thing = Field(description="How it is now, or would be.")
