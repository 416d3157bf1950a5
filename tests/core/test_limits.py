"""How much one caller may ask for in a while: counted evenly, refused with the truth about when, shared by all processes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from app.core import clock, limits
from app.core.db import Database
from app.core.limits import Kind, Limit, Limits, RequestCount
from app.worker.forgetting import Keeping, forget
from tests.world import START, TestClock, World

READS = Kind.READS


def of(at_most: int, **every: float) -> Limits:
    return Limits({READS: Limit(at_most, timedelta(**(every or {"minutes": 1})))})


def counted(limits: Limits, times: int, who: str = "ada") -> list[int]:
    return [limits.take(READS, who) for _ in range(times)]


def test_what_fits_is_let_through_and_what_is_more_is_told_to_wait(time: TestClock) -> None:
    ours = of(3)

    assert counted(ours, 3) == [0, 0, 0]
    assert ours.take(READS, "ada") > 0


def test_each_caller_has_a_share_of_their_own(time: TestClock) -> None:
    ours = of(1)

    assert [ours.take(READS, who) for who in ("ada", "ada", "linus")] == [0, 61, 0]


def test_no_limit_is_no_limit(time: TestClock) -> None:
    assert set(counted(of(0), 1000)) == {0}


def test_what_was_refused_does_not_count(time: TestClock) -> None:
    ours = of(2)
    first = counted(ours, 3)[-1]

    assert counted(ours, 500)[-1] == first


def test_a_window_that_ends_does_not_let_twice_as_much_through(time: TestClock) -> None:
    ours = of(100)
    time.forward(seconds=59)
    counted(ours, 100)

    time.forward(seconds=2)

    assert counted(ours, 100).count(0) == 2


@given(
    steps=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 8)), max_size=40),
    at_most=st.integers(1, 9),
)
def test_whoever_waits_as_long_as_told_is_let_through(steps: list[tuple[int, int]], at_most: int) -> None:
    moved = TestClock()
    clock.set_source(lambda: moved.now)
    try:
        ours = of(at_most)
        for pause, times in steps:
            moved.forward(seconds=pause)
            counted(ours, times)
        wait_s = ours.take(READS, "ada")
        moved.forward(seconds=wait_s)
        assert wait_s <= 2 * 60 + 1
        assert not wait_s or ours.take(READS, "ada") == 0
    finally:
        clock.set_source(None)


def test_two_processes_share_one_limit(world: World) -> None:
    here, there = of(10), of(10)
    counted(here, 6)
    counted(there, 3)

    here.share_counts(world.db)
    there.share_counts(world.db)
    assert counted(there, 3) == [0, 61, 61]
    here.take(READS, "ada")  # the eleventh: a process learns of the others when it hands in
    here.share_counts(world.db)
    assert counted(here, 1) == [61]


def test_a_process_that_begins_learns_what_was_counted_before(world: World) -> None:
    before = of(4)
    counted(before, 4)
    before.share_counts(world.db)
    began = of(4)

    assert counted(began, 1) == [0]
    began.share_counts(world.db)

    assert began.take(READS, "ada") > 0


def test_the_window_before_is_shared_too(world: World) -> None:
    before = of(20)
    counted(before, 20)
    before.share_counts(world.db)
    world.clock.forward(seconds=75)
    began = of(20)

    counted(began, 2)
    began.share_counts(world.db)

    assert counted(began, 20).count(0) == 3  # a quarter of the 20 has faded, and 2 are counted


def test_whoever_asks_for_little_costs_the_database_nothing(world: World) -> None:
    ours = of(100)
    counted(ours, 4)

    ours.share_counts(world.db)

    assert rows(world.db) == []


def test_what_is_handed_in_names_nobody(world: World) -> None:
    ours = of(1)
    ours.take(READS, limits.who(None, "192.0.2.7"))
    limits.recognise("0" * 64)

    ours.share_counts(world.db)

    [row] = rows(world.db)
    assert (row.kind, row.number, row.since) == (READS, 1, START)
    assert row.who not in ("192.0.2.7", "0" * 64)


def test_counts_are_forgotten_after_some_hours(world: World) -> None:
    ours = of(1)
    counted(ours, 1)
    ours.share_counts(world.db)

    world.clock.forward(hours=3, seconds=1)
    forget(world.db, Keeping())

    assert rows(world.db) == []


def test_a_process_remembers_so_many_callers_and_no_more(
    time: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REMEMBERED", 2)
    ours = of(1)

    for who in ("ada", "linus", "grace"):
        ours.take(READS, who)

    assert ours.take(READS, "grace") > 0
    assert ours.take(READS, "ada") == 0


def test_a_secret_counts_for_its_address_until_it_is_seen_to_work(time: TestClock) -> None:
    address = limits.who(None, "192.0.2.7")

    assert limits.who("a secret that opens nothing", "192.0.2.7") == address
    limits.recognise("f0b1d4a7e9a3d1e3a0d4a5ba3d7c8f9b")
    assert limits.who("another", "192.0.2.7") == address


def rows(db: Database) -> list[RequestCount]:
    with db.reading() as session:
        return list(session.exec(select(RequestCount).order_by(col(RequestCount.who))))
