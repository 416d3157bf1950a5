"""The loop of the jobs, whatever the clock says."""

import threading
from datetime import timedelta

from app.worker import loop
from tests.world import World


def test_jobs_go_on_where_the_clock_is_set_back(world: World) -> None:
    stop, ran = threading.Event(), threading.Semaphore(0)

    def job(_: object) -> None:
        world.clock.to(world.clock.now - timedelta(days=365))
        ran.release()

    thread = threading.Thread(target=loop.run, args=(world.db, stop, ((job, timedelta(0)),)))
    thread.start()

    assert ran.acquire(timeout=30)
    assert ran.acquire(timeout=30)
    stop.set()
    thread.join()
