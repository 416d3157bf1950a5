"""The shapes of weeks, their schedules and who takes part."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import ConfigDict, Field, JsonValue, model_validator

from app.core.errors import Invalid
from app.core.fields import Flag, Instant, Line, Reason, Slug, Summary, Text, TimeZone, Title
from app.core.schema import Can, In, Out, Patch
from app.people.schemas import PersonRef
from app.weeks.phases import SCHEDULED, OutOfOrder, Phase, Schedule

_EXAMPLE_SCHEDULE: dict[str, JsonValue] = {
    "pitching": "2027-01-11T09:00:00Z",
    "forming": "2027-01-25T09:00:00Z",
    "exploring": "2027-02-01T08:00:00Z",
    "demos": "2027-02-05T12:00:00Z",
    "wrap_up": "2027-02-05T16:00:00Z",
    "closed": "2027-02-12T16:00:00Z",
}


class ScheduleIn(In):
    """The instants at which the phases begin, never decreasing; two equal ones skip the earlier phase."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE_SCHEDULE]})

    pitching: Instant
    forming: Instant
    exploring: Instant
    demos: Instant
    wrap_up: Instant
    closed: Instant

    def instants(self) -> dict[Phase, Instant]:
        return {phase: getattr(self, phase) for phase in SCHEDULED}

    def schedule(self) -> Schedule:
        """Raises Invalid("schedule_out_of_order") naming the phase."""
        try:
            return Schedule(self.instants())
        except OutOfOrder as error:
            raise out_of_order(error) from error


class ScheduleOut(Out):
    pitching: Instant
    forming: Instant
    exploring: Instant
    demos: Instant
    wrap_up: Instant
    closed: Instant


def out_of_order(error: OutOfOrder) -> Invalid:
    return Invalid("schedule_out_of_order", str(error), field=f"schedule.{error.phase}")


class WeekIn(In):
    """A new week; it stays a draft that organizers alone see until it is published."""

    title: Title
    slug: Slug
    time_zone: TimeZone
    schedule: ScheduleIn
    theme: Summary = ""
    focus: Summary = ""
    description: Text = ""
    guardrails: Text = Field(
        "", description="What people agree to before they join a crew; Markdown. Empty asks for nothing."
    )
    location: Line = ""
    public: Flag = Field(False, description="Whether the week can be read without sign-in.")


class WeekPatch(Patch):
    """What may change of a week beside its schedule; only the fields that are sent change."""

    title: Title | None = None
    slug: Slug | None = None
    time_zone: TimeZone | None = None
    theme: Summary | None = None
    focus: Summary | None = None
    description: Text | None = None
    guardrails: Text | None = None
    location: Line | None = None
    public: Flag | None = None


class Reschedule(In):
    """The whole schedule anew. To move the week on by hand, give now for the phase that begins."""

    schedule: ScheduleIn
    reason: Reason


class WeekCopy(In):
    """How a copy differs from the week it is taken from."""

    slug: Slug
    title: Title | None = None
    months: Annotated[
        int, Field(strict=True, ge=1, le=60, description="How many months on; the weekdays stay.")
    ] = 6
    schedule: ScheduleIn | None = Field(
        None, description="Instead of moving the old one; needed for an archived week."
    )
    time_zone: TimeZone | None = Field(None, description="Needed where the old week has none.")

    @model_validator(mode="after")
    def _zone_goes_with_schedule(self) -> Self:
        if self.time_zone is not None and self.schedule is None:
            raise ValueError("a new time_zone needs a new schedule with it")
        return self


class Cancel(In):
    reason: Reason


class WeekRef(Out):
    """A week as named in passing."""

    slug: str
    title: str


class Day(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class MyParticipation(Out):
    """How one takes part in a week: everyone does, on all days, unless they say otherwise."""

    taking_part: bool
    days: list[Day]


class WeekRow(WeekRef):
    """A week in a list. An archived week was imported: it has dates, and no schedule."""

    id: str
    phase: Phase
    time_zone: str | None
    theme: str
    public: bool
    archived: bool
    phase_until: Instant | None = Field(description="When the next phase begins; null once closed.")
    schedule: ScheduleOut | None
    starts_on: date | None
    ends_on: date | None
    dates_text: str
    location: str
    parent: WeekRef | None
    pitch_count: int
    version: int


class WeekOut(WeekRow):
    """One week, whole."""

    focus: str
    description: str
    guardrails: str
    guardrails_accepted: bool = Field(description="Whether you have accepted the guardrails.")
    participation: MyParticipation | None = Field(description="How you take part; null without sign-in.")
    url: str | None
    copied_from: WeekRef | None
    organizers: list[PersonRef]
    can: dict[str, Can]


class ParticipationIn(In):
    taking_part: Flag
    days: Annotated[list[Day], Field(max_length=7)] = Field(
        [], description="The days one has; empty means all."
    )


class ParticipationOut(Out):
    """How one person takes part; whoever said nothing takes part on all days."""

    person: PersonRef
    taking_part: bool
    days: list[Day]
