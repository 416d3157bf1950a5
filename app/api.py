"""The API in reading order."""

from fastapi import APIRouter

from app.board import routes as board
from app.demos import routes as demos
from app.feed import live_routes as live
from app.feed import routes as feed
from app.insights import routes as insights
from app.outcomes import routes as outcomes
from app.people import routes as people
from app.people import session_routes
from app.pitches import routes as pitches
from app.search import routes as search
from app.signups import routes as signups
from app.weeks import routes as weeks

api = APIRouter(prefix="/api/v1")
for part in (
    session_routes,
    people,
    board,
    weeks,
    pitches,
    signups,
    demos,
    outcomes,
    insights,
    feed,
    live,
    search,
):
    api.include_router(part.routes)
