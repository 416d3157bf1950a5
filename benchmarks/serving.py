"""Servers to measure, each in processes of its own, and the processor time that they and the database have taken."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

ROOT = Path(__file__).parents[1]
BEYOND_REACH = "1000000000"
NO_LIMITS = {
    f"OFFTRAIL_{kind}_PER_MINUTE": BEYOND_REACH for kind in ("READS", "WRITES", "SEARCHES", "SIGN_INS")
}
"""Limits that are counted towards, as in earnest, and never met."""
READY_WITHIN_S = 120


@dataclass(frozen=True)
class Server:
    """A server that listens, by its port and the process that was started."""

    port: int
    process: psutil.Process

    def whole(self) -> list[psutil.Process]:
        """The process and those that it started to serve with it."""
        return [self.process, *self.process.children(recursive=True)]


def offtrail(url: str, port: int, workers: int = 1, **settings: str) -> "subprocess.Popen[bytes]":
    """`offtrail serve` as it begins to start: what an operator runs, but for limits beyond reach."""
    command = [sys.executable, "-m", "app", "serve", "--port", str(port), "--workers", str(workers)]
    quiet = {"OFFTRAIL_LOG_LEVEL": "warning", "OFFTRAIL_SLOW_STATEMENT_MS": "3600000"}
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        **quiet,
        **NO_LIMITS,
        "OFFTRAIL_DATABASE_URL": url,
        **settings,
    }
    return subprocess.Popen(command, cwd=ROOT, env=environment)


@contextmanager
def offtrail_served(url: str, workers: int = 1, **settings: str) -> Iterator[Server]:
    """`offtrail serve`, ready."""
    port = free_port()
    with _ended(offtrail(url, port, workers, **settings)) as process:
        yield _listening(port, process, workers)


@contextmanager
def uvicorn_served(target: str, *options: str, workers: int = 1, **env: str) -> Iterator[Server]:
    """Any application, served by uvicorn with all that makes it fast."""
    port = free_port()
    command = [
        sys.executable, "-m", "uvicorn", target, *options, "--port", str(port), "--workers", str(workers),
        "--no-access-log", "--log-level", "warning",
    ]  # fmt: skip
    started = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), **env})
    with _ended(started) as process:
        yield _listening(port, process, workers)


@contextmanager
def served(target: str, *options: str, **env: str) -> Iterator[int]:
    """The port of such an application, for who counts no processor time."""
    with uvicorn_served(target, *options, **env) as server:
        yield server.port


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _ended(process: "subprocess.Popen[bytes]") -> Iterator["subprocess.Popen[bytes]"]:
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listening(port: int, process: "subprocess.Popen[bytes]", workers: int) -> Server:
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("the server ended before it began to serve")
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            server = Server(port, psutil.Process(process.pid))
            if workers > 1:  # the port is there before any of them
                _await_rest(server, workers, until)
            return server
        time.sleep(0.05)
    raise RuntimeError("the server did not begin to serve in time")


def _await_rest(server: Server, workers: int, until: float) -> None:
    """Until all of its processes have started: they take next to no processor time any more."""
    while time.monotonic() < until:
        before = spent(server.whole())
        time.sleep(1)
        if len(server.whole()) > workers and spent(server.whole()) - before < 0.1:
            return


# --- processor time


def spent(processes: Sequence[psutil.Process]) -> float:
    """The processor time so far of these processes, and of those that they started and that are over."""
    total = 0.0
    for process in processes:
        with suppress(psutil.Error, ProcessLookupError):
            times = process.cpu_times()
            total += _seconds(process) + times.children_user + times.children_system
    return total


def _seconds(process: psutil.Process) -> float:
    """To the nanosecond where Linux tells it; elsewhere in the steps of what psutil gives."""
    if sys.platform == "linux":
        with suppress(OSError):
            return time.clock_gettime(
                (~process.pid << 3) | 2
            )  # CPUCLOCK_SCHED of a process (linux/posix-timers.h)
    times = process.cpu_times()
    return float(times.user + times.system)


@dataclass(frozen=True)
class DatabaseProcesses:
    """The processes of PostgreSQL, where it runs on this machine; none for SQLite, which has none."""

    postmaster: psutil.Process | None = None

    @classmethod
    def of(cls, url: str) -> "DatabaseProcesses":
        if not url.startswith("postgresql"):
            return cls()
        with psycopg.connect(url) as connection, suppress(psutil.Error):
            backend = psutil.Process(connection.info.backend_pid)
            parent = backend.parent()
            if "postgres" in backend.name() and parent is not None:
                return cls(parent)
        print("PostgreSQL runs elsewhere: its processor time isn't counted.", file=sys.stderr)
        return cls()

    def whole(self) -> list[psutil.Process]:
        return [self.postmaster, *self.postmaster.children()] if self.postmaster else []

    @property
    def program(self) -> Path | None:
        """Where the server's programs lie, if that can be seen."""
        with suppress(psutil.Error):
            return Path(self.postmaster.exe()).parent if self.postmaster else None
        return None
