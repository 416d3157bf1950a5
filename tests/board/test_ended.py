"""Parts that others have taken the place of are let go, however many have read them; and who looks at a moment that has passed takes the place of none."""

import gc
from weakref import ref

import pytest
from sqlmodel import Session

from app.board import parts
from app.board.parts import OfWeek
from app.events.queries import state_of
from app.weeks.models import Week
from tests.board.warm import Scene
from tests.world import Someone, World, done


@pytest.fixture
def scene(world: World, ada: Someone, linus: Someone) -> Scene:
    return Scene(world, ada, linus)


def of(scene: Scene) -> OfWeek:
    found = parts.of_slug(scene.world.db.engine.url, scene.week["slug"])
    assert found is not None
    return found


def week_of(scene: Scene, session: Session) -> Week:
    return session.get_one(Week, scene.week["id"])


def another_moves_on(scene: Scene) -> None:
    """Somebody changes a pitch, and Linus reads it."""
    done(scene.ada.patch(f"pitches/{scene.pitch['id']}", {"title": "Another lamp"}))
    scene.world.work()
    scene.warm()


def test_after_a_change_of_everything_nothing_of_before_is_held(scene: Scene) -> None:
    scene.warm()
    before = ref(of(scene))

    done(scene.root.patch(f"weeks/{scene.week['slug']}", {"description": "Another"}))
    done(scene.root.get(scene.paths[2]))  # while Linus is remembered from before
    gc.collect()

    assert before() is None


def test_nothing_is_kept_any_more_of_parts_that_have_ended(scene: Scene) -> None:
    scene.warm()
    former = of(scene)
    done(scene.root.patch(f"weeks/{scene.week['slug']}", {"description": "Another"}))
    done(scene.root.get(scene.paths[2]))

    with scene.world.db.reading() as session:  # in the midst of it while that happened
        found = parts.chances(session, former, former.state)
        former.put(parts.rows, "a pitch", parts.Row(former, "a pitch", b"{}"), (), former.state)

    assert {id_ for id_, _ in found} == {scene.pitch["id"], scene.other["id"]}
    assert (former.named, former.chances, parts.rows.get("a pitch")) == ({}, None, None)


def test_who_looks_at_a_moment_that_has_passed_takes_the_place_of_nothing(scene: Scene) -> None:
    scene.warm()
    with scene.world.db.reading() as session:
        week = week_of(scene, session)
        state = state_of(session, week.id)
        another_moves_on(scene)
        now = of(scene)

        passed = parts.of_week(session, week, state)
        parts.on_board(session, passed, parts.these(session, [scene.pitch["id"]]), state)

    assert passed is not now and of(scene) is now
    assert all(from_loop for _, from_loop in (scene.read(scene.linus, path) for path in scene.paths))
    scene.shown(scene.linus)


def test_where_a_copy_of_the_database_was_put_back_its_own_take_the_place(scene: Scene) -> None:
    scene.warm()
    with scene.world.db.reading() as session:
        earlier = state_of(session, scene.week["id"])
    another_moves_on(scene)
    former = of(scene)

    with scene.world.db.reading() as session:
        found = parts.of_week(session, week_of(scene, session), earlier)

    assert found is of(scene) and found is not former
