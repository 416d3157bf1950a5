"""What assistants may read by address: weeks, and pitches."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError
from mcp_types import Resource as Listed
from sqlmodel import Session

from app.board import shown
from app.core import problems
from app.core.actor import Actor, Scope
from app.core.errors import NotFound
from app.core.logging import log
from app.core.schema import Out
from app.mcp.caller import CALLER
from app.mcp.visit import reading
from app.pitches.deps import seen as pitch_seen
from app.weeks import queries as weeks
from app.weeks.deps import seen as week_seen

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

WEEK = "offtrail://weeks/{slug}"
PITCH = "offtrail://pitches/{pitch_id}"
AT_MOST = 50
JSON = "application/json"


async def listed() -> list[Listed]:
    """The newest weeks that the caller may see. Pitches are too many to list: their template says how to read one."""
    found: list[Listed] = await _read(_weeks)
    return found


def add_to(server: "MCPServer[Any]") -> None:
    """The templates by which a week and a pitch are read."""

    @server.resource(WEEK, name="week", title="A week", mime_type=JSON)
    async def week(slug: str) -> str:
        """One exploration week, with its phase, schedule, guardrails and what the person can do in it."""
        return await _json(lambda session, actor: shown.week(session, actor, week_seen(session, actor, slug)))

    @server.resource(PITCH, name="pitch", title="A pitch", mime_type=JSON)
    async def pitch(pitch_id: str) -> str:
        """One pitch, with its text, crew, demo, outcome and what the person can do with it."""

        def read(session: Session, actor: Actor) -> Out:
            placed = pitch_seen(session, actor, pitch_id)
            return shown.pitch(session, actor, placed.week, placed.pitch)

        return await _json(read)


def _weeks(session: Session, actor: Actor) -> list[Listed]:
    found, _ = weeks.newest(session, actor, None, AT_MOST)
    return [
        Listed(uri=WEEK.format(slug=week.slug), name=week.slug, title=week.title, mime_type=JSON)
        for week in found
    ]


async def _json(read: Callable[[Session, Actor], Out]) -> str:
    out: Out = await _read(read)
    return out.model_dump_json()


async def _read(read: Callable[[Session, Actor], Any]) -> Any:
    """What `read` gives. Raises the library's errors, with our sentence and code."""
    try:
        return await reading(CALLER.get(), Scope.READ, read)
    except Exception as error:
        refusal = problems.of(error)
        if refusal.status == 500:
            log.error("mcp.failed", exc_info=error)
        kind = ResourceNotFoundError if isinstance(refusal, NotFound) else ResourceError
        raise kind(f"{refusal.detail} (code: {refusal.code})") from error
