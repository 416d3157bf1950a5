"""Moving a schedule: what has begun is fixed, the present phase may begin later, and now is a minute wide."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.weeks.phases import NOW_TOLERANCE, SCHEDULED, AlreadyBegun, OutOfOrder, Phase, Schedule, moved

NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
TICK = timedelta(microseconds=1)
# Pitching began two days ago and forming an hour ago; exploring begins in a day.
RUNNING = Schedule({phase: NOW - HOUR + DAY * (place - 1) for place, phase in enumerate(SCHEDULED)})


def with_(**begins: timedelta) -> dict[Phase, datetime]:
    """The running schedule with some phases at other times, told from now."""
    return {**RUNNING.begins, **{Phase(name): NOW + offset for name, offset in begins.items()}}


MOVES = {
    "nothing changes": ({}, Phase.FORMING),
    "a later phase moves later": ({"closed": DAY * 9}, Phase.FORMING),
    "a later phase moves earlier": ({"exploring": HOUR}, Phase.FORMING),
    "the next phase begins now": ({"exploring": timedelta()}, Phase.EXPLORING),
    "now may be a minute ago": ({"exploring": -60 * SECOND}, Phase.EXPLORING),
    "two phases begin now, and the first is skipped": (
        {"exploring": timedelta(), "demos": -5 * SECOND},
        Phase.DEMOS,
    ),
    "the present phase begins later, and the one before is open again": ({"forming": HOUR}, Phase.PITCHING),
    "the present phase begins a moment later": ({"forming": TICK}, Phase.PITCHING),
    "the week is extended as a whole": (
        {"forming": DAY, "exploring": DAY * 2, "demos": DAY * 3, "wrap_up": DAY * 4, "closed": DAY * 5},
        Phase.PITCHING,
    ),
}
FIXED = {
    "a phase that is over begins later": ({"pitching": HOUR}, Phase.PITCHING),
    "a phase that is over began earlier": ({"pitching": -9 * DAY}, Phase.PITCHING),
    "a phase that is over began a moment later": ({"pitching": -HOUR - DAY + TICK}, Phase.PITCHING),
    "the present phase began earlier": ({"forming": -2 * HOUR}, Phase.FORMING),
    "the present phase began later, but before now": ({"forming": -SECOND}, Phase.FORMING),
    "the present phase begins now": ({"forming": timedelta()}, Phase.FORMING),
    "a later phase began more than a minute ago": ({"exploring": -60 * SECOND - TICK}, Phase.EXPLORING),
}


@pytest.mark.parametrize(("changes", "phase"), MOVES.values(), ids=MOVES)
def test_what_may_be_moved(changes: dict[str, timedelta], phase: Phase) -> None:
    schedule = moved(RUNNING, with_(**changes), NOW)

    assert schedule.begins == with_(**{name: max(offset, timedelta()) for name, offset in changes.items()})
    assert schedule.phase_at(NOW) is phase


@pytest.mark.parametrize(("changes", "phase"), FIXED.values(), ids=FIXED)
def test_what_is_fixed(changes: dict[str, timedelta], phase: Phase) -> None:
    with pytest.raises(AlreadyBegun) as refusal:
        moved(RUNNING, with_(**changes), NOW)

    assert refusal.value.phase is phase


def test_moving_the_week_on_by_hand_can_be_sent_twice() -> None:
    wish = with_(exploring=timedelta())
    once = moved(RUNNING, wish, NOW + SECOND)

    again = moved(once, wish, NOW + 3 * SECOND)

    assert once.begins[Phase.EXPLORING] == NOW + SECOND
    assert again == once


def test_moving_past_the_phase_ahead_is_refused_as_out_of_order() -> None:
    with pytest.raises(OutOfOrder):
        moved(RUNNING, with_(forming=DAY * 8), NOW)


offsets = st.integers(-300, 300).map(lambda minutes: timedelta(minutes=minutes)) | st.integers(-90, 90).map(
    lambda seconds: timedelta(seconds=seconds)
)
wishes = st.lists(offsets, min_size=6, max_size=6).map(
    lambda six: Schedule({p: NOW + o for p, o in zip(SCHEDULED, sorted(six), strict=True)})
)


@given(wishes, wishes, st.sets(st.sampled_from(SCHEDULED)))
def test_no_move_rewrites_the_past(old: Schedule, wanted: Schedule, kept: set[Phase]) -> None:
    """Whatever is asked for: it is refused, or only what was still to come, and the present phase's start, have moved."""
    wish = {phase: (old if phase in kept else wanted).begins[phase] for phase in SCHEDULED}
    present = old.phase_at(NOW)

    try:
        new = moved(old, wish, NOW)
    except (AlreadyBegun, OutOfOrder):
        return

    changed = [phase for phase in SCHEDULED if new.begins[phase] != old.begins[phase]]
    assert [p for p in changed if new.begins[p] < NOW] == []
    assert [p for p in changed if old.begins[p] <= NOW and p is not present] == []
    assert [p for p in changed if abs(new.begins[p] - wish[p]) > NOW_TOLERANCE] == []
    unchanged = set(SCHEDULED) - set(changed)
    assert [p for p in unchanged if abs(wish[p] - old.begins[p]) > NOW_TOLERANCE] == []


@given(wishes)
def test_asking_for_what_is_there_changes_nothing(old: Schedule) -> None:
    assert moved(old, old.begins, NOW) == old
