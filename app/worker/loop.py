"""The loop: runs every job each few seconds, survives their failures, and stops when told to."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

from app.core import clock, rounds
from app.core.db import Database
from app.core.idempotency import forget_old
from app.core.logging import log
from app.events.queries import number_committed
from app.people.last_use import write_noted
from app.signups.jobs import settle_due
from app.webhooks.jobs import forget_done
from app.weeks.jobs import tell_phases

EVERY = timedelta(seconds=5)


def _forget_old_answers(db: Database) -> None:
    with db.writing() as session:
        forget_old(session)


Jobs: TypeAlias = tuple[tuple[Callable[[Database], object], timedelta], ...]

OF_THIS_PROCESS: Jobs = ((write_noted, EVERY),)
"""What a serving process does for itself, also where a worker of its own does the rest."""

JOBS: Jobs = (
    *OF_THIS_PROCESS,
    (settle_due, EVERY),
    (tell_phases, EVERY),
    (number_committed, EVERY),
    (_forget_old_answers, timedelta(hours=1)),
    (forget_done, timedelta(hours=1)),
    (rounds.write_rounds, rounds.WRITTEN_EVERY),  # last: the first time it has something to tell
)


def run(db: Database, stop: threading.Event, jobs: Jobs = JOBS) -> None:
    """Run the jobs until `stop` is set; a job that fails is logged and tried again the next time."""
    due = dict.fromkeys((job for job, _ in jobs), clock.now())
    while not stop.is_set():
        for job, every in jobs:
            if due[job] <= clock.now():
                _try(job, db)
                due[job] = clock.now() + every
        stop.wait(EVERY.total_seconds() / 5)


def run_once(db: Database) -> None:
    """Run every job once, failing where one fails: for tests and for `offtrail worker --once`."""
    for job, _ in JOBS:
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
    return job.__qualname__.strip("_")
