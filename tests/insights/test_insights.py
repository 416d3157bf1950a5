"""What organizers see of how a week is doing."""

import pytest

from app.weeks.phases import Phase
from tests.world import Someone, World, done, refused


@pytest.fixture
def company(
    world: World, ada: Someone, linus: Someone, grace: Someone, stranger: Someone
) -> dict[str, Someone]:
    return {"ada": ada, "linus": linus, "grace": grace, "stranger": stranger}


def test_people_are_counted_by_how_far_they_have_come(world: World, company: dict[str, Someone]) -> None:
    week = world.week(Phase.FORMING)
    pitch = company["ada"].pitches(week, crew_limit=1, tags=["on-call"])
    company["ada"].signs_up(pitch)
    company["linus"].signs_up(pitch)
    done(company["stranger"].put(f"weeks/{week['slug']}/participation", {"taking_part": False}))

    figures = done(company["grace"].get(f"weeks/{week['slug']}/insights"))

    assert figures["people"] == {"taking_part": 3, "with_crew": 1, "wishing": 1, "idle": 1}
    assert figures["pitches"] == {
        "submitted": 1,
        "with_crew": 1,
        "empty": 0,
        "full": 1,
        "without_lead": 0,
        "waiting": 1,
    }
    assert figures["heat"] == [{"home_team": "Platform", "tag": "on-call", "people": 1}]


def test_a_crew_of_two_home_teams_is_mixed_and_a_crew_of_one_is_alone(
    world: World, company: dict[str, Someone]
) -> None:
    week = world.week(Phase.FORMING)
    together, alone = company["ada"].pitches(week), company["ada"].pitches(week)
    company["ada"].signs_up(together)
    company["linus"].signs_up(together)
    company["stranger"].signs_up(alone)

    figures = done(company["grace"].get(f"weeks/{week['slug']}/insights"))

    assert figures["crews"] == {"crews": 2, "mixed": 1, "alone": 1}
    assert [(task["kind"], task["pitch"]["id"]) for task in figures["tasks"]] == [("alone", alone["id"])]


def test_moving_home_after_exploring_began_changes_no_figure(
    world: World, company: dict[str, Someone]
) -> None:
    week = world.week(Phase.FORMING)
    pitch = company["ada"].pitches(week, tags=["on-call"])
    company["linus"].signs_up(pitch)
    world.move_on(week, Phase.EXPLORING)
    before = done(company["grace"].get(f"weeks/{week['slug']}/insights"))["heat"]
    world.clock.forward(hours=1)

    done(company["grace"].patch(f"people/{company['linus'].id}", {"home_team": "Ovens"}))

    after = done(company["grace"].get(f"weeks/{week['slug']}/insights"))["heat"]
    assert after == before == [{"home_team": "Payments", "tag": "on-call", "people": 1}]


def test_the_course_counts_people_at_the_end_of_each_day_of_the_week_s_own_zone(
    world: World, company: dict[str, Someone]
) -> None:
    week = world.week(Phase.FORMING)
    pitch = company["ada"].pitches(week)
    company["ada"].signs_up(pitch)
    world.clock.forward(days=1)
    place = company["linus"].signs_up(pitch)
    world.clock.forward(days=1)
    done(company["linus"].post(f"signups/{place['id']}/leave"))

    days = done(company["grace"].get(f"weeks/{week['slug']}/insights"))["course"]["days"]

    assert [(day["day"], day["number"], day["people"]) for day in days] == [
        ("2027-01-04", 0, 1), ("2027-01-05", 1, 2), ("2027-01-06", 2, 1),
    ]  # fmt: skip


def test_the_course_of_the_week_before_is_told_beside_it(world: World, company: dict[str, Someone]) -> None:
    first = world.week(Phase.FORMING)
    company["ada"].signs_up(company["ada"].pitches(first))
    world.clock.forward(days=180)
    second = world.week(Phase.FORMING)

    figures = done(company["grace"].get(f"weeks/{second['slug']}/insights"))

    assert figures["course_before"]["week"]["slug"] == first["slug"]
    assert figures["course_before"]["days"][0]["people"] == 1


