"""The shapes of outcomes: what crews record, and what integrations pull."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from app.core.fields import Instant, Label, Line, Name, Text
from app.core.schema import Can, In, Link, Out
from app.outcomes.models import Confidence, NextStep, OutcomeKind
from app.people.schemas import PersonRef
from app.pitches.models import PitchStatus
from app.pitches.schemas import PitchRef
from app.signups.models import CrewRole

Number = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e15, le=1e15)]


class ImpactIn(In):
    """A number that the outcome made different."""

    metric: Name = Field(description="What is counted, such as: time to find the cause of an alert.")
    unit: Label = Field(description="Such as: hours a year.")
    baseline: Number | None = Field(None, description="The value before.")
    value: Number
    as_of: date | None = Field(None, description="The day on which the value was true.")
    confidence: Confidence | None = Field(None, description="How sure the people who measured are.")


class OutcomeIn(In):
    """What became of a pitch; what is left out is emptied."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "prototype",
                    "summary": "It answers two of three questions from the runbooks.",
                    "learned": "Old runbooks are worse than none.",
                    "evidence": [{"title": "Recording", "url": "https://example.com/demo"}],
                    "next": "hand_over",
                    "home": "Platform",
                    "impact": [
                        {"metric": "time to first answer", "unit": "minutes", "baseline": 22, "value": 6}
                    ],
                }
            ]
        }
    )

    kind: OutcomeKind
    summary: Text = ""
    learned: Text = ""
    evidence: Annotated[list[Link], Field(max_length=50)] = []
    next: NextStep | None = None
    home: Line = Field("", description="Who owns it now.")
    impact: Annotated[list[ImpactIn], Field(max_length=20)] = []


class CrewMember(Out):
    """Somebody of the crew, with the home team that they had when exploring began, or when they joined later."""

    person: PersonRef
    role: CrewRole


class OutcomeOut(Out):
    """What became of a pitch. `seq` is the number in the log of the last change of anything shown here."""

    id: str
    seq: int | None
    version: int
    pitch: PitchRef
    pitch_status: PitchStatus
    week: str = Field(description="The week's slug.")
    week_title: str
    week_cancelled: bool = Field(
        description="Whether the week was called off; what had come of it by then stays."
    )
    leads: list[PersonRef]
    crew: list[CrewMember]
    kind: OutcomeKind
    summary: str
    learned: str
    evidence: list[Link]
    next: NextStep | None
    home: str
    impact: list[ImpactIn]
    created_at: Instant
    updated_at: Instant
    can: dict[str, Can] = {}


class WhyGone(StrEnum):
    """Why an outcome is no longer among those that one pulls."""

    WITHDRAWN = "withdrawn"
    NOT_YOURS = "not_yours"
    OTHER_KIND = "other_kind"


class OutcomeGone(Out):
    """A tombstone: delete your copy of the outcome with this id. It comes whole again, with a higher `seq`, if it comes back."""

    id: str
    seq: int
    gone: Literal[True] = Field(description="Always true; outcomes themselves don't have this field.")
    reason: WhyGone = Field(
        description="`withdrawn` with its pitch, `not_yours` to see any more, or of an `other_kind` than you asked for."
    )


class OutcomesAfter(Out):
    """Outcomes that were recorded or changed after a number, each once, in the order of their last change.

    With `after`, those that are gone since come too, as tombstones.
    """

    items: list[OutcomeOut | OutcomeGone]
    last: int = Field(description="Store this, and send it as the next `after`.")
    more: bool = Field(description="Whether there is more to read at once.")
