"""A crew that is asked, and one that invites: whose yes it needs, and what the yes gives."""

import pytest

from tests.signups.crews import asks, counts, crew, leaves, line, people, reads, takes
from tests.world import Someone, World, an_id, done, refused


def test_asking_takes_no_place_until_the_lead_says_yes(
    world: World, ada: Someone, linus: Someone, stranger: Someone
) -> None:
    pitch = ada.pitches(world.week(), join="ask", crew_limit=2)

    wish = linus.signs_up(pitch, message="I have run it at night.")

    assert (wish["status"], counts(ada, pitch), crew(ada, pitch)) == ("asked", (0, 0), [])
    assert refused(stranger.get(f"signups/{wish['id']}")) == (404, "not_found")
    assert refused(linus.post(f"signups/{wish['id']}/accept")) == (403, "leads_only")
    assert takes(ada, wish)["status"] == "accepted"
    assert (counts(ada, pitch), crew(ada, pitch)) == ((1, 0), [linus.name])


def test_the_leads_no_ends_the_wish_and_one_may_ask_again(world: World, ada: Someone, linus: Someone) -> None:
    pitch = ada.pitches(world.week(), join="ask")
    wish = linus.signs_up(pitch)

    assert done(ada.post(f"signups/{wish['id']}/decline"))["status"] == "declined"
    assert refused(ada.post(f"signups/{wish['id']}/accept")) == (409, "signup_over")
    assert linus.signs_up(pitch)["status"] == "asked"


def test_a_yes_to_a_full_crew_puts_into_the_line_in_the_order_of_asking(world: World, ada: Someone) -> None:
    pitch = ada.pitches(world.week(), join="ask", crew_limit=1)
    ann, ben, cleo, dan = people(world, "Ann", "Ben", "Cleo", "Dan")
    wishes = {person.name: person.signs_up(pitch) for person in (ann, ben, cleo, dan)}
    takes(ada, wishes["Cleo"])

    answers = [takes(ada, wishes[name])["status"] for name in ("Dan", "Ben", "Ann")]

    assert answers == ["waiting"] * 3
    assert line(ada, pitch) == [(1, "Ann"), (2, "Ben"), (3, "Dan")]


def test_a_yes_to_somebody_with_a_crew_is_an_offer(world: World, ada: Someone, linus: Someone) -> None:
    week = world.week()
    pitch, other = ada.pitches(week, join="ask", crew_limit=1), ada.pitches(week, title="Another")
    place = linus.signs_up(other)
    wish = linus.signs_up(pitch)

    offer = takes(ada, wish)

    assert (offer["status"], counts(ada, pitch)) == ("offered", (1, 0))
    assert reads(linus, place) == "accepted"
    assert refused(ada.post(f"signups/{wish['id']}/accept")) == (403, "not_yours")
    assert takes(linus, offer)["status"] == "accepted"
    assert (reads(linus, place), crew(ada, other), crew(ada, pitch)) == ("left", [], [linus.name])


def test_a_helper_who_asks_is_let_in_though_the_crew_is_full(
    world: World, ada: Someone, linus: Someone
) -> None:
    pitch = ada.pitches(world.week(), join="ask", crew_limit=1)
    ada.signs_up(pitch)
    wish = linus.signs_up(pitch, role="helper")

    assert (wish["status"], takes(ada, wish)["status"]) == ("asked", "accepted")
    assert counts(ada, pitch) == (1, 0)


def test_a_wish_can_be_taken_back(world: World, ada: Someone, linus: Someone) -> None:
    pitch = ada.pitches(world.week(), join="ask")
    wish = linus.signs_up(pitch)

    assert leaves(linus, wish)["status"] == "left"
    assert refused(ada.post(f"signups/{wish['id']}/accept")) == (409, "signup_over")


def test_nobody_comes_uninvited_but_the_lead(world: World, ada: Someone, linus: Someone) -> None:
    pitch = ada.pitches(world.week(), join="invite")

    assert refused(asks(linus, pitch)) == (409, "invite_only")
    assert linus.sees(pitch)["can"]["sign_up"]["code"] == "invite_only"
    assert ada.signs_up(pitch)["status"] == "accepted"