def test_tasks_name_what_an_organizer_can_do_something_about(
    world: World, company: dict[str, Someone]
) -> None:
    week = world.week(Phase.FORMING)
    asked = company["ada"].pitches(week, title="Asked", join="ask")
    company["linus"].signs_up(asked)
    orphan = company["stranger"].pitches(week, title="Orphan")
    done(company["grace"].post(f"people/{company['stranger'].id}/deactivate"))
    world.clock.forward(days=1, minutes=1)

    tasks = done(company["grace"].get(f"weeks/{week['slug']}/insights"))["tasks"]

    assert [(task["kind"], task["pitch"]["title"], task["people"]) for task in tasks] == [
        ("needs_lead", orphan["title"], 0), ("asks_unanswered", "Asked", 1), ("empty", "Asked", 0), ("empty", "Orphan", 0),
    ]  # fmt: skip


def test_figures_are_for_organizers_alone(world: World, company: dict[str, Someone]) -> None:
    week = world.week(Phase.FORMING)

    assert refused(company["ada"].get(f"weeks/{week['slug']}/insights")) == (403, "organizers_only")


def test_everyone_who_takes_part_is_listed_as_the_figures_count_them(
    world: World, company: dict[str, Someone]
) -> None:
    week = world.week(Phase.FORMING)
    pitch = company["ada"].pitches(week, crew_limit=1)
    company["ada"].signs_up(pitch)
    company["linus"].signs_up(pitch)
    done(company["stranger"].put(f"weeks/{week['slug']}/participation", {"taking_part": False}))

    rows = done(company["grace"].get(f"weeks/{week['slug']}/insights/people?limit=200"))["items"]

    figures = done(company["grace"].get(f"weeks/{week['slug']}/insights"))["people"]
    of = {row["person"]["id"]: row for row in rows}
    assert len(rows) == figures["taking_part"]
    assert [row["person"]["name"] for row in rows] == sorted(row["person"]["name"] for row in rows)
    assert company["stranger"].id not in of
    ada, linus, grace = (of[company[name].id] for name in ("ada", "linus", "grace"))
    assert (ada["standing"], ada["crew"]["id"], ada["wishes"]) == ("with_crew", pitch["id"], [])
    assert (linus["standing"], linus["crew"]) == ("wishing", None)
    assert [wish["id"] for wish in linus["wishes"]] == [pitch["id"]]
    assert (grace["standing"], grace["crew"], grace["wishes"]) == ("idle", None, [])


def test_those_who_take_part_come_page_by_page_and_for_organizers_alone(
    world: World, company: dict[str, Someone]
) -> None:
    week = world.week(Phase.FORMING)
    path = f"weeks/{week['slug']}/insights/people"
    whole = done(company["grace"].get(path))["items"]

    first = done(company["grace"].get(f"{path}?limit=2"))
    rest = done(company["grace"].get(f"{path}?limit=200&cursor={first['next']}"))

    assert first["items"] + rest["items"] == whole
    assert rest["next"] is None
    assert refused(company["ada"].get(path)) == (403, "organizers_only")


def test_the_board_keeps_the_crews_that_have_somebody_of_a_home_team_as_figures_count_them(
    world: World, company: dict[str, Someone]
) -> None:
    week = world.week(Phase.FORMING)
    theirs, other = company["ada"].pitches(week, tags=["on-call"]), company["ada"].pitches(week)
    company["linus"].signs_up(theirs)
    company["stranger"].signs_up(other)
    [cell] = done(company["grace"].get(f"weeks/{week['slug']}/insights"))["heat"]

    def found() -> list[str]:
        query = f"weeks/{week['slug']}/pitches?home_team={cell['home_team'].upper()}"
        return [row["id"] for row in done(company["ada"].get(query))["items"]]

    before = found()
    world.move_on(week, Phase.EXPLORING)
    world.clock.forward(hours=1)
    done(company["grace"].patch(f"people/{company['linus'].id}", {"home_team": "Elsewhere"}))

    assert before == [theirs["id"]]
    assert found() == before
