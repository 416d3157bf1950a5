"""Whether the service is alive, ready, and how it does."""

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.core.migrations import amiss
from app.core.problems import problem

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
def get_metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
