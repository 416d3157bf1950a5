"""A POST that is sent again with its Idempotency-Key gets the first answer again, and nothing happens twice."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from fastapi import Response
from sqlmodel import Field, Session, col, select

from app.core import clock
from app.core.errors import Conflict
from app.core.queries import among, given
from app.core.rivals import insert_where_absent
from app.core.tables import Instant, Row

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


_FORGET = sa.delete(KeptAnswer).where(
    among(col(KeptAnswer.digest), "digests"), col(KeptAnswer.created_at) < given("before")
)
_RELEASE = sa.delete(KeptAnswer).where(among(col(KeptAnswer.digest), "digests"))
_THESE = select(KeptAnswer).where(among(col(KeptAnswer.digest), "digests"))
_KEEP = (
    sa.update(KeptAnswer.__table__)  # type: ignore[attr-defined]  # SQLModel gives it to tables
    .where(col(KeptAnswer.digest) == given("of"))
    .values(status=given("status"), body=given("body"), etag=given("etag"))
)


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept: a digest of it with its actor and path, and one of what was sent with it."""

    digest: str
    sent: str


def key_of(key: str, who: str, where: str, sent: bytes) -> Key:
    return Key(_digest(f"{who} {where} {key}".encode()), _digest(sent))


def once(session: Session, key: Key, write: Callable[[], tuple[Response, bool]]) -> Response:
    """Run `write` unless it ran before with this key; its answer is kept in the same transaction.

    `write` gives the answer and whether it shows a secret, which is never kept. A rival with the same key waits.
    Raises Conflict("idempotency_conflict") for another body or query, Conflict("secret_already_shown") for a secret.
    """
    if before := begin(session, [key]).get(key):
        return again(before, key)
    answer, secret = write()
    session.flush()
    keep(session, {key: (answer, secret)})
    return answer


def begin(session: Session, keys: Collection[Key]) -> dict[Key, KeptAnswer]:
    """Claim keys, no two of one digest, until the transaction ends; what those were answered that came before is for `again`."""
    digests = {key.digest: key for key in keys}
    forgotten = {"digests": [*digests], "before": clock.now() - KEPT}
    session.connection().execute(_FORGET, forgotten)
    at = clock.now()
    new = [
        {"digest": digest, "body_digest": digests[digest].sent, "created_at": at}
        for digest in sorted(digests)
    ]
    claimed = set(insert_where_absent(session, KeptAnswer, new, KeptAnswer.digest))
    if len(claimed) == len(digests):
        return {}
    answered = session.exec(_THESE, params={"digests": [*(digests.keys() - claimed)]})
    return {digests[kept.digest]: kept for kept in answered}


def keep(session: Session, answers: Mapping[Key, tuple[Response, bool]]) -> None:
    """Keep the answers to claimed keys, each with whether it shows a secret."""
    told = [
        {
            "of": key.digest,
            "status": answer.status_code,
            "body": None if secret else bytes(answer.body),
            "etag": answer.headers.get("etag"),
        }
        for key, (answer, secret) in answers.items()
    ]
    if told:
        session.connection().execute(_KEEP, told)


def release(session: Session, keys: Collection[Key]) -> None:
    """Give claimed keys back, as what was asked for with them was not done."""
    if keys:
        session.connection().execute(_RELEASE, {"digests": [key.digest for key in keys]})


def again(kept: KeptAnswer, key: Key) -> Response:
    """The first answer. Raises as `once`."""
    if kept.body_digest != key.sent:
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
