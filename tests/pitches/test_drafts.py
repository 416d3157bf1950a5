"""A draft is its leads' own, and the organizers', until it is submitted."""

import pytest

from app.weeks.phases import Phase
from tests.world import A_PITCH, done, refused


@pytest.fixture
def week(world):
    return world.week(Phase.PITCHING)


@pytest.fixture
def draft(ada, week):
    return ada.pitches(week, draft=True, tags=["on-call"])


def board(someone, week, **query):
    return [row["title"] for row in done(someone.get(f"weeks/{week['slug']}/pitches", params=query))["items"]]


def test_a_draft_is_seen_by_its_lead_and_by_organizers_alone(ada, linus, grace, world, draft):
    assert ada.sees(draft)["status"] == grace.sees(draft)["status"] == "draft"
    assert refused(linus.get(f"pitches/{draft['id']}")) == (404, "not_found")
    assert refused(world.nobody.get(f"pitches/{draft['id']}")) == (401, "sign_in_required")


def test_to_others_a_draft_is_not_there_at_all(linus, draft):
    requests = [
        ("PATCH", "", {"title": "Mine now"}), ("DELETE", "", None), ("POST", "/submit", None), ("GET", "/comments", None),
        ("POST", "/withdraw", {"reason": "No"}), ("POST", "/hand-over", {"person_id": None}), ("PUT", "/interest", None),
        ("POST", "/continue", {"week": "winter"}), ("POST", "/comments", {"body": "What is this?"}), ("GET", "/demo", None),
        ("GET", "/interest", None), ("GET", "/signups", None), ("POST", "/signups", {}), ("GET", "/outcome", None),
        ("PUT", "/demo", {"mode": "none"}), ("PUT", "/outcome", {"kind": "stopped"}),
    ]  # fmt: skip

    replies = [
        linus.request(method, f"pitches/{draft['id']}{path}", json=body) for method, path, body in requests
    ]

    assert {refused(reply) for reply in replies} == {(404, "not_found")}


def test_no_board_shows_a_draft_not_even_to_its_lead(ada, grace, week, draft):
    assert board(ada, week) == board(grace, week, status="draft") == board(ada, week, lead=ada.id) == []
    assert [row["id"] for row in done(ada.get("me/pitches"))["items"]] == [draft["id"]]
    assert done(ada.get(f"weeks/{week['slug']}"))["pitch_count"] == 0
    assert done(grace.get("search", params={"q": "runbooks"}))["pitches"] == []


def test_submitting_shows_it_to_all(ada, linus, world, week, draft):
    submitted = done(ada.post(f"pitches/{draft['id']}/submit"))

    assert (submitted["status"], submitted["submitted_at"]) == ("submitted", "2027-01-04T09:00:00Z")
    assert linus.sees(draft)["tags"] == ["on-call"]
    assert board(linus, week) == board(linus, week, q="runb") == [A_PITCH["title"]]
    assert refused(ada.post(f"pitches/{draft['id']}/submit")) == (409, "already_submitted")
    assert world.events("pitch.drafted", "pitch.submitted") == ["pitch.drafted", "pitch.submitted"]


def test_before_pitching_one_may_draft_and_not_submit(ada, world):
    week = world.week(Phase.ANNOUNCED)
    draft = ada.pitches(week, draft=True)

    refusal = ada.post(f"pitches/{draft['id']}/submit")

    assert refused(refusal) == (409, "pitching_closed")
    assert refusal.json()["allowed_from"] == week["schedule"]["pitching"]
    can = ada.sees(draft)["can"]["submit"]
    assert (can["allowed"], can["code"], can["reason"], can["allowed_from"]) == (
        False, "pitching_closed", refusal.json()["detail"], week["schedule"]["pitching"],
    )  # fmt: skip


def test_an_organizer_submits_somebody_elses_draft_and_says_why_outside_the_phase(ada, grace, world):
    week = world.week(Phase.ANNOUNCED)
    draft = ada.pitches(week, draft=True)

    assert refused(grace.post(f"pitches/{draft['id']}/submit")) == (409, "reason_required")
    assert done(grace.post(f"pitches/{draft['id']}/submit?reason=She+is+away"))["leads"][0]["id"] == ada.id


def test_a_draft_can_be_thrown_away(ada, linus, world, week, draft):
    assert refused(ada.delete(f"pitches/{draft['id']}", headers={"If-Match": '"7.0a"'})) == (
        412,
        "stale_version",
    )

    assert ada.delete(f"pitches/{draft['id']}", headers={"If-Match": '"1.0a"'}).status_code == 204
    assert refused(ada.get(f"pitches/{draft['id']}")) == (404, "not_found")
    assert world.events("pitch.draft_deleted") == ["pitch.draft_deleted"]


def test_a_draft_that_another_pitch_continues_can_be_thrown_away(ada, world, week, draft):
    later = done(ada.post(f"pitches/{draft['id']}/continue", {"week": world.week(Phase.ANNOUNCED)["slug"]}))

    assert ada.delete(f"pitches/{draft['id']}").status_code == 204
    assert ada.sees(later)["continues"] is None


def test_what_was_submitted_is_never_erased(ada, grace, week):
    pitch = ada.pitches(week)

    assert refused(ada.delete(f"pitches/{pitch['id']}")) == (409, "already_submitted")
    assert refused(grace.delete(f"pitches/{pitch['id']}?reason=spam")) == (409, "already_submitted")
