"""A hundred people want five places at once: five get one, and the others stand in line without a gap."""

from collections import Counter
from functools import partial
from random import Random

import pytest

from tests.races.served import Caller, Served

pytestmark = pytest.mark.system

PLACES = 5
PEOPLE = [f"Person {number}" for number in range(100)]


def test_five_places_go_to_five_of_a_hundred(served: Served, organizer: Caller) -> None:
    week = served.week(organizer)
    pitch = organizer.must("POST", f"weeks/{week}/pitches", {"title": "Five places", "crew_limit": PLACES})
    crowd = served.people(*PEOPLE)
    requests = [
        partial(person, "POST", f"pitches/{pitch['id']}/signups", {}) for person in crowd for _ in range(3)
    ]
    Random(5).shuffle(requests)

    answers = served.at_once(requests, by=50)

    assert Counter(answer.said for answer in answers) == {
        (201, "accepted"): PLACES,
        (201, "waiting"): len(crowd) - PLACES,
        (409, "already_signed_up"): 2 * len(crowd),
    }
    assert sorted(a.body["position"] for a in answers if a.said == (201, "waiting")) == list(range(1, 96))
    listed = _signups(organizer, pitch["id"])
    assert [s["position"] for s in listed if s["status"] == "waiting"] == list(range(1, 96))
    assert len({s["person"]["id"] for s in listed}) == len(listed) == len(crowd)
    seen = organizer.must("GET", f"pitches/{pitch['id']}")
    assert (seen["places_taken"], len(seen["crew"]), seen["waiting"]) == (PLACES, PLACES, 95)


def test_nobody_gets_into_two_crews_by_asking_for_all_at_once(served: Served, organizer: Caller) -> None:
    week = served.week(organizer)
    pitches = [
        organizer.must("POST", f"weeks/{week}/pitches", {"title": f"Crew {n}", "crew_limit": 3})
        for n in range(4)
    ]
    crowd = served.people(*PEOPLE[:20])
    requests = [
        partial(person, "POST", f"pitches/{pitch['id']}/signups", {}) for person in crowd for pitch in pitches
    ]

    answers = served.at_once(requests, by=50)

    assert {answer.said for answer in answers} <= {
        (201, "accepted"),
        (201, "waiting"),
        (409, "already_in_crew"),
    }
    crews = [organizer.must("GET", f"pitches/{pitch['id']}")["crew"] for pitch in pitches]
    members = [member["person"]["id"] for crew in crews for member in crew]
    assert len(members) == len(set(members)) == Counter(a.said for a in answers)[201, "accepted"]
    assert all(len(crew) <= 3 for crew in crews)


def test_one_request_sent_twenty_times_is_one_sign_up(served: Served, organizer: Caller) -> None:
    week = served.week(organizer)
    pitch = organizer.must("POST", f"weeks/{week}/pitches", {"title": "Sent again and again"})
    (linus,) = served.people("Linus Brook")
    once = partial(linus, "POST", f"pitches/{pitch['id']}/signups", {}, **{"Idempotency-Key": "one-wish"})

    answers = served.at_once([once] * 20, by=20)

    assert {(answer.said, answer.body["id"]) for answer in answers} == {
        ((201, "accepted"), answers[0].body["id"])
    }
    assert len(_signups(organizer, pitch["id"])) == 1


def test_who_is_let_go_at_that_moment_keeps_no_place(served: Served, organizer: Caller) -> None:
    week = served.week(organizer)
    pitch = organizer.must("POST", f"weeks/{week}/pitches", {"title": "A crew with leavers", "crew_limit": 6})
    crowd = served.people(*PEOPLE[:16])
    requests = [
        deed
        for person in crowd
        for deed in (
            partial(person, "POST", f"pitches/{pitch['id']}/signups", {}),
            partial(organizer, "POST", f"people/{person.id}/deactivate"),
        )
    ]

    answers = served.at_once(requests, by=16)

    assert {answer.status for answer in answers} <= {200, 201, 401, 409}
    assert _signups(organizer, pitch["id"]) == []
    seen = organizer.must("GET", f"pitches/{pitch['id']}")
    assert (seen["places_taken"], seen["waiting"]) == (0, 0)


def test_a_draft_deleted_by_two_at_once_is_gone_for_the_second(served: Served, organizer: Caller) -> None:
    week = served.week(organizer)
    drafts = [
        organizer.must("POST", f"weeks/{week}/pitches", {"title": f"Draft {n}", "draft": True})
        for n in range(8)
    ]
    requests = [partial(organizer, "DELETE", f"pitches/{draft['id']}") for draft in drafts for _ in range(3)]

    answers = served.at_once(requests, by=12)

    assert Counter(answer.status for answer in answers) == {204: 8, 404: 16}


def _signups(reader: Caller, pitch_id: str) -> list[dict]:  # type: ignore[type-arg]  # JSON
    return reader.must("GET", f"pitches/{pitch_id}/signups?limit=200")["items"]
