"""The loop: runs every job each few seconds, survives their failures, and stops when told to."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TypeAlias

from app.core import clock
from app.core.db import Database
from app.core.logging import log
from app.events.queries import number_committed
from app.people.last_use import write_noted
from app.signups.jobs import settle_due
from app.weeks.jobs import tell_phases
from app.worker.forgetting import Keeping, forget

EVERY = timedelta(seconds=5)


Jobs: TypeAlias = tuple[tuple[Callable[[Database], object], timedelta], ...]

OF_THIS_PROCESS: Jobs = ((write_noted, EVERY),)
"""What a serving process does for itself, also where a worker of its own does the rest."""

JOBS: Jobs = (
    *OF_THIS_PROCESS,
    (settle_due, EVERY),
    (tell_phases, EVERY),
    (number_committed, EVERY),
)
FORGETS_EVERY = timedelta(hours=1)


def jobs_of(keep: Keeping) -> Jobs:
    """Every job, of which the last forgets what is past its time."""
    return (*JOBS, (partial(forget, keep=keep), FORGETS_EVERY))


def run(db: Database, stop: threading.Event, jobs: Jobs) -> None:
    """Run the jobs until `stop` is set; a job that fails is logged and tried again the next time."""
    due = dict.fromkeys((job for job, _ in jobs), clock.now())
    while not stop.is_set():
        for job, every in jobs:
            if due[job] <= clock.now():
                _try(job, db)
                due[job] = clock.now() + every
        stop.wait(EVERY.total_seconds() / 5)


def run_once(db: Database, keep: Keeping = Keeping()) -> None:  # noqa: B008  # it is frozen
    """Run every job once, failing where one fails: for tests and for `offtrail worker --once`."""
    for job, _ in jobs_of(keep):
        job(db)


def _try(job: Callable[[Database], object], db: Database) -> None:
    try:
        job(db)
    except Exception as error:  # noqa: BLE001  # one failing job must not end the others
        name = getattr(job, "__name__", "forget")  # a partial has none
        log.error("job.failed", job=name, exc_info=error)
