"""Looking at everything as a lower role sees it: for an hour, in one browser, reading alone, and told by the log."""

from typing import Any

import pytest

from app.core.actor import Role
from app.core.config import Settings
from app.main import create_app
from app.weeks.phases import Phase
from tests.world import Client, Someone, World, done, refused


@pytest.fixture
def adele(world: World) -> Someone:
    return world.person("Adele Crown", "Platform", Role.ADMIN)


def browser_of(world: World, person: Someone) -> Client:
    browser = Client(world.app)
    done(browser.post("session", {"person_id": person.id}))
    return browser


def viewing(browser: Client, role: str = "member") -> Client:
    done(browser.put("session/view-as", {"role": role}))
    return browser


def told(someone: Client | Someone) -> list[dict[str, Any]]:
    return done(someone.get("events?types=view.*"))["items"]


def test_what_one_sees_is_what_the_role_sees(world: World, grace: Someone, ada: Someone) -> None:
    draft = world.week(Phase.DRAFT)
    pitch = ada.pitches(world.week(Phase.FORMING), draft=True)
    browser = browser_of(world, grace)
    addresses = (f"weeks/{draft['slug']}", f"pitches/{pitch['id']}", "people.csv")
    assert [browser.get(address).status_code for address in addresses] == [200, 200, 200]
    assert done(browser.get(f"people/{ada.id}"))["email"] == ada.email

    session = done(browser.put("session/view-as", {"role": "member"}))

    assert (session["person"]["id"], session["person"]["role"]) == (grace.id, "member")
    assert session["viewing"] == {"role": "member", "until": "2027-01-04T10:00:00Z"}
    assert session["may_view_as"] == []
    assert done(browser.get("session")) == session
    assert [browser.get(address).status_code for address in addresses] == [404, 404, 403]
    assert done(browser.get(f"people/{ada.id}"))["email"] is None
    assert done(grace.get(f"people/{ada.id}"))["email"] == ada.email


def test_a_week_that_one_organizes_is_not_ones_to_organize_meanwhile(
    world: World, grace: Someone, linus: Someone
) -> None:
    week = world.week(Phase.DRAFT)
    assert grace.put(f"weeks/{week['slug']}/organizers/{linus.id}").is_success
    browser = browser_of(world, linus)
    assert done(browser.get("session"))["may_view_as"] == ["member"]
    assert browser.get(f"weeks/{week['slug']}").status_code == 200

    viewing(browser)

    assert browser.get(f"weeks/{week['slug']}").status_code == 404


def test_every_write_is_refused_but_looking_as_oneself_again_and_signing_out(
    world: World, adele: Someone, ada: Someone
) -> None:
    week = world.week(Phase.FORMING)
    pitch = ada.pitches(week)
    browser = viewing(browser_of(world, adele), "organizer")

    for reply in (
        browser.patch("me", {"bio": "x"}),
        browser.post(f"pitches/{pitch['id']}/signups", {}),
        browser.post(f"weeks/{week['slug']}/pitches", {"title": "x"}),
        browser.post("tokens", {"name": "x", "scopes": ["read"]}),
        browser.put("session/view-as", {"role": "member"}),
        browser.delete("me/sessions"),
    ):
        assert refused(reply) == (403, "viewing_as")
        assert "go back to yourself" in reply.json()["detail"]

    assert browser.delete("session/view-as").status_code == 204
    done(browser.patch("me", {"bio": "x"}))
    viewing(browser)
    assert browser.delete("session").status_code == 204
    assert done(browser.get("session"))["person"] is None


def test_it_begins_and_ends_in_the_log_once(world: World, grace: Someone, adele: Someone) -> None:
    browser = viewing(browser_of(world, grace))
    for _ in range(2):
        assert browser.delete("session/view-as").status_code == 204
    viewing(browser)
    browser.delete("session")

    began = {"person_id": grace.id, "role": "member", "until": "2027-01-04T10:00:00Z"}
    events = told(adele)
    assert [(one["type"], one["actor_id"], one["via"]) for one in events] == [
        (kind, grace.id, "session") for kind in ("view.began", "view.ended") * 2
    ]
    assert [one["data"] for one in events] == [began, {"person_id": grace.id}] * 2


def test_it_ends_by_itself_after_an_hour(world: World, grace: Someone) -> None:
    browser = viewing(browser_of(world, grace))

    world.clock.forward(minutes=59)
    assert done(browser.get("session"))["viewing"] is not None
    world.clock.forward(minutes=1)

    session = done(browser.get("session"))
    assert (session["viewing"], session["person"]["role"]) == (None, "organizer")
    done(browser.patch("me", {"bio": "x"}))


def test_only_a_lower_role_is_looked_as_and_by_organizers_with_a_browser(
    world: World, grace: Someone, adele: Someone, ada: Someone
) -> None:
    def answers(someone: Client | Someone) -> list[Any]:
        replies = [someone.put("session/view-as", {"role": role}) for role in ("admin", "organizer")]
        return [refused(reply)[1] if reply.is_error else "well" for reply in replies]

    assert answers(browser_of(world, adele)) == ["not_lower", "well"]
    assert answers(browser_of(world, grace)) == ["not_lower", "not_lower"]
    assert answers(browser_of(world, ada)) == ["organizers_only", "organizers_only"]
    assert answers(adele) == ["sessions_only", "sessions_only"]
    assert done(browser_of(world, grace).get("session"))["may_view_as"] == ["member"]
    assert done(adele.get("session"))["may_view_as"] == []


def test_who_lost_their_rights_meanwhile_gains_none_by_looking(
    world: World, grace: Someone, adele: Someone
) -> None:
    other = world.person("Another admin", role=Role.ADMIN)
    browser = viewing(browser_of(world, adele), "organizer")
    assert browser.get("people.csv").status_code == 200

    done(other.patch(f"people/{adele.id}", {"role": "member"}))

    assert done(browser.get("session"))["person"]["role"] == "member"
    assert browser.get("people.csv").status_code == 403


def test_another_browser_and_a_token_see_what_they_saw_and_another_process_what_this_one_does(
    world: World, grace: Someone
) -> None:
    browser, other = browser_of(world, grace), browser_of(world, grace)
    viewing(browser)
    second = create_app(Settings(database_url="sqlite://", local_sign_in=True, worker_inside=False))
    second.state.db = world.db
    elsewhere = Client(second)
    elsewhere.http.cookies = browser.http.cookies

    assert done(other.get("session"))["viewing"] is None
    assert done(grace.get("session"))["viewing"] is None
    assert done(elsewhere.get("session"))["viewing"]["role"] == "member"
    assert refused(elsewhere.patch("me", {"bio": "x"})) == (403, "viewing_as")
