"""Plain sign-ups are read in front of FastAPI: whatever is sent, the answer is the one that FastAPI's own way gives."""

import pytest

from tests.signups.crews import people
from tests.world import done, in_pieces

PLAIN = {"content-type": "application/json"}
FASTAPIS = {"content-type": "application/json; charset=utf-8"}
"""What FastAPI takes for JSON as well, and nothing is read of in front of it."""

TAKEN = [
    b'{"role": "member"}', b'{"role": "member", "message": " I know Rust. "}', b'{"role":"mentor"}', b'{"role": "member", "role": "mentor"}', b"{}",
    b'{"role": "member", "message": "\xc3\xa9\xe2\x82\xac\\u00e9\\n"}', b'{"role": "member", "switch_from": null, "person_id": null}', b'  {"role":"member"}\n',
]  # fmt: skip
LEFT_TO_FASTAPI = [
    b'{"role": "Member"}', b'{"role": " member"}', b'{"role": 1}', b'{"role": null}', b'{"role": ["member"]}', b'{"role": "member", "message": 5}',
    b'{"role": "member", "message": "\\ud800"}', b'{"role": "member", "message": "\\u0000"}', b'{"role": "member", "message": NaN}',
    b'{"role": "member", "extra": true}', b'{"role": "member", "switch_from": "no-id"}', b'{"role": "member", "person_id": "x"}',
    b'{"role": "member", "message": "' + b"x" * 20_000 + b'"}', b"[]", b"null", b'"member"', b"", b"nonsense", b'{"role": "member"', b"\xff\xfe",
    b'\xef\xbb\xbf{"role": "member"}', '{"role": "member"}'.encode("utf-16"), b"[" * 5_000,
]  # fmt: skip


@pytest.fixture
def gathered(world):
    """What has been read in front of FastAPI is in here."""
    world.app.state.gatherings.clear()
    return world.app.state.gatherings


def _said(reply):
    told = reply.json()
    for own in ("id", "person", "asked_at", "accepted_at", "request_id", "can", "position"):
        told.pop(own, None)
    return reply.status_code, told


@pytest.mark.parametrize(
    "body",
    TAKEN + LEFT_TO_FASTAPI,
    ids=lambda body: body[:40].decode("latin-1").replace("\x00", "") or "empty",
)
def test_a_body_is_answered_as_by_fastapi(world, ada, body, gathered):
    path = f"pitches/{ada.pitches(world.week(), crew_limit=9)['id']}/signups"
    one, other = people(world, "One", "Other")

    plain, fastapis = (
        person.post(path, content=body, headers=headers)
        for person, headers in ((one, PLAIN), (other, FASTAPIS))
    )

    assert _said(plain) == _said(fastapis)
    assert plain.headers.keys() == fastapis.headers.keys()
    assert bool(gathered) == (body in TAKEN)


@pytest.mark.parametrize(
    ("headers", "query", "answer"),
    [
        ({}, "", (201, None)),
        ({"if-match": '"1.00"'}, "", (400, "bad_if_match")),
        ({"if-match": "*"}, "", (201, None)),
        ({"authorization": "Basic YTpi"}, "", (401, "sign_in_required")),
        ({"authorization": "Bearer "}, "", (401, "sign_in_required")),
        ({"authorization": "Bearer nonsense"}, "", (401, "bad_token")),
        ({"content-type": "text/plain"}, "", (415, "unsupported_media_type")),
        ({"idempotency-key": "a b"}, "", (400, "bad_idempotency_key")),
        ({}, "?reason=so+it+be", (201, None)),
        ({}, "?reason=", (422, "invalid")),
        ({}, "?nonsense=1", (201, None)),
    ],
)
def test_what_else_is_sent_is_heeded(world, ada, linus, headers, query, answer):
    path = f"pitches/{ada.pitches(world.week())['id']}/signups{query}"

    reply = linus.post(path, content=b'{"role": "member"}', headers=PLAIN | headers)

    assert (reply.status_code, reply.json().get("code")) == answer


@pytest.mark.parametrize("pitch", ["nonsense", "0197f3c2-0000-7000-8000-000000000000", "%00", "A" * 500])
def test_a_pitch_that_is_none_is_answered_as_by_fastapi(world, linus, pitch):
    path = f"pitches/{pitch}/signups"
    plain, fastapis = (
        linus.post(path, content=b'{"role": "member"}', headers=headers) for headers in (PLAIN, FASTAPIS)
    )

    assert _said(plain) == _said(fastapis)


def test_a_body_that_comes_in_pieces_is_whole(world, ada, linus, gathered):
    pitch = ada.pitches(world.week())
    pieces = in_pieces(b'{"role": ', b'"member", "mess', b'age": "hi"}')

    reply = linus.post(f"pitches/{pitch['id']}/signups", content=pieces, headers=PLAIN)

    assert done(reply)["message"] == "hi"
    assert gathered
