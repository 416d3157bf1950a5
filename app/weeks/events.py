"""What happens to weeks, as the log tells it."""

from typing import ClassVar

from app.core.fields import Instant
from app.events.payloads import Change, Event, Told
from app.weeks.phases import Phase


class WeekEvent(Event):
    """Something happened to a week as a whole, or to what a person has to do with it."""

    subject: ClassVar[str] = "week_id"

    week_id: str


class WeekCreated(WeekEvent):
    """A week was scheduled, as a draft that organizers alone see."""

    type: ClassVar[str] = "week.created"

    slug: str
    title: str
    time_zone: str
    schedule: dict[Phase, Instant]
    copied_from_id: str | None = None


class WeekEdited(WeekEvent):
    """What is said of a week changed; its schedule has an event of its own."""

    type: ClassVar[str] = "week.edited"

    changes: dict[str, Change]


class WeekPublished(WeekEvent):
    """A week can be seen by everyone."""

    type: ClassVar[str] = "week.published"


class WeekCancelled(WeekEvent):
    """A week was called off; it stays to be read."""

    type: ClassVar[str] = "week.cancelled"

    why: Told


class WeekRescheduled(WeekEvent):
    """The schedule was moved, and with it perhaps the phase."""

    type: ClassVar[str] = "week.rescheduled"

    before: dict[Phase, Instant]
    after: dict[Phase, Instant]
    why: Told


class PhaseBegan(WeekEvent):
    """The clock has reached an instant of the schedule; appended once per week, phase and instant."""

    type: ClassVar[str] = "week.phase_began"

    phase: Phase
    instant: Instant


class OrganizerAdded(WeekEvent):
    """Somebody organizes this week from now on."""

    type: ClassVar[str] = "week.organizer_added"

    person_id: str


class OrganizerRemoved(WeekEvent):
    """Somebody organizes this week no more."""

    type: ClassVar[str] = "week.organizer_removed"

    person_id: str


class GuestInvited(WeekEvent):
    """A guest sees this week from now on."""

    type: ClassVar[str] = "week.guest_invited"

    person_id: str


class GuestRemoved(WeekEvent):
    """A guest sees this week no more; their places in it are freed."""

    type: ClassVar[str] = "week.guest_removed"

    person_id: str


class GuardrailsAccepted(WeekEvent):
    """A person agreed to what the week asks for."""

    type: ClassVar[str] = "week.guardrails_accepted"

    person_id: str


class ParticipationChanged(WeekEvent):
    """A person said whether they take part, and on which days."""

    type: ClassVar[str] = "week.participation_changed"

    person_id: str
    taking_part: bool
    days: list[str]
