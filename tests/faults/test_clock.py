"""The clock jumps, on and back, while people write: the rules hold, nobody is thrown out, and what is due comes."""

from pathlib import Path

import pytest

from app.core.db import Database
from app.webhooks.sending import LEASE
from tests.faults.conftest import arrived
from tests.faults.load import Follower, gather, served
from tests.faults.whole import breaches, event_ids, last_number, losses
from tests.webhooks.receiver import receiving

pytestmark = pytest.mark.system

HOUR = 3600.0
JUMPS = (25 * HOUR, -25 * HOUR, -2 * HOUR, 2 * HOUR + 30, -30.0, 3 * 24 * HOUR, -3 * 24 * HOUR)
"""Past every offer and back, before the phase began and into it again, past the week and back."""


def test_a_clock_that_jumps_breaks_no_rule(db: Database, url: str, tmp_path: Path) -> None:
    with receiving() as receiver, served(url, tmp_path) as service:
        crowd = gather(service, db, writers=6)
        crowd.ask(
            "POST", "webhooks", {"name": "All", "url": receiver.url, "types": ["comment.*", "signup.*"]}
        )
        follower = Follower(service, crowd.organizer)
        follower.start()
        crowd.begin()
        for seconds in JUMPS:
            crowd.await_more(8)
            service.shift(seconds)
        crowd.await_more(30)
        crowd.finish()

        assert losses(crowd, db) == []
        assert breaches(db) == []
        assert {status for status, _ in crowd.refusals()} <= {403, 404, 409}, crowd.refusals()
        service.shift(LEASE.total_seconds() + 1)
        due = event_ids(db, "comment.", "signup.")
        assert due - arrived(receiver, due) == set()
        assert follower.unheard(last_number(db)) == []
        assert {line["event"] for line in service.said()} == set()
        print(
            f"\n{len(JUMPS)} jumps of the clock: {crowd.acknowledged} writes acknowledged, 0 lost, {len(due)} web hooks came"
        )
