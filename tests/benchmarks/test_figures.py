"""What is counted: requests and rows, the callers' times, the processor time, and what goes into the documents."""

import os
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest

from benchmarks import report
from benchmarks.held import held
from benchmarks.load import Figure, figure, measure, median, request
from benchmarks.serving import spent, uvicorn_served


def test_every_reply_is_counted_with_the_rows_that_it_brings() -> None:
    asked = [request("GET", "/board"), request("GET", "/pitch/one")]

    with uvicorn_served("benchmarks.bare:app", BARE="board=100000,pitch=10") as bare:
        found = measure(
            bare.port,
            asked * 5,
            seconds=None,
            wanted={200},
            pieces=[200, 100] * 5,
            connections=3,
            processes=bare.whole,
        )

    assert found.statuses == Counter({200: 10})
    assert found.per_second > 0
    assert found.cpu_us > 0
    assert 0 < found.p50_ms <= found.p99_ms


def test_a_reply_that_nobody_wanted_ends_the_run() -> None:
    with (
        uvicorn_served("benchmarks.bare:app", BARE="board=1") as bare,
        pytest.raises(RuntimeError, match="404 Not Found"),
    ):
        measure(bare.port, [request("GET", "/nowhere")], seconds=0.2, wanted={200})


def test_processor_time_is_that_of_the_process() -> None:
    here = psutil.Process(os.getpid())
    before, began = spent([here]), time.process_time()

    while time.process_time() - began < 0.1:
        pass

    assert spent([here]) - before == pytest.approx(time.process_time() - began, abs=0.05)


def test_rows_a_second_and_time_for_each_come_from_all_pages() -> None:
    found = figure([0.1] * 10, pieces=2000, took=1.0, cpu=0.5)

    assert (found.per_second, found.cpu_us, found.p50_ms) == (2000, 250, 100)


def test_the_median_is_taken_of_each_figure() -> None:
    rounds = [Figure(100, 9, 1, 50), Figure(300, 7, 2, 40), Figure(200, 8, 3, 60)]

    assert median(rounds) == Figure(200, 8, 2, 50)


@pytest.mark.parametrize(("cpu_us", "reached"), [(300, "then"), (500, "first"), (2000, "no")])
def test_an_aim_is_judged_by_processor_time(cpu_us: float, reached: str) -> None:
    bare, ours = Figure(6000, 3, 1, 150), Figure(2000, 9, 4, cpu_us)
    measured = report.Measured("SQLite", "SQLite 3", {"board cold": ("board", ours, bare)})

    table = report.tables(report.Run(2, 5, "2027-01-11", "abc1234"), [measured])

    assert table.startswith("Measured on 2027-01-11, commit abc1234, on ")
    assert table.rstrip().endswith(f"| CPU ≥ 0.25, 0.40 | {reached} |")


def test_what_was_measured_replaces_what_stood_between_the_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")

    report.put(page, "new")

    assert page.read_text() == f"before\n{report.BEGIN}\nnew\n{report.END}\nafter\n"


@pytest.mark.parametrize("name", ["README.md", "docs/performance.md"])
def test_the_documents_have_a_place_for_it(name: str) -> None:
    text = (report.ROOT / name).read_text("utf-8")

    assert (text.count(report.BEGIN), text.count(report.END)) == (1, 1)
    assert "Measured on 20" in text.partition(report.BEGIN)[2].partition(report.END)[0]


def test_a_process_that_is_held_stops_again_and_again_and_goes_on_afterwards() -> None:
    with uvicorn_served("benchmarks.bare:app", BARE="board=1") as bare:
        with held(bare.whole(), 0.5):
            assert _is_seen_stopped(bare.process)
            measure(bare.port, [request("GET", "/board")] * 50, seconds=None, wanted={200})

        assert bare.process.status() != psutil.STATUS_STOPPED


def _is_seen_stopped(process: psutil.Process) -> bool:
    """Whether a process that is looked at again and again is found so, once."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if process.status() == psutil.STATUS_STOPPED:
            return True
    return False
