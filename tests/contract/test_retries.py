"""A POST sent again with its Idempotency-Key gets the first answer, and nothing happens twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.weeks.phases import Phase
from tests.world import A_PITCH, done, refused


@pytest.fixture
def week(world):
    return world.week(Phase.FORMING)


def keyed(key="a-key"):
    return {"headers": {"Idempotency-Key": key}}


def pitch(someone, week, key="a-key", query="", **fields):
    return someone.post(f"weeks/{week['slug']}/pitches{query}", A_PITCH | fields, **keyed(key))


def shown(someone, week):
    return len(done(someone.get(f"weeks/{week['slug']}/pitches"))["items"])


def test_the_same_again_gets_the_very_same_answer(ada, world, week):
    first, again = pitch(ada, week), pitch(ada, week)

    assert (again.status_code, again.content, again.headers["etag"]) == (
        201,
        first.content,
        first.headers["etag"],
    )
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["content-type"] == "application/json"
    assert (shown(ada, week), world.events("pitch.submitted")) == (1, ["pitch.submitted"])


def test_even_when_the_thing_has_changed_since(ada, week):
    first = pitch(ada, week)
    done(ada.patch(f"pitches/{first.json()['id']}", {"title": "Another"}))

    assert pitch(ada, week).json() == first.json()


def test_another_body_or_another_reason_with_the_same_key_is_a_conflict(ada, grace, world, week):
    pitch(ada, week)

    assert refused(pitch(ada, week, title="Another")) == (409, "idempotency_conflict")
    assert shown(ada, week) == 1
    early = world.week(Phase.ANNOUNCED)
    assert pitch(grace, early, query="?reason=One").status_code == 201
    for query in ("?reason=Two", "", "?reason=One&more=1"):
        reply = pitch(grace, early, query=query)
        assert refused(reply) == (409, "idempotency_conflict")
        assert "query" in reply.json()["detail"]


def test_a_key_is_one_persons_on_one_path(ada, linus, world, week):
    other = world.week(Phase.FORMING)

    assert len({pitch(who, where).json()["id"] for who in (ada, linus) for where in (week, other)}) == 4


def test_a_refusal_is_not_kept(ada, grace, world):
    early = world.week(Phase.ANNOUNCED)
    assert refused(pitch(ada, early)) == (409, "pitching_closed")
    assert refused(ada.post(f"weeks/{early['slug']}/pitches", {"title": ""}, **keyed())) == (422, "invalid")

    world.move_on(early, Phase.PITCHING)

    assert pitch(ada, early).status_code == 201


def test_a_key_is_kept_for_a_day(ada, world, week):
    first = pitch(ada, week).json()["id"]
    world.clock.forward(hours=24)
    world.work()
    assert pitch(ada, week).json()["id"] == first

    world.clock.forward(seconds=1)

    assert pitch(ada, week).json()["id"] != first
    assert shown(ada, week) == 2


def test_posts_without_a_body_and_those_that_change_state_are_kept_too(ada, linus, week):
    made = ada.pitches(week)
    place = linus.signs_up(made)
    for path, someone, body in [
        (f"signups/{place['id']}/leave", linus, None), (f"pitches/{made['id']}/withdraw", ada, {"reason": "No"}),
        (f"pitches/{made['id']}/restore", ada, None), (f"pitches/{made['id']}/signups", linus, {}),
    ]:  # fmt: skip
        first = someone.post(path, body, **keyed("k"))
        again = someone.post(path, body, **keyed("k"))
        assert (done(first), again.status_code) == (done(again), first.status_code), path


def test_a_secret_is_never_shown_twice(ada):
    first = ada.post("tokens", {"name": "CI", "scopes": ["read"]}, **keyed())
    again = ada.post("tokens", {"name": "CI", "scopes": ["read"]}, **keyed())

    assert "secret" in done(first)
    assert refused(again) == (409, "secret_already_shown")
    assert first.json()["secret"] not in again.text


def test_a_sign_in_is_not_repeated_for_whoever_knows_its_key(world, ada):
    first = world.nobody.post("session", {"person_id": ada.id}, **keyed())

    assert first.status_code == 201
    assert refused(type(world.nobody)(world.app).post("session", {"person_id": ada.id}, **keyed())) == (
        409, "secret_already_shown",
    )  # fmt: skip


@pytest.mark.parametrize("key", ["", " ", "two words", "ä", "x" * 201, "a\tb"])
def test_a_key_that_is_none_is_refused(ada, week, key):
    reply = ada.post(f"weeks/{week['slug']}/pitches", A_PITCH, headers={"Idempotency-Key": key.encode()})

    assert refused(reply) == (400, "bad_idempotency_key")
    assert shown(ada, week) == 0


def test_two_at_the_same_moment_are_one(ada, week):
    with ThreadPoolExecutor(4) as threads:
        replies = list(threads.map(lambda _: pitch(ada, week), range(4)))

    assert {reply.status_code for reply in replies} == {201}
    assert len({reply.content for reply in replies}) == shown(ada, week) == 1


def test_a_get_or_a_put_pays_no_heed_to_a_key(ada, week):
    made = ada.pitches(week)

    for _ in range(2):
        done(ada.put(f"pitches/{made['id']}/interest", **keyed()))
        done(ada.get(f"pitches/{made['id']}", **keyed()))
    assert ada.sees(made)["interest"] == 1
