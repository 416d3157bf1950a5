"""Continuing a pitch: its text and links go on in another week, never its people."""

import pytest

from app.weeks.phases import Phase
from tests.pitches.test_edit import EVERY_FIELD
from tests.world import done, refused

COPIED = {
    "title",
    "summary",
    "body",
    "tags",
    "skills_needed",
    "skills_to_learn",
    "crew_limit",
    "join",
    "links",
    "chat_url",
}


@pytest.fixture
def earlier(ada, linus, world):
    week = world.week(Phase.FORMING)
    pitch = ada.pitches(week, **EVERY_FIELD | {"join": "open"})
    linus.signs_up(pitch)
    done(linus.put(f"pitches/{pitch['id']}/interest"))
    world.move_on(week, Phase.CLOSED)
    return pitch


@pytest.fixture
def week(world, earlier):
    return world.week(Phase.ANNOUNCED)


def continue_in(someone, pitch, week, query=""):
    return someone.post(f"pitches/{pitch['id']}/continue{query}", {"week": week["slug"]})


def test_anybody_goes_on_with_it_as_a_draft_of_their_own(stranger, ada, earlier, week):
    draft = done(continue_in(stranger, earlier, week))

    assert {name: draft[name] for name in COPIED} == {name: earlier[name] for name in COPIED}
    assert (draft["week"], draft["status"], draft["where"]) == (week["slug"], "draft", "")
    assert [lead["id"] for lead in draft["leads"]] == [stranger.id]
    assert (draft["crew"], draft["interest"], draft["waiting"], draft["comments"]) == ([], 0, 0, 0)
    assert draft["continues"] == {"id": earlier["id"], "title": earlier["title"], "week": earlier["week"]}
    assert stranger.sees(earlier)["continued_by"] == [
        {"id": draft["id"], "title": draft["title"], "week": week["slug"]}
    ]
    assert ada.sees(earlier)["continued_by"] == []


def test_the_earlier_pitch_stays_as_it_was(ada, stranger, earlier, week):
    before = ada.sees(earlier)

    draft = done(continue_in(stranger, earlier, week))
    done(stranger.patch(f"pitches/{draft['id']}", {"tags": [], "links": [], "title": "Mine"}))

    assert ada.sees(earlier) == before


@pytest.mark.parametrize("phase", [Phase.DEMOS, Phase.CLOSED, Phase.CANCELLED])
def test_the_other_week_must_take_pitches(ada, world, earlier, phase):
    code = "week_cancelled" if phase is Phase.CANCELLED else "pitching_closed"

    assert refused(continue_in(ada, earlier, world.week(phase))) == (409, code)


def test_during_exploring_an_organizer_may(ada, grace, world, earlier):
    week = world.week(Phase.EXPLORING)

    assert refused(continue_in(ada, earlier, week)) == (403, "organizers_only")
    assert done(continue_in(grace, earlier, week))["status"] == "draft"


def test_a_week_that_one_may_not_see_is_not_there(ada, world, earlier):
    hidden = world.week(Phase.DRAFT)

    assert refused(continue_in(ada, earlier, hidden)) == (404, "not_found")
    assert refused(ada.post(f"pitches/{earlier['id']}/continue", {"week": "no-such-week"})) == (
        404,
        "not_found",
    )


def test_a_pitch_of_a_cancelled_week_can_go_on(ada, grace, world):
    called_off = world.week(Phase.PITCHING)
    pitch = ada.pitches(called_off)
    done(grace.post(f"weeks/{called_off['slug']}/cancel", {"reason": "A flood"}))

    draft = done(continue_in(ada, pitch, world.week(Phase.PITCHING)))

    assert draft["continues"]["id"] == pitch["id"]
