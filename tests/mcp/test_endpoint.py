"""The door at /mcp: who is let in, what is counted, and what stays outside."""

import re

from app.core.bodies import MAX_BODY_BYTES
from app.weeks.phases import Phase
from tests.mcp.conftest import secret_of
from tests.world import Client, Someone, World, done, in_pieces, refused

PING = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = {"Accept": "application/json, text/event-stream"}
METADATA = "http://offtrail.test/.well-known/oauth-protected-resource/mcp"


def counted(world: World) -> float:
    """How many requests to this address succeeded, by the service's own count."""
    told = world.nobody.get("/metrics").text
    found = re.search(r'offtrail_requests_total\{method="POST",route="/mcp",status="200"\} (\S+)', told)
    return float(found[1]) if found else 0


def test_without_a_token_that_works_one_is_told_what_it_takes(world: World, ada: Someone) -> None:
    revoked = ada.with_scopes("read")
    token = next(t for t in done(ada.get("tokens"))["items"] if t["scopes"] == ["read"])
    ada.delete(f"tokens/{token['id']}")

    replies = [
        client.post("/mcp", PING, headers=ACCEPT)
        for client in (world.nobody, Client(world.app, "offtrail_made-up"), revoked)
    ]

    assert [refused(reply) for reply in replies] == [
        (401, "sign_in_required"),
        (401, "bad_token"),
        (401, "bad_token"),
    ]
    assert {reply.headers["www-authenticate"] for reply in replies} == {
        f'Bearer realm="offtrail", resource_metadata="{METADATA}"'
    }
    metadata = done(world.nobody.get(METADATA.removeprefix("http://offtrail.test")))
    assert (metadata["resource"], metadata["bearer_methods_supported"]) == (
        "http://offtrail.test/mcp",
        ["header"],
    )


def test_a_session_cookie_is_no_token_here(world: World, ada: Someone) -> None:
    browser = Client(world.app)
    done(browser.post("session", {"person_id": ada.id}))

    assert browser.get("me").is_success
    assert refused(browser.post("/mcp", PING, headers=ACCEPT)) == (401, "sign_in_required")


def test_a_page_in_a_browser_is_refused_whatever_name_it_came_by(ada: Someone) -> None:
    """A name that an attacker's page has point here is both its origin and its host."""
    for headers in (
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://offtrail.test"},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        assert refused(ada.post("/mcp", PING, headers=ACCEPT | headers)) == (403, "cross_site")
    reply = ada.request("OPTIONS", "/mcp", headers={"Origin": "https://elsewhere.example"})
    assert refused(reply) == (405, "method_not_allowed")
    assert not [name for name in reply.headers if name.startswith("access-control")]


def test_it_is_limited_numbered_and_counted_like_other_requests(world: World, ada: Someone) -> None:
    before = counted(world)

    reply = ada.post("/mcp", PING, headers=ACCEPT)
    large = ada.post("/mcp", content=b" " * (MAX_BODY_BYTES + 1), headers=ACCEPT)
    unsaid = ada.post("/mcp", content=in_pieces(b" " * (MAX_BODY_BYTES + 1)), headers=ACCEPT)

    assert len(done(reply)["result"]["tools"]) == 12
    assert reply.headers["content-type"] == "application/json"
    assert len(reply.headers["x-request-id"]) == 32
    assert refused(large) == refused(unsaid) == (413, "body_too_large")
    assert counted(world) == before + 1


def test_it_is_for_posts_alone_and_no_stream_is_held_open(world: World, ada: Someone) -> None:
    for method in ("GET", "DELETE", "PUT"):
        assert refused(ada.request(method, "/mcp", headers=ACCEPT)) == (405, "method_not_allowed")
    assert refused(world.nobody.get("/.well-known/oauth-authorization-server")) == (404, "not_found")


def test_what_is_no_message_is_a_4xx(world: World, ada: Someone) -> None:
    world.week(Phase.FORMING)
    call = b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_pitches","arguments":{"words":"\\ud800"}}}'
    for body in (b"", b"{", b"[]", b'"text"', b"\xff\xfe", b"[" * 5000, b'{"jsonrpc":"2.0","id":{}}'):
        reply = ada.post("/mcp", content=body, headers=ACCEPT | {"Content-Type": "application/json"})
        assert 400 <= reply.status_code < 500, (body, reply.status_code, reply.text)
    lone = ada.post("/mcp", content=call, headers=ACCEPT | {"Content-Type": "application/json"})
    assert lone.status_code < 500, lone.text
    assert secret_of(ada) not in lone.text


def test_a_token_that_ends_between_two_calls_ends_the_assistant(
    world: World, ada: Someone, grace: Someone
) -> None:
    done(ada.post("/mcp", PING, headers=ACCEPT))

    done(grace.post(f"people/{ada.id}/deactivate"))

    assert refused(ada.post("/mcp", PING, headers=ACCEPT)) == (401, "bad_token")
