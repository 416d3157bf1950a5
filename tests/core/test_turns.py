"""Who doesn't get a turn in time is told so, and nothing was begun."""

import anyio
import pytest

from app.core import turns
from tests.world import Someone, World, event_loop, refused


def test_whose_turn_does_not_come_is_told_to_come_back(
    world: World, ada: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "WITHIN_S", 0.05)
    monkeypatch.setattr(world.app.state, "visits", anyio.CapacityLimiter(1))
    event_loop().call(world.app.state.visits.acquire_on_behalf_of, "somebody")

    reply = ada.get("weeks")

    assert refused(reply) == (503, "busy")
    assert reply.headers["retry-after"] == "5"
    event_loop().call(release, world.app.state.visits)
    assert ada.get("weeks").status_code == 200


async def release(visits: anyio.CapacityLimiter) -> None:
    visits.release_on_behalf_of("somebody")
