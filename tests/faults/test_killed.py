"""The service is killed at any moment, again and again, while people write: what was answered is there, and whole."""

import time
from pathlib import Path
from random import Random

import pytest

from app.core.db import Database
from app.webhooks.sending import LEASE
from tests.faults.conftest import arrived
from tests.faults.load import Follower, gather, served
from tests.faults.whole import breaches, event_ids, last_number, losses
from tests.webhooks.receiver import receiving

pytestmark = pytest.mark.system


def test_nothing_is_lost_nor_half_there_when_the_service_is_killed(
    db: Database, url: str, times: int, tmp_path: Path
) -> None:
    chance = Random(9)
    with receiving() as receiver, served(url, tmp_path) as service:
        crowd = gather(service, db, writers=8)
        hook = {"name": "All", "url": receiver.url, "types": ["comment.*", "signup.*", "interest.*"]}
        crowd.ask("POST", "webhooks", hook)
        follower = Follower(service, crowd.organizer)
        follower.start()
        crowd.begin()
        took = []
        for _ in range(times):
            crowd.await_more(chance.randrange(1, 60))
            time.sleep(chance.random() * 0.2)
            service.kill()
            service.shift(LEASE.total_seconds() + 1)  # else what it was sending is left alone for a minute
            began = time.monotonic()
            service.begin()
            took.append(time.monotonic() - began)
        crowd.await_more(20)
        crowd.finish()

        assert losses(crowd, db) == []
        assert breaches(db) == []
        due = event_ids(db, "comment.", "signup.", "interest.")
        service.shift(LEASE.total_seconds() + 1)
        assert due - arrived(receiver, due) == set()
        assert follower.unheard(last_number(db)) == []
        assert {status for status, _ in crowd.refusals()} <= {403, 404, 409}, crowd.refusals()
        print(
            f"\n{times} kills, {crowd.acknowledged} writes acknowledged, {crowd.unanswered} requests without an answer, 0 lost;"
            f" {len(due)} web hooks due, {len(receiver.came)} came; ready again in {sorted(took)[len(took) // 2]:.1f} s"
        )
