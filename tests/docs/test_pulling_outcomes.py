"""The client of docs/api/pulling-outcomes.md: run as a program, whole, and killed between two pages."""

import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from app.weeks.phases import Phase
from tests.docs.conftest import Served, document
from tests.world import Client, Someone, World, done

pytestmark = pytest.mark.system

GUIDE = document("docs/api/pulling-outcomes.md")


def recorded(world: World, lead: Someone, how_many: int) -> list[str]:
    """The ids of pitches with an outcome each."""
    week = world.week(Phase.FORMING)
    pitches = [lead.pitches(week, title=f"Pitch {number}")["id"] for number in range(how_many)]
    world.move_on(week, Phase.WRAP_UP)
    for pitch in pitches:
        done(lead.put(f"pitches/{pitch}/outcome", {"kind": "learning", "summary": f"What became of {pitch}"}))
    return pitches


def program(folder: Path, limit: int = 100) -> Path:
    """The guide's program in a file; with pages of another size where a test asks for it."""
    [source] = GUIDE.blocks("python")
    assert source.count('"limit": 100') == 1
    path = folder / "warehouse.py"
    path.write_text(source.replace('"limit": 100', f'"limit": {limit}'), "utf-8")
    return path


def start(program: Path, served: Served, token: str, address: str | None = None) -> "subprocess.Popen[bytes]":
    environment = served.environment | {"OFFTRAIL_TOKEN": token, "OFFTRAIL_URL": address or served.address}
    return subprocess.Popen([sys.executable, program.name], cwd=program.parent, env=environment)


def kept(folder: Path) -> tuple[list[dict[str, object]], int]:
    """What the program's store holds: the outcomes in the order of their numbers, and the one number."""
    with closing(sqlite3.connect(folder / "warehouse.db")) as store:
        bodies = [json.loads(body) for (body,) in store.execute("SELECT body FROM outcome")]
        [(last,)] = store.execute("SELECT last FROM seen")
    return sorted(bodies, key=lambda body: body["seq"]), last


def shown(reader: Client) -> list[dict[str, object]]:
    return done(reader.get("outcomes?limit=200"))["items"]


def secret(reader: Client) -> str:
    return reader.http.headers["Authorization"].removeprefix("Bearer ")


@contextmanager
def standing_still_after(pages: int, upstream: str) -> Iterator[tuple[str, threading.Event]]:
    """A relay that answers so many requests and holds the next one; tells its address, and when it holds."""
    holds, end, seen = threading.Event(), threading.Event(), iter(range(pages))

    class Relay(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if next(seen, None) is None:
                holds.set()
                end.wait(60)
                return
            reply = httpx.get(upstream + self.path, headers={"Authorization": self.headers["Authorization"]})
            self.send_response(reply.status_code)
            self.send_header("Content-Type", reply.headers["Content-Type"])
            self.send_header("Content-Length", str(len(reply.content)))
            self.end_headers()
            self.wfile.write(reply.content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Relay) as relay:
        thread = threading.Thread(target=relay.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{relay.server_port}", holds
        end.set()
        relay.shutdown()
        thread.join()


@pytest.mark.sqlite_only(reason="what a guide says is the same on both")
def test_the_program_keeps_every_outcome_and_then_only_what_changed(
    world: World, ada: Someone, grace: Someone, served: Served, folder: Path
) -> None:
    pitches = recorded(world, ada, 3)
    reader = ada.with_scopes("outcomes:read")
    script = program(folder)

    first = start(script, served, secret(reader)).wait(60)
    outcomes, last = kept(folder)
    done(ada.put(f"pitches/{pitches[0]}/outcome", {"kind": "shipped"}))
    done(grace.post(f"pitches/{pitches[1]}/withdraw?reason=late", {"reason": "It was never ours"}))
    second = start(script, served, secret(reader)).wait(60)

    assert (first, second) == (0, 0)
    assert [outcome["pitch"]["id"] for outcome in outcomes] == pitches
    again, end = kept(folder)
    assert again == shown(reader)
    assert [(outcome["pitch"]["id"], outcome["kind"]) for outcome in again] == [
        (pitches[2], "learning"), (pitches[0], "shipped")
    ]  # fmt: skip
    assert end > last


@pytest.mark.sqlite_only(reason="what a guide says is the same on both")
def test_killed_between_two_pages_it_goes_on_where_it_was(
    world: World, ada: Someone, grace: Someone, served: Served, folder: Path
) -> None:
    pitches = recorded(world, ada, 5)
    reader = ada.with_scopes("outcomes:read")
    script = program(folder, limit=1)

    with standing_still_after(2, served.address) as (address, holds):
        killed = start(script, served, secret(reader), address)
        assert holds.wait(60), "the program never asked for a third page"
        killed.kill()
        killed.wait(60)
    outcomes, last = kept(folder)
    done(ada.put(f"pitches/{pitches[0]}/outcome", {"kind": "shipped"}))  # seen already, and changed since
    for seen_or_not in (pitches[1], pitches[4]):
        done(grace.post(f"pitches/{seen_or_not}/withdraw?reason=late", {"reason": "It was never ours"}))
    second = start(script, served, secret(reader)).wait(60)

    assert [outcome["pitch"]["id"] for outcome in outcomes] == pitches[:2]
    assert last == outcomes[-1]["seq"]
    assert second == 0
    assert kept(folder)[0] == shown(reader)
