"""`offtrail serve` and `offtrail worker`: the service itself."""

import gc
import os
import signal
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
import uvicorn
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.cli.base import database, end, say, settings
from app.core import ending
from app.core.connections import Connection, Patience
from app.core.memory import be_thrifty
from app.core.peers import KeepPeer
from app.identity import links
from app.main import create_app, guard_of, seal_of, senders
from app.watching.metrics import SHARED
from app.webhooks.jobs import send_due
from app.worker import loop
from app.worker.forgetting import Keeping

COLLECTED_AFTER = 20_000
"""New objects after which Python looks for garbage; its own 700 are a fifth of the time of a long reply."""


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes; more than one needs PostgreSQL.")] = 1,
) -> None:
    """Serve the API and the page."""
    with database() as db:
        if db.is_sqlite and workers > 1:
            raise end(
                "SQLite is served by one process; set OFFTRAIL_DATABASE_URL to a PostgreSQL database for more.",
                2,
            )
        if db.is_sqlite and not settings().worker_inside:
            raise end(
                "With SQLite nothing but `serve` can run the jobs; leave OFFTRAIL_WORKER_INSIDE unset.", 2
            )
    signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn raises it again when all is over
    try:
        with _sharing_figures(workers):
            uvicorn.run(
                "app.cli.serving:application", factory=True, host=host, port=port, workers=workers, log_level="warning",
                http=Connection, ws="none", access_log=False, server_header=False, proxy_headers=False, timeout_keep_alive=30,
                timeout_graceful_shutdown=ending.REQUESTS_WITHIN_S,
            )  # fmt: skip
    except SystemExit as ended:  # uvicorn has said why; its own statuses would be a third kind
        if ended.code and _is_taken(host, port):
            say(f"Something else listens on port {port} already; choose another with --port.")
        raise typer.Exit(1 if ended.code else 0) from None


@contextmanager
def _sharing_figures(workers: int) -> Iterator[None]:
    """A folder for the figures of several processes: whichever of them `/metrics` is asked of tells those of all."""
    if workers == 1:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="offtrail-figures-") as folder:
        os.environ[SHARED] = folder  # read when prometheus_client is imported, which the processes do anew
        yield


def _is_taken(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def application() -> ASGIApp:
    """The application of this process's settings, made in each serving process."""
    be_thrifty()  # before there are threads
    found = settings()
    Connection.patience = Patience(found.head_seconds, found.reply_seconds, found.connections)
    believed = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
    made = create_app(found)
    _collect_seldom()
    return KeepPeer(ProxyHeadersMiddleware(made, believed))  # type: ignore[arg-type]  # uvicorn's own types


def _collect_seldom() -> None:
    """Have what is there for good not looked through for garbage any more, and the rest less often: a long reply makes thousands of objects that all stay until it is sent."""
    gc.set_threshold(COLLECTED_AFTER, 10, 10)
    gc.collect()
    gc.freeze()


def worker(
    once: Annotated[bool, typer.Option(help="Run every job once and end.")] = False,
) -> None:  # typer's way
    """Run the jobs in a process of their own (PostgreSQL; with SQLite `serve` runs them itself)."""
    be_thrifty()
    keep = Keeping.of(settings())
    with database(serving=True) as db:
        if once:
            loop.run_once(db, keep)
            send_due(db, guard_of(settings()), seal_of(settings()))
            if mailer := settings().mailer:
                links.send_due(db, mailer, settings().public_address or "")
            return
        if db.is_sqlite:
            raise end("With SQLite the worker is a thread of `offtrail serve`.", 2)
        stop = threading.Event()
        ending.when_asked(stop.set)
        sending = senders(db, settings(), stop)
        for thread in sending:
            thread.start()
        loop.run(db, stop, loop.jobs_of(keep))
        for thread in sending:
            thread.join(20)
