"""A place that gets free: who gets it, at once or as an offer, and what becomes of an offer that nobody takes."""

from datetime import datetime, timedelta

import pytest

from app.weeks.phases import Phase
from tests.signups.crews import Offered, asks, counts, crew, leaves, line, people, reads, takes
from tests.world import Someone, World, done, refused


@pytest.fixture
def offered(world: World, ada: Someone, linus: Someone) -> Offered:
    return Offered(world, ada, linus)


def test_a_free_place_goes_at_once_to_the_first_who_has_no_crew(world: World, ada: Someone) -> None:
    pitch = ada.pitches(world.week(), crew_limit=1)
    ann, ben, cleo = people(world, "Ann", "Ben", "Cleo")
    place, wish = ann.signs_up(pitch), ben.signs_up(pitch)
    cleo.signs_up(pitch)

    leaves(ann, place)

    assert reads(ben, wish) == "accepted"
    assert (crew(ada, pitch), line(ada, pitch)) == (["Ben"], [(1, "Cleo")])
    assert world.events("signup.left", "signup.accepted") == [
        "signup.accepted",
        "signup.left",
        "signup.accepted",
    ]


def test_leaving_the_line_closes_the_gap(world: World, ada: Someone) -> None:
    pitch = ada.pitches(world.week(), crew_limit=1)
    ada.signs_up(pitch)
    ann, ben, cleo = people(world, "Ann", "Ben", "Cleo")
    ann.signs_up(pitch)
    middle = ben.signs_up(pitch)
    last = cleo.signs_up(pitch)

    leaves(ben, middle)

    assert line(ada, pitch) == [(1, "Ann"), (2, "Cleo")]
    assert done(cleo.get(f"signups/{last['id']}"))["position"] == 2


def test_a_free_place_is_offered_to_the_first_who_has_a_crew(
    world: World, ada: Someone, linus: Someone, offered: Offered
) -> None:
    offer = done(linus.get(f"signups/{offered.wish['id']}"))

    assert (offer["status"], offer["position"]) == ("offered", None)
    assert datetime.fromisoformat(offer["offer_expires_at"]) == world.clock.now + timedelta(hours=24)
    assert (counts(ada, offered.pitch), crew(ada, offered.pitch)) == ((1, 0), [])
    assert reads(linus, offered.place) == "accepted"


def test_an_offer_lasts_until_exploring_at_most(world: World, ada: Someone, linus: Someone) -> None:
    at_five = world.clock.now + timedelta(hours=5)
    late = Offered(
        world, ada, linus, schedule=world.schedule(Phase.FORMING) | {"exploring": at_five.isoformat()}
    )

    offer = done(linus.get(f"signups/{late.wish['id']}"))

    assert datetime.fromisoformat(offer["offer_expires_at"]) == at_five


def test_an_offer_holds_its_place(world: World, ada: Someone, offered: Offered) -> None:
    newcomer = offered.tess.signs_up(offered.pitch)

    assert (newcomer["status"], newcomer["position"]) == ("waiting", 1)


def test_an_accepted_offer_is_one_switch(
    world: World, ada: Someone, linus: Someone, offered: Offered
) -> None:
    (wren,) = people(world, "Wren Hale")
    done(offered.robin.patch(f"pitches/{offered.other['id']}", {"crew_limit": 1}))
    behind = wren.signs_up(offered.other)
    before = len(world.events())

    takes(linus, offered.wish)

    assert reads(linus, offered.place) == "left"
    assert crew(ada, offered.pitch) == [linus.name]
    assert (crew(ada, offered.other), reads(wren, behind)) == (["Wren Hale"], "accepted")
    assert world.events()[before:] == ["signup.left", "signup.accepted", "signup.accepted"]


def test_an_offer_is_the_persons_alone_to_answer(ada: Someone, grace: Someone, offered: Offered) -> None:
    for someone, code in (
        (ada, (403, "not_yours")),
        (grace, (403, "not_yours")),
        (offered.tess, (404, "not_found")),
    ):
        assert refused(someone.post(f"signups/{offered.wish['id']}/accept")) == code


@pytest.mark.parametrize("answer", ["decline", "leave"])
def test_an_offer_that_is_turned_down_goes_to_the_next(
    ada: Someone, linus: Someone, offered: Offered, answer: str
) -> None:
    offered.tess.signs_up(offered.pitch)

    done(linus.post(f"signups/{offered.wish['id']}/{answer}"))

    assert (crew(ada, offered.pitch), line(ada, offered.pitch)) == (["Tess Moor"], [])
    assert reads(linus, offered.place) == "accepted"


def test_an_offer_past_its_time_reads_as_expired_at_once_and_nothing_is_written(
    world: World, ada: Someone, linus: Someone, offered: Offered
) -> None:
    world.clock.forward(hours=23, minutes=59)
    assert reads(linus, offered.wish) == "offered"
    before = world.events()

    world.clock.forward(minutes=1)

    assert reads(linus, offered.wish) == "expired"
    assert [s["status"] for s in done(linus.get("me/signups"))["items"]] == ["expired", "accepted"]
    assert linus.sees(offered.pitch)["my_signup"]["status"] == "expired"
    assert counts(ada, offered.pitch) == (0, 0)
    assert done(ada.get(f"pitches/{offered.pitch['id']}/signups"))["items"] == []
    assert world.events() == before


