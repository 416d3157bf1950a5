"""The base of every event's payload: a frozen class per event, whose fields are the contract with its readers."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict

from app.core.fields import Instant

PRIVATE = "private"
Private = Annotated[str | None, PRIVATE]
"""Free text about a person: the log keeps its digest, a row that can be erased keeps the words."""

TOLD = "told"
Told = Annotated[str | None, PRIVATE, TOLD]
"""Private text that is meant for everyone who sees the event: why a week moved."""

Stamp = Instant


class Event(BaseModel):
    """Something that happened. `type` is `<thing>.<past tense>`; `subject` names the field with the thing's id.

    A field `week_id` or `pitch_id` also places the event; `about` names the field with the id of the person whom
    private texts are about (else the actor).
    """

    model_config = ConfigDict(frozen=True)

    type: ClassVar[str]
    subject: ClassVar[str]
    about: ClassVar[str | None] = None


class Change(BaseModel):
    """One field before and after; long texts are told as changed, not repeated."""

    before: object = None
    after: object = None
