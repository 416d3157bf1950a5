"""What happens to web hooks, as the log tells it; addresses and secrets stay out of it."""

from typing import ClassVar

from app.events.payloads import Event


class _WebhookEvent(Event):
    subject: ClassVar[str] = "webhook_id"

    webhook_id: str
    person_id: str


class WebhookRegistered(_WebhookEvent):
    """A program's address gets events of these types from now on; `person_id` owns it, as in all events of web hooks."""

    type: ClassVar[str] = "webhook.registered"

    types: list[str]
    only_week_id: str | None


class WebhookEdited(_WebhookEvent):
    """What is told of a web hook changed; `fields` says which."""

    type: ClassVar[str] = "webhook.edited"

    fields: list[str]


class WebhookSecretRotated(_WebhookEvent):
    """A web hook signs with a new secret; for so many hours with the former one too."""

    type: ClassVar[str] = "webhook.secret_rotated"

    overlap_hours: int


class WebhookTurnedOff(_WebhookEvent):
    """Nothing is sent to an address any more, and why: by hand, or because it kept failing or lost its owner."""

    type: ClassVar[str] = "webhook.turned_off"

    because: str


class WebhookTurnedOn(_WebhookEvent):
    """An address gets events again, from where it stopped; whoever turned it on owns it."""

    type: ClassVar[str] = "webhook.turned_on"


class WebhookReplayed(_WebhookEvent):
    """Deliveries are sent once more: one, or all of events after a number."""

    type: ClassVar[str] = "webhook.replayed"

    delivery_id: str | None
    after: int | None


class WebhookDeleted(_WebhookEvent):
    """An address was taken away, with the record of what was sent there."""

    type: ClassVar[str] = "webhook.deleted"
