"""A POST that is sent again with its Idempotency-Key gets the first answer again, and nothing happens twice."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from fastapi import Response
from sqlmodel import Field, Session, col

from app.core import clock
from app.core.db import Instant, Row, insert_if_absent
from app.core.errors import Conflict

KEPT = timedelta(hours=24)


class KeptAnswer(Row, table=True):
    """The first 2xx answer to a key of one actor on one method and path."""

    __tablename__ = "kept_answer"

    digest: str = Field(primary_key=True, max_length=64)
    body_digest: str = Field(max_length=64)
    status: int | None = None
    body: bytes | None = None
    etag: str | None = Field(default=None, max_length=80)
    created_at: datetime = Field(sa_type=Instant, index=True)


def once(
    session: Session, key: str, who: str, where: str, body: bytes, write: Callable[[], tuple[Response, bool]]
) -> Response:
    """Run `write` unless it ran before with this key; its answer is kept in the same transaction.

    `write` gives the answer and whether it shows a secret, which is never kept. A rival with the same key waits.
    Raises Conflict("idempotency_conflict") for another body or query, Conflict("secret_already_shown") for a secret.
    """
    digest = _digest(f"{who} {where} {key}".encode())
    session.connection().execute(
        sa.delete(KeptAnswer).where(
            col(KeptAnswer.digest) == digest, col(KeptAnswer.created_at) < clock.now() - KEPT
        )
    )
    if not insert_if_absent(
        session, KeptAnswer, digest=digest, body_digest=_digest(body), created_at=clock.now()
    ):
        return _again(session.get_one(KeptAnswer, digest), body)
    answer, secret = write()
    session.flush()
    kept = {
        "status": answer.status_code,
        "body": None if secret else bytes(answer.body),
        "etag": answer.headers.get("etag"),
    }
    session.connection().execute(sa.update(KeptAnswer).where(col(KeptAnswer.digest) == digest).values(**kept))
    return answer


def _again(kept: KeptAnswer, body: bytes) -> Response:
    if kept.body_digest != _digest(body):
        raise Conflict(
            "idempotency_conflict",
            "This Idempotency-Key was used with another body or query, such as another reason; take a new key for a new request.",
        )
    if kept.body is None:
        raise Conflict(
            "secret_already_shown",
            "This was done, and its secret was shown once; revoke it and make a new one if it was lost.",
        )
    headers = {"Idempotent-Replayed": "true"} | ({"ETag": kept.etag} if kept.etag else {})
    return Response(
        kept.body, kept.status or 200, headers, media_type="application/json" if kept.body else None
    )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
