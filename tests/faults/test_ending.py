"""SIGTERM: what is under way is answered, streams end, and the process with them, in time; asked again, at once."""

import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import select

from app.core import ending
from app.core.db import Database
from app.pitches.models import Pitch
from tests.faults.load import Follower, gather, served
from tests.faults.whole import breaches, losses

pytestmark = pytest.mark.system


@contextmanager
def slow_writes(db: Database) -> Iterator[None]:
    """Hold what every write in a week needs."""
    with db.writing() as session:
        session.exec(select(Pitch).with_for_update()).all()
        yield


def test_what_is_under_way_is_answered_before_the_end(db: Database, url: str, tmp_path: Path) -> None:
    with served(url, tmp_path) as service:
        crowd = gather(service, db, writers=1)
        follower = Follower(service, crowd.organizer)
        follower.start()
        writer = crowd.writers[0]
        assert follower.reached(1)

        with slow_writes(db):
            asking = threading.Thread(target=writer.sign_up)
            asking.start()
            writer.await_sent()
            assert service.process is not None
            service.process.send_signal(signal.SIGTERM)
            follower.over.set()
            await_closed(service.port)
            assert service.process.poll() is None
        asking.join(30)
        writer.hang_up()

        assert service.process.wait(ending.ALL_WITHIN_S) == 0
        assert (writer.acknowledged, writer.unanswered) == (1, 0)
        assert losses(crowd, db) == []
        assert {line["event"] for line in service.said()} == set()


def test_whoever_is_asked_twice_ends_at_once(db: Database, url: str, tmp_path: Path) -> None:
    with served(url, tmp_path) as service:
        crowd = gather(service, db, writers=1)
        with slow_writes(db):
            asking = threading.Thread(target=crowd.writers[0].comment_once, daemon=True)
            asking.start()
            crowd.writers[0].await_sent()
            assert service.process is not None
            service.process.send_signal(signal.SIGTERM)
            await_closed(service.port)
            service.process.send_signal(signal.SIGTERM)
            assert service.process.wait(10) == 1
        asking.join(30)
        assert breaches(db) == []


def await_closed(port: int, within_s: float = 20) -> None:
    """Wait until nobody new is let in."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            return
        time.sleep(0.05)
    raise AssertionError("it still lets people in")
