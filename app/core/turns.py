"""As many visits to a thread at a time as there are connections to the database; the rest wait their turn, but not for ever."""

import math
from collections.abc import Callable
from typing import TypeVar

import anyio
from fastapi import Request

from app.core.errors import Unavailable

R = TypeVar("R")

WITHIN_S = 20
_THREADS = anyio.CapacityLimiter(math.inf)
"""Whoever has a turn has a thread."""


async def in_turn(request: Request, visit: Callable[[], R]) -> R:
    """What a visit to a thread gives. Raises Unavailable("busy") where its turn doesn't come: it was not begun."""
    visits: anyio.CapacityLimiter = request.app.state.visits
    try:
        visits.acquire_on_behalf_of_nowait(request)
    except anyio.WouldBlock:
        with anyio.move_on_after(WITHIN_S) as waiting:
            await visits.acquire_on_behalf_of(request)
        if waiting.cancelled_caught:
            raise Unavailable("busy", "Too many ask at this moment; try again in a few seconds.") from None
    try:
        return await anyio.to_thread.run_sync(visit, limiter=_THREADS)
    finally:
        visits.release_on_behalf_of(request)
