"""From a path to a web hook that the caller keeps, and to what the application has for sending."""

from typing import Annotated, cast

from fastapi import Depends, Request

from app.core.errors import NotFound
from app.core.http import IdPath, Writing
from app.core.outgoing import Guard
from app.core.sealing import Seal
from app.people.deps import Reader
from app.webhooks import policy
from app.webhooks.models import Webhook, WebhookDelivery


def _guard(request: Request) -> Guard:
    return cast(Guard, request.app.state.guard)


def _seal(request: Request) -> Seal:
    return cast(Seal, request.app.state.seal)


def _webhook(session: Writing, actor: Reader, webhook_id: IdPath) -> Webhook:
    webhook = session.get(Webhook, webhook_id)
    if webhook is None or not policy.may_keep_webhooks(actor, webhook.week_id).allowed:
        raise NotFound
    return webhook


def _delivery(
    session: Writing, webhook: Annotated[Webhook, Depends(_webhook)], delivery_id: IdPath
) -> WebhookDelivery:
    delivery = session.get(WebhookDelivery, delivery_id)
    if delivery is None or delivery.webhook_id != webhook.id:
        raise NotFound
    return delivery


Guarded = Annotated[Guard, Depends(_guard)]
Sealing = Annotated[Seal, Depends(_seal)]
WebhookDep = Annotated[Webhook, Depends(_webhook)]
DeliveryDep = Annotated[WebhookDelivery, Depends(_delivery)]
