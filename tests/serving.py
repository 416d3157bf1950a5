"""Offtrail as an operator runs it: `serve` in a process of its own, for tests and benchmarks that need a real server."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from app.core.limit_settings import LimitSettings

ROOT = Path(__file__).parents[1]
READY_WITHIN_S = 60
NO_LIMITS = {f"OFFTRAIL_{name.upper()}": "0" for name in LimitSettings.model_fields}
"""A test asks for more within a minute than anybody would; one that wants a limit sets it."""
NO_MATTER_HOW_SLOW = {"OFFTRAIL_SLOW_STATEMENT_MS": "3600000"}
"""Tests that look at the log look for what went wrong, not for how busy the machine was."""


@contextlib.contextmanager
def serving(database_url: str, log: Path, *, workers: int = 1, **settings: str) -> Iterator[int]:
    """The port of a server over a migrated database, once it is ready. What it says goes to `log`."""
    port = free_port()
    with log.open("ab") as output, begun(database_url, port, output, workers=workers, **settings) as process:
        try:
            await_ready(port, process, log)
            yield port
        finally:
            end(process)


def begun(
    database_url: str, port: int, output: IO[bytes], *, workers: int = 1, **settings: str
) -> "subprocess.Popen[bytes]":
    """A server that begins to start, in a process that whoever asked for it has to end."""
    command = [sys.executable, "-m", "app", "serve", "--port", str(port), "--workers", str(workers)]
    env = {**os.environ, **NO_LIMITS, **NO_MATTER_HOW_SLOW, "OFFTRAIL_DATABASE_URL": database_url, **settings}
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=output)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def await_ready(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(f"serve ended before it was ready:\n{log.read_text()}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with contextlib.closing(connection), contextlib.suppress(OSError):
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"serve was not ready within {READY_WITHIN_S} s:\n{log.read_text()}")


def end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired as error:
        process.kill()
        process.wait()
        raise AssertionError("serve was asked to end and did not within 15 s") from error
