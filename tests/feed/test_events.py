"""The change feed: members see ids of what they may see, organizers see all, and nobody misses anything."""

import pytest

from app.weeks.phases import Phase
from tests.world import done, refused

SENSITIVE = {"before", "after", "changes", "why", "body", "message", "title", "reason"}


@pytest.fixture
def week(world):
    return world.week(Phase.FORMING)


@pytest.fixture
def pitch(ada, week):
    return ada.pitches(week, join="ask", crew_limit=1)


def events(someone, path="events", **query):
    return done(someone.get(path, params=query))


def types(someone, **query):
    return [event["type"] for event in events(someone, **query)["items"]]


def test_a_reader_that_remembers_one_number_sees_each_event_once_in_order(grace, linus, pitch):
    whole = events(grace)
    read, last = [], 0
    while True:
        page = events(grace, after=last, limit=3)
        read, last = read + page["items"], page["last"]
        if not page["more"]:
            break

    assert read == whole["items"]
    assert [event["seq"] for event in read] == list(range(1, len(read) + 1))
    done(linus.put(f"pitches/{pitch['id']}/interest"))
    assert [event["type"] for event in events(grace, after=last)["items"]] == ["interest.said"]


def test_an_event_says_who_did_what_to_what_and_when(ada, linus, grace, week, pitch):
    done(linus.put(f"pitches/{pitch['id']}/interest"))

    event = events(grace, types="interest.said")["items"][0]

    assert {name: event[name] for name in ("type", "at", "actor_id", "via", "pitch_id", "week_id", "subject_id")} == {
        "type": "interest.said", "at": "2027-01-04T09:00:00Z", "actor_id": linus.id, "via": "token",
        "pitch_id": pitch["id"], "week_id": week["id"], "subject_id": pitch["id"],
    }  # fmt: skip
    assert event["data"] == {"week_id": week["id"], "pitch_id": pitch["id"], "person_id": linus.id}


def test_types_can_be_chosen_singly_and_by_their_beginning(ada, linus, grace, pitch):
    done(linus.post(f"pitches/{pitch['id']}/comments", {"body": "?"}))
    done(ada.patch(f"pitches/{pitch['id']}", {"title": "New"}))

    assert types(grace, types="pitch.edited") == ["pitch.edited"]
    assert types(grace, types="pitch.*, comment.written") == [
        "pitch.drafted", "pitch.submitted", "comment.written", "pitch.edited",
    ]  # fmt: skip
    assert types(grace, types=" , ") == types(grace)


def test_a_filtered_reader_moves_on_past_what_it_did_not_ask_for(grace, ada, pitch):
    page = events(grace, types="import.finished")

    assert (page["items"], page["last"]) == ([], events(grace)["last"])


def test_a_number_beyond_the_end_is_told(grace, pitch):
    last = events(grace)["last"]

    reply = grace.get("events", params={"after": last + 1})

    assert (refused(reply), reply.json()["last"]) == ((409, "after_unknown"), last)


def test_members_see_ids_alone_and_organizers_before_and_after_and_the_words(
    ada, linus, grace, stranger, pitch
):
    done(ada.patch(f"pitches/{pitch['id']}", {"title": "New", "body": "Because Linus asked"}))
    done(linus.post(f"pitches/{pitch['id']}/comments", {"body": "Because of what?"}))
    done(ada.post(f"pitches/{pitch['id']}/withdraw", {"reason": "Ada is ill"}))

    kinds = "pitch.*,comment.*"
    of_member, of_organizer = events(stranger, types=kinds)["items"], events(grace, types=kinds)["items"]

    assert [event["type"] for event in of_member] == [event["type"] for event in of_organizer]
    assert all(not SENSITIVE & event["data"].keys() and event["reason"] is None for event in of_member)
    whole = {event["type"]: event["data"] for event in of_organizer}
    assert whole["pitch.edited"]["changes"]["title"] == {"before": pitch["title"], "after": "New"}
    assert (whole["comment.written"]["body"], whole["pitch.withdrawn"]["why"]) == (
        "Because of what?",
        "Ada is ill",
    )


def test_why_a_week_moved_or_was_called_off_is_told_to_everyone_who_sees_it(grace, stranger, week):
    address, schedule = f"weeks/{week['slug']}", {**week["schedule"], "closed": "2028-01-01T00:00:00Z"}
    done(grace.put(f"{address}/schedule", {"schedule": schedule, "reason": "The fair moved"}))
    done(grace.post(f"{address}/cancel", {"reason": "The fair is off"}))

    told = [event["data"] for event in events(stranger, types="week.rescheduled,week.cancelled")["items"]]

    assert [(data["why"], data.keys() & {"before", "after"}) for data in told] == [
        ("The fair moved", set()),
        ("The fair is off", set()),
    ]


