"""Where a week is: a table of instants, and laws that hold for any schedule and any moment."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.weeks.models import Week
from app.weeks.phases import SCHEDULED, OutOfOrder, Phase, Schedule
from tests.world import World

MONDAY = datetime(2027, 2, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
A_WEEK = Schedule({phase: MONDAY + DAY * place for place, phase in enumerate(SCHEDULED)})

instants = st.integers(-(10**12), 10**12).map(lambda ticks: MONDAY + timedelta(microseconds=ticks))
schedules = st.lists(instants, min_size=6, max_size=6).map(
    lambda six: Schedule(dict(zip(SCHEDULED, sorted(six), strict=True)))
)
# Instants so near to one another that many are equal.
crowded = st.lists(st.integers(0, 4), min_size=6, max_size=6).map(
    lambda six: Schedule({p: MONDAY + DAY * n for p, n in zip(SCHEDULED, sorted(six), strict=True)})
)


@pytest.mark.parametrize(
    ("after", "phase"),
    [
        (timedelta(microseconds=-1), Phase.ANNOUNCED),
        (timedelta(), Phase.PITCHING),
        (DAY - timedelta(microseconds=1), Phase.PITCHING),
        (DAY, Phase.FORMING),
        (DAY * 2, Phase.EXPLORING),
        (DAY * 3, Phase.DEMOS),
        (DAY * 4, Phase.WRAP_UP),
        (DAY * 5, Phase.CLOSED),
        (DAY * 5000, Phase.CLOSED),
    ],
)
def test_a_phase_begins_at_its_instant_and_lasts_until_the_next(after: timedelta, phase: Phase) -> None:
    assert A_WEEK.phase_at(MONDAY + after) is phase


@pytest.mark.parametrize(
    ("published", "cancelled", "phase"),
    [
        (False, False, Phase.DRAFT),
        (True, False, Phase.EXPLORING),
        (True, True, Phase.CANCELLED),
        (False, True, Phase.CANCELLED),
    ],
)
def test_a_week_is_a_draft_until_published_and_cancelled_for_good(
    published: bool, cancelled: bool, phase: Phase
) -> None:
    week = Week(slug="winter", title="Winter", sorts_at=MONDAY)
    week.put_schedule(A_WEEK)
    week.published_at = MONDAY if published else None
    week.cancelled_at = MONDAY if cancelled else None

    assert week.phase(MONDAY + DAY * 2) is phase


def test_an_imported_week_is_closed_without_a_schedule() -> None:
    week = Week(slug="of-old", title="Of old", sorts_at=MONDAY, archived=True, published_at=MONDAY)

    assert (week.phase(MONDAY), week.schedule) == (Phase.CLOSED, None)


def test_a_week_of_which_an_instant_has_to_be_read_again_tells_its_phase_by_it(world: World) -> None:
    week_id = world.week(Phase.FORMING)["id"]
    with world.db.writing() as session:
        week = session.get_one(Week, week_id)
        session.expire(week, ["forming_at"])

        assert week.phase(world.clock.now) is Phase.FORMING


@pytest.mark.parametrize("earlier", range(5))
def test_two_equal_instants_skip_the_earlier_phase(earlier: int) -> None:
    skipped, begins = SCHEDULED[earlier], SCHEDULED[earlier + 1]
    schedule = Schedule({**A_WEEK.begins, skipped: A_WEEK.begins[begins]})

    seen = {schedule.phase_at(MONDAY + timedelta(hours=hour)) for hour in range(-24, 200)}

    assert seen == {Phase.ANNOUNCED, *SCHEDULED} - {skipped}
    assert schedule.begun(MONDAY + DAY * 9) == [phase for phase in SCHEDULED if phase is not skipped]


@pytest.mark.parametrize("place", range(1, 6))
def test_a_phase_cannot_begin_before_the_one_ahead_of_it(place: int) -> None:
    wrong = {**A_WEEK.begins, SCHEDULED[place]: MONDAY + DAY * (place - 1) - timedelta(microseconds=1)}

    with pytest.raises(OutOfOrder) as refusal:
        Schedule(wrong)

    assert refusal.value.phase is SCHEDULED[place]


@given(schedules | crowded, instants, instants)
def test_time_never_takes_a_week_back(schedule: Schedule, one: datetime, other: datetime) -> None:
    order = (Phase.ANNOUNCED, *SCHEDULED)
    first, second = sorted((one, other))

    assert order.index(schedule.phase_at(first)) <= order.index(schedule.phase_at(second))


@given(schedules | crowded, instants)
def test_the_phase_is_the_same_until_the_next_begins(schedule: Schedule, now: datetime) -> None:
    following = schedule.next_begin(now)

    if following is None:
        assert schedule.phase_at(now) is Phase.CLOSED
    else:
        assert following > now
        assert schedule.phase_at(following - timedelta(microseconds=1)) is schedule.phase_at(now)
        assert schedule.phase_at(following) is not schedule.phase_at(now)
        assert schedule.end_of(schedule.phase_at(now)) == following


@given(schedules | crowded, instants)
def test_what_has_begun_ends_with_the_present_phase(schedule: Schedule, now: datetime) -> None:
    begun = schedule.begun(now)

    assert (begun[-1] if begun else Phase.ANNOUNCED) is schedule.phase_at(now)
    assert begun == [
        p for p in SCHEDULED if schedule.begins[p] <= now and schedule.phase_at(schedule.begins[p]) is p
    ]
