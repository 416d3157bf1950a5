"""What the readers of the log refuse, each with a code that a program can match."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from app.core.actor import Scope
from app.weeks.phases import Phase
from tests.world import Client, done, refused

EVENTS = ("events", "events/stream", "weeks/{slug}/events", "weeks/{slug}/live")
READERS = (*EVENTS, "outcomes")
LISTED = Path(__file__).parents[2] / "docs" / "events.md"


@pytest.fixture
def week(world):
    return world.week(Phase.FORMING)


def ask(who, path, week, **query):
    return who.get(path.format(slug=week["slug"]), params=query)


@pytest.mark.parametrize(
    "types", ["nothing.happened", "pitch", "pitch.*,nothing.*", "%.*", "*", ".*", "pitch.submitted.*"]
)
def test_a_type_that_no_event_has_is_told_and_not_waited_for(grace, week, types):
    replies = [ask(grace, path, week, types=types) for path in EVENTS]

    assert {refused(reply) for reply in replies} == {(422, "unknown_event_type")}
    assert {reply.json()["errors"][0]["field"] for reply in replies} == {"types"}


def test_every_type_that_is_documented_can_be_asked_for(grace, week):
    documented = re.findall(r"^\| `([a-z_.]+)` \|", LISTED.read_text("utf-8"), re.MULTILINE)

    assert len(documented) > 40
    for first in range(0, len(documented), 20):
        done(ask(grace, "events", week, types=",".join(documented[first : first + 20])))


def test_a_number_beyond_the_end_or_before_the_beginning_is_refused(grace, week):
    end = done(grace.get("events"))["last"]

    beyond = [ask(grace, path, week, after=end + 1) for path in READERS]

    assert {(*refused(reply), reply.json()["last"]) for reply in beyond} == {(409, "after_unknown", end)}
    for after in ("-1", "1.5", "many", "", str(2**63)):
        assert {refused(ask(grace, path, week, after=after)) for path in READERS} == {(422, "invalid")}


def test_the_last_id_of_a_stream_is_looked_at_like_any_number(grace, week):
    end = done(grace.get("events"))["last"]

    def refusal(path, last):
        return refused(grace.get(path.format(slug=week["slug"]), headers={"Last-Event-ID": last}))

    assert {refusal(path, str(end + 1)) for path in EVENTS[1::2]} == {(409, "after_unknown")}
    assert {refusal(path, last) for path in EVENTS[1::2] for last in ("-1", "x")} == {(422, "invalid")}


def test_a_token_that_works_no_more_is_refused_everywhere(world, ada, week):
    expires = (world.clock.now + timedelta(days=1)).isoformat()
    expired, revoked = (
        done(ada.post("tokens", {"name": "the chat", "scopes": ["read"], "expires_at": expires}))
        for _ in "ab"
    )
    assert ada.delete(f"tokens/{revoked['id']}").status_code == 204
    world.clock.forward(days=1)

    secrets = (expired["secret"], revoked["secret"], "offtrail_made-up")
    refusals = {refused(ask(Client(world.app, secret), path, week)) for secret in secrets for path in READERS}

    assert refusals == {(401, "bad_token")}
    assert {refused(ask(world.nobody, path, week)) for path in READERS} == {(401, "sign_in_required")}


def test_a_token_for_outcomes_reads_no_events(ada, week):
    warehouse = ada.with_scopes(Scope.OUTCOMES_READ)

    assert {refused(ask(warehouse, path, week)) for path in EVENTS} == {(403, "scope_missing")}
    assert done(ask(warehouse, "outcomes", week))["items"] == []


def test_no_room_is_told_with_when_to_try_again(world, ada, week, monkeypatch):
    monkeypatch.setattr(world.app.state.watch, "room", 0)

    replies = [ask(ada, path, week) for path in EVENTS[1::2]]

    assert {(*refused(reply), reply.headers["Retry-After"]) for reply in replies} == {
        (503, "too_many_streams", "5")
    }
