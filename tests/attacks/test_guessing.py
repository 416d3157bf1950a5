"""Ids of others' things are guessed: nothing is read or changed, and nothing tells whether it is there."""

import pytest

from app.weeks.phases import Phase
from tests.attacks.ground import Ground, example, operations
from tests.world import an_id, done, refused

pytestmark = pytest.mark.system

OTHERS = {"token_id", "address_id", "session_id", "webhook_id", "delivery_id"}
BY_ID = [one for one in operations() if any(f"{{{name}}}" in one.path for name in OTHERS)]


@pytest.mark.parametrize("operation", BY_ID, ids=lambda one: one.id)
def test_what_is_anothers_is_as_if_it_were_not_there(ground: Ground, operation) -> None:
    body = example(operation.takes) if operation.takes else None
    theirs = ground.address(operation)
    nowhere = ground.address(operation, **dict.fromkeys(OTHERS, an_id()))

    found = ground.mallory.request(operation.method, theirs, json=body)

    assert refused(found) == (404, "not_found")
    assert found.json() == ground.mallory.request(operation.method, nowhere, json=body).json()


def test_a_draft_is_neither_read_nor_changed_nor_admitted_by_any_address(ground: Ground) -> None:
    draft = done(
        ground.ada.post(f"weeks/{ground.things['slug']}/pitches", {"title": "Unspoken", "draft": True})
    )
    other = an_id()

    for one in operations():
        if "{pitch_id}" not in one.path:
            continue
        body = example(one.takes) if one.takes else None
        tried = [
            ground.mallory.request(one.method, ground.address(one, pitch_id=id_), json=body)
            for id_ in (draft["id"], other)
        ]
        assert {refused(reply) for reply in tried} == {(404, "not_found")}, one.id
        assert tried[0].json() == tried[1].json(), one.id
    assert done(ground.ada.get(f"pitches/{draft['id']}"))["version"] == draft["version"]


def test_a_wish_for_a_place_is_not_admitted_to_others(ground: Ground) -> None:
    pitch = ground.ada.pitches(ground.week, join="ask")
    wish = ground.person("Linus Brook").signs_up(pitch)

    for one in operations():
        if "{signup_id}" not in one.path:
            continue
        tried = [
            ground.mallory.request(
                one.method, ground.address(one, signup_id=id_), json={} if one.takes else None
            )
            for id_ in (wish["id"], an_id())
        ]
        assert {refused(reply) for reply in tried} == {(404, "not_found")}, one.id
        assert tried[0].json() == tried[1].json(), one.id


def test_a_week_in_the_making_is_not_admitted_by_any_address(ground: Ground) -> None:
    week = ground.world.week(Phase.DRAFT)

    for one in operations():
        if "{slug}" not in one.path or "{secret}" in one.path:
            continue
        body = example(one.takes) if one.takes else None
        tried = [
            ground.mallory.request(one.method, ground.address(one, slug=slug), json=body)
            for slug in (week["slug"], "no-such-week")
        ]
        assert {refused(reply) for reply in tried} == {(404, "not_found")}, one.id
        assert tried[0].json() == tried[1].json(), one.id


def test_interest_is_said_and_lost_in_ones_own_name_alone(ground: Ground) -> None:
    interest = f"pitches/{ground.things['pitch_id']}/interest"

    ground.mallory.put(interest, {"person_id": ground.ada.id})
    ground.mallory.delete(interest, params={"person_id": ground.grace.id})

    named = [
        one["person"]["id"] if "person" in one else one["id"]
        for one in done(ground.ada.get(interest))["items"]
    ]
    assert named == [ground.grace.id]


def test_secrets_that_are_near_open_nothing(ground: Ground) -> None:
    for operation in (one for one in operations() if "{secret}" in one.path):
        right = ground.address(operation)
        secret = ground.things["calendar" if "/calendars/" in right else "secret"]
        assert ground.raw("GET", right).status == 200
        other = ground.things["secret" if "/calendars/" in right else "calendar"]
        for wrong in (
            secret[:-1],
            secret[:-1] + ("a" if secret[-1] != "a" else "b"),
            secret.swapcase(),
            f"{secret}a",
            other,
            "%00",
            "%25",
        ):
            assert ground.raw("GET", ground.address(operation, secret=wrong)).status in (404, 422), wrong
