"""A schedule half a year on: the same weekdays and the same times on the wall, in any zone, whatever the clocks do."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.weeks.calendar import months_on
from app.weeks.phases import SCHEDULED, Phase, Schedule

HOUR = timedelta(hours=1)
ZONES = (
    "Europe/Berlin", "America/New_York", "America/St_Johns", "America/Santiago", "Australia/Lord_Howe", "Australia/Sydney",
    "Africa/Cairo", "Asia/Beirut", "Asia/Kathmandu", "Pacific/Chatham", "Pacific/Kiritimati", "Atlantic/Azores",
    "Africa/Casablanca", "America/Nuuk", "UTC",
)  # fmt: skip
zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.integers(0, 10 * 365 * 24 * 60).map(
    lambda m: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=m)
)
lengths = st.lists(st.integers(0, 15 * 24 * 60).map(lambda m: timedelta(minutes=m)), min_size=5, max_size=5)


def a_schedule(first: datetime, spans: list[timedelta]) -> Schedule:
    begins = [first]
    for span in spans:
        begins.append(begins[-1] + span)
    return Schedule(dict(zip(SCHEDULED, begins, strict=True)))


def at(zone: str, *walls: str) -> Schedule:
    instants = [datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for wall in walls]
    return Schedule(dict(zip(SCHEDULED, instants, strict=True)))


def walls(schedule: Schedule, zone: ZoneInfo | str) -> list[str]:
    zone = ZoneInfo(zone) if isinstance(zone, str) else zone
    return [f"{schedule.begins[phase].astimezone(zone):%a %Y-%m-%d %H:%M}" for phase in SCHEDULED]


def test_half_a_year_on_the_winter_week_is_the_summer_week_by_the_clock_on_the_wall() -> None:
    winter = at("Europe/Berlin", "2027-01-11T09:00", "2027-01-25T09:00", "2027-02-01T08:30", "2027-02-05T12:00",
                "2027-02-05T16:00", "2027-02-12T16:00")  # fmt: skip

    summer = months_on(winter, ZoneInfo("Europe/Berlin"), 6)

    assert walls(summer, "Europe/Berlin") == [
        "Mon 2027-07-12 09:00", "Mon 2027-07-26 09:00", "Mon 2027-08-02 08:30", "Fri 2027-08-06 12:00",
        "Fri 2027-08-06 16:00", "Fri 2027-08-13 16:00",
    ]  # fmt: skip
    assert f"{summer.begins[Phase.EXPLORING]:%H:%M}" == "06:30"


@pytest.mark.parametrize(
    ("exploring", "months", "there"),
    [
        ("2027-02-01", 6, "Mon 2027-08-02"),
        ("2027-08-30", 6, "Mon 2028-02-28"),
        ("2027-08-31", 6, "Tue 2028-02-29"),
        ("2026-08-31", 6, "Mon 2027-03-01"),
        ("2028-02-29", 12, "Tue 2029-02-27"),
        ("2027-12-15", 1, "Wed 2028-01-12"),
        ("2027-05-31", 60, "Mon 2032-05-31"),
    ],
)
def test_the_nearest_same_weekday_to_the_same_day_of_the_month(
    exploring: str, months: int, there: str
) -> None:
    old = at("Europe/Berlin", *[f"{exploring}T09:00"] * 6)

    new = months_on(old, ZoneInfo("Europe/Berlin"), months)

    assert walls(new, "Europe/Berlin") == [f"{there} 09:00"] * 6


def test_an_hour_that_the_clocks_skip_is_read_as_before_they_change() -> None:
    old = at("Europe/Berlin", *["2026-09-27T02:30"] * 6)

    new = months_on(old, ZoneInfo("Europe/Berlin"), 6)

    assert walls(new, "Europe/Berlin") == ["Sun 2027-03-28 03:30"] * 6


def test_phases_within_a_skipped_hour_keep_their_order() -> None:
    old = at("Europe/Berlin", "2026-09-27T02:30", *["2026-09-27T03:00"] * 5)

    new = months_on(old, ZoneInfo("Europe/Berlin"), 6)

    assert walls(new, "Europe/Berlin") == ["Sun 2027-03-28 03:30"] * 6


def test_phases_within_an_hour_that_comes_twice_keep_their_order() -> None:
    twice = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)  # 02:45, and half an hour later 02:15 again

    new = months_on(a_schedule(twice, [HOUR / 2] * 5), ZoneInfo("Europe/Berlin"), 6)

    assert walls(new, "Europe/Berlin")[:3] == ["Sun 2027-04-25 02:45"] * 3


@given(zones, days, lengths, st.integers(1, 60))
def test_any_schedule_keeps_its_weekdays_and_its_times_on_the_wall(
    zone: ZoneInfo, first: datetime, spans: list[timedelta], months: int
) -> None:
    old = a_schedule(first, spans)

    new = months_on(old, zone, months)

    shift = (
        new.begins[Phase.EXPLORING].astimezone(zone).date()
        - old.begins[Phase.EXPLORING].astimezone(zone).date()
    )
    assert shift.days % 7 == 0
    for phase in SCHEDULED:
        wanted = old.begins[phase].astimezone(zone).replace(tzinfo=None) + shift
        found = new.begins[phase].astimezone(zone).replace(tzinfo=None)
        assert found == wanted or _clocks_change_near(zone, wanted, old, phase)


@given(zones, days, lengths, st.integers(1, 60))
def test_any_schedule_keeps_its_order_and_its_skipped_phases(
    zone: ZoneInfo, first: datetime, spans: list[timedelta], months: int
) -> None:
    old = a_schedule(first, spans)

    new = months_on(old, zone, months)

    assert [b for a, b in pairwise(SCHEDULED) if new.begins[b] < new.begins[a]] == []
    assert [
        b for a, b in pairwise(SCHEDULED) if old.begins[a] == old.begins[b] and new.begins[a] != new.begins[b]
    ] == []


@given(zones, days, lengths, st.integers(1, 60))
def test_a_copy_lies_within_half_a_week_of_the_same_day_of_the_month(
    zone: ZoneInfo, first: datetime, spans: list[timedelta], months: int
) -> None:
    old = a_schedule(first, spans)

    new = months_on(old, zone, months)

    was, there = (one.begins[Phase.EXPLORING].astimezone(zone).date() for one in (old, new))
    years, month = divmod(was.month - 1 + months, 12)
    last = monthrange(was.year + years, month + 1)[1]
    assert abs(there - date(was.year + years, month + 1, min(was.day, last))) <= timedelta(days=3)


def _clocks_change_near(zone: ZoneInfo, wall: datetime, old: Schedule, phase: Phase) -> bool:
    """Whether the wall time is skipped, or its phase was pushed by one whose wall time is within two hours of a change."""
    near = (wall - 2 * HOUR, wall, wall + 2 * HOUR)
    there = {moment.replace(tzinfo=zone).utcoffset() for moment in near}
    was = old.begins[phase]
    here = {(was + step).astimezone(zone).utcoffset() for step in (-2 * HOUR, 0 * HOUR, 2 * HOUR)}
    return len(there) > 1 or len(here) > 1
