"""The API in reading order."""

from fastapi.routing import APIRoute

from app.board import routes as board
from app.calendars import routes as calendars
from app.core.together import way_of
from app.demos import routes as demos
from app.exports import mine_routes
from app.exports import routes as tables
from app.exports import week_routes as week_files
from app.feed import atom_routes as atom
from app.feed import live_routes as live
from app.feed import routes as feed
from app.identity import link_routes
from app.identity import routes as identity
from app.insights import routes as insights
from app.outcomes import routes as outcomes
from app.people import address_routes, session_routes
from app.people import routes as people
from app.pitches import routes as pitches
from app.search import routes as search
from app.signups import routes as signups
from app.webhooks import routes as webhooks
from app.weeks import routes as weeks

_PARTS = (
    session_routes,
    identity,
    link_routes,
    people,
    address_routes,
    mine_routes,
    board,
    weeks,
    pitches,
    signups,
    demos,
    outcomes,
    insights,
    week_files,
    feed,
    live,
    atom,
    tables,
    calendars,
    search,
    webhooks,
)
# One flat list: FastAPI matches a router within a router anew at each level.
ROUTES = [route for part in _PARTS for route in part.routes.routes]
TRIED = sorted(ROUTES, key=lambda route: not (isinstance(route, APIRoute) and way_of(route.endpoint)))
"""The order in which FastAPI tries them, one after another: first what many ask for at the same moment."""
