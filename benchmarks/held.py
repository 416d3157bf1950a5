"""Processes held to a part of a core each: on a few cores it leaves room for who calls them, and for the database."""

import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import psutil

PERIOD_S = 0.02


@contextmanager
def held(processes: Sequence[psutil.Process], part: float) -> Iterator[None]:
    """Stop each for a part of every fiftieth of a second, and let it go on for the rest: `part`, from 0 to 1. Each at its own moments."""
    over = threading.Event()
    threads = [threading.Thread(target=_hold, args=(one, part, over)) for one in processes]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _hold(process: psutil.Process, part: float, over: threading.Event) -> None:
    with suppress(psutil.NoSuchProcess):
        over.wait(random.uniform(0, PERIOD_S))
        while not over.is_set():
            process.suspend()
            over.wait(PERIOD_S * (1 - part))
            process.resume()
            over.wait(PERIOD_S * part)
