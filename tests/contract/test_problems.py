"""Every error has one shape and a code, whatever was wrong with the request."""

import json
from itertools import repeat

import pytest

from app.core.db import Database
from tests.core.test_db import ENDLESS
from tests.world import A_PITCH, an_id, done, in_pieces, refused

MIB = 1024 * 1024
AS_JSON = {"Content-Type": "application/json"}


@pytest.fixture
def week(world):
    return world.week()


@pytest.fixture
def pitches(week):
    return f"weeks/{week['slug']}/pitches"


def test_paths_that_are_not_there(ada, world):
    for path in (
        "nothing",
        "weeks/no-such-week",
        f"pitches/{an_id()}",
        f"people/{an_id()}",
        f"comments/{an_id()}/x",
        "weeks/",
    ):
        assert refused(ada.get(path)) == (404, "not_found"), path
    assert refused(ada.post("/nothing", {})) == (404, "not_found")
    assert refused(world.nobody.get("/api")) == (404, "not_found")


def test_malformed_ids_and_slugs_name_nothing(ada, stranger, week):
    for bad in ("1", "None", "%00", "..%2f..", "é", "0" * 5000, an_id().upper(), an_id().replace("-", "")):
        assert refused(ada.get(f"pitches/{bad}"))[0] == 404, bad
        assert refused(ada.post(f"signups/{bad}/accept"))[0] == 404, bad
        assert refused(ada.get(f"weeks/{bad}?x"))[0] == 404, bad


def test_malformed_ids_in_bodies_and_queries_are_refused(ada, pitches):
    pitch = done(ada.post(pitches, A_PITCH))
    for bad in ("1", "", "\x00", "\ud800", an_id() + "\x00", 7, ["x"]):
        body = json.dumps({"body": "So?", "parent_id": bad})
        assert refused(ada.post(f"pitches/{pitch['id']}/comments", content=body, headers=AS_JSON)) == (
            422,
            "invalid",
        )
    assert refused(ada.get(pitches, params={"lead": "1"})) == (422, "invalid")


def test_a_method_that_an_address_doesnt_take(ada):
    for method, path in [
        ("DELETE", "weeks"),
        ("PATCH", "outcomes"),
        ("PUT", "events"),
        ("TRACE", "weeks"),
        ("BREW", "weeks"),
    ]:
        reply = ada.request(method, path)
        assert refused(reply) == (405, "method_not_allowed")
        assert reply.headers["allow"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", (400, "malformed_json")),
        (b"", (422, "invalid")),
        (b"null", (422, "invalid")),
        (b"[]", (422, "invalid")),
        (b'"x"', (422, "invalid")),
        (b"17", (422, "invalid")),
        (b'{"title": "a",}', (400, "malformed_json")),
        (b'{"title": \xff}', (400, "bad_request")),
        (b'{"title": "\xff\xfe"}', (400, "bad_request")),
        (b"[" * 100_000, (400, "bad_request")),
        (b'{"a":' * 50_000, (400, "bad_request")),
        (b'{"title": "a", "crew_limit": ' + b"9" * 6000 + b"}", (400, "bad_request")),
        (b'{"title": "a", "crew_limit": 99999999999999999999}', (422, "invalid")),
        (b'{"title": "a", "crew_limit": 1e400}', (422, "invalid")),
        (b'{"title": "a", "crew_limit": NaN}', (422, "invalid")),
        (b'{"title": "a", "crew_limit": 2.5}', (422, "invalid")),
        (b'{"title": "a", "crew_limit": true}', (422, "invalid")),
        (b'{"title": "a", "crew_limit": "5"}', (422, "invalid")),
        (b'{"title": 7}', (422, "invalid")),
        (b'{"title": "a", "draft": "yes"}', (422, "invalid")),
        (b"\xef\xbb\xbf{}", (422, "invalid")),
    ],
)
def test_bodies_that_are_no_pitch(ada, pitches, body, code):
    assert refused(ada.post(pitches, content=body, headers=AS_JSON)) == code
    assert done(ada.get(pitches))["items"] == []


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml", ""]
)
def test_another_content_type_is_refused_by_its_name(ada, pitches, kind):
    reply = ada.post(pitches, content=json.dumps(A_PITCH), headers={"Content-Type": kind})

    assert refused(reply) == (415, "unsupported_media_type")
    assert "application/json" in reply.json()["detail"]


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", "application/merge-patch+json"]
)
def test_json_by_another_of_its_names_is_read(ada, pitches, kind):
    assert ada.post(pitches, content=json.dumps(A_PITCH), headers={"Content-Type": kind}).status_code == 201


def test_a_body_over_a_mebibyte_is_refused_whether_or_not_it_says_its_length(ada, pitches):
    pieces = in_pieces(b'{"title": "', *repeat(b"x" * 65_536, 17), b'"}')

    assert refused(ada.post(pitches, content=b" " * (MIB + 1), headers=AS_JSON)) == (413, "body_too_large")
    assert refused(ada.post(pitches, content=pieces, headers=AS_JSON)) == (413, "body_too_large")
    exactly = json.dumps(A_PITCH).encode()
    assert (
        ada.post(pitches, content=exactly + b" " * (MIB - len(exactly)), headers=AS_JSON).status_code == 201
    )


