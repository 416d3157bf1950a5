"""Signing in: locally for trying things out, by a cookie that no other site can use."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from pydantic import ValidationError

from app.core.config import Settings
from app.people.deps import COOKIE, cookie_name
from app.people.models import SignInSession
from tests.world import Client, Someone, World, an_id, done, refused


@pytest.fixture
def browser(world: World) -> Client:
    """Keeps its cookies, as browsers do."""
    return Client(world.app)


@pytest.fixture
def without_local_sign_in(application: FastAPI) -> Iterator[None]:
    before = application.state.settings
    application.state.settings = Settings(database_url="sqlite://")
    yield
    application.state.settings = before


def sign_in(browser: Client, person: Someone, **options: Any) -> dict[str, Any]:
    return done(browser.post("session", {"person_id": person.id}, **options))


def test_one_click_signs_in(world: World, browser: Client, ada: Someone) -> None:
    assert done(browser.get("session")) == {
        "person": None,
        "via": "nobody",
        "scopes": [],
        "local_sign_in": True,
        "provider": None,
        "link_by_mail": False,
        "signs_out_at_provider": False,
        "viewing": None,
        "may_view_as": [],
    }

    session = sign_in(browser, ada)

    assert (session["person"]["id"], session["via"], session["person"]["email"]) == (
        ada.id,
        "session",
        ada.email,
    )
    assert session["scopes"] == ["admin", "organize", "outcomes:read", "read", "write"]
    assert done(browser.get("session")) == session
    assert done(browser.get("me"))["name"] == ada.name


def test_an_address_signs_in_whatever_its_case(browser: Client, ada: Someone) -> None:
    session = done(browser.post("session", {"email": ada.email.upper()}))

    assert session["person"]["id"] == ada.id


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: Client, ada: Someone) -> None:
    reply = browser.post("session", {"person_id": ada.id})

    name, *rest = reply.headers["set-cookie"].split("; ")
    assert name.startswith(f"{COOKIE}=")
    assert {part.casefold() for part in rest} == {"httponly", "max-age=2592000", "path=/", "samesite=lax"}


def test_in_production_the_cookie_is_for_this_host_and_https_alone() -> None:
    assert cookie_name(Settings(environment="production")) == "__Host-offtrail_session"


def test_the_database_keeps_the_hash_of_a_session(world: World, browser: Client, ada: Someone) -> None:
    sign_in(browser, ada)

    with world.db.reading() as session:
        kept = session.connection().execute(sa.select(SignInSession.secret_hash)).scalars().all()
    assert len(kept) == 1
    assert kept != [browser.http.cookies[COOKIE]]


def test_signing_out_ends_the_session_itself(world: World, browser: Client, ada: Someone) -> None:
    sign_in(browser, ada)
    secret = browser.http.cookies[COOKIE]

    assert browser.delete("session").status_code == 204

    assert COOKIE not in browser.http.cookies
    thief = Client(world.app)
    assert done(thief.get("session", headers={"Cookie": f"{COOKIE}={secret}"}))["person"] is None
    assert browser.delete("session").status_code == 204


def test_signing_in_as_another_ends_the_former_session(
    world: World, browser: Client, ada: Someone, linus: Someone
) -> None:
    sign_in(browser, ada)
    former = browser.http.cookies[COOKIE]

    assert sign_in(browser, linus)["person"]["id"] == linus.id

    assert browser.http.cookies[COOKIE] != former
    assert refused(Client(world.app).get("me", headers={"Cookie": f"{COOKIE}={former}"})) == (
        401,
        "sign_in_required",
    )


def test_who_is_deactivated_is_signed_out_and_cannot_sign_in(
    browser: Client, grace: Someone, ada: Someone
) -> None:
    sign_in(browser, ada)
    done(grace.post(f"people/{ada.id}/deactivate"))

    assert done(browser.get("session"))["person"] is None
    assert refused(browser.post("session", {"person_id": ada.id})) == (403, "deactivated")
    assert ada.id not in [person["id"] for person in done(browser.get("session/people"))["items"]]


def test_nobody_and_people_without_an_address_cannot_sign_in(browser: Client, grace: Someone) -> None:
    imported = done(grace.post("people", {"name": "From Afar"}))

    assert refused(browser.post("session", {"person_id": imported["id"]})) == (409, "no_email")
    assert refused(browser.post("session", {"person_id": an_id()})) == (404, "not_found")
    assert refused(browser.post("session", {"email": "nobody@offtrail.example"})) == (404, "not_found")
    assert refused(browser.post("session", {})) == (422, "invalid")
    assert imported["id"] not in [person["id"] for person in done(browser.get("session/people"))["items"]]


@pytest.mark.usefixtures("without_local_sign_in")
def test_local_sign_in_is_off_unless_asked_for(browser: Client, ada: Someone) -> None:
    assert refused(browser.get("session/people")) == (404, "not_found")
    assert refused(browser.post("session", {"person_id": ada.id})) == (404, "not_found")
    assert done(browser.get("session"))["local_sign_in"] is False


def test_production_refuses_local_sign_in() -> None:
    with pytest.raises(ValidationError, match="OFFTRAIL_LOCAL_SIGN_IN must be off"):
        Settings(environment="production", local_sign_in=True)


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example"]
)
def test_a_name_that_was_made_to_lead_here_signs_nobody_in(browser: Client, ada: Someone, host: str) -> None:
    """DNS rebinding: to the browser, the attacker's page and we are one site then."""
    ours = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}

    assert refused(browser.post("session", {"person_id": ada.id}, headers=ours)) == (403, "foreign_name")
    assert refused(browser.get("session/people", headers=ours)) == (403, "foreign_name")


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000", "192.168.1.7", "offtrail.test"]
)
def test_this_machines_own_address_does(browser: Client, ada: Someone, host: str) -> None:
    assert browser.post("session", {"person_id": ada.id}, headers={"Host": host}).status_code == 201


