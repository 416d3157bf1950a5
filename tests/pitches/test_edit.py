"""Pitching and editing: what is kept, what a version is, and what a stale edit loses."""

import pytest

from app.weeks.phases import Phase
from tests.world import A_PITCH, done, refused

EVERY_FIELD = {
    "title": "Runbooks that answer", "summary": "Ask them.", "body": "# Why\n\nBecause *nobody* reads them.",
    "tags": ["on-call", "search"], "skills_needed": ["Python"], "skills_to_learn": ["retrieval"], "crew_limit": 5,
    "join": "ask", "links": [{"title": "Sketch", "url": "https://example.com/sketch"}], "where": "Room 2",
    "chat_url": "https://chat.example.com/runbooks",
}  # fmt: skip
DEFAULTS = {
    "summary": "", "body": "", "tags": [], "skills_needed": [], "skills_to_learn": [], "crew_limit": None, "join": "open",
    "links": [], "where": "", "chat_url": None,
}  # fmt: skip


@pytest.fixture
def week(world):
    return world.week(Phase.FORMING)


@pytest.fixture
def pitch(ada, week):
    return ada.pitches(week)


def test_a_title_is_enough(ada, week):
    pitch = done(ada.post(f"weeks/{week['slug']}/pitches", {"title": "Runbooks"}))

    assert {name: pitch[name] for name in DEFAULTS} == DEFAULTS
    assert pitch["lead"] == pitch["leads"][0] == {"id": ada.id, "name": ada.name, "home_team": "Platform"}
    assert (pitch["status"], pitch["week"], pitch["places_taken"], pitch["waiting"]) == (
        "submitted",
        week["slug"],
        0,
        0,
    )
    assert (pitch["crew"], pitch["interest"], pitch["needs_lead"], pitch["version"]) == ([], 0, False, 1)


def test_every_field_comes_back_as_it_was_sent(ada, linus, week):
    pitch = ada.pitches(week, **EVERY_FIELD)

    assert {name: linus.sees(pitch)[name] for name in EVERY_FIELD} == EVERY_FIELD


def test_each_field_can_be_changed_alone(ada, linus, pitch):
    shown = linus.sees(pitch)

    for version, (field, value) in enumerate(EVERY_FIELD.items(), start=2):
        done(ada.patch(f"pitches/{pitch['id']}", {field: value}))
        shown = shown | {field: value, "version": version}
        assert linus.sees(pitch) == shown


def test_an_edit_that_changes_nothing_is_no_version_and_no_event(ada, world, week):
    pitch = ada.pitches(week, **EVERY_FIELD)

    again = done(ada.patch(f"pitches/{pitch['id']}", EVERY_FIELD))

    assert again["version"] == 1
    assert world.events("pitch.edited") == []


def test_null_empties_the_limit_and_the_chat_and_nothing_else(ada, week):
    pitch = ada.pitches(week, **EVERY_FIELD)

    emptied = done(ada.patch(f"pitches/{pitch['id']}", {"crew_limit": None, "chat_url": None}))

    assert (emptied["crew_limit"], emptied["chat_url"]) == (None, None)
    for field in EVERY_FIELD.keys() - {"crew_limit", "chat_url"}:
        assert refused(ada.patch(f"pitches/{pitch['id']}", {field: None})) == (422, "null_not_allowed")


def test_a_stale_edit_is_told_the_present_version_and_changes_nothing(ada, grace, pitch):
    read = ada.get(f"pitches/{pitch['id']}")
    done(grace.patch(f"pitches/{pitch['id']}", {"title": "Grace was here"}))

    stale = ada.patch(
        f"pitches/{pitch['id']}", {"title": "Ada again"}, headers={"If-Match": read.headers["etag"]}
    )

    assert refused(stale) == (412, "stale_version")
    assert stale.json()["version"] == 2
    assert ada.sees(pitch)["title"] == "Grace was here"


def test_an_edit_with_the_present_version_goes_through_whatever_else_is_shown_differs(ada, linus, pitch):
    etag = ada.get(f"pitches/{pitch['id']}").headers["etag"]
    done(linus.put(f"pitches/{pitch['id']}/interest"))
    linus.signs_up(pitch)

    edited = ada.patch(f"pitches/{pitch['id']}", {"title": "Still mine"}, headers={"If-Match": etag})

    assert done(edited)["title"] == "Still mine"
    assert edited.headers["etag"].startswith('"2.')


def test_the_limit_cant_fall_below_the_places_taken(ada, linus, stranger, world, week):
    pitch = ada.pitches(week, crew_limit=3)
    linus.signs_up(pitch)
    stranger.signs_up(pitch)

    assert refused(ada.patch(f"pitches/{pitch['id']}", {"crew_limit": 1})) == (409, "below_places_taken")
    assert done(ada.patch(f"pitches/{pitch['id']}", {"crew_limit": 2}))["crew_limit"] == 2


def test_more_room_lets_the_line_in(ada, linus, stranger, week):
    pitch = ada.pitches(week, crew_limit=1)
    linus.signs_up(pitch)
    waiting = stranger.signs_up(pitch)

    shown = done(ada.patch(f"pitches/{pitch['id']}", {"crew_limit": None}))

    assert (waiting["status"], shown["places_taken"], shown["waiting"]) == ("waiting", 2, 0)


def test_only_a_lead_keeps_a_pitch(stranger, pitch):
    path = f"pitches/{pitch['id']}"

    replies = [
        stranger.patch(path, {"title": "Mine"}), stranger.post(f"{path}/withdraw", {"reason": "no"}),
        stranger.post(f"{path}/hand-over", {"person_id": stranger.id}),
    ]  # fmt: skip

    assert {refused(reply) for reply in replies} == {(403, "leads_only")}


def test_the_buttons_of_a_pitch_follow_the_rules(ada, stranger, grace, world, pitch):
    of_lead, of_stranger = ada.sees(pitch)["can"], stranger.sees(pitch)["can"]

    assert {name for name, can in of_lead.items() if can["allowed"]} == {
        "edit", "withdraw", "continue", "hand_over", "interest", "comment", "sign_up", "invite",
    }  # fmt: skip
    assert {name for name, can in of_stranger.items() if can["allowed"]} == {
        "continue", "interest", "comment", "sign_up",
    }  # fmt: skip
    assert of_stranger["edit"]["code"] == "leads_only"
    assert grace.sees(pitch)["can"]["outcome"]["code"] == "reason_required"


def test_an_organizers_reason_is_recorded_with_the_change(ada, grace, world, week, pitch):
    world.move_on(week, Phase.CLOSED)

    assert refused(grace.patch(f"pitches/{pitch['id']}", {"title": "Fixed"})) == (409, "reason_required")
    done(grace.patch(f"pitches/{pitch['id']}?reason=A+typo", {"title": "Fixed"}))

    edited = done(grace.get("events", params={"types": "pitch.edited"}))["items"][0]
    assert (edited["reason"], edited["actor_id"]) == ("A typo", grace.id)
    assert edited["data"]["changes"] == {"title": {"before": A_PITCH["title"], "after": "Fixed"}}


def test_a_reason_opens_nothing_to_others(ada, world, week, pitch):
    world.move_on(week, Phase.CLOSED)

    assert refused(ada.patch(f"pitches/{pitch['id']}?reason=please", {"title": "Fixed"})) == (
        409,
        "editing_closed",
    )
