"""An order of chance begins with those of the lowest numbers, wherever the numbers lie."""

import random
from collections.abc import Callable

import pytest

from app.board import rows

SHUFFLE = "board.shuffle.42"
KEYS: dict[str, Callable[[random.Random], int]] = {
    "anywhere": lambda chance: chance.randrange(2**31 - 1),
    "few": lambda chance: chance.randrange(3),
    "all alike": lambda _: 7,
}


@pytest.mark.parametrize("keys", KEYS)
@pytest.mark.parametrize(
    ("pitches", "limit"),
    [(0, 50), (1, 50), (50, 50), (51, 50), (120, 50), (2_000, 50), (2_000, 1), (300, 200)],
)
def test_the_first_are_found_wherever_their_numbers_lie(
    keys: str, pitches: int, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "_a_shuffle", lambda: SHUFFLE)
    chance = random.Random(pitches)  # the same pitches each time
    of = [(f"pitch {n:05}", KEYS[keys](chance)) for n in range(pitches)]
    factor, offset = rows._seed(SHUFFLE)

    found, following = rows.by_chance(of, limit)

    in_order = sorted(of, key=lambda one: ((one[1] * factor + offset) % rows._PRIME, one[0]))
    assert found == [id_ for id_, _ in in_order[:limit]]
    assert (following is not None) == (pitches > limit)
