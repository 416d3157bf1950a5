"""A database of their own for faults, and how often they happen: a few times, or as `make faults` says."""

import os
import time
from collections.abc import Iterator

import pytest

from app.core.db import Database
from tests.webhooks.receiver import Receiver

TIMES = int(os.environ.get("FAULTS", "2"))


@pytest.fixture
def times() -> int:
    """How often a fault happens."""
    return TIMES


@pytest.fixture
def db(other_database_url: str) -> Iterator[Database]:
    """A migrated database, whose server is shared with other tests."""
    db = Database(other_database_url, pool_size=4)
    yield db
    db.dispose()


@pytest.fixture
def url(db: Database) -> str:
    return db.url.render_as_string(hide_password=False)


def arrived(receiver: Receiver, due: set[str], within_s: float = 60) -> set[str]:
    """The events that came, once all have that were due, or none has come for so long.

    It looks once in a second: reading all that came takes the receiver, which is in this very process, the time to answer.
    """
    came: set[str] = set()
    until = time.monotonic() + within_s
    while not due <= came and time.monotonic() < until:
        time.sleep(1)
        before, came = came, {body["id"] for body in receiver.bodies()}
        if len(came) > len(before):
            until = time.monotonic() + within_s
    return came
