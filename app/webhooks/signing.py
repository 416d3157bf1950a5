"""Signatures after the Standard Webhooks specification, version 1: HMAC-SHA256 over id, time and body."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

PREFIX = "whsec_"


def headers(delivery_id: str, at_s: int, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """What is sent beside the body: with each secret one signature, apart by a space, and any of them will do."""
    signed = f"{delivery_id}.{at_s}.".encode() + body
    return {
        "Content-Type": "application/json",
        "User-Agent": "Offtrail",
        "webhook-id": delivery_id,
        "webhook-timestamp": str(at_s),
        "webhook-signature": " ".join(_signature(secret, signed) for secret in secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
