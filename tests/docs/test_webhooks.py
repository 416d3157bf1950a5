"""The receiver of docs/webhooks.md, run as a program, and what the guide promises beside what the code does."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.outgoing import Guard
from app.core.sealing import Seal
from app.webhooks.jobs import send_due
from app.webhooks.models import WhyOff
from app.weeks.phases import Phase
from tests.docs.conftest import document
from tests.world import Someone, World, done

GUIDE = document("docs/webhooks.md")
HERE = Guard(frozenset({"127.0.0.1"}))


@pytest.fixture
def guarded(world: World) -> Iterator[None]:
    before, world.app.state.guard = world.app.state.guard, HERE
    yield
    world.app.state.guard = before


def test_the_receiver_prints_what_happened_once(
    world: World, grace: Someone, ada: Someone, folder: Path, guarded: None
) -> None:
    [source] = GUIDE.blocks("python")
    (folder / "receiver.py").write_text(
        source.replace("import os\n", f"import os, time\n{STILL}", 1), "utf-8"
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    wish = {"name": "Me", "url": f"http://127.0.0.1:{port}/", "types": ["pitch.submitted"]}
    hook = done(grace.post("webhooks", wish))
    env = os.environ | {
        "WEBHOOK_SECRET": hook["secret"],
        "PORT": str(port),
        "NOW": str(world.clock.now.timestamp()),
    }
    receiver = subprocess.Popen(
        [sys.executable, "receiver.py"], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    while receiver.poll() is None and not is_open(port):
        pass
    pitch = ada.pitches(world.week(Phase.FORMING))
    send_due(world.db, HERE, Seal(()))
    [row] = done(grace.get(f"webhooks/{hook['id']}/deliveries"))["items"]
    done(grace.post(f"webhooks/{hook['id']}/deliveries/{row['id']}/replay"))
    send_due(world.db, HERE, Seal(()))

    [row] = done(grace.get(f"webhooks/{hook['id']}/deliveries"))["items"]
    receiver.terminate()
    printed = receiver.communicate()[0].decode().splitlines()

    assert [one["status"] for one in row["tries"]] == [204, 204]
    assert len(printed) == 1
    assert printed[0].startswith("pitch.submitted {")
    assert pitch["id"] in printed[0]


STILL = """
import standardwebhooks.webhooks as checked

class Still(checked.datetime):  # the tests' clock stands still, elsewhere
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(float(os.environ["NOW"]), tz)

checked.datetime = Still
"""


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_every_reason_for_which_one_is_turned_off_is_told() -> None:
    assert [why for why in WhyOff if f"`{why}`" not in GUIDE.text] == []


def test_every_address_of_the_api_that_is_named_is_there(world: World) -> None:
    paths = {
        (method.upper(), re.sub(r"\{\w+\}", "{}", path))
        for path, operations in world.app.openapi()["paths"].items()
        for method in operations
    }
    named = re.findall(r"`(GET|POST|PATCH) (/[\w/{}-]+)", GUIDE.text)

    assert [one for one in named if (one[0], "/api/v1" + re.sub(r"\{\w+\}", "{}", one[1])) not in paths] == []
