"""`/metrics`: what the serving processes count, and what the database tells, in the text form of Prometheus.

Several processes of one `serve` share a folder, into which each writes its figures and from which whichever is asked reads all.
"""

import os
import re
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import cast

from fastapi import FastAPI
from prometheus_client import REGISTRY, CollectorRegistry, Gauge, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector
from sqlalchemy.pool import QueuePool

from app import VERSION
from app.core.db import Database
from app.core.logging import log
from app.watching import figures
from app.watching.figures import STATES, Figures, Queue

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The folder that processes share: prometheus_client's own variable, set by `offtrail serve --workers`."""
SAMPLED_EVERY_S = 1.0
WAIT_S = 3.0
"""How long a scrape waits for the database."""


def _gauge(name: str, told: str) -> Gauge:
    return Gauge(f"offtrail_{name}", told, multiprocess_mode="livesum")


PROCESSES = _gauge("processes", "Serving processes of this machine that run.")
POOL_SIZE = _gauge("pool_size", "Connections to the database that are kept.")
CHECKED_OUT = _gauge("pool_checked_out", "Connections to the database in use.")
RUNNING = _gauge("visits_running", "Requests that are at work in a thread.")
WAITING = _gauge("visits_waiting", "Requests that wait until another is done.")
STREAMS = _gauge("live_streams", "Live streams that are open.")


def sample(app: FastAPI) -> None:
    """Bring the figures of this very process up to date. Belongs to the event loop's thread."""
    db = cast(Database, app.state.db)
    visits = app.state.visits.statistics()
    if isinstance(db.engine.pool, QueuePool):
        POOL_SIZE.set(db.engine.pool.size())
        CHECKED_OUT.set(db.engine.pool.checkedout())
    RUNNING.set(visits.borrowed_tokens)
    WAITING.set(visits.tasks_waiting)
    STREAMS.set(app.state.watch.streams)
    PROCESSES.set(1)  # last: who counts has told the others


def told(found: Figures | None) -> bytes:
    """Everything, as text: what processes count, and what the database told, if it did."""
    asked = CollectorRegistry()
    asked.register(_OfDatabase(found))
    return _of_processes() + generate_latest(asked)


def _of_processes() -> bytes:
    folder = os.environ.get(SHARED)
    if folder is None:
        return generate_latest(REGISTRY)
    _forget_the_dead(Path(folder))
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # has no types
    return generate_latest(together)


def _forget_the_dead(folder: Path) -> None:
    """What a process that is gone has counted stays; how it was just then doesn't."""
    for number in {
        found[1] for file in folder.iterdir() if (found := re.search(r"^gauge_.*_(\d+)\.db$", file.name))
    }:
        try:
            os.kill(int(number), 0)
        except ProcessLookupError:
            mark_process_dead(int(number))  # type: ignore[no-untyped-call]  # has no types
        except PermissionError:
            pass


# --- the database


class Asking:
    """One question to the database at a time, however many want to know: one that hangs is waited for by nobody for long."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.running: Future[Figures] | None = None
        self.of: Database | None = None

    def answer(self, db: Database) -> Figures | None:
        """The figures; None where the database gives none within three seconds."""
        with self.lock:
            if self.running is None or self.running.done() or self.of is not db:
                self.running, self.of = Future(), db
                asked = (self.running, db)
                threading.Thread(target=_answered, args=asked, name="figures", daemon=True).start()
            running = self.running
        try:
            return running.result(WAIT_S)
        except Exception as error:  # noqa: BLE001  # whatever it is, the other figures are told
            log.warning("metrics.no_database", error=type(error).__name__)
        return None


def _answered(future: Future[Figures], db: Database) -> None:
    try:
        future.set_result(figures.read(db))
    except Exception as error:  # noqa: BLE001  # whoever waits for it is told
        future.set_exception(error)


class _OfDatabase(Collector):
    """The figures in Prometheus' words; where the database is away, that alone."""

    def __init__(self, found: Figures | None) -> None:
        self.found = found

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield _one("build_info", "The version that runs.", 1, version=VERSION)
        yield _one(
            "database_up", "1 where the database answered within three seconds.", int(self.found is not None)
        )
        if self.found is not None:
            yield from _of_log(self.found)
            yield from _of_queues(self.found)
            yield from _of_rounds(self.found)


def _of_log(found: Figures) -> Iterator[GaugeMetricFamily]:
    yield _one("log_last_number", "The highest number of the log.", found.last_number)
    yield from _queue("log_unnumbered", "Events that have no number yet", found.unnumbered)


def _of_queues(found: Figures) -> Iterator[GaugeMetricFamily]:
    deliveries = _family(
        "webhook_deliveries", "Deliveries of web hooks: due, failed and to be tried again, given up.", "state"
    )
    for state, number in (("due", found.due.waiting), ("failed", found.failed), ("dead", found.dead)):
        deliveries.add_metric([state], number)
    yield deliveries
    yield _one("webhook_oldest_due_seconds", "How long the oldest delivery is due.", found.due.age_s())
    hooks = _family("webhooks", "Web hooks that are on, or off for a reason.", "state")
    for name in STATES:
        hooks.add_metric([name], found.webhooks.get(name, 0))
    yield hooks
    yield _one(
        "webhook_log_lag", "Events that the web hook farthest behind has not been handed.", found.webhook_lag
    )
    yield from _queue("mails_waiting", "Mails that are to be sent", found.mails)
    yield from _queue("offers_overdue", "Offers of a place that are over and not settled", found.offers)


def _of_rounds(found: Figures) -> Iterator[GaugeMetricFamily]:
    done = _family("worker_last_done_timestamp_seconds", "When each kind of work was last done.", "work")
    failing = _family("worker_failing", "1 where a kind of work failed since it was last done.", "work")
    for one in found.rounds:
        if one.done_at:
            done.add_metric([one.name], one.done_at.timestamp())
        failing.add_metric([one.name], int(one.is_failing))
    yield done
    yield failing


def _queue(name: str, told: str, queue: Queue) -> Iterator[GaugeMetricFamily]:
    yield _one(name, f"{told}.", queue.waiting)
    yield _one(f"{name}_oldest_seconds", f"{told}: the age of the oldest.", queue.age_s())


def _family(name: str, told: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"offtrail_{name}", told, labels=labels)


def _one(name: str, told: str, value: float, **labels: str) -> GaugeMetricFamily:
    family = _family(name, told, *labels)
    family.add_metric([*labels.values()], value)
    return family
