"""How a process ends when it is asked to: in order, but within a time; at once when it is asked again."""

import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

REQUESTS_WITHIN_S = 20
"""Requests that are under way may take so long."""
ALL_WITHIN_S = 25
"""After that the process ends in any case: what it had not finished is as if it had been killed, and whole for that."""


def when_asked(begin: Callable[[], object]) -> None:
    """Call `begin` at the first SIGTERM or SIGINT, and then what was to happen before. From the main thread alone."""
    asked = threading.Event()
    threading.Thread(target=_end_late, args=(asked,), name="ending", daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def end(number: int, frame: FrameType | None, before: Any = before) -> None:  # what getsignal gives
            if asked.is_set():
                os._exit(1)
            asked.set()
            begin()
            if callable(before) and before is not signal.default_int_handler:
                before(number, frame)

        signal.signal(number, end)


def _end_late(asked: threading.Event) -> None:
    asked.wait()
    time.sleep(ALL_WITHIN_S)
    os._exit(1)
