"""The shapes of demos and of a week's running order."""

from typing import Annotated

from pydantic import Field

from app.core.fields import Id, Instant, Line, OptionalTitle, Text, Url
from app.core.schema import Can, In, Link, Out
from app.demos.models import DemoMode
from app.people.schemas import PersonRef
from app.pitches.schemas import PitchRef

Minutes = Annotated[int, Field(strict=True, ge=1, le=240, description="How long it takes, in minutes.")]


class DemoIn(In):
    """How a crew shows what it did; what is left out is emptied."""

    mode: DemoMode
    title: OptionalTitle = ""
    notes: Text = Field("", description="What the crew brings and needs; Markdown.")
    links: Annotated[list[Link], Field(max_length=20)] = []
    recording_url: Url | None = None
    minutes: Minutes | None = None


class DemoOut(Out):
    """What a crew shows. `position` is its place in the running order, from 1; null when it is in none."""

    pitch: PitchRef
    mode: DemoMode
    title: str
    notes: str
    links: list[Link]
    recording_url: str | None
    minutes: int | None
    position: int | None
    starts_at: Instant | None
    place: str
    leads: list[PersonRef]
    version: int
    can: dict[str, Can] = {}


class Slot(In):
    """A place in the running order."""

    pitch_id: Id
    starts_at: Instant | None = None
    minutes: Minutes | None = None
    place: Line = ""


class RunningOrderIn(In):
    """Who shows after whom; pitches that are left out are in no order any more."""

    items: Annotated[list[Slot], Field(max_length=500)]


class RunningOrderOut(Out):
    """The demos of a week: those in the running order, then those that have no place in it yet."""

    items: list[DemoOut]
    version: int = Field(description="How often the order was set.")
    can: dict[str, Can]
