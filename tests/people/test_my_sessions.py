"""Where one is signed in: everyone sees their own sessions, and ends one or all others; no id says anything of a secret."""

import hashlib
from typing import Any

import pytest
from sqlmodel import select

from app.core.actor import Scope
from app.people.deps import COOKIE
from app.people.last_use import write_noted
from app.people.models import SignInSession
from tests.world import Client, Someone, World, an_id, done, refused


def browser_of(world: World, person: Someone) -> Client:
    """Another browser in which this person signs in."""
    browser = Client(world.app)
    done(browser.post("session", {"person_id": person.id}))
    return browser


def sessions(browser: Client | Someone) -> list[dict[str, Any]]:
    return done(browser.get("me/sessions"))["items"]


def signed_in(browser: Client) -> bool:
    return done(browser.get("session"))["person"] is not None


def test_the_newest_session_stands_first_and_ones_own_is_marked(world: World, ada: Someone) -> None:
    phone = browser_of(world, ada)
    world.clock.forward(days=1)
    desk = browser_of(world, ada)

    seen = sessions(phone)

    assert [one["current"] for one in seen] == [False, True]
    assert [one["created_at"] for one in seen] == ["2027-01-05T09:00:00Z", "2027-01-04T09:00:00Z"]
    assert [one["expires_at"] for one in seen] == ["2027-02-04T09:00:00Z", "2027-02-03T09:00:00Z"]
    assert [one["current"] for one in sessions(desk)] == [True, False]
    assert [one["current"] for one in sessions(ada)] == [False, False]


def test_nothing_in_the_list_is_or_tells_a_secret(world: World, ada: Someone) -> None:
    browser = browser_of(world, ada)
    secret = browser.http.cookies[COOKIE]

    reply = browser.get("me/sessions").text

    assert secret not in reply
    assert hashlib.sha256(secret.encode()).hexdigest() not in reply


def test_the_last_use_of_a_session_is_told_to_the_hour(world: World, ada: Someone) -> None:
    browser = browser_of(world, ada)

    def last_use() -> str | None:
        world.work()
        return sessions(ada)[0]["last_used_at"]

    assert last_use() is None
    browser.get("me")
    first = last_use()
    assert first == "2027-01-04T09:00:00Z"
    world.clock.forward(minutes=59)
    browser.get("me")
    assert last_use() == first
    world.clock.forward(minutes=1)
    browser.get("me")
    assert last_use() == "2027-01-04T10:00:00Z"


def test_a_session_that_is_ended_elsewhere_signs_nobody_in(world: World, ada: Someone) -> None:
    lost, desk = browser_of(world, ada), browser_of(world, ada)
    [other] = [one["id"] for one in sessions(desk) if not one["current"]]

    assert desk.delete(f"me/sessions/{other}").status_code == 204

    assert (signed_in(lost), signed_in(desk)) == (False, True)
    assert refused(desk.delete(f"me/sessions/{other}")) == (404, "not_found")


def test_all_others_are_ended_at_once(world: World, ada: Someone, linus: Someone) -> None:
    lost, forgotten, desk = (browser_of(world, ada) for _ in range(3))
    bystander = browser_of(world, linus)

    assert desk.delete("me/sessions").status_code == 204

    assert [signed_in(one) for one in (lost, forgotten, desk, bystander)] == [False, False, True, True]
    assert len(sessions(desk)) == 1


def test_a_program_has_no_session_to_keep_and_ends_them_all(world: World, ada: Someone) -> None:
    desk = browser_of(world, ada)

    assert ada.delete("me/sessions").status_code == 204

    assert not signed_in(desk)


def test_nobody_sees_or_ends_the_sessions_of_others(world: World, ada: Someone, grace: Someone) -> None:
    desk = browser_of(world, ada)
    [mine] = sessions(desk)

    assert sessions(grace) == []
    assert refused(grace.delete(f"me/sessions/{mine['id']}")) == (404, "not_found")
    assert refused(grace.delete(f"me/sessions/{an_id()}")) == (404, "not_found")
    assert signed_in(desk)


def test_a_session_that_is_over_is_in_no_list_and_nothing_to_end(world: World, ada: Someone) -> None:
    browser_of(world, ada)
    [over] = sessions(ada)

    world.clock.forward(days=30)

    assert sessions(ada) == []
    assert refused(ada.delete(f"me/sessions/{over['id']}")) == (404, "not_found")


@pytest.mark.parametrize("path", ["me/sessions", "me/sessions/0199aaaa-0000-7000-8000-000000000001"])
def test_ending_takes_the_scope_to_write_and_no_other_site(world: World, ada: Someone, path: str) -> None:
    reader, desk = ada.with_scopes(Scope.READ), browser_of(world, ada)

    assert refused(reader.delete(path)) == (403, "scope_missing")
    assert refused(world.nobody.delete(path)) == (401, "sign_in_required")
    assert refused(desk.delete(path, headers={"Sec-Fetch-Site": "cross-site"})) == (403, "cross_site")
    assert signed_in(desk)


def test_a_session_that_nobody_used_for_a_week_is_over(world: World, ada: Someone) -> None:
    idle = browser_of(world, ada)
    used = browser_of(world, ada)
    world.clock.forward(days=6)
    assert signed_in(used)
    write_noted(world.db)
    world.clock.forward(days=1)

    assert [signed_in(browser) for browser in (idle, used)] == [False, True]
    assert len(sessions(used)) == 1


def test_a_session_is_over_after_thirty_days_however_much_it_is_used(world: World, ada: Someone) -> None:
    browser = browser_of(world, ada)
    for hours in [6 * 24] * 4 + [6 * 24 - 1]:
        world.clock.forward(hours=hours)
        assert signed_in(browser)
        write_noted(world.db)
    world.clock.forward(hours=1)

    assert not signed_in(browser)


def test_a_session_tells_in_what_browser_it_is(world: World, ada: Someone) -> None:
    for agent in ("Mozilla/5.0 (X11; Linux x86_64) Firefox/149.0", "é\x07".encode(), "x" * 500):
        browser = Client(world.app)
        done(browser.post("session", {"person_id": ada.id}, headers={"User-Agent": agent}))

    assert [one["agent"] for one in sessions(ada)] == [
        "x" * 300, None, "Mozilla/5.0 (X11; Linux x86_64) Firefox/149.0",
    ]  # fmt: skip


@pytest.mark.postgresql_only(reason="on SQLite writers take turns")
def test_noting_uses_waits_for_nobody(world: World, ada: Someone) -> None:
    """Two processes that note the uses of the same sessions would else wait for each other in a circle."""
    held, free = browser_of(world, ada), browser_of(world, ada)
    world.clock.forward(hours=2)
    assert signed_in(held)
    assert signed_in(free)
    [mine] = [one["id"] for one in sessions(held) if one["current"]]

    with world.db.writing() as other:
        other.exec(select(SignInSession).where(SignInSession.id == mine).with_for_update()).one()
        write_noted(world.db)

    assert [one["last_used_at"] for one in sessions(free)] == ["2027-01-04T11:00:00Z", None]
