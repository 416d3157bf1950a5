"""A server with the demo company in it and a browser before it, for what shows or measures the page."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from app.core import clock

ROOT = Path(__file__).parents[1]
CHROMIUM = Path(os.environ.get("OFFTRAIL_CHROMIUM", "/usr/bin/chromium"))
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--hide-scrollbars"]  # fmt: skip
SETTLED = 'main:not([aria-busy="true"])'


@contextmanager
def demo_served(at: datetime | None = None) -> Iterator[str]:
    """The address of a server of its own. With `at`, its clock shows that when the company moves in."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        shift = Path(folder, "clock")
        shift.write_text(str((at - clock.now()).total_seconds() if at else 0.0))
        env = {**os.environ, "OFFTRAIL_DATABASE_URL": f"sqlite:///{folder}/demo.db", "OFFTRAIL_LOCAL_SIGN_IN": "true",
               "OFFTRAIL_CLOCK_FILE": str(shift)}  # fmt: skip
        offtrail = [sys.executable, "-m", "app"]
        for command in ("migrate", "demo"):
            subprocess.run([*offtrail, command], cwd=ROOT, env=env, check=True, capture_output=True)
        command = [*offtrail, "serve", "--port", str(port)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, cwd=ROOT, env=env, **quiet) as server:
            try:
                _wait(f"http://127.0.0.1:{port}", server)
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise SystemExit("the server ended before it answered")
        with suppress(httpx.HTTPError):
            if httpx.get(f"{url}/healthz", trust_env=False).is_success:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not answer within 30 seconds")


@contextmanager
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        raise SystemExit(f"there is no Chromium at {CHROMIUM} (OFFTRAIL_CHROMIUM names another)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def signed_in(browser: Browser, url: str, name: str, **options: Any) -> BrowserContext:
    """A browser of its own, in English, in which somebody of the company has signed in."""
    context = browser.new_context(base_url=url, locale="en-GB", **options)
    people = context.request.get("/api/v1/session/people").json()["items"]
    [person] = [one["id"] for one in people if one["name"] == name]
    context.request.post("/api/v1/session", data={"person_id": person})
    return context


def pitch_with(context: BrowserContext, week: str, words: str) -> str:
    """The id of the one pitch of a week that has these words in its title."""
    rows = context.request.get(f"/api/v1/weeks/{week}/pitches?limit=200").json()["items"]
    [found] = [row["id"] for row in rows if words in row["title"]]
    return str(found)
