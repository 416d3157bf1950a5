"""The figures over all weeks: of a week that is over they stay what they were, whatever happens to people afterwards."""

from collections.abc import Callable

import pytest

from app.core.actor import Role
from app.weeks.phases import Phase
from tests.insights.rolled_up import Company, anew, kept, over_years
from tests.world import Someone, World, done, refused


def test_a_week_tells_who_took_part_what_they_formed_and_what_became_of_it(company: Company) -> None:
    [week] = over_years(company.grace)

    assert week == {
        "week": {"slug": company.week["slug"], "title": company.week["title"]},
        "sorts_at": company.week["schedule"]["exploring"], "archived": False, "taking_part": 6, "with_crew": 2,
        "pitches": 2, "crews": 1, "mixed": 1,
        "outcomes": {"shipped": 0, "prototype": 1, "learning": 0, "document": 0, "stopped": 0},
        "home_teams": [
            {"home_team": "Guild", "taking_part": 2, "with_crew": 0},
            {"home_team": "Payments", "taking_part": 1, "with_crew": 1},
            {"home_team": "Platform", "taking_part": 1, "with_crew": 1},
            {"home_team": None, "taking_part": 2, "with_crew": 0},
        ],
    }  # fmt: skip
    assert kept(company.world) == anew(company.world)