OTHER_SITES = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://offtrail.test:8001"},
    {"Origin": "http://offtrail.test", "Sec-Fetch-Site": "cross-site"},
]
OWN_PAGE = [
    {},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://offtrail.test"},
    {"Sec-Fetch-Site": "none"},
]


def test_another_site_changes_nothing_in_ones_name(world: World, browser: Client, ada: Someone) -> None:
    sign_in(browser, ada)

    for headers in OTHER_SITES:
        assert refused(browser.patch("me", {"bio": "owned"}, headers=headers)) == (403, "cross_site")
        assert refused(browser.post("session", {"person_id": ada.id}, headers=headers)) == (403, "cross_site")
        assert refused(browser.delete("session", headers=headers)) == (403, "cross_site")
    assert world.events("person.edited") == []


def test_the_page_itself_and_programs_may(browser: Client, ada: Someone) -> None:
    sign_in(browser, ada)

    for headers in OWN_PAGE:
        done(browser.patch("me", {"bio": "Mine."}, headers=headers))
    done(ada.patch("me", {"bio": "A program's."}, headers=OTHER_SITES[0]))


def test_a_repeated_sign_in_is_not_handed_to_whoever_knows_its_key(
    world: World, browser: Client, ada: Someone
) -> None:
    key = {"Idempotency-Key": "1"}
    sign_in(browser, ada, headers=key)

    again = Client(world.app).post("session", {"person_id": ada.id}, headers=key)

    assert refused(again) == (409, "secret_already_shown")


def test_a_stale_cookie_is_nobody_and_a_bad_token_an_error(world: World) -> None:
    stale = {"Cookie": f"{COOKIE}=gone"}

    assert done(world.nobody.get("session", headers=stale))["person"] is None
    assert refused(world.nobody.get("session", headers={"Authorization": "Bearer gone"})) == (
        401,
        "bad_token",
    )
