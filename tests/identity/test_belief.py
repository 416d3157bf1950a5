"""What is believed of an identity provider, and what is not: forged, stale, stolen and broken answers over real round trips."""

from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import RSAKey

from app.people.deps import COOKIE
from tests.identity.conftest import US, Door
from tests.identity.provider import Provider, code_of
from tests.world import World, done, refused

pytestmark = pytest.mark.sqlite_only(reason="it is decided before the database is asked")


def test_what_is_asked_of_the_provider_is_bound_to_this_browser(door: Door) -> None:
    one, other = (parse_qs(urlsplit(door.knock(door.browser())).query) for _ in range(2))

    assert one["response_type"] == ["code"]
    assert one["code_challenge_method"] == ["S256"]
    assert one["redirect_uri"] == [f"{US}/api/v1/session/provider/callback"]
    assert set(one["scope"][0].split()) == {"openid", "profile", "email"}
    for name in ("state", "nonce", "code_challenge"):
        assert len(one[name][0]) >= 43
        assert one[name] != other[name]


def test_the_cookie_of_the_way_tells_nothing_and_ends_with_it(door: Door, wren: str) -> None:
    browser = door.browser()
    address = door.knock(browser)
    state = parse_qs(urlsplit(address).query)["state"][0]
    assert state not in browser.http.cookies[f"{COOKIE}_trip"]

    reply = door.return_(browser, door.provider.agree(address, wren))

    assert f"{COOKIE}_trip" not in browser.http.cookies
    kept = next(value for value in reply.headers.get_list("set-cookie") if value.startswith(f"{COOKIE}="))
    assert "HttpOnly" in kept
    assert "SameSite=lax" in kept
    assert reply.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "where", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nx: y", "me"]
)
def test_nobody_is_sent_elsewhere_afterwards(door: Door, wren: str, where: str) -> None:
    assert door.goes_through(door.browser(), wren, where) == "/"


def test_one_comes_back_to_where_one_was(door: Door, wren: str) -> None:
    assert door.goes_through(door.browser(), wren, "/weeks/tenth?tag=a b") == "/weeks/tenth?tag=a%20b"


@pytest.mark.parametrize(
    "path", ["session/provider", "session/provider/callback", "session/provider/sign-out"]
)
def test_without_a_provider_there_is_nothing(world: World, path: str) -> None:
    assert refused(world.app and Door(world, Provider()).browser().get(path))[0] == 404


def test_a_forged_state_is_refused(door: Door, wren: str) -> None:
    browser = door.browser()
    handed = door.provider.agree(door.knock(browser), wren) | {"state": "x" * 43}

    assert code_of(door.return_(browser, handed).headers["location"]) == "not_begun_here"
    assert done(browser.get("session"))["person"] is None


def test_a_link_with_a_code_of_somebody_else_signs_nobody_in(door: Door, wren: str) -> None:
    """Else an attacker could have others work in the attacker's account without knowing."""
    handed = door.provider.agree(door.knock(door.browser()), wren)

    assert code_of(door.return_(door.browser(), handed).headers["location"]) == "not_begun_here"


def test_a_code_opens_once(door: Door, wren: str) -> None:
    browser = door.browser()
    address = door.knock(browser)
    trip = browser.http.cookies[f"{COOKIE}_trip"]
    handed = door.provider.agree(address, wren)
    door.return_(browser, handed)

    thief = door.browser()
    thief.http.cookies.set(f"{COOKIE}_trip", trip)
    assert code_of(door.return_(thief, handed).headers["location"]) == "not_believed"


def test_who_takes_too_long_begins_anew(door: Door, wren: str) -> None:
    browser = door.browser()
    handed = door.provider.agree(door.knock(browser, "/me"), wren)
    door.world.clock.forward(minutes=11)

    assert door.return_(browser, handed).headers["location"] == "/sign-in?refused=took_too_long&next=%2Fme"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "somebody-else"},
        {"aud": ["offtrail", "somebody-else"], "azp": "somebody-else"},
        {"iss": "http://another.example"},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"sub": None},
        {"nbf": 4_000_000_000},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
        {"sub": "somebody-else"},  # while userinfo is about who came
    ],
)
def test_a_token_with_a_wrong_claim_is_not_believed(door: Door, wren: str, claims: dict[str, object]) -> None:
    def twist(told: dict[str, object]) -> None:
        told.update(claims)
        for name in [name for name, value in claims.items() if value is None]:
            told.pop(name)

    door.provider.twist = twist

    assert door.refuses(wren) == "not_believed"


def test_a_token_that_another_key_signed_is_not_believed(door: Door, wren: str) -> None:
    door.provider.key = RSAKey.generate_key(2048)

    assert door.refuses(wren) == "not_believed"


def test_a_provider_may_change_its_key(door: Door, wren: str) -> None:
    door.enters(wren)
    door.provider.change_key()

    assert door.enters(wren)


def test_a_no_at_the_provider_is_told(door: Door) -> None:
    browser = door.browser()
    handed = door.provider.deny(door.knock(browser))

    # the provider gives no state with its no: it is not known whose sign-in this was
    assert code_of(door.return_(browser, handed).headers["location"]) in (
        "provider_said_no",
        "not_begun_here",
    )


@pytest.mark.parametrize("path", ["/oauth2/token", "/jwks", "/userinfo"])
def test_a_provider_that_breaks_is_told_apart_from_one_that_lies(door: Door, wren: str, path: str) -> None:
    door.provider.gone = {path}

    assert door.refuses(wren) == "provider_unreachable"


def test_a_provider_that_cannot_be_reached_sends_nobody_anywhere(door: Door) -> None:
    door.provider.gone = {"/.well-known/openid-configuration"}

    assert code_of(door.knock(door.browser())) == "provider_unreachable"


def test_another_issuer_at_the_same_place_is_not_believed(door: Door) -> None:
    door.world.app.state.provider.issuer = door.provider.issuer.replace("localhost", "127.0.0.1") + "/"

    assert code_of(door.knock(door.browser())) in ("not_believed", "provider_unreachable")
