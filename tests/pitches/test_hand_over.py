"""Handing a pitch over: who leads it afterwards, and when nobody may."""

import pytest

from app.core.actor import Role
from app.weeks.phases import Phase
from tests.world import an_id, done, refused


@pytest.fixture
def week(world):
    return world.week(Phase.FORMING)


@pytest.fixture
def pitch(ada, week):
    return ada.pitches(week)


def hand_over(someone, pitch, to, **more):
    body = {"person_id": to and getattr(to, "id", to)} | more
    return someone.post(f"pitches/{pitch['id']}/hand-over", body)


def leads(reply):
    return [lead["name"] for lead in done(reply)["leads"]]


def test_the_new_lead_may_what_the_old_one_no_longer_may(ada, linus, world, pitch):
    assert leads(hand_over(ada, pitch, linus)) == [linus.name]
    assert refused(ada.patch(f"pitches/{pitch['id']}", {"title": "Mine"})) == (403, "leads_only")
    assert done(linus.patch(f"pitches/{pitch['id']}", {"title": "Mine"}))["lead"]["id"] == linus.id
    assert world.events("pitch.handed_over") == ["pitch.handed_over"]


def test_leading_is_no_sign_up(ada, linus, pitch):
    shown = done(hand_over(ada, pitch, linus))

    assert (shown["crew"], shown["places_taken"], linus.sees(pitch)["my_signup"]) == ([], 0, None)


def test_several_may_lead(ada, linus, stranger, pitch):
    assert leads(hand_over(ada, pitch, linus, keep=True)) == [ada.name, linus.name]
    assert leads(hand_over(linus, pitch, stranger)) == [stranger.name, ada.name]
    assert leads(hand_over(ada, pitch, None)) == [stranger.name]


def test_a_pitch_without_a_crew_may_have_no_lead_and_then_needs_one(ada, grace, linus, pitch):
    shown = done(hand_over(ada, pitch, None))

    assert (shown["lead"], shown["leads"], shown["needs_lead"]) == (None, [], True)
    assert leads(hand_over(grace, pitch, linus)) == [linus.name]


@pytest.mark.parametrize(
    ("role", "refusal"), [("member", (409, "last_lead")), ("helper", None), ("mentor", None)]
)
def test_the_last_lead_cant_leave_members_alone(ada, linus, pitch, role, refusal):
    linus.signs_up(pitch, role=role)

    reply = hand_over(ada, pitch, None)

    assert (refused(reply) if refusal else leads(reply)) == (refusal or [])


def test_an_organizer_replaces_all_leads(ada, linus, grace, stranger, pitch):
    hand_over(ada, pitch, linus, keep=True)

    assert leads(hand_over(grace, pitch, stranger)) == [stranger.name]


def test_a_pitch_is_handed_over_even_when_its_week_is_closed(ada, linus, world, week, pitch):
    world.move_on(week, Phase.CLOSED)

    assert leads(hand_over(ada, pitch, linus)) == [linus.name]


def test_it_goes_to_somebody_who_is_there(ada, linus, world, pitch):
    admin = world.person("Root", None, Role.ADMIN)
    done(admin.post(f"people/{linus.id}/deactivate"))

    assert refused(hand_over(ada, pitch, linus)) == (409, "deactivated")
    assert refused(hand_over(ada, pitch, an_id())) == (404, "not_found")
    assert refused(hand_over(ada, pitch, "somebody"))[0] == 422
    assert refused(ada.post(f"pitches/{pitch['id']}/hand-over", {}))[0] == 422
    assert ada.sees(pitch)["leads"][0]["id"] == ada.id


def test_a_pitch_whose_leads_have_left_needs_one(ada, linus, grace, world, week, pitch):
    admin = world.person("Root", None, Role.ADMIN)
    done(admin.post(f"people/{ada.id}/deactivate"))

    row = done(linus.get(f"weeks/{week['slug']}/pitches"))["items"][0]

    assert (row["needs_lead"], row["lead"]["name"]) == (True, ada.name)
    hand_over(grace, pitch, linus, keep=True)
    assert linus.sees(pitch)["needs_lead"] is False


def test_handing_it_to_the_one_who_has_it_changes_nothing(ada, world, pitch):
    assert leads(hand_over(ada, pitch, ada)) == [ada.name]
    assert world.events("pitch.handed_over") == []
