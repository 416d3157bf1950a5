"""The worker's round over what is due: nothing that is due is left, and nothing else is touched."""

import pytest
import sqlalchemy as sa

from app.signups.jobs import settle_due
from app.weeks.phases import Phase
from tests.signups.crews import Offered, people, reads
from tests.world import Someone, World, done


def test_nothing_is_due_while_nothing_has_happened(world: World, ada: Someone, linus: Someone) -> None:
    Offered(world, ada, linus)

    assert settle_due(world.db) == 0


def test_each_pitch_is_settled_once(world: World, ada: Someone, linus: Someone) -> None:
    Offered(world, ada, linus)
    world.clock.forward(hours=24)

    assert [settle_due(world.db), settle_due(world.db)] == [1, 0]


def test_a_week_called_off_lets_its_offers_lapse(
    world: World, ada: Someone, linus: Someone, grace: Someone
) -> None:
    offered = Offered(world, ada, linus)
    behind = offered.tess.signs_up(offered.pitch)

    done(grace.post(f"weeks/{offered.week['slug']}/cancel", {"reason": "The office is flooded."}))
    world.clock.forward(hours=24)
    world.work()

    assert (reads(linus, offered.wish), reads(ada, behind)) == ("expired", "waiting")
    assert settle_due(world.db) == 0


def test_an_offer_that_lapsed_with_exploring_does_not_come_back(
    world: World, ada: Someone, linus: Someone, grace: Someone
) -> None:
    offered = Offered(world, ada, linus)
    world.move_on(offered.week, Phase.EXPLORING)

    later = offered.week["schedule"] | {"exploring": offered.week["schedule"]["demos"]}
    done(grace.put(f"weeks/{offered.week['slug']}/schedule", {"schedule": later, "reason": "Too few came."}))

    assert reads(linus, offered.wish) == "expired"


def test_a_pitch_that_cannot_be_settled_keeps_no_other_waiting(
    world: World, ada: Someone, linus: Someone
) -> None:
    week = world.week()
    broken = ada.pitches(week, crew_limit=2)
    for person in people(world, "Ann", "Ben", "Cleo"):
        person.signs_up(broken)
    offered = Offered(world, ada, linus)
    with world.db.writing() as session:  # as no code of ours leaves it: two in a crew of one
        session.connection().execute(
            sa.text("UPDATE pitch SET crew_limit = 1, places_taken = 0 WHERE id = :id"), {"id": broken["id"]}
        )
    behind = offered.tess.signs_up(offered.pitch)
    world.clock.forward(hours=24)

    with pytest.raises(ExceptionGroup, match="1 of 2 pitches"):
        settle_due(world.db)

    assert reads(offered.tess, behind) == "accepted"
