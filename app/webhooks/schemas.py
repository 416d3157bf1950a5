"""The shapes of web hooks: addresses, deliveries, and the bodies that are sent."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, Field

from app.core.fields import Flag, Instant, Name, Slug, Url
from app.core.schema import Can, In, Out, Patch
from app.people.schemas import PersonRef
from app.webhooks.models import DeliveryStatus, WhyOff

EventTypes = Annotated[
    list[Annotated[str, Field(pattern=r"^[a-z_]+\.([a-z_]+|\*)$", max_length=60)]],
    Field(min_length=1, max_length=50, description="`pitch.submitted`, or `pitch.*` for all that begin so."),
]


class WebhookIn(In):
    """An address that is to get events; of one week, or of all."""

    name: Name
    url: Url
    types: EventTypes
    week: Slug | None = Field(None, description="Events of this week alone; null for all weeks and people.")


class WebhookPatch(Patch):
    """`on` turns it off, or on again from where it stopped: then it is yours."""

    name: Name | None = None
    url: Url | None = None
    types: EventTypes | None = None
    on: Flag | None = None


class WebhookOut(Out):
    """An address that gets events, and how it is doing."""

    id: str
    name: str
    url: str
    types: list[str]
    week: str | None = Field(description="The slug of the one week whose events it gets, or null for all.")
    owner: PersonRef = Field(description="It gets what this organizer may see, and stops when they may not.")
    on: bool
    off_because: WhyOff | None = Field(description="Why nothing is sent; null while it is on.")
    off_at: Instant | None
    failing_since: Instant | None = Field(
        description="Since when nothing has arrived; null when all is well."
    )
    former_secret_until: Instant | None = Field(
        description="Until when the secret before this one signs too; null when it signs no more."
    )
    seen: int = Field(
        description="The number in the log up to which its events are delivered or on their way."
    )
    pending: int = Field(description="Deliveries on their way.")
    dead: int = Field(description="Deliveries that were given up; they can be replayed.")
    created_at: Instant
    version: int
    can: dict[str, Can]


class NewWebhookOut(WebhookOut):
    """With its secret, which is shown this once."""

    shows_secret: ClassVar[bool] = True

    secret: str = Field(
        description="`whsec_` and the key in base64, as the Standard Webhooks libraries take it."
    )


class RotateIn(In):
    """A new secret; the one before signs beside it for a while, so that receivers can change in between."""

    overlap_hours: Annotated[int, Field(strict=True, ge=0, le=168)] = 24


class ReplayIn(In):
    """Send all events after a number once more."""

    after: Annotated[
        int, Field(strict=True, ge=0, le=2**62, description="A number of the log; 0 for all there ever was.")
    ]


class Try(Out):
    """One time that a delivery was sent: either a status and the first bytes of the reply, or why there was none."""

    at: Instant
    took_ms: int
    status: int | None
    reply: str | None
    problem: str | None
    retry_after_s: int | None = Field(
        default=None,
        description="For how many seconds the receiver asked to be left alone, with `Retry-After`.",
    )


class DeliveryOut(Out):
    """One event on its way to one address, with the last times that it was sent, newest last."""

    id: str = Field(description="The `webhook-id` header, the same each time that it is sent.")
    type: str
    seq: int | None = Field(description="The event's number in the log; null for a test.")
    event_id: str | None
    status: DeliveryStatus
    due_at: Instant | None = Field(description="When it is sent next; null when it won't be.")
    tried: int
    tries: list[Try]
    created_at: Instant


class DeliveryWithRequest(DeliveryOut):
    """A delivery with what is sent, as it would be sent now."""

    request: dict[str, Any] | None = Field(
        description="The body; null where the event is no longer the owner's to see."
    )


class HookBody(BaseModel):
    """What is sent: the event, as `/events` shows it to the owner, with `timestamp` for `at`."""

    type: str
    timestamp: Instant
    seq: int = Field(description="The event's number in the log.")
    id: str = Field(description="The event's id.")
    actor_id: str | None = Field(description="Who did it; null for the scheduler and the command line.")
    via: str
    week_id: str | None
    pitch_id: str | None
    subject_id: str
    reason: str | None = Field(description="Why an organizer acted outside the phase.")


class TestBody(BaseModel):
    """What the test button sends: nothing has happened."""

    type: Literal["webhook.test"]
    timestamp: Instant
    data: dict[str, str]
