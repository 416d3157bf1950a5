"""Saying that a pitch is interesting, before any crew is formed."""

import pytest

from app.weeks.phases import Phase
from tests.world import done, refused


@pytest.fixture
def week(world):
    return world.week(Phase.PITCHING)


@pytest.fixture
def pitch(ada, week):
    return ada.pitches(week)


def test_interest_is_said_once_and_taken_back_once(linus, ada, world, pitch):
    for _ in range(2):
        shown = done(linus.put(f"pitches/{pitch['id']}/interest"))
        assert (shown["interest"], shown["interested"]) == (1, True)

    assert (ada.sees(pitch)["interest"], ada.sees(pitch)["interested"]) == (1, False)
    for _ in range(2):
        assert linus.delete(f"pitches/{pitch['id']}/interest").status_code == 204
    assert linus.sees(pitch)["interest"] == 0
    assert world.events("interest.said", "interest.lost") == ["interest.said", "interest.lost"]


def test_who_is_interested_is_listed_first_come_first(ada, linus, stranger, grace, world, pitch):
    for someone in (stranger, linus, grace):
        done(someone.put(f"pitches/{pitch['id']}/interest"))
        world.clock.forward(minutes=1)

    first = done(ada.get(f"pitches/{pitch['id']}/interest", params={"limit": 2}))
    rest = done(ada.get(f"pitches/{pitch['id']}/interest", params={"limit": 2, "cursor": first["next"]}))

    named = [item["person"]["name"] for page in (first, rest) for item in page["items"]]
    assert (named, rest["next"]) == ([stranger.name, linus.name, grace.name], None)


@pytest.mark.parametrize("phase", [Phase.DEMOS, Phase.WRAP_UP, Phase.CLOSED])
def test_after_exploring_it_is_too_late(ada, linus, world, week, pitch, phase):
    world.move_on(week, phase)

    assert refused(linus.put(f"pitches/{pitch['id']}/interest")) == (409, "interest_closed")
    assert refused(linus.delete(f"pitches/{pitch['id']}/interest")) == (409, "interest_closed")


def test_in_a_public_week_who_is_interested_is_not_public(world, ada):
    pitch = ada.pitches(world.week(Phase.PITCHING, public=True))

    assert refused(world.nobody.get(f"pitches/{pitch['id']}/interest")) == (401, "sign_in_required")