@pytest.mark.parametrize("join", ["open", "ask", "invite"])
def test_an_invitation_is_accepted_by_the_person_alone(
    world: World, ada: Someone, linus: Someone, stranger: Someone, join: str
) -> None:
    pitch = ada.pitches(world.week(), join=join, crew_limit=1)

    invitation = ada.signs_up(pitch, person_id=linus.id, message="We need your eyes.")

    assert (invitation["status"], invitation["person"]["id"]) == ("invited", linus.id)
    assert counts(ada, pitch) == (0, 0)
    assert done(linus.get(f"signups/{invitation['id']}"))["message"] == "We need your eyes."
    assert refused(ada.post(f"signups/{invitation['id']}/accept")) == (403, "not_yours")
    assert refused(stranger.post(f"signups/{invitation['id']}/accept")) == (404, "not_found")
    assert takes(linus, invitation)["status"] == "accepted"
    assert crew(ada, pitch) == [linus.name]


def test_an_invitation_is_declined_or_taken_back(
    world: World, ada: Someone, linus: Someone, grace: Someone
) -> None:
    pitch = ada.pitches(world.week(), join="invite")

    first = ada.signs_up(pitch, person_id=linus.id)
    assert done(linus.post(f"signups/{first['id']}/decline"))["status"] == "declined"
    second = ada.signs_up(pitch, person_id=linus.id)
    assert refused(linus.post(f"signups/{first['id']}/accept")) == (409, "signup_over")

    assert reads(linus, second) == "invited"
    assert world.events("signup.invited", "signup.declined") == [
        "signup.invited",
        "signup.declined",
        "signup.invited",
    ]


def test_an_invitation_to_a_crew_that_has_filled_leads_into_the_line(
    world: World, ada: Someone, linus: Someone
) -> None:
    pitch = ada.pitches(world.week(), join="open", crew_limit=1)
    invitation = ada.signs_up(pitch, person_id=linus.id)
    (robin, tess) = people(world, "Robin Lane", "Tess Moor")
    robin.signs_up(pitch)
    tess.signs_up(pitch)

    accepted = takes(linus, invitation)

    assert (accepted["status"], accepted["position"]) == ("waiting", 1)
    assert line(ada, pitch) == [(1, linus.name), (2, "Tess Moor")]


def test_accepting_an_invitation_with_a_crew_elsewhere_is_a_switch(
    world: World, ada: Someone, linus: Someone
) -> None:
    week = world.week()
    pitch, other = ada.pitches(week, join="invite"), ada.pitches(week, title="Another")
    place = linus.signs_up(other)
    invitation = ada.signs_up(pitch, person_id=linus.id)

    without = linus.post(f"signups/{invitation['id']}/accept")
    switched = takes(linus, invitation, switch_from=place["id"])

    assert (refused(without), without.json()["switch_from"]) == ((409, "already_in_crew"), place["id"])
    assert (switched["status"], reads(linus, place)) == ("accepted", "left")


def test_an_invitation_asks_for_the_guardrails_too(world: World, ada: Someone, linus: Someone) -> None:
    week = world.week(guardrails="Synthetic data only.")
    pitch = ada.pitches(week, join="invite")
    invitation = ada.signs_up(pitch, person_id=linus.id)

    assert refused(linus.post(f"signups/{invitation['id']}/accept")) == (409, "guardrails_not_accepted")
    done(linus.post(f"weeks/{week['slug']}/accept-guardrails"))
    assert takes(linus, invitation)["status"] == "accepted"


def test_only_a_lead_invites_and_only_whom_they_may(
    world: World, ada: Someone, linus: Someone, stranger: Someone
) -> None:
    week = world.week()
    pitch, other = ada.pitches(week, join="invite"), stranger.pitches(week)
    place = linus.signs_up(other)

    assert refused(asks(linus, pitch, person_id=stranger.id)) == (403, "organizers_only")
    assert refused(asks(ada, pitch, person_id=linus.id, switch_from=place["id"])) == (422, "not_yours")
    assert refused(asks(ada, pitch, person_id=an_id())) == (404, "not_found")
    ada.signs_up(pitch, person_id=linus.id)
    assert refused(asks(ada, pitch, person_id=linus.id)) == (409, "already_signed_up")


@pytest.mark.parametrize("field", ["person_id", "switch_from"])
def test_what_is_no_id_is_refused(world: World, ada: Someone, field: str) -> None:
    pitch = ada.pitches(world.week())

    answers = [refused(asks(ada, pitch, **{field: text})) for text in ("", "?", "\x00", "x" * 37)]

    assert answers == [(422, "invalid")] * 4
