"""A real server with the demo company in it, and a real Chromium that notices everything that goes wrong in the page."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    expect,
    sync_playwright,
)

from app.core import clock
from tests.serving import free_port

ROOT = Path(__file__).parents[2]
CHROMIUM = Path(os.environ.get("OFFTRAIL_CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 10_000
SETTLED = 'main:not([aria-busy="true"])'
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Server:
    """An `offtrail serve` of its own, with a database of its own. `clock` holds the seconds by which its time is shifted, `log` what it said."""

    port: int
    file: Path
    home: Path = ROOT
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def clock(self) -> Path:
        return self.file.with_suffix(".clock")

    @property
    def log(self) -> Path:
        return self.file.with_suffix(".log")

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app", "serve", "--port", str(self.port)],
                cwd=self.home,
                env={
                    **_settings(self.file),
                    "OFFTRAIL_CLOCK_FILE": str(self.clock),
                    "OFFTRAIL_PUBLIC_ADDRESS": self.url,
                    **self.settings,
                },
                stdout=log,
                stderr=log,
            )
        _wait_for(self, self.process)

    def stop(self) -> None:
        """At once, as when a machine loses its power: nobody is told."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def go_to(self, instant: datetime) -> None:
        """As if it were then. Whoever is signed in has come by in between, so that nobody's session has rested for too long."""
        with closing(sqlite3.connect(self.file)) as database, database:
            database.execute("UPDATE sign_in_session SET last_used_at = expires_at")
        self.clock.write_text(str((instant - clock.now()).total_seconds()))

    def people(self) -> dict[str, str]:
        return {one["name"]: one["id"] for one in self.get("/session/people")["items"]}

    def get(self, path: str, who: str | None = None) -> dict[str, object]:
        with self.speaking(who) as http:
            return http.get(path).raise_for_status().json()

    def send(self, method: str, path: str, body: object, who: str) -> dict[str, object]:
        with self.speaking(who) as http:
            reply = http.request(method, path, json=body)
        assert reply.is_success, reply.text
        return reply.json() if reply.content else {}

    @contextmanager
    def speaking(self, who: str | None) -> Iterator[httpx.Client]:
        with httpx.Client(base_url=f"{self.url}/api/v1", trust_env=False) as http:
            if who is not None:
                http.post("/session", json={"person_id": self.people()[who]}).raise_for_status()
            yield http

    def pitch(self, week: str, words: str, who: str = "Margit Saarepuu") -> str:
        """The id of the one pitch of a week that has these words in its title."""
        rows = self.get(f"/weeks/{week}/pitches?limit=200", who)["items"]
        [found] = [row["id"] for row in rows if words in row["title"]]
        return found


@dataclass
class Watched:
    """What went wrong in the pages of a test. `refusals` are statuses that the test means to provoke, `others` whose pages are not ours."""

    wrong: list[str] = field(default_factory=list)
    refusals: set[int] = field(default_factory=set)
    others: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.wrong.append(f"page error: {error}"))
        page.on("response", self._answered)
        page.on("dialog", lambda dialog: (self.wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def _said(self, message: ConsoleMessage) -> None:
        if message.page is not None and message.page.url.startswith(tuple(self.others)):
            return
        refused = re.search(r"responded with a status of (\d+)", message.text)
        if message.type in {"error", "warning"} and not (refused and int(refused[1]) in self.refusals):
            self.wrong.append(f"console {message.type}: {message.text} ({message.location['url']})")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.wrong.append(f"{response.status} {response.url}")


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo company in it, to be copied."""
    file = tmp_path_factory.mktemp("company") / "company.db"
    for command in ("migrate", "demo"):
        subprocess.run(
            [sys.executable, "-m", "app", command],
            cwd=ROOT,
            env=_settings(file),
            check=True,
            capture_output=True,
        )
    return file


def _settings(file: Path) -> dict[str, str]:
    return {**os.environ, "OFFTRAIL_DATABASE_URL": f"sqlite:///{file}", "OFFTRAIL_LOCAL_SIGN_IN": "true"}


@contextmanager
def serving(file: Path, home: Path = ROOT, **settings: str) -> Iterator[Server]:
    server = Server(free_port(), file, home, settings)
    try:
        server.start()
        yield server
    finally:
        server.stop()
    assert "Traceback" not in server.log.read_text(), server.log.read_text()


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None, "the server ended before it answered"
        try:
            if httpx.get(f"{server.url}/healthz", trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the server did not answer within 20 seconds")


@pytest.fixture(scope="session")
def shown(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server to look at; tests that change anything take `server`."""
    with serving(Path(shutil.copy(company, tmp_path_factory.mktemp("shown")))) as server:
        yield server


@pytest.fixture
def server(company: Path, tmp_path: Path) -> Iterator[Server]:
    with serving(Path(shutil.copy(company, tmp_path))) as own:
        yield own


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        reason = f"there is no Chromium at {CHROMIUM} (OFFTRAIL_CHROMIUM names another)"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def watched() -> Iterator[Watched]:
    """Fails the test on a console message, an error in the page, a report of the policy, a dialog, or a status of 500 and more."""
    watched = Watched()
    yield watched
    assert watched.wrong == []


Opener = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, watched: Watched) -> Iterator[Opener]:
    """Opens an address of a server, as one of its people, and waits until the screen is there."""
    contexts: list[BrowserContext] = []

    def open_(
        server: Server,
        path: str,
        who: str | None = None,
        *,
        width: int = 1280,
        theme: str = "light",
        zone: str = "Europe/Brussels",
        language: str = "en",
    ) -> Page:
        context = browser.new_context(
            base_url=server.url,
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            reduced_motion="reduce",
            timezone_id=zone,
            locale="de-DE" if language == "de" else "en-GB",
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        context.add_cookies([{"name": "language", "value": language, "url": server.url}])
        if who is not None:
            context.request.post("/api/v1/session", data={"person_id": server.people()[who]})
        page = context.new_page()
        watched.watch(page)
        page.goto(path)
        page.wait_for_selector(SETTLED)
        return page

    yield open_
    for context in contexts:
        context.close()
