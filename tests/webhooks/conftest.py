"""What tests of web hooks have in common: a receiver, and an application that may speak to this machine."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from app.core.outgoing import Guard
from app.core.sealing import Seal
from app.webhooks.jobs import send_due
from tests.webhooks.receiver import Receiver, receiving
from tests.world import Someone, World, done

HERE = Guard(frozenset({"127.0.0.1"}))
SEAL = Seal(())


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture(autouse=True)
def _here(world: World) -> Iterator[None]:
    """Signatures are good for minutes: the library that checks them has no clock but the machine's."""
    state = world.app.state
    before = state.guard, state.seal
    state.guard = HERE
    world.clock.to(datetime.now(UTC))  # noqa: TID251  # what `verify` compares with
    yield
    state.guard, state.seal = before


@pytest.fixture
def send(world: World) -> Callable[[], None]:
    """Have all sent that is due."""
    return lambda: send_due(world.db, HERE, SEAL)


def register(person: Someone, receiver: Receiver, *types: str, **fields: Any) -> dict[str, Any]:
    body = {"name": "The chat", "url": receiver.url, "types": list(types or ["pitch.*"]), **fields}
    return done(person.post("webhooks", body))