def test_queries_out_of_bounds(ada, week, pitches):
    for query in (
        "limit=0",
        "limit=201",
        "limit=x",
        "sort=best",
        "status=gone",
        "open=maybe",
        "q=%00",
        "q=" + "x" * 201,
        "tag=%ff%00",
    ):
        reply = ada.get(f"{pitches}?{query}")
        assert refused(reply) == (422, "invalid"), query
        assert reply.json()["errors"][0]["field"] == query.partition("=")[0]
    for query in ("after=-1", "after=x", "after=99999999999999999999"):
        assert refused(ada.get(f"events?{query}")) == (422, "invalid")
        assert refused(ada.get(f"outcomes?{query}")) == (422, "invalid")
    assert refused(ada.get("events?after=99")) == (409, "after_unknown")
    assert refused(ada.get("search?q=")) == (422, "invalid")


def test_each_wrong_field_is_named(ada, pitches):
    reply = ada.post(pitches, {"titel": "A", "crew_limit": 0, "tags": ["ok", ""]})

    assert refused(reply) == (422, "invalid")
    assert {(e["field"], e["code"]) for e in reply.json()["errors"]} == {
        ("title", "missing"), ("titel", "unknown_field"), ("crew_limit", "greater_than_equal"), ("tags.1", "string_too_short"),
    }  # fmt: skip
    assert reply.json()["type"] == "urn:offtrail:problem:invalid"


def test_who_is_not_signed_in_is_told_so(world, pitches):
    for path in (
        "weeks",
        "people",
        "outcomes",
        "events",
        "search?q=x",
        "me",
        "tokens",
        "me/signups",
        pitches,
        "home-teams",
    ):
        reply = world.nobody.get(path)
        assert refused(reply) == (401, "sign_in_required"), path
        assert reply.headers["www-authenticate"].startswith("Bearer")
    bad = world.nobody.get("weeks", headers={"Authorization": "Bearer offtrail_nothing"})
    assert refused(bad) == (401, "bad_token")
    assert "its person's account has ended" in bad.json()["detail"]


def test_whether_it_is_alive_and_ready_can_be_asked_by_head(world):
    assert [world.nobody.request("HEAD", path).status_code for path in ("/healthz", "/readyz")] == [200, 200]


def test_what_takes_the_database_too_long_is_stopped(world, ada, monkeypatch):
    def endless(session, *_, **__):
        session.execute(ENDLESS)

    hasty = Database(world.db.url.render_as_string(hide_password=False), 2, most_s=0.5)
    monkeypatch.setattr(world.app.state, "db", hasty)
    monkeypatch.setattr("app.board.shown.week_rows", endless)

    reply = ada.get("weeks")

    hasty.dispose()
    assert refused(reply) == (503, "took_too_long")
    assert reply.headers["retry-after"] == "5"


def test_a_problem_shows_no_insides(world, ada, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr("app.board.shown.week_rows", broken)

    reply = ada.get("weeks")

    assert refused(reply) == (500, "internal_error")
    assert "secret" not in reply.text
    assert "Traceback" not in reply.text


def test_what_is_wrong_with_a_form_is_said_in_plain_words(ada, grace, week, pitches):
    body = {
        "title": "x" * 201, "titel": "A", "crew_limit": "5", "tags": "on-call", "draft": "yes", "join": "perhaps", "summary": 7,
        "chat_url": "https://", "links": [{"title": "A"}], "skills_needed": [str(n) for n in range(21)],
    }  # fmt: skip
    expected = {
        "title": "Send at most 200 characters.", "titel": "There is no such field; leave it out.",
        "crew_limit": "Send a whole number, without quotes.", "tags": "Send a list.", "draft": "Send true or false.",
        "join": "Send one of these: open, ask or invite.", "summary": "Send a text.",
        "chat_url": "Send a whole web address, such as https://example.com/page.", "links.0.url": "This is missing; send it.",
        "skills_needed": "Send at most 20 entries.",
    }  # fmt: skip

    errors = ada.post(pitches, body).json()["errors"]

    assert {line["field"]: line["detail"] for line in errors} == expected
    for path, said in [
        (f"{pitches}?limit=x", "limit: Send a whole number."), (f"{pitches}?limit=0", "limit: Send 1 or more."),
        (f"{pitches}?limit=201", "limit: Send 200 or less."), (f"{pitches}?lead=1", "lead: Send an id as the API gave it, in lower case."),
        (f"{pitches}?open=maybe", "open: Send true or false."), ("search?q=", "q: Send at least 1 character."),
    ]:  # fmt: skip
        assert ada.get(path).json()["detail"] == said
    copied = grace.post(f"weeks/{week['slug']}/copy", {"slug": "A!"})
    assert (
        "slug: Send a slug: lower-case letters, digits and hyphens, at most 80, a letter or digit first."
        in copied.json()["detail"]
    )
    for at, said in [
        ("soon", "An instant is a text such as 2027-01-11T09:00:00Z (RFC 3339)."),
        ("2027-02-30T09:00:00Z", "Send an instant that the calendar has, such as 2027-01-11T09:00:00Z."),
        ("2027-01-11T09:00:00", "Say in which zone: end the instant in Z, or in an offset such as +01:00."),
    ]:
        schedule = week["schedule"] | {"demos": at}
        reply = grace.put(f"weeks/{week['slug']}/schedule", {"schedule": schedule, "reason": "No"})
        assert reply.json()["errors"][0]["detail"] == said
