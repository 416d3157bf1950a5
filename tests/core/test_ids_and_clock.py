"""Ids sort by when they were made, and time comes from one place."""

import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.core import clock, ids


def test_ids_are_version_seven_and_each_is_greater_than_the_one_before() -> None:
    made = [ids.new() for _ in range(10_000)]

    assert {uuid.UUID(one).version for one in made} == {7}
    assert {uuid.UUID(one).variant for one in made} == {uuid.RFC_4122}
    assert made == sorted(set(made))
    assert [one for one in made if not ids.is_id(one)] == []


def test_ids_tell_when_they_were_made() -> None:
    made = uuid.UUID(ids.new()).int >> 80

    assert abs(datetime.fromtimestamp(made / 1000, UTC) - clock.now()) < timedelta(minutes=1)


def test_ids_of_many_threads_are_all_different() -> None:
    made: list[str] = []
    threads = [
        threading.Thread(target=lambda: made.extend([ids.new() for _ in range(500)])) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(made)) == 8 * 500


@pytest.mark.parametrize(
    "text",
    ["", "42", "0" * 36, "01936D3E-7B2A-7000-8000-000000000000", "{01936d3e-7b2a-7000-8000-000000000000}"],
)
def test_what_is_no_id(text: str) -> None:
    assert ids.is_id(text) is False


@pytest.fixture
def own_clock() -> Iterator[None]:
    yield
    clock.set_source(None)


@pytest.mark.usefixtures("own_clock")
def test_time_follows_the_file_and_stays_while_the_file_is_being_written(tmp_path: Path) -> None:
    file = tmp_path / "shift"
    clock.follow_offset_file(file)

    shifts = []
    for text in (None, "86400", "", "a day", "-86400\n", "1e300"):
        if text is not None:
            file.write_text(text)
        shifts.append(round((clock.now() - datetime.now(UTC)).total_seconds()))  # noqa: TID251  # what it is shifted from
    file.unlink()
    shifts.append(round((clock.now() - datetime.now(UTC)).total_seconds()))  # noqa: TID251

    assert shifts == [0, 86400, 86400, 86400, -86400, -86400, 0]


@pytest.mark.usefixtures("own_clock")
def test_whoever_moves_the_clock_can_put_it_back() -> None:
    noon = datetime(2027, 1, 4, 12, tzinfo=UTC)
    former = clock.set_source(lambda: noon)
    assert clock.now() == noon

    clock.set_source(former)

    assert clock.now() != noon
    assert clock.now().tzinfo is UTC
