"""What happens to outcomes, as the log tells it: every version whole, so that none is lost on readers."""

from typing import Any, ClassVar

from app.events.payloads import Event


class _OutcomeEvent(Event):
    subject: ClassVar[str] = "outcome_id"

    week_id: str
    pitch_id: str
    outcome_id: str


class OutcomeRecorded(_OutcomeEvent):
    """The first version."""

    type: ClassVar[str] = "outcome.recorded"

    after: dict[str, Any]


class OutcomeRevised(_OutcomeEvent):
    """A later version, with the one before."""

    type: ClassVar[str] = "outcome.revised"

    version: int
    before: dict[str, Any]
    after: dict[str, Any]


class OutcomeRefreshed(_OutcomeEvent):
    """Something shown with the outcome changed: its pitch, its week or its crew. `cause` is that event's type."""

    type: ClassVar[str] = "outcome.refreshed"

    cause: str
