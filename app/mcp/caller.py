"""Who calls, as the endpoint found them, for the tools that the library runs on their behalf."""

from contextvars import ContextVar
from dataclasses import dataclass

from anyio import CapacityLimiter

from app.core.db import Database


@dataclass(frozen=True, slots=True)
class Caller:
    """A token that worked, and where to work with it. Each call proves it anew, within its own transaction."""

    db: Database
    visits: CapacityLimiter
    secret: str


CALLER: ContextVar[Caller] = ContextVar("caller")
