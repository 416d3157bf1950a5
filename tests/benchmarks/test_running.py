"""The benchmarks and the soak run, each for a moment: what they say then is no measure of anything."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.system

ROOT = Path(__file__).parents[2]
SMALL = [
    "--database",
    "sqlite",
    "--seconds",
    "0.2",
    "--rounds",
    "1",
    "--weeks",
    "1",
    "--crowd",
    "20",
    "--requests",
    "300",
]


def run(module: str, *options: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OFFTRAIL_")}
    command = [sys.executable, "-m", module, *options]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=170
    )


def cells(output: str) -> dict[str, list[str]]:
    """The lines of all tables by what stands first in them."""
    lines = [line.strip("| ").split(" | ") for line in output.splitlines() if line.startswith("| ")]
    return {first: rest for first, *rest in lines if rest}


def test_each_row_is_measured_beside_its_bare_counterpart() -> None:
    done = run(
        "benchmarks",
        *SMALL,
        *(
            f"--only={name}"
            for name in ("least", "board", "pitch", "search", "insights", "outcomes", "events", "sign-up")
        ),
    )

    assert done.returncode == 0, done.stderr
    measured = {
        first: rest for first, rest in cells(done.stdout).items() if len(rest) >= 9 and first != "a second"
    }
    assert len(measured) == 15, done.stdout
    figures = [
        float(cell.replace(",", ""))
        for rest in measured.values()
        for cell in (*rest[:2], *rest[3:5], *rest[6:9])
    ]
    assert min(figures) > 0


def test_what_nothing_is_called_by_is_refused_with_what_there_is() -> None:
    done = run("benchmarks", *SMALL, "--database=sqlite", "--only=boards")

    assert done.returncode == 1
    assert "Nothing has 'boards' in its name; there are: least, board cold," in done.stderr


def test_start_and_memory_are_measured_beside_the_bare_one_s() -> None:
    done = run("benchmarks", *SMALL, "--only=start", "--only=memory")

    assert done.returncode == 0, done.stderr
    assert [first for first in cells(done.stdout) if first.startswith(("start", "memory"))] == [
        "start to first reply, ms",
        "memory after 300 mixed requests, MB",
    ]


def test_a_soak_tells_what_came_of_each_kind_of_request() -> None:
    done = run(
        "benchmarks.soak", "--database=sqlite", "--minutes=0.25", "--people=5", "--thinks=0.3", "--weeks=1"
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().endswith("nothing failed")
    kinds = {line[:28].strip() for line in done.stdout.splitlines()}
    assert kinds >= {
        "sign in",
        "me",
        "board",
        "figures",
        "pull outcomes",
        "pull events",
        "live stream of the week",
        "all",
    }


def test_a_whole_run_alone_is_written_into_the_documents() -> None:
    done = run("benchmarks", "--only=board", "--write")

    assert done.returncode == 2
    assert "a whole run" in done.stderr


def test_two_workers_are_measured_against_one() -> None:
    done = run(
        "benchmarks", "--database=postgresql", "--seconds=0.2", "--rounds=1", "--weeks=1", "--only=workers"
    )

    assert done.returncode == 0, done.stderr
    assert "two workers against one: board, unchanged (304)" in cells(done.stdout)


@pytest.mark.parametrize("module", ["benchmarks", "benchmarks.soak", "benchmarks.growth"])
def test_each_measures_on_both_databases_whatever_the_tests_run_on(module: str) -> None:
    assert "--database {sqlite,postgresql}" in run(module, "--help").stdout
