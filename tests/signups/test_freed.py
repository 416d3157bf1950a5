"""What frees places beside leaving: a pitch withdrawn, a person who leaves the company, a crew that grows."""

import pytest

from app.weeks.phases import Phase
from tests.signups.crews import Offered, asks, counts, crew, line, people, reads
from tests.world import Someone, World, done, refused


def withdraws(lead: Someone, pitch: dict) -> None:  # type: ignore[type-arg]
    done(lead.post(f"pitches/{pitch['id']}/withdraw", {"reason": "Somebody built it already."}))


def test_withdrawing_frees_the_crew_and_ends_the_wishes(world: World, ada: Someone) -> None:
    week = world.week()
    pitch, other = ada.pitches(week, crew_limit=1), ada.pitches(week, title="Another")
    ann, ben, cleo = people(world, "Ann", "Ben", "Cleo")
    signups = [ann.signs_up(pitch), ben.signs_up(pitch), cleo.signs_up(pitch, role="mentor")]

    withdraws(ada, pitch)

    assert [reads(ada, signup) for signup in signups] == ["ended"] * 3
    assert (crew(ada, pitch), counts(ada, pitch)) == ([], (0, 0))
    assert refused(asks(ann, pitch)) == (409, "pitch_withdrawn")
    assert ann.signs_up(other)["status"] == "accepted"
    assert world.events("signup.ended") == ["signup.ended"] * 3


def test_a_restored_pitch_starts_with_an_empty_crew(world: World, ada: Someone, linus: Someone) -> None:
    pitch = ada.pitches(world.week(), crew_limit=1)
    before = linus.signs_up(pitch)
    withdraws(ada, pitch)

    done(ada.post(f"pitches/{pitch['id']}/restore"))

    assert (crew(ada, pitch), reads(linus, before)) == ([], "ended")
    assert linus.signs_up(pitch)["status"] == "accepted"


def test_who_leaves_the_company_frees_places_and_wishes_and_the_lines_move(
    world: World, ada: Someone, linus: Someone, grace: Someone, stranger: Someone
) -> None:
    week = world.week()
    held, waited, mentored = (
        ada.pitches(week, title="Held", crew_limit=1),
        ada.pitches(week, title="Waited for", crew_limit=1),
        ada.pitches(week, title="Mentored"),
    )
    (robin,) = people(world, "Robin Lane")
    robin.signs_up(waited)
    for pitch, role in ((held, "member"), (waited, "member"), (mentored, "mentor")):
        linus.signs_up(pitch, role=role)
    behind = stranger.signs_up(held)

    done(grace.post(f"people/{linus.id}/deactivate"))

    assert (crew(ada, held), crew(ada, mentored), line(ada, waited)) == ([stranger.name], [], [])
    assert reads(stranger, behind) == "accepted"
    assert linus.get("me").status_code == 401


def test_an_offer_to_somebody_who_leaves_the_company_goes_to_the_next(
    world: World, ada: Someone, linus: Someone, grace: Someone
) -> None:
    offered = Offered(world, ada, linus)
    offered.tess.signs_up(offered.pitch)

    done(grace.post(f"people/{linus.id}/deactivate"))

    assert crew(ada, offered.pitch) == ["Tess Moor"]
    assert counts(ada, offered.other) == (0, 0)


def test_past_records_of_who_leaves_the_company_stay(
    world: World, ada: Someone, linus: Someone, grace: Someone
) -> None:
    week = world.week()
    pitch = ada.pitches(week)
    linus.signs_up(pitch)
    world.move_on(week, Phase.CLOSED)

    done(grace.post(f"people/{linus.id}/deactivate"))

    assert crew(ada, pitch) == [linus.name]


def test_nobody_invites_or_places_who_has_left(
    world: World, ada: Someone, linus: Someone, grace: Someone
) -> None:
    pitch = ada.pitches(world.week(), join="invite")
    done(grace.post(f"people/{linus.id}/deactivate"))

    assert refused(asks(ada, pitch, person_id=linus.id)) == (409, "deactivated")
    path = f"pitches/{pitch['id']}/signups?reason=because"
    assert refused(grace.post(path, {"person_id": linus.id})) == (409, "deactivated")


def test_a_crew_limit_stays_at_or_above_the_places_taken(world: World, ada: Someone) -> None:
    pitch = ada.pitches(world.week(), crew_limit=3)
    for person in people(world, "Ann", "Ben"):
        person.signs_up(pitch)

    assert refused(ada.patch(f"pitches/{pitch['id']}", {"crew_limit": 1})) == (409, "below_places_taken")
    assert done(ada.patch(f"pitches/{pitch['id']}", {"crew_limit": 2}))["places_taken"] == 2


@pytest.mark.parametrize(("limit", "after"), [(2, [(1, "Cleo"), (2, "Dan")]), (3, [(1, "Dan")]), (None, [])])
def test_a_raised_crew_limit_moves_the_line(
    world: World, ada: Someone, limit: int | None, after: list[tuple[int, str]]
) -> None:
    pitch = ada.pitches(world.week(), crew_limit=1)
    for person in people(world, "Ann", "Ben", "Cleo", "Dan"):
        person.signs_up(pitch)

    done(ada.patch(f"pitches/{pitch['id']}", {"crew_limit": limit}))

    assert line(ada, pitch) == after
