"""After whatever change, a shuffled board and a pitch are at once what the plain way shows."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.core.actor import system
from app.people import home_teams
from app.people.models import HomeTeam
from app.weeks.phases import Phase
from tests.board.warm import Scene, board
from tests.signups.crews import Offered
from tests.world import Someone, World, done


@pytest.fixture
def scene(world: World, ada: Someone, linus: Someone) -> Scene:
    return Scene(world, ada, linus)


def named(world: World, name: str) -> HomeTeam:
    with world.db.reading() as session:
        return session.exec(select(HomeTeam).where(HomeTeam.name == name)).one()


def rename_home_team(s: Scene) -> None:
    with s.world.db.writing() as session:
        home_teams.rename(session, system(), session.get_one(HomeTeam, named(s.world, "Ovens").id), "Kilns")


CHANGES = {
    "a title": lambda s: s.ada.patch(s.paths[0], {"title": "Another"}),
    "what it says": lambda s: s.ada.patch(s.paths[0], {"body": "Much more.", "tags": ["more"]}),
    "a comment": lambda s: s.ada.post(f"{s.paths[0]}/comments", {"body": "Which?"}),
    "somebody's interest": lambda s: s.robin.put(f"{s.paths[0]}/interest"),
    "one's own interest": lambda s: s.linus.put(f"{s.paths[0]}/interest"),
    "a place": lambda s: s.robin.post(f"{s.paths[0]}/signups", {}),
    "one's own place": lambda s: s.linus.post(f"{s.paths[0]}/signups", {}),
    "the crew limit": lambda s: s.ada.patch(s.paths[0], {"crew_limit": None, "join": "invite"}),
    "another lead": lambda s: s.ada.post(f"{s.paths[0]}/hand-over", {"person_id": s.robin.id}),
    "oneself as a lead": lambda s: s.ada.post(f"{s.paths[0]}/hand-over", {"person_id": s.linus.id}),
    "a withdrawal": lambda s: s.ada.post(f"{s.paths[0]}/withdraw", {"reason": "No time"}),
    "a third pitch": lambda s: s.robin.post(f"weeks/{s.week['slug']}/pitches", {"title": "A third"}),
    "one that goes on with it": lambda s: s.robin.post(f"{s.paths[0]}/continue", {"week": s.world.week(Phase.FORMING)["slug"]}),
    "a demo": lambda s: s.root.put(f"{s.paths[0]}/demo?reason=test", {"mode": "live"}),
    "an outcome": lambda s: s.root.put(f"{s.paths[0]}/outcome?reason=test", {"kind": "prototype"}),
    "the lead's name": lambda s: s.ada.patch("me", {"name": "Ada Quill-Brook"}),
    "the lead's home team": lambda s: s.root.patch(f"people/{s.robin.id}", {"home_team": "Guild"}),
    "the home team's name": rename_home_team,
    "a leaver": lambda s: s.root.post(f"people/{s.robin.id}/deactivate"),
    "a leaver who is forgotten": lambda s: s.root.post(f"people/{s.robin.id}/deactivate") and s.root.post(f"people/{s.robin.id}/anonymise"),
    "the week's title": lambda s: s.root.patch(f"weeks/{s.week['slug']}", {"title": "Another week"}),
    "the reader organizes": lambda s: s.root.put(f"weeks/{s.week['slug']}/organizers/{s.linus.id}"),
    "the reader is a guest": lambda s: s.root.patch(f"people/{s.linus.id}", {"role": "guest"}),
    "the reader leaves": lambda s: s.root.post(f"people/{s.linus.id}/deactivate"),
    "the week is over": lambda s: s.root.post(f"weeks/{s.week['slug']}/cancel", {"reason": "test"}),
    "exploring begins": lambda s: s.world.clock.to(s.week["schedule"][Phase.EXPLORING]),
    "it gets its numbers": lambda s: s.world.work(),
}  # fmt: skip


@pytest.mark.parametrize("numbered", [False, True], ids=["at once", "numbered"])
@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_it_is_what_the_plain_way_shows(scene: Scene, change: str, numbered: bool) -> None:
    if numbered:
        scene.world.work()
    scene.warm(scene.linus, scene.root)
    assert all(scene.read(reader, path)[1] for reader in (scene.linus, scene.root) for path in scene.paths)

    reply = CHANGES[change](scene)

    assert not isinstance(reply, tuple) and (not hasattr(reply, "is_success") or reply.is_success), reply
    for reader in (scene.root, scene.linus, scene.ada):
        scene.shown(reader)


def test_what_happens_to_another_pitch_leaves_it_as_it_is(scene: Scene) -> None:
    scene.warm()

    done(scene.ada.patch(scene.paths[0], {"title": "Another"}))
    scene.linus.get(scene.paths[0])  # catches up

    with scene.world.counted() as statements:
        assert done(scene.linus.get(scene.paths[1]))["title"] == "An oven"
    assert statements == []


def test_an_organizer_who_is_one_no_more_can_less_at_once(scene: Scene) -> None:
    assert scene.root.put(f"weeks/{scene.week['slug']}/organizers/{scene.linus.id}").is_success
    scene.warm()
    before = done(scene.linus.get(scene.paths[0]))["can"]["place"]["code"]

    assert scene.root.delete(f"weeks/{scene.week['slug']}/organizers/{scene.linus.id}").is_success

    assert before == "reason_required"
    assert done(scene.linus.get(scene.paths[0]))["can"]["place"]["code"] == "organizers_only"
    scene.shown(scene.linus)


def test_a_place_that_one_holds_elsewhere_is_offered_for_a_switch(scene: Scene) -> None:
    place = scene.linus.signs_up(scene.other)
    scene.warm()

    reply, from_loop = scene.read(scene.linus, scene.paths[0])

    assert from_loop
    assert reply.json()["can"]["sign_up"]["switch_from"] == place["id"]
    scene.shown(scene.linus)


def test_an_offer_that_lapses_frees_its_place_without_an_event(
    world: World, ada: Someone, linus: Someone
) -> None:
    offered = Offered(world, ada, linus)
    ann, path = world.person("Ann"), f"pitches/{offered.pitch['id']}"
    rows = [ann.get(board(offered.week)) for _ in range(3)]
    before = [done(ann.get(path))["places_taken"] for _ in range(3)]

    world.clock.to(world.clock.now + timedelta(hours=24))

    assert before == [1, 1, 1]
    assert [done(ann.get(path))["places_taken"] for _ in range(2)] == [0, 0]
    after = [ann.get(board(offered.week)) for _ in range(2)]
    for reply, taken in [(rows[-1], 1), *((one, 0) for one in after)]:
        assert [row["places_taken"] for row in done(reply)["items"] if row["id"] == offered.pitch["id"]] == [
            taken
        ]


def test_an_offer_that_is_made_after_others_looked_lapses_as_well(
    world: World, ada: Someone, linus: Someone
) -> None:
    week = world.week(Phase.FORMING)
    robin, ann = world.person("Robin"), world.person("Ann")
    other, pitch = robin.pitches(week), ada.pitches(week, crew_limit=1)
    place = robin.signs_up(pitch)
    linus.signs_up(other), linus.signs_up(pitch)
    quiet = robin.pitches(week, title="Quiet")
    world.work()
    for _ in range(3):
        done(ann.get(board(week))), done(ann.get(f"pitches/{quiet['id']}"))

    done(robin.post(f"signups/{place['id']}/leave"))
    seen = [done(ann.get(f"pitches/{pitch['id']}"))["places_taken"] for _ in range(3)]
    world.clock.to(world.clock.now + timedelta(hours=24))

    assert seen == [1, 1, 1]
    assert done(ann.get(f"pitches/{pitch['id']}"))["places_taken"] == 0


def test_a_draft_is_shown_to_those_alone_who_may_see_it(scene: Scene) -> None:
    draft = done(scene.ada.post(f"weeks/{scene.week['slug']}/pitches", {"title": "Not yet", "draft": True}))
    path = f"pitches/{draft['id']}"
    scene.warm()

    for reader, status in ((scene.ada, 200), (scene.root, 200), (scene.linus, 404)):
        assert [reader.get(path).status_code for _ in range(3)] == [status] * 3
