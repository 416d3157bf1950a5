"""What the worker does for web hooks: looks twice a second, and sends side by side."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from app.core import rounds
from app.core.db import Database
from app.core.logging import log
from app.core.outgoing import Guard
from app.core.sealing import Seal
from app.webhooks.making import make_deliveries
from app.webhooks.sending import Claim, claim, send

LANES = 16
"""Addresses sent to at once in one process; at most half of them may be such as failed last time."""
LOOKS_EVERY_S = 0.5
AFTER_TROUBLE_S = 5


def run(db: Database, guard: Guard, seal: Seal, stop: threading.Event) -> None:
    """Send until `stop` is set; what fails is logged and tried again."""
    woken = threading.Event()
    busy: dict[Future[None], Claim] = {}
    with ThreadPoolExecutor(LANES, thread_name_prefix="webhooks") as lanes:
        while not stop.is_set():
            woken.clear()
            pause: float = AFTER_TROUBLE_S
            try:
                more = make_deliveries(db)
                for claimed in _claimed(db, busy):
                    future = lanes.submit(_try, db, claimed, guard, seal)
                    busy[future] = claimed
                    future.add_done_callback(_waking(busy, woken))
                pause = 0 if more else LOOKS_EVERY_S
                rounds.done("webhooks")
            except Exception as error:  # noqa: BLE001  # a database that is away for a while must not end it
                log.error("webhooks.failed", exc_info=error)
                rounds.failed("webhooks", error)
            woken.wait(pause)


def _claimed(db: Database, busy: dict[Future[None], Claim]) -> list[Claim]:
    running = list(busy.values())
    failing = sum(one.failing for one in running)
    free, free_for_failing = LANES - len(running), LANES // 2 - failing
    if free <= 0:
        return []
    if free_for_failing <= 0:
        return claim(db, free, well_only=True)
    return claim(db, min(free, free_for_failing))


def _waking(busy: dict[Future[None], Claim], woken: threading.Event) -> Callable[[Future[None]], None]:
    def done(future: Future[None]) -> None:
        busy.pop(future, None)
        woken.set()

    return done


def _try(db: Database, claimed: Claim, guard: Guard, seal: Seal) -> None:
    try:
        send(db, claimed, guard, seal)
    except Exception as error:  # noqa: BLE001  # the lease runs out, and it is sent again
        log.error("webhooks.run_failed", webhook_id=claimed.webhook_id, exc_info=error)


def send_due(db: Database, guard: Guard, seal: Seal) -> None:
    """Make and send all that is due now, one after another: for tests and for `offtrail worker --once`."""
    while make_deliveries(db):
        pass
    while claimed := claim(db, LANES):
        for one in claimed:
            send(db, one, guard, seal)
