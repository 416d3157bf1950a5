"""The shapes of a week's figures."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from app.core.fields import Instant
from app.core.schema import Out
from app.people.schemas import PersonRef
from app.pitches.schemas import PitchRef
from app.weeks.schemas import Day as Weekday
from app.weeks.schemas import WeekRef


class PeopleFigures(Out):
    """How many people take part, and how far they have come."""

    taking_part: int
    with_crew: int = Field(description="Those who hold an accepted member place.")
    wishing: int = Field(description="Those without a crew who ask, wait, or are invited or offered a place.")
    idle: int = Field(description="Those with neither.")


class PitchFigures(Out):
    """How many pitches were submitted, and how they stand."""

    submitted: int
    with_crew: int
    empty: int
    full: int
    without_lead: int
    waiting: int = Field(description="People in line, over all pitches.")


class CrewFigures(Out):
    """How much people mixed."""

    crews: int = Field(description="Pitches with at least one member.")
    mixed: int = Field(description="Crews of people from two home teams or more.")
    alone: int = Field(description="Crews of one.")


class DayOfForming(Out):
    """How many people had a crew at the end of a day, in the week's time zone."""

    day: date
    number: int = Field(description="Days since forming began, from 0.")
    people: int


class Course(Out):
    """How crews came together over the days of a week."""

    week: WeekRef
    days: list[DayOfForming]


class HomeTeamFigures(Out):
    home_team: str | None
    taking_part: int
    with_crew: int


class OutcomeFigures(Out):
    """How many outcomes there are of each kind."""

    shipped: int
    prototype: int
    learning: int
    document: int
    stopped: int


class WeekFigures(Out):
    """What a week came to. Of an archived week, null is what its source doesn't tell."""

    week: WeekRef
    sorts_at: Instant = Field(
        description="When exploring begins; of an archived week its first day, or 1970 where none is known."
    )
    archived: bool
    taking_part: int | None = Field(
        description="Of a week that is over, whoever took part when it closed, also if they have left since. "
        "Of an archived week, whom its source tells of."
    )
    with_crew: int | None = Field(description="Those of them who hold an accepted member place.")
    pitches: int = Field(description="Pitches that were submitted, and not withdrawn.")
    crews: int | None = Field(description="Pitches with at least one member.")
    mixed: int | None = Field(description="Crews of people from two home teams or more.")
    outcomes: OutcomeFigures
    home_teams: list[HomeTeamFigures] = Field(
        description="By the home team at the instant when exploring began, or when somebody joined later; under its present name."
    )


class Cell(Out):
    """How many members of a home team are in crews of pitches with a tag."""

    home_team: str | None
    tag: str
    people: int


class TaskKind(StrEnum):
    """What an organizer can do something about."""

    NEEDS_LEAD = "needs_lead"
    ASKS_UNANSWERED = "asks_unanswered"
    LONG_LINE = "long_line"
    EMPTY = "empty"
    ALONE = "alone"


class Task(Out):
    """A pitch that somebody should look after. `people` is how many it concerns; `since` when it began, where known."""

    kind: TaskKind
    pitch: PitchRef
    people: int
    since: Instant | None


class Standing(StrEnum):
    """How far somebody who takes part has come: into a crew, to a wish for one, or to neither."""

    WITH_CREW = "with_crew"
    WISHING = "wishing"
    IDLE = "idle"


class PersonStanding(Out):
    """Somebody who takes part, and how far they have come."""

    person: PersonRef
    home_team: str | None = Field(description="The one under which figures count them.")
    standing: Standing
    days: list[Weekday] = Field(description="Those on which they take part; none named means all.")
    crew: PitchRef | None = Field(description="The pitch in whose crew they hold a member place.")
    wishes: list[PitchRef] = Field(
        description="Pitches at which they ask, wait, or are invited or offered a place."
    )


class Insights(Out):
    """The figures of one week, as they are now."""

    week: WeekRef
    people: PeopleFigures
    pitches: PitchFigures
    crews: CrewFigures
    course: Course
    course_before: Course | None = Field(
        description="The same of the week before, day by day from its own forming on."
    )
    home_teams: list[HomeTeamFigures]
    heat: list[Cell]
    tasks: list[Task] = Field(description="The most pressing kind first.")
