"""The demo company's weeks lie around any present, on working days, and nothing in them is yet to come."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.sample import script, times
from app.weeks.phases import SCHEDULED, Phase

ZONE = ZoneInfo("Europe/Brussels")
JUST_AFTER_MIDNIGHT = timedelta(minutes=1)
FORTNIGHT_OF_A_CLOCK_CHANGE = [datetime(2026, 10, 19, tzinfo=ZONE) + timedelta(days=day) for day in range(14)]
ALL_YEAR = [datetime(2027, 1, 1, tzinfo=ZONE) + timedelta(days=day, hours=day % 24) for day in range(365)]


def on_the_wall(schedule, phase):
    return schedule.begins[phase].astimezone(ZONE)


@pytest.mark.parametrize("day", FORTNIGHT_OF_A_CLOCK_CHANGE, ids=lambda day: f"{day:%a %d %b}")
def test_on_any_day_the_running_week_forms_its_crews_and_the_earlier_one_is_closed(day):
    for now in (day + JUST_AFTER_MIDNIGHT, day + timedelta(hours=12), day + timedelta(hours=23, minutes=59)):
        earlier, running = times.schedules(now.astimezone(UTC), ZONE)

        assert (earlier.phase_at(now), running.phase_at(now)) == (Phase.CLOSED, Phase.FORMING)


def test_everything_begins_on_a_working_day_and_exploring_on_a_monday():
    for now in ALL_YEAR:
        for schedule in times.schedules(now.astimezone(UTC), ZONE):
            assert [p for p in SCHEDULED if on_the_wall(schedule, p).weekday() > 4] == []
            assert on_the_wall(schedule, Phase.EXPLORING).weekday() == 0


def test_there_are_two_days_left_to_sign_up():
    for now in ALL_YEAR:
        _, running = times.schedules(now.astimezone(UTC), ZONE)

        left = on_the_wall(running, Phase.EXPLORING).date() - now.date()
        assert timedelta(days=2) <= left <= timedelta(days=8)


def test_the_earlier_week_was_half_a_year_ago_at_the_same_times_on_the_wall():
    for now in ALL_YEAR:
        earlier, running = times.schedules(now.astimezone(UTC), ZONE)

        then, soon = on_the_wall(earlier, Phase.EXPLORING), on_the_wall(running, Phase.EXPLORING)
        assert (soon.date() - then.date(), soon.time()) == (timedelta(weeks=26), then.time())


@pytest.mark.parametrize("day", FORTNIGHT_OF_A_CLOCK_CHANGE, ids=lambda day: f"{day:%a %d %b}")
def test_nothing_that_is_told_is_yet_to_come(day):
    now = (day + JUST_AFTER_MIDNIGHT).astimezone(UTC)

    assert [step for step in script.steps(now) if step.at > now] == []


def test_the_same_present_gives_the_same_instants():
    now = FORTNIGHT_OF_A_CLOCK_CHANGE[0].astimezone(UTC)

    assert [step.at for step in script.steps(now)] == [step.at for step in script.steps(now)]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("forming", "2026-10-13T09:00"),
        ("forming 10:30", "2026-10-13T10:30"),
        ("pitching+2 18:05", "2026-10-07T18:05"),
        ("now-2h50m", "2026-10-19T09:10"),
        ("now-40m", "2026-10-19T11:20"),
    ],
)
def test_a_time_is_told_from_a_phase_or_from_now(text, instant):
    now = datetime(2026, 10, 19, 12, tzinfo=ZONE)
    _, running = times.schedules(now.astimezone(UTC), ZONE)

    told = times.instant(text, running, ZONE, now)

    assert f"{told.astimezone(ZONE):%Y-%m-%dT%H:%M}" == instant


def test_a_time_that_nobody_can_read_is_refused():
    now = FORTNIGHT_OF_A_CLOCK_CHANGE[0]
    _, running = times.schedules(now.astimezone(UTC), ZONE)

    with pytest.raises(ValueError, match="half past two"):
        times.instant("half past two", running, ZONE, now)