def test_drafts_and_draft_weeks_make_no_sound_for_others(ada, grace, stranger, world, week):
    hidden = world.week(Phase.DRAFT)
    draft = ada.pitches(week, draft=True)
    done(ada.patch(f"pitches/{draft['id']}", {"title": "Still a secret"}))

    assert {event["pitch_id"] for event in events(stranger)["items"]} == {None}
    assert hidden["id"] not in {event["week_id"] for event in events(stranger)["items"]}
    assert types(ada, types="pitch.*") == types(grace, types="pitch.*") == ["pitch.drafted", "pitch.edited"]

    done(ada.post(f"pitches/{draft['id']}/submit"))
    assert types(stranger, types="pitch.*") == ["pitch.drafted", "pitch.edited", "pitch.submitted"]


def test_the_traces_of_a_deleted_draft_are_its_authors_and_the_organizers(ada, grace, stranger, week):
    draft = ada.pitches(week, draft=True)
    ada.delete(f"pitches/{draft['id']}")

    assert types(stranger, types="pitch.*") == []
    assert types(grace, types="pitch.*") == ["pitch.drafted", "pitch.draft_deleted"]


def test_who_wished_for_a_place_is_known_to_them_and_the_leads_alone(ada, linus, stranger, grace, pitch):
    wish = linus.signs_up(pitch, message="I wrote half of them")
    assert types(ada, types="signup.*") == types(linus, types="signup.*") == ["signup.asked"]
    done(linus.post(f"signups/{wish['id']}/leave"))
    invited = done(ada.post(f"pitches/{pitch['id']}/signups", {"person_id": linus.id}))

    assert types(linus, types="signup.*") == ["signup.asked", "signup.left", "signup.invited"]
    assert types(stranger, types="signup.*") == []

    done(linus.post(f"signups/{invited['id']}/accept"))
    done(linus.post(f"signups/{invited['id']}/leave"))
    assert types(stranger, types="signup.*") == ["signup.accepted", "signup.left"]
    assert "I wrote half of them" not in stranger.get("events").text + ada.get("events").text
    assert "I wrote half of them" in grace.get("events").text


def test_the_activity_of_one_week(ada, stranger, world, week, pitch):
    other = world.week(Phase.FORMING)
    ada.pitches(other)

    activity = events(stranger, f"weeks/{week['slug']}/events")

    assert {event["week_id"] for event in activity["items"]} == {week["id"]}
    assert activity["items"] == [
        event for event in events(stranger)["items"] if event["week_id"] == week["id"]
    ]
    assert refused(stranger.get(f"weeks/{world.week(Phase.DRAFT)['slug']}/events")) == (404, "not_found")


def test_an_organizer_of_one_week_sees_that_week_whole(ada, stranger, grace, world, week, pitch):
    assert grace.put(f"weeks/{week['slug']}/organizers/{stranger.id}").status_code == 204
    done(ada.patch(f"pitches/{pitch['id']}", {"title": "New"}))
    elsewhere = ada.pitches(world.week(Phase.FORMING))
    done(ada.patch(f"pitches/{elsewhere['id']}", {"title": "Newer"}))

    edits = {e["pitch_id"]: e["data"].keys() for e in events(stranger, types="pitch.edited")["items"]}

    assert ("changes" in edits[pitch["id"]], "changes" in edits[elsewhere["id"]]) == (True, False)


def test_a_title_that_looks_like_a_digest_is_still_a_title(ada, grace, week):
    ada.pitches(week, title="ab" * 32)

    assert events(grace, types="pitch.submitted")["items"][-1]["data"]["title"] == "ab" * 32


def test_what_somebody_did_and_what_was_done_to_a_thing_is_found(ada, grace, linus, week, pitch):
    wish = linus.signs_up(pitch)
    done(ada.post(f"signups/{wish['id']}/accept"))
    done(grace.patch(f"people/{linus.id}", {"name": "Linus Rill"}))

    assert types(grace, by=ada.id, after=events(grace, types="pitch.submitted")["items"][-1]["seq"]) == [
        "signup.accepted"
    ]
    assert types(grace, about=wish["id"]) == ["signup.asked", "signup.accepted"]
    assert types(grace, about=linus.id)[-1] == "person.edited"
    assert types(grace, about=pitch["id"], by=linus.id) == ["signup.asked"]
    assert types(linus, by=ada.id, about=wish["id"]) == ["signup.accepted"]
    assert refused(grace.get("events", params={"by": "ada"})) == (422, "invalid")
