"""An open pitch takes whoever comes while there is a place; then people stand in line."""

import pytest

from app.weeks.phases import Phase
from tests.signups.crews import asks, counts, crew, line, people, reads
from tests.world import Someone, World, done, refused


def test_whoever_comes_while_there_is_a_place_is_in_the_crew(
    world: World, ada: Someone, linus: Someone
) -> None:
    pitch = ada.pitches(world.week(), crew_limit=2)

    signup = linus.signs_up(pitch, message="I know the runbooks.")

    assert (signup["status"], signup["role"], signup["position"]) == ("accepted", "member", None)
    assert (signup["pitch_id"], signup["person"]["name"]) == (pitch["id"], linus.name)
    assert crew(ada, pitch) == [linus.name]
    assert world.events("signup.asked", "signup.waiting", "signup.accepted") == ["signup.accepted"]


def test_a_full_crew_has_a_line_numbered_from_one(world: World, ada: Someone) -> None:
    pitch = ada.pitches(world.week(), crew_limit=1)
    first, second, third, fourth = people(world, "Ann", "Ben", "Cleo", "Dan")

    signups = [person.signs_up(pitch) for person in (first, second, third, fourth)]

    assert [(s["status"], s["position"]) for s in signups] == [
        ("accepted", None),
        ("waiting", 1),
        ("waiting", 2),
        ("waiting", 3),
    ]
    assert line(ada, pitch) == [(1, "Ben"), (2, "Cleo"), (3, "Dan")]
    assert counts(ada, pitch) == (1, 3)


def test_a_pitch_without_a_limit_takes_all_who_come(world: World, ada: Someone) -> None:
    pitch = ada.pitches(world.week())

    statuses = [person.signs_up(pitch)["status"] for person in people(world, "Ann", "Ben", "Cleo")]

    assert statuses == ["accepted"] * 3
    assert counts(ada, pitch) == (3, 0)


def test_leading_is_no_sign_up(world: World, ada: Someone) -> None:
    week = world.week()
    pitch = ada.pitches(week, crew_limit=1)

    without = done(ada.get(f"weeks/{week['slug']}/participation?without_crew=true"))["items"]

    assert (crew(ada, pitch), counts(ada, pitch)) == ([], (0, 0))
    assert ada.name in [row["person"]["name"] for row in without]


def test_a_lead_may_sign_up_as_anyone_may(world: World, ada: Someone, linus: Someone) -> None:
    pitch = ada.pitches(world.week(), crew_limit=1, join="ask")

    assert ada.signs_up(pitch)["status"] == "accepted"
    assert linus.signs_up(pitch)["status"] == "asked"


@pytest.mark.parametrize("role", ["helper", "mentor"])
def test_helpers_and_mentors_take_no_place(world: World, ada: Someone, linus: Someone, role: str) -> None:
    week = world.week()
    pitch, other = ada.pitches(week, crew_limit=1), ada.pitches(week, title="Another")
    (robin,) = people(world, "Robin Lane")
    robin.signs_up(pitch)
    linus.signs_up(other)

    beside = linus.signs_up(pitch, role=role)

    assert (beside["status"], beside["role"]) == ("accepted", role)
    assert counts(ada, pitch) == (1, 0)
    assert crew(ada, pitch) == ["Robin Lane", linus.name]
    assert crew(ada, other) == [linus.name]


@pytest.mark.parametrize(
    ("join", "limit", "status"), [("open", 2, "accepted"), ("open", 1, "waiting"), ("ask", 2, "asked")]
)
def test_a_repeat_names_the_sign_up_that_is_there(
    world: World, ada: Someone, linus: Someone, join: str, limit: int, status: str
) -> None:
    pitch = ada.pitches(world.week(), crew_limit=limit, join=join)
    ada.signs_up(pitch)
    signup = linus.signs_up(pitch)

    repeat = asks(linus, pitch, role="mentor")

    assert (signup["status"], refused(repeat)) == (status, (409, "already_signed_up"))
    assert repeat.json()["signup_id"] == signup["id"]


def test_a_repeat_by_somebody_invited_names_the_invitation(
    world: World, ada: Someone, linus: Someone
) -> None:
    pitch = ada.pitches(world.week(), join="invite")
    invitation = ada.signs_up(pitch, person_id=linus.id)

    repeat = asks(linus, pitch)

    assert (refused(repeat), repeat.json()["signup_id"]) == ((409, "already_signed_up"), invitation["id"])


def test_who_left_may_come_again_at_the_end_of_the_line(world: World, ada: Someone) -> None:
    pitch = ada.pitches(world.week(), crew_limit=1)
    ann, ben, cleo = people(world, "Ann", "Ben", "Cleo")
    place = ann.signs_up(pitch)
    ben.signs_up(pitch)
    cleo.signs_up(pitch)

    done(ann.post(f"signups/{place['id']}/leave"))
    ann.signs_up(pitch)

    assert crew(ada, pitch) == ["Ben"]
    assert line(ada, pitch) == [(1, "Cleo"), (2, "Ann")]
    assert reads(ann, place) == "left"


def test_guardrails_are_accepted_once_before_the_first_sign_up(
    world: World, ada: Someone, linus: Someone
) -> None:
    week = world.week(guardrails="Synthetic data only.")
    pitch, another = ada.pitches(week), ada.pitches(week, title="Another")

    assert refused(asks(linus, pitch)) == (409, "guardrails_not_accepted")
    for _ in range(2):
        assert done(linus.post(f"weeks/{week['slug']}/accept-guardrails"))["guardrails_accepted"] is True

    assert linus.signs_up(pitch)["status"] == "accepted"
    assert linus.signs_up(another, role="mentor")["status"] == "accepted"
    assert world.events("week.guardrails_accepted") == ["week.guardrails_accepted"]


def test_a_week_without_guardrails_asks_for_nothing(world: World, ada: Someone, linus: Someone) -> None:
    week = world.week()
    pitch = ada.pitches(week)

    done(linus.post(f"weeks/{week['slug']}/accept-guardrails"))

    assert linus.signs_up(pitch)["status"] == "accepted"
    assert world.events("week.guardrails_accepted") == []


def test_nobody_signs_up_for_a_draft(world: World, ada: Someone, linus: Someone) -> None:
    pitch = ada.pitches(world.week(), draft=True)

    assert refused(asks(linus, pitch)) == (404, "not_found")
    assert refused(asks(ada, pitch)) == (409, "not_submitted")


def test_a_refusal_says_when_it_will_be_possible(world: World, ada: Someone, linus: Someone) -> None:
    week = world.week(Phase.PITCHING)
    pitch = ada.pitches(week)

    reply = asks(linus, pitch)

    assert refused(reply) == (409, "signups_closed")
    assert reply.json()["allowed_from"] == week["schedule"]["forming"]
    assert linus.sees(pitch)["can"]["sign_up"]["allowed_from"] == week["schedule"]["forming"]
    assert world.events("signup.accepted") == []
