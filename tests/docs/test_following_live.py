"""The client of docs/api/following-live.md: run as a program, stopped, and run again."""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from app.weeks.phases import Phase
from tests.docs.conftest import Served, document
from tests.world import Someone, World

pytestmark = pytest.mark.system

GUIDE = document("docs/api/following-live.md")


@contextmanager
def following(script: Path, served: Served, token: str) -> Iterator[IO[str]]:
    """What the program prints, until it is killed."""
    environment = served.environment | {"OFFTRAIL_TOKEN": token}
    command = [sys.executable, script.name]
    with subprocess.Popen(
        command, cwd=script.parent, env=environment, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        try:
            yield program.stdout
        finally:
            program.kill()


@pytest.mark.sqlite_only(reason="what a guide says is the same on both")
def test_the_program_misses_nothing_also_of_what_came_while_it_was_stopped(
    world: World, ada: Someone, served: Served, folder: Path
) -> None:
    week = world.week(Phase.FORMING)
    script = folder / "chat.py"
    [source] = GUIDE.blocks("python")
    script.write_text(source, "utf-8")
    (folder / "last-event-id").write_text(
        "0", "utf-8"
    )  # from the beginning, whatever is first: it or the pitch
    token = ada.with_scopes("read").http.headers["Authorization"].removeprefix("Bearer ")

    pitches = [ada.pitches(week)["id"]]
    with following(script, served, token) as told:
        said = up_to(pitches[-1], told)
    pitches.append(ada.pitches(week)["id"])
    with following(script, served, token) as told:
        said += up_to(pitches[-1], told)
        pitches.append(ada.pitches(week)["id"])
        said += up_to(pitches[-1], told)

    events = [("week.created", week["id"]), ("week.published", week["id"])]
    events += [("pitch.submitted", pitch) for pitch in pitches]
    assert list(dict.fromkeys(said)) == events
    assert len(said) <= len(events) + 1  # killed after it told and before it stored: that one is told again


def up_to(subject: str, told: Iterable[str]) -> list[tuple[str, str]]:
    """The types and subjects of what is told, until this subject has come."""
    said = []
    for line in told:
        _, kind, about = line.split()
        said.append((kind, about))
        if about == subject:
            return said
    raise AssertionError(f"the program ended after {said}")
