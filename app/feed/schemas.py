"""The shapes of the feed."""

from typing import Any

from pydantic import Field

from app.core.fields import Instant
from app.core.schema import Out


class EventOut(Out):
    """A thing that happened. `data` names its ids; before, after and private words are there for organizers alone, but why a week moved or was called off is told to all."""

    seq: int
    id: str
    type: str
    at: Instant
    actor_id: str | None = Field(
        description="The person who did it; null for the scheduler and the command line."
    )
    via: str
    week_id: str | None
    pitch_id: str | None
    subject_id: str
    reason: str | None = Field(description="Why an organizer acted outside the phase; for organizers alone.")
    data: dict[str, Any]


class NamedEvent(EventOut):
    """An event with what its ids are called."""

    week: str | None = Field(description="The slug of the week that it has a place in.")
    names: dict[str, str] = Field(
        description="What people, home teams, pitches and weeks are called now that the event names by their ids; what is gone is missing."
    )


class EventsAfter(Out):
    """Events after a number, oldest first."""

    items: list[EventOut]
    last: int = Field(description="Store this, and send it as the next `after`.")
    more: bool = Field(description="Whether there is more to read at once.")
