"""One crew in a week: what a second wish gets, and how one crew is given up for another in one step."""

from tests.signups.crews import asks, counts, crew, leaves, line, people, reads
from tests.world import Someone, World, an_id, done, refused


def test_a_free_place_names_the_place_to_give_up_and_takes_it_in_exchange(
    world: World, ada: Someone, linus: Someone
) -> None:
    week = world.week()
    first, second = ada.pitches(week), ada.pitches(week, title="The second")
    place = linus.signs_up(first)

    refusal = asks(linus, second)
    switched = linus.signs_up(second, switch_from=place["id"])

    assert (refused(refusal), refusal.json()["switch_from"]) == ((409, "already_in_crew"), place["id"])
    assert (switched["status"], reads(linus, place)) == ("accepted", "left")
    assert (crew(ada, first), crew(ada, second)) == ([], [linus.name])
    assert world.events("signup.left", "signup.accepted") == [
        "signup.accepted",
        "signup.left",
        "signup.accepted",
    ]


def test_the_place_that_is_given_up_goes_to_the_next_in_line(
    world: World, ada: Someone, linus: Someone, stranger: Someone
) -> None:
    week = world.week()
    first, second = ada.pitches(week, crew_limit=1), ada.pitches(week, title="The second", crew_limit=1)
    place = linus.signs_up(first)
    stranger.signs_up(first)

    linus.signs_up(second, switch_from=place["id"])

    assert (crew(ada, first), crew(ada, second)) == ([stranger.name], [linus.name])


def test_a_full_pitch_lets_one_wait_and_keep_the_old_place(
    world: World, ada: Someone, linus: Someone, stranger: Someone
) -> None:
    week = world.week()
    first, second = ada.pitches(week), ada.pitches(week, title="The second", crew_limit=1)
    stranger.signs_up(second)
    place = linus.signs_up(first)

    wish = linus.signs_up(second, switch_from=place["id"])

    assert (wish["status"], wish["position"], wish["switch_from"]) == ("waiting", 1, place["id"])
    assert reads(linus, place) == "accepted"
    assert (crew(ada, first), line(ada, second)) == ([linus.name], [(1, linus.name)])


def test_one_may_wait_with_a_crew_elsewhere_without_naming_it(
    world: World, ada: Someone, linus: Someone, stranger: Someone
) -> None:
    week = world.week()
    first, second = ada.pitches(week), ada.pitches(week, title="The second", crew_limit=1)
    stranger.signs_up(second)
    linus.signs_up(first)

    assert linus.sees(second)["can"]["sign_up"]["allowed"] is True
    assert linus.signs_up(second)["status"] == "waiting"


def test_being_accepted_leaves_other_wishes_standing(
    world: World, ada: Someone, linus: Someone, stranger: Someone
) -> None:
    week = world.week()
    full, asked, third = (
        ada.pitches(week, crew_limit=1),
        ada.pitches(week, title="Asked", join="ask"),
        ada.pitches(week, title="Third"),
    )
    stranger.signs_up(full)
    wishes = [linus.signs_up(full), linus.signs_up(asked)]

    linus.signs_up(third)

    assert [reads(linus, wish) for wish in wishes] == ["waiting", "asked"]


def test_switch_from_names_the_place_that_one_has(
    world: World, ada: Someone, linus: Someone, stranger: Someone
) -> None:
    week, next_week = world.week(), world.week()
    first, second, later = ada.pitches(week), ada.pitches(week, title="The second"), ada.pitches(next_week)
    not_mine, elsewhere = stranger.signs_up(first), linus.signs_up(later)

    for wrong in (not_mine["id"], elsewhere["id"], an_id()):
        reply = asks(linus, second, switch_from=wrong)
        assert refused(reply) == (409, "no_such_place")
    place = linus.signs_up(first)
    stale = asks(linus, second, switch_from=an_id())

    assert (refused(stale), stale.json()["switch_from"]) == ((409, "no_such_place"), place["id"])
    assert reads(linus, place) == "accepted"


def test_crews_of_different_weeks_do_not_know_one_another(world: World, ada: Someone, linus: Someone) -> None:
    statuses = [linus.signs_up(ada.pitches(world.week()))["status"] for _ in range(2)]

    assert statuses == ["accepted", "accepted"]


def test_helping_in_several_crews_is_no_second_crew(world: World, ada: Someone, linus: Someone) -> None:
    week = world.week()
    pitches = [ada.pitches(week, title=title) for title in ("One", "Two", "Three")]

    roles = [
        linus.signs_up(pitch, role=role)["status"]
        for pitch, role in zip(pitches, ("helper", "member", "mentor"), strict=True)
    ]

    assert roles == ["accepted"] * 3


def test_two_who_wait_for_one_anothers_places_exchange_them_by_offers(world: World, ada: Someone) -> None:
    week = world.week()
    one, two = ada.pitches(week, crew_limit=1), ada.pitches(week, title="Two", crew_limit=1)
    ann, ben = people(world, "Ann", "Ben")
    ann.signs_up(one)
    ben_in_two = ben.signs_up(two)
    ann_for_two, ben_for_one = ann.signs_up(two), ben.signs_up(one)

    leaves(ben, ben_in_two)
    assert reads(ann, ann_for_two) == "offered"
    done(ann.post(f"signups/{ann_for_two['id']}/accept"))

    assert reads(ben, ben_for_one) == "accepted"
    assert (crew(ada, one), crew(ada, two)) == (["Ben"], ["Ann"])
    assert (counts(ada, one), counts(ada, two)) == ((1, 0), (1, 0))


def test_without_a_crew_are_those_who_take_part_and_hold_no_place(
    world: World, ada: Someone, linus: Someone, stranger: Someone
) -> None:
    week = world.week()
    pitch = ada.pitches(week, crew_limit=1)
    helper, out = people(world, "Hal", "Olive")
    linus.signs_up(pitch)
    stranger.signs_up(pitch)
    helper.signs_up(pitch, role="helper")
    done(out.put(f"weeks/{week['slug']}/participation", {"taking_part": False}))

    rows = done(ada.get(f"weeks/{week['slug']}/participation?without_crew=true"))["items"]

    assert {row["person"]["name"] for row in rows} == {ada.name, stranger.name, "Hal"}