CHANGES: dict[str, Callable[[Company], object]] = {
    "a member of a crew leaves the company": lambda c: c.leaves("linus"),
    "a member of a crew is anonymised": lambda c: c.is_anonymised(c.linus.id),
    "somebody without a crew is anonymised": lambda c: c.is_anonymised(c.nomad.id),
    "somebody who never had an address is anonymised": lambda c: c.is_anonymised(c.silent),
    "somebody who had left before is anonymised": lambda c: c.is_anonymised(c.gone.id),
    "somebody who had left before comes back": lambda c: c.comes_back("gone"),
    "somebody leaves and comes back": lambda c: (c.leaves("ada"), c.comes_back("ada")),
    "somebody joins the company": lambda c: c.world.person("Newcomer", "Platform"),
    "somebody joins and is anonymised": lambda c: c.is_anonymised(c.world.person("Brief", "Platform").id),
    "a member of a crew moves": lambda c: c.patch("linus", home_team="Ovens"),
    "somebody has no home team any more": lambda c: c.patch("ada", home_team=None),
    "somebody gets a first home team": lambda c: c.patch("nomad", home_team="Ovens"),
    "somebody loses their address": lambda c: c.patch("linus", email=None),
    "somebody loses their address and is anonymised": lambda c: (
        c.patch("linus", email=None), c.is_anonymised(c.linus.id),
    ),
    "somebody without an address gets one": lambda c: done(
        c.adele.patch(f"people/{c.silent}", {"email": "silent@offtrail.example"})
    ),
    "a member becomes a guest": lambda c: c.patch("linus", role="guest"),
    "a guest who was not invited becomes a member": lambda c: c.patch("stranger", role="member"),
    "a guest who was invited becomes a member": lambda c: c.patch("visitor", role="member"),
    "another week begins": lambda c: c.world.week(Phase.DRAFT),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_happens_to_people_later_changes_no_figure_of_a_week_that_is_over(
    company: Company, change: str
) -> None:
    before, counted = over_years(company.grace), kept(company.world)

    CHANGES[change](company)

    assert anew(company.world) == counted
    assert over_years(company.grace) == before
    company.world.clock.forward(days=400)
    company.world.work()
    assert anew(company.world) == kept(company.world) == counted


def test_a_home_team_is_told_under_its_new_name_from_the_same_roll_up(company: Company) -> None:
    before = kept(company.world)
    assert over_years(company.grace)[0]["home_teams"][1]["home_team"] == "Payments"

    company.rename("Payments", "Zonal payments")

    [week] = over_years(company.grace)
    assert [one["home_team"] for one in week["home_teams"]] == ["Guild", "Platform", "Zonal payments", None]
    assert anew(company.world) == before
    company.world.work()
    assert kept(company.world) == before
    assert over_years(company.grace) == [week]


def test_what_happens_in_a_week_that_is_over_is_told_at_once_and_rolled_up_anew(company: Company) -> None:
    world, later = company.world, {"kind": "shipped"}
    done(company.ada.put(f"pitches/{company.pitch['id']}/outcome", later))

    [week] = over_years(company.grace)

    assert (week["outcomes"]["prototype"], week["outcomes"]["shipped"]) == (0, 1)
    assert kept(world) == {}
    world.work()
    assert kept(world) == anew(world) != {}
    assert over_years(company.grace) == [week]


def test_a_place_that_an_organizer_gives_afterwards_counts(company: Company) -> None:
    before = over_years(company.grace)[0]
    place = {"person_id": company.nomad.id}
    done(company.grace.post(f"pitches/{company.pitch['id']}/signups?reason=they+were+there", place))

    [week] = over_years(company.grace)
    company.world.work()

    assert week["with_crew"] == before["with_crew"] + 1
    assert over_years(company.grace) == [week]
    assert kept(company.world) == anew(company.world)


def test_what_the_console_shows_of_a_week_that_is_over_are_the_same_figures(company: Company) -> None:
    company.leaves("linus")
    company.patch("ada", home_team="Ovens")

    console = done(company.grace.get(f"weeks/{company.week['slug']}/insights"))

    [week] = over_years(company.grace)
    assert (console["people"]["taking_part"], console["people"]["with_crew"]) == (
        week["taking_part"],
        week["with_crew"],
    )
    assert (console["crews"]["crews"], console["crews"]["mixed"]) == (week["crews"], week["mixed"])
    assert console["home_teams"] == week["home_teams"]
    people_ = done(company.grace.get(f"weeks/{company.week['slug']}/insights/people?limit=200"))["items"]
    assert len(people_) == week["taking_part"]


@pytest.mark.parametrize("rolled_up", [True, False])
def test_fifty_weeks_cost_as_many_statements_as_one(world: World, grace: Someone, rolled_up: bool) -> None:
    def add(number: int) -> None:
        for _ in range(number):
            week = world.week(Phase.FORMING)
            grace.signs_up(grace.pitches(week))
            world.clock.forward(days=1)
        world.clock.forward(days=60)
        done(grace.get("events"))  # numbers them
        if rolled_up:
            world.work()

    def cost() -> tuple[int, int]:
        with world.counted() as statements:
            found = len(over_years(grace, "?limit=200"))
        return found, len(statements)

    add(1)
    one = cost()
    add(49)

    assert cost() == (50, one[1])
    assert (len(kept(world)) == 50) is rolled_up


def test_pages_follow_one_another_the_newest_first(world: World, grace: Someone) -> None:
    slugs = [
        world.week(phase)["slug"] for phase in (Phase.CLOSED, Phase.DEMOS, Phase.EXPLORING, Phase.PITCHING)
    ]
    world.work()
    whole = over_years(grace)

    first = done(grace.get("insights?limit=3"))
    rest = done(grace.get(f"insights?limit=3&cursor={first['next']}"))

    assert [week["week"]["slug"] for week in whole] == slugs[::-1]
    assert (first["items"] + rest["items"], rest["next"]) == (whole, None)
    assert refused(grace.get("insights?cursor=nonsense")) == (400, "bad_cursor")


def test_figures_over_years_are_for_those_who_organize_all_weeks(
    world: World, ada: Someone, grace: Someone
) -> None:
    week = world.week(Phase.FORMING)
    guest, of_one = world.person("Guest", None, Role.GUEST), world.person("Olive Organizer")
    assert grace.put(f"weeks/{week['slug']}/guests/{guest.id}").is_success
    assert grace.put(f"weeks/{week['slug']}/organizers/{of_one.id}").is_success

    assert {refused(one.get("insights")) for one in (ada, guest, of_one)} == {(403, "organizers_only")}
    assert world.nobody.get("insights").status_code == 401
    assert len(over_years(grace)) == 1
