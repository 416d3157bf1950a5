"""The loop: runs every job each few seconds, survives their failures, and stops when told to."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TypeAlias

from app.core import rounds
from app.core.db import Database
from app.core.logging import log
from app.events.queries import number_committed
from app.insights.jobs import roll_up_weeks
from app.people.last_use import write_noted
from app.signups.jobs import settle_due
from app.weeks.jobs import tell_phases
from app.worker.forgetting import Keeping, forget

EVERY = timedelta(seconds=5)
ROLLED_UP_EVERY = timedelta(minutes=1)


Jobs: TypeAlias = tuple[tuple[Callable[[Database], object], timedelta], ...]

OF_THIS_PROCESS: Jobs = ((write_noted, EVERY),)
"""What a serving process does for itself, also where a worker of its own does the rest."""

JOBS: Jobs = (
    *OF_THIS_PROCESS,
    (settle_due, EVERY),
    (tell_phases, EVERY),
    (number_committed, EVERY),
    (roll_up_weeks, ROLLED_UP_EVERY),  # of what is numbered
    (rounds.write_rounds, rounds.WRITTEN_EVERY),  # last: the first time it has something to tell
)
FORGETS_EVERY = timedelta(hours=1)


def jobs_of(keep: Keeping) -> Jobs:
    """Every job, of which the last forgets what is past its time."""
    return (*JOBS, (partial(forget, keep=keep), FORGETS_EVERY))


def run(db: Database, stop: threading.Event, jobs: Jobs) -> None:
    """Run the jobs until `stop` is set; a job that fails is logged and tried again the next time.

    When, is not told by the clock: one that is set back would leave them undone for as long.
    """
    due = dict.fromkeys((job for job, _ in jobs), time.monotonic())
    while not stop.is_set():
        for job, every in jobs:
            if due[job] <= time.monotonic():
                _try(job, db)
                due[job] = time.monotonic() + every.total_seconds()
        stop.wait(EVERY.total_seconds() / 5)


def run_once(db: Database, keep: Keeping = Keeping()) -> None:  # noqa: B008  # it is frozen
    """Run every job once, failing where one fails: for tests and for `offtrail worker --once`."""
    for job, _ in jobs_of(keep):
        job(db)


def _try(job: Callable[[Database], object], db: Database) -> None:
    name = name_of(job)
    try:
        job(db)
    except Exception as error:  # noqa: BLE001  # one failing job must not end the others
        log.error("job.failed", job=name, exc_info=error)
        rounds.failed(name, error)
    else:
        rounds.done(name)


def name_of(job: Callable[[Database], object]) -> str:
    """What a job is called in the log and among the figures."""
    named = job.func if isinstance(job, partial) else job
    return named.__name__.strip("_")
