"""Withdrawing a pitch frees its crew and erases nothing; it can be restored while its phase allows."""

import pytest

from app.weeks.phases import Phase
from tests.world import done, refused


@pytest.fixture
def week(world):
    return world.week(Phase.FORMING)


@pytest.fixture
def pitch(ada, linus, stranger, week):
    pitch = ada.pitches(week, crew_limit=1, tags=["on-call"])
    linus.signs_up(pitch)
    stranger.signs_up(pitch)
    return pitch


def withdraw(lead, pitch, reason="Nobody has the time"):
    return lead.post(f"pitches/{pitch['id']}/withdraw", {"reason": reason})


def test_withdrawing_frees_the_crew_and_the_line_and_keeps_the_pitch(ada, linus, world, week, pitch):
    withdrawn = done(withdraw(ada, pitch))

    assert (withdrawn["status"], withdrawn["places_taken"], withdrawn["waiting"]) == ("withdrawn", 0, 0)
    assert (linus.sees(pitch)["withdraw_reason"], linus.sees(pitch)["crew"]) == ("Nobody has the time", [])
    assert done(linus.get("me/signups"))["items"][0]["status"] == "ended"
    assert linus.signs_up(ada.pitches(week))["status"] == "accepted"
    assert world.events("pitch.withdrawn", "signup.ended") == [
        "pitch.withdrawn",
        "signup.ended",
        "signup.ended",
    ]


@pytest.mark.parametrize("body", [None, {}, {"reason": ""}, {"reason": "  "}])
def test_withdrawing_needs_a_reason(ada, pitch, body):
    assert ada.post(f"pitches/{pitch['id']}/withdraw", body).status_code == 422
    assert ada.sees(pitch)["status"] == "submitted"


def test_the_board_shows_withdrawn_pitches_when_asked(ada, week, pitch):
    done(withdraw(ada, pitch))

    def titles(**query):
        return len(done(ada.get(f"weeks/{week['slug']}/pitches", params=query))["items"])

    assert (titles(), titles(status="withdrawn"), titles(status="withdrawn", tag="on-call")) == (0, 1, 1)


def test_nothing_happens_on_a_withdrawn_pitch(ada, linus, pitch):
    done(withdraw(ada, pitch))

    path = f"pitches/{pitch['id']}"
    replies = [
        linus.post(f"{path}/signups", {}), linus.put(f"{path}/interest"), linus.post(f"{path}/comments", {"body": "?"}),
        ada.patch(path, {"title": "Another"}), withdraw(ada, pitch),
    ]  # fmt: skip
    assert {refused(reply) for reply in replies} == {(409, "pitch_withdrawn")}


def test_a_restored_pitch_has_an_empty_crew_and_takes_people(ada, linus, pitch):
    done(withdraw(ada, pitch))

    restored = done(ada.post(f"pitches/{pitch['id']}/restore"))

    assert (restored["status"], restored["crew"], restored["withdraw_reason"]) == ("submitted", [], None)
    assert linus.signs_up(pitch)["status"] == "accepted"


def test_restoring_ends_with_exploring(ada, grace, world, week, pitch):
    done(withdraw(ada, pitch))
    world.move_on(week, Phase.DEMOS)

    assert refused(ada.post(f"pitches/{pitch['id']}/restore")) == (409, "restoring_closed")
    assert refused(grace.post(f"pitches/{pitch['id']}/restore")) == (409, "reason_required")
    assert done(grace.post(f"pitches/{pitch['id']}/restore?reason=A+mistake"))["status"] == "submitted"


def test_members_are_told_of_it_without_the_private_reason(ada, linus, grace, pitch):
    done(withdraw(ada, pitch, "Ada is ill"))

    def told(someone):
        return done(someone.get("events", params={"types": "pitch.withdrawn"}))["items"][0]["data"]

    assert told(linus) == {"week_id": told(grace)["week_id"], "pitch_id": pitch["id"]}
    assert told(grace)["why"] == "Ada is ill"
