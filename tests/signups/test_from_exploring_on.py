"""Once exploring has begun the line rests and the lead fills places; from demos on wishes are over."""

import pytest

from app.weeks.phases import Phase
from tests.signups.crews import Offered, asks, counts, crew, leaves, line, people, reads, takes
from tests.world import Someone, World, done, refused


def test_the_line_rests_and_the_lead_fills_places_from_it(world: World, ada: Someone) -> None:
    week = world.week()
    pitch = ada.pitches(week, crew_limit=1)
    ann, ben, cleo = people(world, "Ann", "Ben", "Cleo")
    place, second, third = ann.signs_up(pitch), ben.signs_up(pitch), cleo.signs_up(pitch)
    assert refused(ada.post(f"signups/{third['id']}/accept")) == (409, "line_moves_itself")

    world.move_on(week, Phase.EXPLORING)
    assert refused(ada.post(f"signups/{third['id']}/accept")) == (409, "crew_full")
    leaves(ann, place)
    world.work()

    assert line(ada, pitch) == [(1, "Ben"), (2, "Cleo")]
    assert takes(ada, third)["status"] == "accepted"
    assert (crew(ada, pitch), reads(ben, second), counts(ada, pitch)) == (["Cleo"], "waiting", (1, 1))


def test_open_offers_lapse_when_exploring_begins(world: World, ada: Someone, linus: Someone) -> None:
    offered = Offered(world, ada, linus)
    behind = offered.tess.signs_up(offered.pitch)

    world.clock.to(offered.week["schedule"]["exploring"])

    assert reads(linus, offered.wish) == "expired"
    assert refused(linus.post(f"signups/{offered.wish['id']}/accept")) == (409, "offer_expired")
    assert counts(ada, offered.pitch) == (0, 1)
    world.work()
    assert (reads(offered.tess, behind), counts(ada, offered.pitch)) == ("waiting", (0, 1))


@pytest.mark.parametrize("join", ["open", "ask"])
def test_signing_up_takes_the_leads_yes(world: World, ada: Someone, linus: Someone, join: str) -> None:
    week = world.week()
    pitch = ada.pitches(week, join=join)
    world.move_on(week, Phase.EXPLORING)

    wish = linus.signs_up(pitch)

    assert (wish["status"], counts(ada, pitch)) == ("asked", (0, 0))
    assert refused(linus.post(f"signups/{wish['id']}/accept")) == (403, "leads_only")
    assert takes(ada, wish)["status"] == "accepted"


def test_who_has_a_crew_switches_with_the_leads_yes_in_one_step(
    world: World, ada: Someone, linus: Someone
) -> None:
    week = world.week()
    first, second = ada.pitches(week, crew_limit=1), ada.pitches(week, title="The second")
    place = linus.signs_up(first)
    world.move_on(week, Phase.EXPLORING)

    refusal = asks(linus, second)
    wish = linus.signs_up(second, switch_from=place["id"])

    assert (refused(refusal), refusal.json()["switch_from"]) == ((409, "already_in_crew"), place["id"])
    assert (wish["status"], reads(linus, place)) == ("asked", "accepted")
    assert takes(ada, wish)["status"] == "accepted"
    assert (crew(ada, first), crew(ada, second)) == ([], [linus.name])


def test_the_lead_does_not_take_anybody_out_of_another_crew(
    world: World, ada: Someone, linus: Someone, stranger: Someone
) -> None:
    week = world.week()
    first, second = ada.pitches(week), ada.pitches(week, title="The second", crew_limit=1)
    stranger.signs_up(second)
    linus.signs_up(first)
    wish = linus.signs_up(second)
    world.move_on(week, Phase.EXPLORING)
    done(ada.patch(f"pitches/{second['id']}", {"crew_limit": 2}))

    assert refused(ada.post(f"signups/{wish['id']}/accept")) == (409, "already_in_crew")


def test_leaving_needs_nobodys_yes_until_demos_begin(world: World, ada: Someone, linus: Someone) -> None:
    week = world.week()
    pitch = ada.pitches(week)
    place = linus.signs_up(pitch)

    world.move_on(week, Phase.DEMOS)
    assert refused(linus.post(f"signups/{place['id']}/leave")) == (409, "leaving_closed")
    assert done(linus.get(f"signups/{place['id']}"))["can"]["leave"]["code"] == "leaving_closed"


def test_from_demos_on_wishes_still_open_read_ended(world: World, ada: Someone) -> None:
    week = world.week()
    pitch = ada.pitches(week, join="ask", crew_limit=1)
    ann, ben, cleo, dan = people(world, "Ann", "Ben", "Cleo", "Dan")
    accepted, waiting, asked = (person.signs_up(pitch) for person in (ann, ben, cleo))
    invited = ada.signs_up(pitch, person_id=dan.id)
    takes(ada, accepted)
    takes(ada, waiting)

    world.move_on(week, Phase.DEMOS)

    assert [reads(ada, s) for s in (accepted, waiting, asked, invited)] == [
        "accepted",
        "ended",
        "ended",
        "ended",
    ]
    assert [s["status"] for s in done(ada.get(f"pitches/{pitch['id']}/signups"))["items"]] == ["accepted"]
    assert counts(ada, pitch) == (1, 0)
    for someone, signup in ((ada, asked), (ada, waiting), (dan, invited)):
        assert refused(someone.post(f"signups/{signup['id']}/accept")) == (409, "signup_over")
    assert refused(asks(ben, pitch)) == (409, "signups_closed")


def test_wishes_stand_again_when_the_phase_before_is_reopened(
    world: World, ada: Someone, linus: Someone, grace: Someone, stranger: Someone
) -> None:
    week = world.week()
    pitch = ada.pitches(week, crew_limit=1)
    place, wish = linus.signs_up(pitch), stranger.signs_up(pitch)
    world.move_on(week, Phase.EXPLORING)
    leaves(linus, place)
    assert reads(stranger, wish) == "waiting"

    later = week["schedule"] | {"exploring": week["schedule"]["demos"]}
    done(grace.put(f"weeks/{week['slug']}/schedule", {"schedule": later, "reason": "Too few found a crew."}))
    world.work()

    assert (reads(stranger, wish), crew(ada, pitch)) == ("accepted", [stranger.name])
