"""Workers that are killed, and workers side by side: nothing is lost, and nothing is sent by two at once."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.core.db import Database
from app.webhooks import jobs
from app.webhooks.sending import LEASE, claim
from app.weeks.phases import Phase
from tests.webhooks.conftest import HERE, SEAL, register
from tests.webhooks.receiver import Receiver, receiving
from tests.world import Someone, World, done

pytestmark = pytest.mark.system

ROOT = Path(__file__).parents[2]


def test_what_a_killed_worker_had_sent_is_sent_again_with_the_same_id(
    world: World, grace: Someone, ada: Someone, receiver: Receiver, send: Callable[[], None]
) -> None:
    week = world.week(Phase.FORMING)
    hook = register(grace, receiver, "pitch.submitted")
    for _ in range(2):
        ada.pitches(week)
    receiver.answers = "hang"
    env = {
        **os.environ, "OFFTRAIL_DATABASE_URL": world.db.url.render_as_string(hide_password=False),
        "OFFTRAIL_WEBHOOK_HOSTS": "127.0.0.1", "OFFTRAIL_LOG_LEVEL": "error",
    }  # fmt: skip
    with subprocess.Popen([sys.executable, "-m", "app", "worker", "--once"], cwd=ROOT, env=env) as worker:
        assert receiver.something.wait(30)
        worker.kill()
    receiver.go_on.set()
    receiver.answers = 200

    send()
    assert len(receiver.came) == 1  # the lease is still the killed one's
    world.clock.to(world.clock.now + 2 * LEASE)
    send()

    assert receiver.ids[0] == receiver.ids[1]
    assert len(set(receiver.ids)) == 2
    assert receiver.types(hook["secret"]) == ["pitch.submitted"] * 3
    shown = done(grace.get(f"webhooks/{hook['id']}/deliveries"))["items"]
    assert [(row["status"], row["tried"]) for row in shown] == [("delivered", 1)] * 2


def test_what_a_slow_worker_did_after_its_lease_is_not_recorded(
    world: World, grace: Someone, ada: Someone, receiver: Receiver, send: Callable[[], None]
) -> None:
    hook = register(grace, receiver, "pitch.submitted")
    ada.pitches(world.week(Phase.FORMING))
    jobs.make_deliveries(world.db)
    [slow] = claim(world.db, 16)
    assert claim(world.db, 16) == []

    world.clock.to(world.clock.now + LEASE)
    send()
    receiver.answers = 500
    with world.db.writing() as session:
        session.connection().exec_driver_sql("UPDATE webhook_delivery SET status = 'pending'")
    jobs.send(world.db, slow, HERE, SEAL)

    [row] = done(grace.get(f"webhooks/{hook['id']}/deliveries"))["items"]
    assert (len(receiver.came), row["tried"], row["tries"][0]["status"]) == (2, 1, 200)


def test_a_clock_that_is_set_back_keeps_nothing_from_being_sent(
    world: World, grace: Someone, ada: Someone, receiver: Receiver, send: Callable[[], None]
) -> None:
    now = world.clock.now
    hook = register(grace, receiver, "pitch.submitted")
    week = world.week(Phase.FORMING)
    world.clock.to(now + timedelta(days=1))
    ada.pitches(week)
    jobs.make_deliveries(world.db)
    assert len(claim(world.db, 16)) == 1  # by one that is killed

    world.clock.to(now)
    ada.pitches(week)
    send()

    assert receiver.types(hook["secret"]) == ["pitch.submitted"] * 2


@pytest.mark.postgresql_only(reason="with SQLite one process alone serves and sends")
def test_two_workers_send_each_event_once_and_in_order(
    world: World, grace: Someone, ada: Someone, receiver: Receiver
) -> None:
    week = world.week(Phase.FORMING)
    with receiving() as another:
        hooks = [(one, register(grace, one, "interest.*")) for one in (receiver, another)]
        pitch = ada.pitches(week)
        own = [Database(world.db.url.render_as_string(hide_password=False), 4) for _ in range(2)]
        stop = threading.Event()
        workers = [threading.Thread(target=jobs.run, args=(db, HERE, SEAL, stop)) for db in own]
        for worker in workers:
            worker.start()
        for _ in range(20):
            done(grace.put(f"pitches/{pitch['id']}/interest"))
            assert grace.delete(f"pitches/{pitch['id']}/interest").status_code == 204
        last = done(grace.get("events", params={"types": "interest.*", "limit": 200}))["items"][-1]["seq"]
        for one, _ in hooks:
            while one.bodies()[-1:] == [] or one.bodies()[-1]["seq"] != last:
                one.something.clear()
                assert one.something.wait(5) or one.bodies()[-1]["seq"] == last
        stop.set()
        for worker in workers:
            worker.join()
        for db in own:
            db.dispose()

        for one, hook in hooks:
            seqs = [body["seq"] for body in one.bodies(hook["secret"])]
            assert (len(seqs), seqs) == (40, sorted(set(seqs)))


@pytest.mark.postgresql_only(reason="with SQLite writers take turns")
def test_no_address_is_claimed_by_two_at_once(
    world: World, grace: Someone, ada: Someone, receiver: Receiver
) -> None:
    for number in range(8):
        register(grace, receiver, "pitch.submitted", name=f"Number {number}")
    ada.pitches(world.week(Phase.FORMING))
    jobs.make_deliveries(world.db)
    taken: list[str] = []
    begin = threading.Barrier(4)

    def take() -> None:
        begin.wait()
        for _ in range(4):
            taken.extend(one.webhook_id for one in claim(world.db, 2))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(taken), len(set(taken))) == (8, 8)
