"""An organizer puts somebody into a crew, or takes them out, for a reason that the log keeps."""

from app.weeks.phases import Phase
from tests.signups.crews import Offered, asks, counts, crew, line, reads
from tests.world import Someone, World, done, refused


def place(
    organizer: Someone, pitch: dict, person: Someone, reason: str | None = "She asked me to.", **fields
):  # type: ignore[no-untyped-def,type-arg]
    query = f"?reason={reason}" if reason else ""
    return organizer.post(f"pitches/{pitch['id']}/signups{query}", {"person_id": person.id, **fields})


def test_an_organizer_places_somebody_for_a_reason(
    world: World, ada: Someone, linus: Someone, grace: Someone
) -> None:
    pitch = ada.pitches(world.week(), join="invite")

    unexplained = place(grace, pitch, linus, reason=None)
    assert refused(unexplained) == (409, "reason_required")
    assert "in every phase" in unexplained.json()["detail"]
    placed = done(place(grace, pitch, linus))

    assert (placed["status"], placed["person"]["id"]) == ("accepted", linus.id)
    assert crew(ada, pitch) == [linus.name]
    told = done(grace.get("events?types=signup.accepted"))["items"]
    assert [(event["actor_id"], event["reason"]) for event in told] == [(grace.id, "She asked me to.")]


def test_others_place_nobody(world: World, ada: Someone, linus: Someone, stranger: Someone) -> None:
    pitch = ada.pitches(world.week())

    for someone in (ada, stranger):
        assert refused(place(someone, pitch, linus)) == (403, "organizers_only")


def test_an_open_wish_becomes_the_place(world: World, ada: Someone, linus: Someone, grace: Someone) -> None:
    pitch = ada.pitches(world.week(), join="ask", crew_limit=1)
    wish = linus.signs_up(pitch)

    placed = done(place(grace, pitch, linus))

    assert (placed["id"], placed["status"], counts(ada, pitch)) == (wish["id"], "accepted", (1, 0))
    assert refused(place(grace, pitch, linus)) == (409, "already_signed_up")


def test_an_offer_becomes_the_place_that_it_holds(
    world: World, ada: Someone, linus: Someone, grace: Someone
) -> None:
    offered = Offered(world, ada, linus)

    without = place(grace, offered.pitch, linus)
    placed = done(place(grace, offered.pitch, linus, switch_from=offered.place["id"]))

    assert (refused(without), without.json()["switch_from"]) == (
        (409, "already_in_crew"),
        offered.place["id"],
    )
    assert (placed["status"], reads(linus, offered.place)) == ("accepted", "left")
    assert counts(ada, offered.pitch) == (1, 0)


def test_a_full_crew_is_full_for_organizers_too(
    world: World, ada: Someone, linus: Someone, grace: Someone, stranger: Someone
) -> None:
    pitch = ada.pitches(world.week(), crew_limit=1)
    linus.signs_up(pitch)

    assert refused(place(grace, pitch, stranger)) == (409, "crew_full")
    assert done(place(grace, pitch, stranger, role="mentor"))["role"] == "mentor"
    assert counts(ada, pitch) == (1, 0)


def test_what_is_wrong_with_a_placing_is_said_and_changes_nothing(
    world: World, ada: Someone, linus: Someone, grace: Someone, stranger: Someone
) -> None:
    pitch = ada.pitches(world.week())
    not_his = stranger.signs_up(pitch)
    before = world.events()

    assert refused(place(grace, pitch, linus, switch_from=not_his["id"])) == (409, "no_such_place")
    assert refused(place(grace, pitch, linus, switch_from=linus.id, role="helper")) == (409, "no_such_place")
    assert (world.events(), crew(ada, pitch)) == (before, [stranger.name])


def test_placing_works_outside_the_phase_too(
    world: World, ada: Someone, linus: Someone, grace: Someone
) -> None:
    week = world.week(Phase.FORMING)
    pitch = ada.pitches(week)
    world.move_on(week, Phase.DEMOS)

    assert refused(asks(linus, pitch)) == (409, "signups_closed")
    assert done(place(grace, pitch, linus))["status"] == "accepted"


def test_an_organizer_takes_somebody_out_for_a_reason(
    world: World, ada: Someone, linus: Someone, grace: Someone, stranger: Someone
) -> None:
    pitch = ada.pitches(world.week(), crew_limit=1)
    signup = linus.signs_up(pitch)
    stranger.signs_up(pitch)

    assert refused(ada.post(f"signups/{signup['id']}/leave")) == (403, "not_yours")
    assert refused(grace.post(f"signups/{signup['id']}/leave")) == (409, "reason_required")
    assert done(grace.post(f"signups/{signup['id']}/leave?reason=He asked me to"))["status"] == "left"
    assert (crew(ada, pitch), line(ada, pitch)) == ([stranger.name], [])
