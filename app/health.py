"""Whether the service is alive, ready, and how it does."""

import secrets
from typing import cast

import anyio.to_thread
import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.datastructures import State

from app.core.config import Settings
from app.core.migrations import amiss
from app.core.problems import problem
from app.watching import metrics

routes = APIRouter(tags=["Operating"])


@routes.head("/healthz", include_in_schema=False)
@routes.get("/healthz", operation_id="isAlive", summary="Alive")
async def is_alive() -> dict[str, str]:
    return {"status": "alive"}


@routes.head("/readyz", include_in_schema=False)
@routes.get("/readyz", operation_id="isReady", summary="Database reachable and migrated",
            responses={503: {"description": "Not ready; `code` says why: database_unavailable or not_migrated"}})  # fmt: skip
def is_ready(request: Request) -> Response:
    try:
        sentence = amiss(request.app.state.db)
    except sa.exc.DatabaseError:
        return problem(503, "database_unavailable", "The database can't be reached.")
    if sentence:
        return problem(503, "not_migrated", sentence)
    return Response('{"status":"ready"}', media_type="application/json")


@routes.get("/metrics", operation_id="getMetrics", summary="Figures for Prometheus", include_in_schema=False)
async def get_metrics(request: Request) -> Response:
    """Answers also where the database doesn't: that is when it is looked at."""
    if not _may_read(request):
        reply = problem(
            401,
            "bad_metrics_token",
            "Send the token that OFFTRAIL_METRICS_TOKEN is set to, as a bearer token.",
        )
        reply.headers["WWW-Authenticate"] = 'Bearer realm="metrics"'
        return reply
    metrics.sample(request.app)
    text = await anyio.to_thread.run_sync(_told, request.app.state)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def _told(state: State) -> bytes:
    return metrics.told(cast(metrics.Asking, state.asking).answer(state.db))


def _may_read(request: Request) -> bool:
    expected = cast(Settings, request.app.state.settings).metrics_token
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    return expected is None or secrets.compare_digest(given.encode(), expected.encode())
