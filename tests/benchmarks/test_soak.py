"""When a soak says that memory isn't flat."""

from typing import cast

import pytest

from benchmarks.ground import Ground
from benchmarks.serving import Server
from benchmarks.soak import Soak

MINUTES = 10


def soaked(minutes: int, *sizes: float) -> Soak:
    """With a look each half minute of ten, or as often in less; nobody has to be there for it."""
    seconds = minutes * 60.0
    soak = Soak(cast(Server, None), cast(Ground, None), 1, seconds, 1)
    soak.book.note("board", 0.001, 200, None)
    soak.memory = [((n + 1) * seconds / len(sizes), size) for n, size in enumerate(sizes)]
    return soak


COMING = [150.0, 180, 185, 190]
"""In the first fifth."""


@pytest.mark.parametrize(
    ("rest", "problems"),
    [
        ([200.0] * 16, []),
        ([200.0] * 15 + [240], []),
        ([200.0] * 4 + [208] * 8 + [218] * 4, []),
        ([200.0 + 2 * n for n in range(16)], ["memory grew from 202 to 226 MB"]),
    ],
    ids=["flat", "a moment's garbage", "within a tenth", "a leak"],
)
def test_memory_is_flat_when_it_stays_from_the_second_fifth_to_the_last(
    rest: list[float], problems: list[str]
) -> None:
    assert soaked(MINUTES, *COMING, *rest).problems() == problems


def test_of_a_few_minutes_memory_is_not_judged() -> None:
    assert soaked(4, *COMING, *(200.0 + 10 * n for n in range(16))).problems() == []
