"""What happens to demos, as the log tells it."""

from typing import ClassVar

from app.core.fields import Instant
from app.events.payloads import Change, Event


class DemoDescribed(Event):
    """A crew said how it shows what it did."""

    type: ClassVar[str] = "demo.described"
    subject: ClassVar[str] = "pitch_id"

    week_id: str
    pitch_id: str
    changes: dict[str, Change]


class DemosOrdered(Event):
    """The running order of a week was set; pitches in their order. `starts` has when those begin whose time is set."""

    type: ClassVar[str] = "demos.ordered"
    subject: ClassVar[str] = "week_id"

    week_id: str
    before: list[str]
    after: list[str]
    starts: dict[str, Instant]
