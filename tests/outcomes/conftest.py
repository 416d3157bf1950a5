"""A week with three pitches and what became of them."""

import pytest

from app.weeks.phases import Phase
from tests.world import done


@pytest.fixture
def week(world):
    return world.week(Phase.FORMING, title="Winter")


@pytest.fixture
def pitches(ada, linus, world, week):
    pitches = [ada.pitches(week, title=f"Pitch {n}") for n in range(3)]
    linus.signs_up(pitches[0])
    world.move_on(week, Phase.EXPLORING)
    for pitch in pitches:
        record(ada, pitch)
    return pitches


def record(someone, pitch, **fields):
    return done(someone.put(f"pitches/{pitch['id']}/outcome", {"kind": "learning"} | fields))
