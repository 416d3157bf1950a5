"""Where people work the rest of the year: by name, with from and until."""

from sqlmodel import col, select

from app.people.models import HomeTeamStay
from app.people.queries import home_team_at, stays
from tests.world import Someone, World, done


def test_moving_ends_one_stay_and_begins_another(world: World, grace: Someone, ada: Someone) -> None:
    began = world.clock.now
    moved = world.clock.forward(days=10)
    done(grace.patch(f"people/{ada.id}", {"home_team": "Payments"}))

    with world.db.reading() as session:
        found = stays(session, [ada.id])[ada.id]

    assert found == [(began, moved, "Platform"), (moved, None, "Payments")]
    assert [home_team_at(found, at) for at in (began, moved)] == ["Platform", "Payments"]
    assert world.events("person.moved") == ["person.moved"]


def test_a_home_team_at_an_instant_is_the_first_one_for_who_came_later(world: World, ada: Someone) -> None:
    with world.db.reading() as session:
        found = stays(session, [ada.id])[ada.id]

    assert home_team_at(found, world.clock.now.replace(year=2020)) == "Platform"
    assert home_team_at([], world.clock.now) is None


def test_leaving_a_home_team_leaves_one_with_none(world: World, grace: Someone, ada: Someone) -> None:
    gone = world.clock.forward(days=1)
    left = done(grace.patch(f"people/{ada.id}", {"home_team": None}))

    assert left["home_team"] is None
    with world.db.reading() as session:
        assert home_team_at(stays(session, [ada.id])[ada.id], gone) is None


def test_the_same_home_team_in_another_spelling_is_no_move(
    world: World, grace: Someone, ada: Someone
) -> None:
    world.clock.forward(days=1)

    same = done(grace.patch(f"people/{ada.id}", {"home_team": "PLATFORM"}))

    assert (same["home_team"], same["version"], world.events("person.moved")) == ("Platform", 1, [])


def test_two_moves_at_one_instant_keep_one_present_stay(world: World, grace: Someone, ada: Someone) -> None:
    for home_team in ("Payments", "Design"):
        done(grace.patch(f"people/{ada.id}", {"home_team": home_team}))

    with world.db.reading() as session:
        present = session.exec(
            select(HomeTeamStay).where(HomeTeamStay.person_id == ada.id, col(HomeTeamStay.until).is_(None))
        ).all()
    assert len(present) == 1
    assert done(ada.get("me"))["home_team"] == "Design"


def test_home_teams_tell_how_many_active_people_they_have(
    grace: Someone, ada: Someone, linus: Someone
) -> None:
    done(grace.post(f"people/{linus.id}/deactivate"))
    done(grace.post("people", {"name": "Nina", "home_team": "platform"}))

    teams = done(ada.get("home-teams"))["items"]

    assert {team["name"]: team["people"] for team in teams} == {
        "Developer Relations": 1,
        "Payments": 0,
        "Platform": 2,
    }


def test_a_name_that_grows_when_folded_is_still_a_home_team(grace: Someone) -> None:
    name = "\ufdfa" * 60  # one letter that folds to eighteen

    one, other = (done(grace.post("people", {"name": "Nina", "home_team": name})) for _ in range(2))

    assert (one["home_team"], other["home_team"]) == (name, name)