def test_an_offer_past_its_time_cannot_be_taken_or_turned_down(
    world: World, linus: Someone, offered: Offered
) -> None:
    world.clock.forward(hours=24)

    for answer in ("accept", "decline", "leave"):
        assert refused(linus.post(f"signups/{offered.wish['id']}/{answer}")) == (409, "offer_expired")
        can = done(linus.get(f"signups/{offered.wish['id']}"))["can"][answer]
        assert (can["allowed"], can["code"]) == (False, "offer_expired")


def test_the_worker_serves_the_next_whose_time_runs_from_then(
    world: World, ada: Someone, linus: Someone, offered: Offered
) -> None:
    wren = world.person("Wren Hale")
    wren.signs_up(offered.other)
    next_wish = wren.signs_up(offered.pitch)

    world.clock.forward(hours=30)
    assert reads(wren, next_wish) == "waiting"
    world.work()

    offer = done(wren.get(f"signups/{next_wish['id']}"))
    assert offer["status"] == "offered"
    assert datetime.fromisoformat(offer["offer_expires_at"]) == world.clock.now + timedelta(hours=24)
    assert world.events("signup.offered", "signup.expired") == [
        "signup.offered",
        "signup.expired",
        "signup.offered",
    ]
    world.work()
    assert len(world.events("signup.offered", "signup.expired")) == 3


def test_the_next_write_on_the_pitch_serves_the_line_first(
    world: World, ada: Someone, offered: Offered
) -> None:
    waiting = offered.tess.signs_up(offered.pitch)
    (wren,) = people(world, "Wren Hale")
    world.clock.forward(hours=25)

    newcomer = wren.signs_up(offered.pitch)

    assert reads(offered.tess, waiting) == "accepted"
    assert (newcomer["status"], newcomer["position"]) == ("waiting", 1)


def test_a_lapsed_offer_is_no_place_taken_for_the_crew_limit(
    world: World, ada: Someone, offered: Offered
) -> None:
    path = f"pitches/{offered.pitch['id']}"
    done(ada.patch(path, {"crew_limit": 2}))
    offered.tess.signs_up(offered.pitch)
    assert refused(ada.patch(path, {"crew_limit": 1})) == (409, "below_places_taken")

    world.clock.forward(hours=24)

    assert done(ada.patch(path, {"crew_limit": 1}))["crew_limit"] == 1
    assert (counts(ada, offered.pitch), crew(ada, offered.pitch)) == ((1, 0), ["Tess Moor"])


def test_a_lapsed_offer_is_nobody_to_answer_for(world: World, ada: Someone, offered: Offered) -> None:
    path = f"pitches/{offered.pitch['id']}/hand-over"
    assert refused(ada.post(path, {"person_id": None})) == (409, "last_lead")

    world.clock.forward(hours=24)

    assert done(ada.post(path, {"person_id": None}))["needs_lead"] is True


def test_a_lapsed_offer_does_not_bind_the_button(world: World, linus: Someone, offered: Offered) -> None:
    assert linus.sees(offered.pitch)["can"]["sign_up"]["code"] == "already_signed_up"

    world.clock.forward(hours=24)

    assert linus.sees(offered.pitch)["can"]["sign_up"]["code"] == "already_in_crew"
    assert refused(asks(linus, offered.pitch)) == (409, "already_in_crew")
    assert asks(linus, offered.pitch, switch_from=offered.place["id"]).json()["status"] == "accepted"


def test_who_let_an_offer_lapse_stands_at_the_end_of_the_line(
    world: World, ada: Someone, linus: Someone, offered: Offered
) -> None:
    offered.robin.signs_up(offered.pitch)
    offered.tess.signs_up(offered.pitch)
    world.clock.forward(hours=24)

    again = linus.signs_up(offered.pitch)

    assert (again["status"], again["position"]) == ("waiting", 2)
    assert crew(ada, offered.pitch) == ["Robin Lane"]


def test_an_offer_to_somebody_who_has_left_their_crew_is_still_theirs_to_take(
    world: World, ada: Someone, linus: Someone, offered: Offered
) -> None:
    leaves(linus, offered.place)

    assert reads(linus, offered.wish) == "offered"
    assert takes(linus, offered.wish)["status"] == "accepted"


def test_several_places_that_get_free_at_once_go_to_several(world: World, ada: Someone) -> None:
    week = world.week()
    pitch, other = ada.pitches(week, crew_limit=1), ada.pitches(week, title="Another")
    ada.signs_up(pitch)
    ann, ben, cleo, dan = people(world, "Ann", "Ben", "Cleo", "Dan")
    ben.signs_up(other)
    wishes = [person.signs_up(pitch) for person in (ann, ben, cleo, dan)]

    done(ada.patch(f"pitches/{pitch['id']}", {"crew_limit": 4}))

    assert [reads(ada, wish) for wish in wishes] == ["accepted", "offered", "accepted", "waiting"]
    assert counts(ada, pitch) == (4, 1)
