"""Web hooks over HTTP."""

from typing import Annotated

from fastapi import Query

from app.core.actor import Actor
from app.core.fields import Cursor, Limit
from app.core.fields import Query as QueryText
from app.core.http import IfMatch, Reading, Writing, refuses, router
from app.core.schema import All, Page
from app.events.deps import Numbered
from app.people.deps import Reader, Writer
from app.webhooks import queries, service
from app.webhooks.deps import DeliveryDep, Guarded, Sealing, WebhookDep
from app.webhooks.models import DeliveryStatus, Webhook
from app.webhooks.schemas import (
    DeliveryOut,
    DeliveryWithRequest,
    NewWebhookOut,
    ReplayIn,
    RotateIn,
    WebhookIn,
    WebhookOut,
    WebhookPatch,
)

routes = router(tag="Web hooks")

_ADDRESS = (422, "unknown_event_type, bad_address, https_only, address_refused")
_OFF = (409, "webhook_off")


def _shown(session: Writing, actor: Actor, webhook: Webhook) -> WebhookOut:
    return queries.shown(session, actor, [webhook])[0]


def _with_secret(session: Writing, actor: Actor, webhook: Webhook, secret: str) -> NewWebhookOut:
    return NewWebhookOut.model_construct(**dict(_shown(session, actor, webhook)), secret=secret)


@routes.get("/webhooks", operation_id="listWebhooks", summary="The web hooks that I keep")
def list_webhooks(session: Reading, actor: Reader) -> All[WebhookOut]:
    """Organizers see all, those of one week that week's, others none."""
    found = queries.kept_by(session, actor)
    return All[WebhookOut].model_construct(items=queries.shown(session, actor, found))


@routes.post("/webhooks", status_code=201, operation_id="registerWebhook", summary="Have events sent to an address",
             responses=refuses((403, "organizers_only"), (409, "too_many_webhooks, no_secret_key, secret_already_shown"),
                               _ADDRESS, (422, "unknown_week")))  # fmt: skip
def register_webhook(
    session: Writing, actor: Writer, body: WebhookIn, guard: Guarded, seal: Sealing
) -> NewWebhookOut:
    """What happens from now on, signed after the Standard Webhooks specification. The secret is in this reply and nowhere else."""
    webhook, secret = service.register(session, actor, body, guard, seal)
    return _with_secret(session, actor, webhook, secret)


@routes.get("/webhooks/{webhook_id}", operation_id="getWebhook", summary="One web hook")
def get_webhook(session: Reading, actor: Reader, webhook: WebhookDep) -> WebhookOut:
    return _shown(session, actor, webhook)


@routes.patch("/webhooks/{webhook_id}", operation_id="editWebhook", summary="Change a web hook, turn it off or on",
              responses=refuses((412, "stale_version"), _ADDRESS, (422, "null_not_allowed")))  # fmt: skip
def edit_webhook(
    session: Writing, actor: Writer, webhook: WebhookDep, body: WebhookPatch, if_match: IfMatch, guard: Guarded
) -> WebhookOut:  # fmt: skip
    """Turned on, it goes on where it stopped: what happened meanwhile is sent now. Who turns it on owns it."""
    return _shown(session, actor, service.edit(session, actor, webhook, body, if_match, guard))


@routes.delete("/webhooks/{webhook_id}", status_code=204, operation_id="deleteWebhook", summary="Take a web hook away",
               responses=refuses((412, "stale_version")))  # fmt: skip
def delete_webhook(session: Writing, actor: Writer, webhook: WebhookDep, if_match: IfMatch) -> None:
    """With the record of what was sent there."""
    service.delete(session, actor, webhook, if_match)


@routes.post("/webhooks/{webhook_id}/rotate-secret", operation_id="rotateWebhookSecret", summary="Give a web hook a new secret",
             responses=refuses((409, "no_secret_key, secret_already_shown")))  # fmt: skip
def rotate_secret(
    session: Writing, actor: Writer, webhook: WebhookDep, body: RotateIn, seal: Sealing
) -> NewWebhookOut:
    """For `overlap_hours` both sign: the header `webhook-signature` then holds two signatures."""
    webhook, secret = service.rotate_secret(session, actor, webhook, body, seal)
    return _with_secret(session, actor, webhook, secret)


@routes.post("/webhooks/{webhook_id}/test", status_code=201, operation_id="testWebhook", summary="Send a test",
             responses=refuses(_OFF))  # fmt: skip
def test_webhook(session: Writing, actor: Writer, webhook: WebhookDep) -> DeliveryWithRequest:
    """A `webhook.test` is sent within a second or so; read the delivery for what came of it."""
    return queries.delivery_shown(session, webhook, service.test(session, actor, webhook))


@routes.post("/webhooks/{webhook_id}/replay", operation_id="replayWebhook", summary="Send all since a number once more",
             responses=refuses((409, "after_unknown, webhook_off")))  # fmt: skip
def replay_webhook(
    numbered: Numbered, session: Writing, actor: Writer, webhook: WebhookDep, body: ReplayIn  # noqa: ARG001
) -> WebhookOut:  # fmt: skip
    """Every event after the number that the web hook asks for, oldest first, also from before it was registered."""
    return _shown(session, actor, service.replay_after(session, actor, webhook, body.after))


@routes.get("/webhooks/{webhook_id}/deliveries", operation_id="listDeliveries", summary="What was sent, and what came of it",
            responses=refuses((400, "bad_cursor")))  # fmt: skip
def list_deliveries(
    session: Reading, actor: Reader, webhook: WebhookDep, status: DeliveryStatus | None = None,  # noqa: ARG001
    type: Annotated[QueryText | None, Query(description="One type; `pitch.*` stands for all that begin so.")] = None,  # noqa: A002
    cursor: Cursor | None = None, limit: Annotated[Limit, Query()] = 50,
) -> Page[DeliveryOut]:  # fmt: skip
    """Newest first. What is done is forgotten after 30 days."""
    return queries.deliveries(session, webhook, status=status, type_=type, cursor=cursor, limit=limit)


@routes.get(
    "/webhooks/{webhook_id}/deliveries/{delivery_id}", operation_id="getDelivery", summary="One delivery"
)
def get_delivery(
    session: Reading, actor: Reader, webhook: WebhookDep, delivery: DeliveryDep  # noqa: ARG001
) -> DeliveryWithRequest:  # fmt: skip
    """With the body, and each time that it was sent."""
    return queries.delivery_shown(session, webhook, delivery)


@routes.post("/webhooks/{webhook_id}/deliveries/{delivery_id}/replay", operation_id="replayDelivery",
             summary="Send one delivery once more", responses=refuses(_OFF))  # fmt: skip
def replay_delivery(
    session: Writing, actor: Writer, webhook: WebhookDep, delivery: DeliveryDep
) -> DeliveryWithRequest:
    """With the same `webhook-id`."""
    row = service.replay_one(session, actor, webhook, delivery)
    return queries.delivery_shown(session, webhook, row)
