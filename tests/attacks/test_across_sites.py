"""A page of another site sends what a browser would send along, and cookies are used when they are over."""

import pytest

from tests.attacks.ground import COOKIE, Ground, Wire, example, operations
from tests.world import Someone, done, refused

pytestmark = pytest.mark.system

WRITES = [one for one in operations() if one.signed_in and one.method != "GET"]
KINDS = [
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "",
]


def elsewhere(port: int) -> list[dict[str, str]]:
    own = f"127.0.0.1:{port}"
    origins = ["https://evil.example", "null", "", "http://127.0.0.1", f"http://localhost:{port}", f"http://{own}.evil.example",
               f"http://evil.example/{own}", f"http://{own}@evil.example", f"http://evil.example#{own}", own, f"http://{own}/"]  # fmt: skip
    sites = ["cross-site", "same-site", "Same-Origin", "", "none, same-origin", "anything"]
    return [
        *({"Origin": origin} for origin in origins),
        *({"Sec-Fetch-Site": site} for site in sites),
        {"Origin": f"http://{own}", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {
            "Origin": "https://evil.example",
            "X-Forwarded-Host": "evil.example",
            "Forwarded": "host=evil.example",
        },
    ]


def test_no_variant_of_where_a_request_comes_from_changes_anything(ground: Ground) -> None:
    person = ground.person("Vera Lind")
    browser = ground.browser(person)

    for headers in elsewhere(ground.port):
        for kind in KINDS:
            reply = browser.request(
                "PATCH", "me", content=b'{"bio": "owned"}', headers=headers | {"Content-Type": kind}
            )
            assert refused(reply) in {(403, "cross_site"), (415, "unsupported_media_type")}, (headers, kind)
    assert done(person.get("me"))["bio"] == ""


@pytest.mark.parametrize("operation", WRITES, ids=lambda one: one.id)
def test_another_site_does_nothing_with_an_admins_cookie(ground: Ground, admins: Wire, operation) -> None:
    body = example(operation.takes) if operation.takes else None

    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}):
        reply = admins.request(operation.method, ground.address(operation), json=body, headers=headers)
        assert refused(reply) == (403, "cross_site")


@pytest.fixture
def admins(ground: Ground) -> Wire:
    return ground.browser(ground.adele)


def test_a_form_is_no_body_even_from_the_page_itself(ground: Ground) -> None:
    person = ground.person("Vera Lind")
    browser = ground.browser(person)

    for kind in KINDS[1:]:
        reply = browser.request("PATCH", "me", content=b'{"bio": "owned"}', headers={"Content-Type": kind})
        assert refused(reply) == (415, "unsupported_media_type"), kind
    assert done(person.get("me"))["bio"] == ""


def test_another_site_reads_no_reply(ground: Ground) -> None:
    browser = ground.browser(ground.ada)

    for method, path in (("GET", "me"), ("OPTIONS", "me"), ("OPTIONS", "tokens")):
        asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
        reply = browser.request(method, path, headers=asked)
        assert [name for name in reply.headers if name.startswith("access-control-")] == []


# --- cookies that are over


def is_nobody(ground: Ground, secret: str) -> bool:
    return done(ground.client().get("session", headers={"Cookie": f"{COOKIE}={secret}"}))["person"] is None


def signed_in(ground: Ground, person: Someone) -> tuple[Wire, str]:
    browser = ground.browser(person)
    return browser, browser.http.cookies[COOKIE]


def test_a_cookie_is_worth_nothing_once_its_session_is_over(ground: Ground) -> None:
    person = ground.person("Vera Lind")
    here, out = signed_in(ground, person)
    _, elsewhere_ended = signed_in(ground, person)
    one, kept = signed_in(ground, person)

    assert here.delete("session").status_code == 204
    assert one.delete("me/sessions").status_code == 204

    assert (is_nobody(ground, out), is_nobody(ground, elsewhere_ended), is_nobody(ground, kept)) == (
        True,
        True,
        False,
    )

    done(ground.grace.post(f"people/{person.id}/deactivate"))
    assert is_nobody(ground, kept)
    done(ground.grace.post(f"people/{person.id}/reactivate"))
    assert is_nobody(ground, kept)


def test_a_cookie_that_was_planted_beforehand_is_not_the_one_that_is_signed_in(ground: Ground) -> None:
    victim = ground.person("Vera Lind")
    _, attackers = signed_in(ground, ground.mallory)

    for planted in ("chosen-by-mallory", attackers):
        browser = ground.client()
        reply = browser.post("session", {"person_id": victim.id}, headers={"Cookie": f"{COOKIE}={planted}"})
        assert done(reply)["person"]["id"] == victim.id
        assert browser.http.cookies[COOKIE] != planted
        assert is_nobody(ground, planted)


def test_a_cookie_says_nothing_beside_a_token_that_does_not_work(ground: Ground) -> None:
    browser, _ = signed_in(ground, ground.ada)

    assert refused(browser.get("me", headers={"Authorization": "Bearer offtrail_wrong"})) == (
        401,
        "bad_token",
    )
