"""Tokens: what a program may do with one, until when, and that its secret is kept nowhere."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.actor import Role, Scope
from app.people.models import Token
from app.weeks.phases import Phase
from tests.world import A_PITCH, Client, Someone, World, an_id, done, refused


def make(person: Someone, *scopes: str, **fields: Any) -> dict[str, Any]:
    return done(person.post("tokens", {"name": "The warehouse", "scopes": list(scopes), **fields}))


def client_of(world: World, token: dict[str, Any]) -> Client:
    return Client(world.app, token["secret"])


def test_a_secret_is_shown_once_and_kept_as_a_hash_alone(world: World, ada: Someone) -> None:
    token = make(ada, "read")
    listed = next(t for t in done(ada.get("tokens"))["items"] if t["id"] == token["id"])

    with world.db.reading() as session:
        rows = session.connection().execute(sa.select(sa.inspect(Token).local_table)).mappings().all()

    assert token["secret"].startswith("offtrail_")
    assert listed == {name: value for name, value in token.items() if name != "secret"}
    assert token["hint"] == token["secret"][-4:]
    assert [row for row in rows if token["secret"] in map(str, row.values())] == []
    assert token["secret"] not in str(done(ada.get("events?types=token.*")))


READS, PULLS, WRITES, ORGANIZES = "GET people", "GET outcomes", "PATCH me", "POST weeks"


@pytest.mark.parametrize(
    ("scopes", "may"),
    [
        (["outcomes:read"], {PULLS}),
        (["read"], {PULLS, READS}),
        (["write"], {PULLS, READS, WRITES}),
        (["organize"], {PULLS, READS, WRITES, ORGANIZES}),
        (["admin"], {PULLS, READS, WRITES, ORGANIZES}),
    ],
)
def test_a_scope_includes_the_lesser_ones(
    world: World, grace: Someone, scopes: list[str], may: set[str]
) -> None:
    program = client_of(world, make(grace, *scopes))
    week = {
        "title": "Winter",
        "slug": "winter",
        "time_zone": "UTC",
        "schedule": world.schedule(Phase.ANNOUNCED),
    }
    replies = {
        READS: program.get("people"), PULLS: program.get("outcomes"),
        WRITES: program.patch("me", {"bio": "I run programs."}), ORGANIZES: program.post("weeks", week),
    }  # fmt: skip

    assert {name for name, reply in replies.items() if reply.is_success} == may
    refusals = {refused(reply) for reply in replies.values() if not reply.is_success}
    assert refusals <= {(403, "scope_missing")}


def test_what_a_token_may_not_do_is_told_before_it_is_tried(world: World, ada: Someone) -> None:
    week = world.week()
    pitch = ada.pitches(week)
    done(ada.post(f"pitches/{pitch['id']}/comments", {"body": "Which night?"}))
    reader = ada.with_scopes(Scope.READ)

    told = [
        *done(reader.get(f"pitches/{pitch['id']}"))["can"].values(),
        *done(reader.get(f"weeks/{week['slug']}"))["can"].values(),
        *done(reader.get(f"pitches/{pitch['id']}/comments"))["items"][0]["can"].values(),
    ]

    assert {(can["allowed"], can["code"]) for can in told} == {(False, "scope_missing")}
    assert done(ada.with_scopes(Scope.WRITE).get(f"pitches/{pitch['id']}"))["can"]["edit"]["allowed"]
    assert refused(reader.patch(f"pitches/{pitch['id']}", {"summary": "x"})) == (403, "scope_missing")


def test_an_organizer_whose_token_lacks_the_scope_is_told_so(
    world: World, ada: Someone, linus: Someone, grace: Someone
) -> None:
    published = world.week()
    pitch = ada.pitches(published)
    writer = grace.with_scopes(Scope.WRITE, Scope.READ)

    replies = [
        writer.patch(f"weeks/{published['slug']}", {"title": "Mine"}),
        writer.patch(f"pitches/{pitch['id']}", {"title": "Mine"}),
        writer.post("people", {"name": "Nina"}),
        writer.get(f"weeks/{published['slug']}/insights"),
    ]

    assert [refused(reply) for reply in replies] == [(403, "scope_missing")] * 4
    assert {"organize" in reply.json()["detail"] for reply in replies} == {True}
    role = linus.with_scopes(Scope.WRITE).patch(f"weeks/{published['slug']}", {"title": "Mine"})
    assert refused(role) == (403, "organizers_only")


def test_a_token_is_never_more_than_the_person(world: World, ada: Someone) -> None:
    program = client_of(world, make(ada, "admin"))

    assert refused(program.post("people", {"name": "Nina"})) == (403, "organizers_only")


def test_a_token_makes_no_token_that_may_do_more(world: World, ada: Someone) -> None:
    program = client_of(world, make(ada, "write"))
    wish = {"name": "More", "scopes": ["organize"]}

    assert refused(program.post("tokens", wish)) == (403, "scope_too_wide")
    assert done(program.post("tokens", wish | {"scopes": ["read"]}))["scopes"] == ["read"]


def test_a_token_ends_at_its_time(world: World, ada: Someone) -> None:
    ends = world.clock.now + timedelta(days=1)
    token = make(ada, "read", expires_at=ends.isoformat())
    program = client_of(world, token)

    world.clock.to(ends - timedelta(seconds=1))
    assert done(program.get("me"))["id"] == ada.id

    world.clock.to(ends)
    assert refused(program.get("me")) == (401, "bad_token")
    assert token["id"] in [t["id"] for t in done(ada.get("tokens"))["items"]]


def test_a_token_that_would_be_over_is_not_made(world: World, ada: Someone) -> None:
    reply = ada.post(
        "tokens", {"name": "Late", "scopes": ["read"], "expires_at": world.clock.now.isoformat()}
    )

    assert refused(reply) == (422, "already_expired")


def test_a_revoked_token_ends_at_once(world: World, ada: Someone) -> None:
    token = make(ada, "read")
    program = client_of(world, token)
    assert program.get("me").is_success

    assert ada.delete(f"tokens/{token['id']}").status_code == 204

    assert refused(program.get("me")) == (401, "bad_token")
    assert token["id"] not in [t["id"] for t in done(ada.get("tokens"))["items"]]
    assert refused(ada.delete(f"tokens/{token['id']}")) == (404, "not_found")
    assert world.events("token.revoked") == ["token.revoked"]


def test_tokens_are_each_ones_own(ada: Someone, grace: Someone) -> None:
    token = make(ada, "read")

    assert token["id"] not in [t["id"] for t in done(grace.get("tokens"))["items"]]
    for id_ in (token["id"], an_id()):
        assert refused(grace.delete(f"tokens/{id_}")) == (404, "not_found")


def test_a_repeat_shows_no_secret_again(world: World, ada: Someone) -> None:
    key = {"Idempotency-Key": "warehouse-1"}
    wish = {"name": "The warehouse", "scopes": ["read"]}
    before = len(done(ada.get("tokens"))["items"])
    done(ada.post("tokens", wish, headers=key))

    again = ada.post("tokens", wish, headers=key)

    assert refused(again) == (409, "secret_already_shown")
    assert len(done(ada.get("tokens"))["items"]) == before + 1
    assert refused(ada.post("tokens", wish | {"name": "Another"}, headers=key)) == (
        409,
        "idempotency_conflict",
    )


def test_the_last_use_is_told_to_the_hour(world: World, ada: Someone) -> None:
    token = make(ada, "read")
    program = client_of(world, token)

    def last_use() -> str | None:
        world.work()
        return next(t["last_used_at"] for t in done(ada.get("tokens"))["items"] if t["id"] == token["id"])

    assert last_use() is None
    program.get("me")
    first = last_use()
    assert first == world.clock.now.isoformat().replace("+00:00", "Z")

    world.clock.forward(minutes=59)
    program.get("me")
    assert last_use() == first

    world.clock.forward(minutes=1)
    program.get("me")
    assert last_use() == world.clock.now.isoformat().replace("+00:00", "Z")


def test_a_use_is_noted_without_a_write(world: World, ada: Someone) -> None:
    """A read that wrote would wait for writers; the worker of the process writes it down."""
    program = client_of(world, make(ada, "read"))
    statements: list[str] = []
    sa.event.listen(world.db.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))

    done(program.get("me"))

    assert [one for one in statements if not one.startswith(("SELECT", "PRAGMA", "BEGIN"))] == []


@pytest.mark.parametrize("secret", ["", "offtrail_", "offtrail_" + "x" * 43, "ünïcode", "x" * 5000])
def test_what_is_no_token_is_refused(world: World, secret: str) -> None:
    reply = world.nobody.get("me", headers={"Authorization": b"Bearer " + secret.encode()})

    assert refused(reply)[0] == 401
    assert reply.headers["www-authenticate"] == 'Bearer realm="offtrail"'


NO_TOKEN = [
    ({"scopes": []}, "too_short"),
    ({"scopes": ["everything"]}, "enum"),
    ({"name": ""}, "string_too_short"),
    ({"expires_at": "2027-02-01T09:00:00"}, "timezone_aware"),
    ({"expires_at": "9999-12-31T23:59:59-14:00"}, "time_out_of_range"),
    ({"expires_at": "0001-01-01T00:00:00+14:00"}, "time_out_of_range"),
    ({"secret": "mine"}, "unknown_field"),
]


def test_what_is_no_wish_for_a_token_is_refused(ada: Someone) -> None:
    for change, code in NO_TOKEN:
        reply = ada.post("tokens", {"name": "The warehouse", "scopes": ["read"], **change})

        assert (refused(reply), reply.json()["errors"][0]["code"]) == ((422, "invalid"), code)


def test_a_token_that_pulls_outcomes_reads_nothing_else(world: World, ada: Someone) -> None:
    week = world.week(Phase.FORMING, public=True)
    pitch = ada.pitches(week, **A_PITCH)
    program = client_of(world, make(ada, "outcomes:read"))

    for path in ("me", "weeks", f"weeks/{week['slug']}", f"pitches/{pitch['id']}", "events", "search?q=a"):
        assert refused(program.get(path)) == (403, "scope_missing")


def test_organizers_see_who_lets_a_program_write(
    world: World, ada: Someone, linus: Someone, grace: Someone
) -> None:
    make(ada, "read")
    make(ada, "outcomes:read")
    writes = make(linus, "write")
    gone = make(ada, "organize")
    make(ada, "write", expires_at=(world.clock.now + timedelta(hours=1)).isoformat())
    ada.delete(f"tokens/{gone['id']}")
    world.clock.forward(hours=2)

    listed = done(grace.get("tokens/writing"))["items"]

    named = [(one["person"]["name"], one["scopes"]) for one in listed if one["name"] == "The warehouse"]
    assert named == [("Linus Brook", ["write"])]
    assert "secret" not in listed[0]
    assert refused(ada.get("tokens/writing")) == (403, "organizers_only")
    assert refused(grace.delete(f"tokens/{writes['id']}")) == (404, "not_found")


def test_an_admin_ends_anyones_token(world: World, linus: Someone) -> None:
    token = make(linus, "write")
    program = client_of(world, token)

    reply = world.person("Root", None, Role.ADMIN).delete(f"tokens/{token['id']}")

    assert reply.status_code == 204
    assert refused(program.get("me")) == (401, "bad_token")
