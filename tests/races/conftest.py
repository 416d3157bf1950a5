"""One served Offtrail for all races of a process; each makes its own week and people in it."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.core.actor import Role
from tests.races.served import Caller, Served, races


@pytest.fixture(scope="session")
def _served(_databases: Any) -> Iterator[Served]:
    with _databases.migrated() as url, races(url) as served:
        yield served


@pytest.fixture
def served(_served: Served, databases: object) -> Iterator[Served]:  # notes that the test takes a database
    """The service; a race is won by locks, so that neither a failure nor a constraint may have been met in its log."""
    said_before = _served.log.stat().st_size
    yield _served
    _served.hang_up()
    assert _served.log.read_bytes()[said_before:].decode() == ""


@pytest.fixture
def organizer(served: Served) -> Caller:
    return served.people("Grace Vale", role=Role.ORGANIZER)[0]
