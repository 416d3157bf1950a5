"""A shuffled board and a pitch come from the event loop for those alone who may see them, as they are now."""

from datetime import timedelta

import pytest

from app.board import parts
from app.core.actor import Role, Scope
from app.core.asking import NoAnswer
from tests.board.warm import Scene
from tests.world import Client, Someone, World, done


@pytest.fixture
def scene(world: World, ada: Someone, linus: Someone) -> Scene:
    return Scene(world, ada, linus)


def test_nobody_in_particular_is_asked_to_sign_in(scene: Scene) -> None:
    scene.warm()

    assert [scene.world.nobody.get(path).status_code for path in scene.paths] == [401] * 3


def test_a_token_that_is_revoked_opens_nothing_at_once(scene: Scene) -> None:
    made = done(scene.linus.post("tokens", {"name": "a program", "scopes": ["read"]}))
    program = Client(scene.world.app, made["secret"])
    scene.warm(program)

    assert scene.linus.delete(f"tokens/{made['id']}").is_success

    assert [program.get(path).status_code for path in scene.paths] == [401] * 3


def test_a_token_that_expires_opens_nothing_any_more(scene: Scene) -> None:
    soon = (scene.world.clock.now + timedelta(seconds=30)).isoformat()
    made = done(scene.linus.post("tokens", {"name": "a program", "scopes": ["read"], "expires_at": soon}))
    program = Client(scene.world.app, made["secret"])
    scene.warm(program)

    scene.world.clock.forward(seconds=31)

    assert [program.get(path).status_code for path in scene.paths] == [401] * 3


def test_a_token_that_reads_alone_is_told_what_it_lacks(scene: Scene) -> None:
    program = scene.linus.with_scopes(Scope.READ)
    scene.warm()
    scene.warm(program)

    reply, from_loop = scene.read(program, scene.paths[0])

    assert from_loop
    assert {can["code"] for can in reply.json()["can"].values()} == {"scope_missing"}
    assert done(scene.linus.get(scene.paths[0]))["can"]["interest"]["allowed"]
    assert scene.linus.with_scopes(Scope.OUTCOMES_READ).get(scene.paths[0]).status_code == 403


def test_who_signs_out_sees_nothing_at_once(scene: Scene) -> None:
    browser = Client(scene.world.app)
    done(browser.post("session", {"person_id": scene.linus.id}))
    scene.warm(browser)
    assert all(scene.read(browser, path)[1] for path in scene.paths)
    cookie = "; ".join(f"{name}={value}" for name, value in browser.http.cookies.items())

    assert browser.delete("session").is_success

    stolen = Client(scene.world.app)
    assert [stolen.get(path, headers={"Cookie": cookie}).status_code for path in scene.paths] == [401] * 3


def test_who_looks_as_another_role_sees_as_that_role(scene: Scene) -> None:
    browser = Client(scene.world.app)
    done(browser.post("session", {"person_id": scene.root.id}))
    scene.warm(browser)
    as_admin = done(browser.get(scene.paths[0]))["can"]["place"]["code"]

    done(browser.put("session/view-as", {"role": "member"}))
    as_member = [done(browser.get(scene.paths[0]))["can"]["place"]["code"] for _ in range(3)]
    assert browser.delete("session/view-as").is_success

    assert as_admin == "reason_required"
    assert as_member == ["organizers_only"] * 3
    assert done(browser.get(scene.paths[0]))["can"]["place"]["code"] == "reason_required"


def test_a_guest_sees_their_weeks_as_long_as_they_are_invited(scene: Scene) -> None:
    guest, week = scene.world.person("Guest", None, Role.GUEST), f"weeks/{scene.week['slug']}"
    assert scene.root.put(f"{week}/guests/{guest.id}").is_success
    scene.warm(guest)
    assert all(scene.read(guest, path)[1] for path in scene.paths)
    scene.shown(guest)

    assert scene.root.delete(f"{week}/guests/{guest.id}").is_success
    scene.warm(scene.root)

    assert [guest.get(path).status_code for path in scene.paths] == [404] * 3


def test_once_a_minute_the_plain_way_is_taken_and_notes_the_use(scene: Scene) -> None:
    scene.warm()
    scene.world.clock.forward(seconds=61)

    for path in scene.paths[1:]:
        with scene.world.counted() as statements:
            done(scene.linus.get(path))
        assert any("token" in statement for statement in statements)


def test_without_an_answer_of_the_database_the_plain_way_is_taken(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.warm()
    before = scene.linus.get(scene.paths[0]).content

    async def none(_self: object, _given: object) -> None:
        raise NoAnswer

    monkeypatch.setattr("app.core.asking._Asked.row", none)

    assert scene.linus.get(scene.paths[0]).content == before
    scene.shown(scene.linus)


def test_what_is_forgotten_is_made_anew(scene: Scene) -> None:
    scene.warm()
    before = scene.linus.get(scene.paths[0]).content
    parts.rows.clear(), parts.wholes.clear(), parts.clear()

    assert scene.linus.get(scene.paths[0]).content == before
    scene.shown(scene.linus)
