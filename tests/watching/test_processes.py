"""Figures of several processes, asked of any of them."""

import contextlib
import http.client
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.serving import serving
from tests.watching.test_metrics import read

pytestmark = [
    pytest.mark.system,
    pytest.mark.postgresql_only(reason="SQLite is served by one process"),
]
ASKED = 30
ALIVE = "requests_total{GET}{/healthz}{200}"


def get(port: int, path: str) -> str:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path)
        return connection.getresponse().read().decode()


def figures(port: int) -> dict[str, float]:
    return read(get(port, "/metrics"))


def comes(so: Callable[[], bool]) -> bool:
    """Whether it is so within a minute."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if so():
                return True
        time.sleep(0.1)
    return False


def serving_processes(port: int) -> list[psutil.Process]:
    supervisor = next(
        one
        for one in psutil.process_iter(["cmdline"])
        if {"serve", str(port)} <= set(one.info["cmdline"] or [])
    )
    return [one for one in supervisor.children() if "spawn_main" in " ".join(one.cmdline())]


def test_whichever_process_is_asked_tells_what_all_have_counted_and_still_does_when_one_died(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serving(database_url, tmp_path / "log", OFFTRAIL_POOL_SIZE="3", workers=2) as port:
        assert comes(lambda: figures(port)["processes"] == 2)
        for _ in range(ASKED):  # over connections of their own, which the processes share among them
            get(port, "/healthz")
        told = [figures(port) for _ in range(6)]
        dying = serving_processes(port)[0]
        dying.kill()
        dying.wait(60)  # until whoever started it has taken notice, it is still counted
        assert comes(lambda: figures(port)["processes"] == 2)
        after = figures(port)

    assert {one[ALIVE] for one in told} == {ASKED}
    assert {one["pool_size"] for one in told} == {6}
    assert {one["database_up"] for one in told} == {1}
    assert (after[ALIVE], after["pool_size"]) == (ASKED, 6)
    assert list(tmp_path.glob("offtrail-figures-*")) == []
