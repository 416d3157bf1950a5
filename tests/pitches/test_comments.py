"""The thread under a pitch: questions, answers, and what is left of a deleted one."""

import pytest

from app.weeks.phases import Phase
from tests.world import an_id, done, refused


@pytest.fixture
def week(world):
    return world.week(Phase.PITCHING)


@pytest.fixture
def pitch(ada, week):
    return ada.pitches(week)


def asks(someone, pitch, body="Which runbooks?", **more):
    return done(someone.post(f"pitches/{pitch['id']}/comments", {"body": body} | more))


def thread(someone, pitch, **query):
    return done(someone.get(f"pitches/{pitch['id']}/comments", params=query))


def test_people_ask_and_answer(ada, linus, pitch):
    question = asks(linus, pitch)
    answer = asks(ada, pitch, "All of them.", parent_id=question["id"])

    items = thread(linus, pitch)["items"]

    assert [(c["author"]["name"], c["body"], c["parent_id"]) for c in items] == [
        (linus.name, "Which runbooks?", None), (ada.name, "All of them.", question["id"]),
    ]  # fmt: skip
    assert ada.sees(pitch)["comments"] == 2
    assert (answer["version"], answer["edited_at"], answer["deleted"]) == (1, None, False)


def test_an_answer_is_to_a_comment_on_the_same_pitch(ada, week, pitch):
    elsewhere = asks(ada, ada.pitches(week))

    for parent in (elsewhere["id"], an_id()):
        reply = ada.post(f"pitches/{pitch['id']}/comments", {"body": "So?", "parent_id": parent})
        assert refused(reply) == (422, "no_such_comment")


def test_only_its_author_changes_a_comment(ada, linus, grace, world, pitch):
    comment = asks(linus, pitch)
    world.clock.forward(minutes=5)

    assert refused(ada.patch(f"comments/{comment['id']}", {"body": "Mine"})) == (403, "authors_only")
    assert refused(grace.patch(f"comments/{comment['id']}?reason=rude", {"body": "Mine"})) == (
        403,
        "authors_only",
    )
    edited = done(linus.patch(f"comments/{comment['id']}", {"body": "Which of them?"}))
    assert (edited["body"], edited["version"], edited["edited_at"]) == (
        "Which of them?",
        2,
        "2027-01-04T09:05:00Z",
    )


def test_a_stale_edit_of_a_comment_is_refused(linus, pitch):
    comment = asks(linus, pitch)
    done(linus.patch(f"comments/{comment['id']}", {"body": "Which of them?"}, headers={"If-Match": '"1"'}))

    stale = linus.patch(f"comments/{comment['id']}", {"body": "None"}, headers={"If-Match": '"1"'})

    assert (refused(stale), stale.json()["version"]) == ((412, "stale_version"), 2)
    assert refused(linus.delete(f"comments/{comment['id']}", headers={"If-Match": '"1"'})) == (
        412,
        "stale_version",
    )


def test_a_deleted_comment_keeps_its_place_without_words_or_author(ada, linus, pitch):
    question = asks(linus, pitch)
    asks(ada, pitch, "All.", parent_id=question["id"])

    assert linus.delete(f"comments/{question['id']}").status_code == 204

    gone, answer = thread(ada, pitch)["items"]
    assert (gone["id"], gone["deleted"], gone["body"], gone["author"], gone["can"]) == (
        question["id"], True, "", None, {},
    )  # fmt: skip
    assert answer["parent_id"] == question["id"]
    assert ada.sees(pitch)["comments"] == 1
    assert refused(linus.patch(f"comments/{question['id']}", {"body": "Again"})) == (409, "comment_deleted")
    assert refused(linus.delete(f"comments/{question['id']}")) == (409, "comment_deleted")


def test_an_organizer_may_delete_it_and_a_stranger_not(linus, grace, stranger, pitch):
    comment = asks(linus, pitch)

    assert refused(stranger.delete(f"comments/{comment['id']}")) == (403, "authors_only")
    assert grace.delete(f"comments/{comment['id']}").status_code == 204


def test_each_comment_says_what_the_reader_can_do(linus, stranger, pitch):
    asks(linus, pitch)

    def can(someone):
        return {name: c["allowed"] for name, c in thread(someone, pitch)["items"][0]["can"].items()}

    assert can(linus) == {"edit": True, "delete": True}
    assert can(stranger) == {"edit": False, "delete": False}


def test_a_long_thread_comes_in_pages_oldest_first(ada, linus, pitch):
    written = [asks(linus, pitch, f"Question {n}")["body"] for n in range(5)]

    first = thread(ada, pitch, limit=2)
    asks(linus, pitch, "Question 5")
    second = thread(ada, pitch, limit=2, cursor=first["next"])
    third = thread(ada, pitch, limit=2, cursor=second["next"])

    read = [comment["body"] for page in (first, second, third) for comment in page["items"]]
    assert (read, third["next"]) == ([*written, "Question 5"], None)


def test_comments_open_with_pitching_and_close_with_the_week(ada, world, linus, grace):
    early = world.week(Phase.ANNOUNCED)
    over = world.week(Phase.WRAP_UP)
    draft = done(grace.post(f"weeks/{early['slug']}/pitches?reason=early", {"title": "Early"}))
    late = done(grace.post(f"weeks/{over['slug']}/pitches?reason=late", {"title": "Late"}))

    assert refused(linus.post(f"pitches/{draft['id']}/comments", {"body": "?"})) == (409, "comments_closed")
    asks(linus, late)
    world.move_on(over, Phase.CLOSED)
    assert refused(linus.post(f"pitches/{late['id']}/comments", {"body": "?"})) == (409, "comments_closed")
    assert len(thread(linus, late)["items"]) == 1


def test_comments_of_a_public_week_are_not_public(world, ada, linus):
    week = world.week(Phase.PITCHING, public=True)
    pitch = ada.pitches(week, where="Room 2", chat_url="https://chat.example.com/x")
    comment = asks(linus, pitch)

    assert refused(world.nobody.get(f"pitches/{pitch['id']}/comments")) == (401, "sign_in_required")
    assert refused(world.nobody.patch(f"comments/{comment['id']}", {"body": "!"})) == (
        401,
        "sign_in_required",
    )
    seen = done(world.nobody.get(f"pitches/{pitch['id']}"))
    assert (seen["comments"], seen["where"], seen["chat_url"], seen["can"]) == (0, "", None, {})
