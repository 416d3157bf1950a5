"""When figures are rolled up, and what is in a roll-up."""

import pytest
import sqlalchemy as sa
from sqlmodel import select

from app.events.queries import number_committed
from app.insights.jobs import roll_up_weeks
from app.insights.models import RolledUp
from app.people.models import Person
from app.weeks.phases import Phase
from tests.insights.rolled_up import Company, anew, kept, over_years
from tests.world import Someone, World, done


def test_what_is_rolled_up_is_read_and_not_counted(company: Company) -> None:
    with company.world.db.writing() as session:
        row = session.exec(select(RolledUp)).one()
        row.figures = (row.figures or {}) | {"pitches": 99}
        session.add(row)

    assert over_years(company.grace)[0]["pitches"] == 99


def test_a_week_that_goes_on_is_counted_as_it_is_and_not_rolled_up(company: Company) -> None:
    world = company.world
    week = world.week(Phase.EXPLORING)
    world.week(Phase.DRAFT)
    world.week(Phase.CANCELLED)
    company.leaves("linus")
    world.work()

    running, over = over_years(company.grace)

    assert (running["week"]["slug"], over["week"]["slug"]) == (week["slug"], company.week["slug"])
    assert (running["taking_part"], over["taking_part"]) == (
        5,
        6,
    )  # without Linus and the one who was invited; "out" is in
    assert kept(world).keys() == {company.week["id"]}


def test_a_week_is_rolled_up_when_what_began_before_its_end_is_surely_committed(
    world: World, grace: Someone
) -> None:
    week = world.week(Phase.WRAP_UP)
    world.move_on(week, Phase.CLOSED)
    assert kept(world) == {}

    world.clock.forward(minutes=4)
    world.work()

    assert kept(world) == anew(world) != {}


def test_a_week_that_is_reopened_is_counted_as_it_goes_on(world: World, grace: Someone) -> None:
    week = world.week(Phase.WRAP_UP)
    world.move_on(week, Phase.CLOSED)
    world.clock.forward(minutes=10)
    world.work()
    newcomer = world.person("Newcomer")
    assert over_years(grace)[0]["taking_part"] == 1

    schedule = week["schedule"] | {"closed": world.clock.forward(days=1).isoformat()}
    world.clock.forward(days=-1)
    done(grace.put(f"weeks/{week['slug']}/schedule", {"schedule": schedule, "reason": "one more day"}))

    assert over_years(grace)[0]["taking_part"] == 2
    world.work()
    assert kept(world) == {}
    world.clock.forward(days=2)
    done(grace.post(f"people/{newcomer.id}/deactivate"))
    world.work()
    assert over_years(grace)[0]["taking_part"] == 2
    assert kept(world) == anew(world) != {}


@pytest.mark.sqlite_only(reason="PostgreSQL keeps no instant that is none")
def test_a_week_that_cannot_be_rolled_up_keeps_no_other_waiting(company: Company) -> None:
    world = company.world
    other = world.week(Phase.CLOSED)
    world.clock.forward(minutes=10)
    done(company.ada.put(f"pitches/{company.pitch['id']}/outcome", {"kind": "shipped"}))
    number_committed(world.db)
    with world.db.writing() as session:  # as no code of ours leaves it
        session.connection().execute(
            sa.text("UPDATE signup SET asked_at = 'never' WHERE week_id = :id"), {"id": company.week["id"]}
        )

    with pytest.raises(ExceptionGroup, match="1 of 2 weeks"):
        roll_up_weeks(world.db)

    assert kept(world).keys() == {other["id"]}


def test_somebody_anonymised_is_in_no_roll_up_by_name(company: Company) -> None:
    with company.world.db.reading() as session:
        names = [person.name for person in session.exec(select(Person))]
        written = repr([row.figures for row in session.exec(select(RolledUp))])

    assert [name for name in names if name in written] == []
