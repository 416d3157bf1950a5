"""A week that is over, with people of all kinds around it."""

import pytest

from app.core import actor
from app.core.actor import Role
from app.people import service as people
from app.people.schemas import PersonIn
from app.weeks.phases import Phase
from tests.insights.rolled_up import Company
from tests.world import World, done


@pytest.fixture
def company(world: World) -> Company:
    """Of a week that closed a day ago: a crew of two home teams, some who said or were otherwise, and one outcome."""
    here = {
        name: world.person(name.capitalize(), home_team, role)
        for name, home_team, role in (
            ("ada", "Platform", Role.MEMBER), ("linus", "Payments", Role.MEMBER), ("nomad", None, Role.MEMBER),
            ("gone", "Payments", Role.MEMBER), ("out", "Platform", Role.MEMBER), ("visitor", None, Role.GUEST),
            ("stranger", None, Role.GUEST), ("grace", "Guild", Role.ORGANIZER), ("adele", "Guild", Role.ADMIN),
        )
    }  # fmt: skip
    with world.db.writing() as session:
        silent = people.add(session, actor.system(), PersonIn(name="Silent", home_team="Platform")).id
    week = world.week(Phase.FORMING)
    slug = week["slug"]
    assert here["adele"].put(f"weeks/{slug}/guests/{here['visitor'].id}").is_success
    done(here["out"].put(f"weeks/{slug}/participation", {"taking_part": False}))
    pitch = here["ada"].pitches(week)
    here["ada"].pitches(week, title="An empty one")
    for name in ("ada", "linus", "gone"):
        here[name].signs_up(pitch)
    company = Company(world, week, here, pitch, silent)
    company.leaves("gone")
    world.move_on(week, Phase.WRAP_UP)
    done(here["ada"].put(f"pitches/{pitch['id']}/outcome", {"kind": "prototype"}))
    world.move_on(week, Phase.CLOSED)
    world.clock.forward(days=1)
    world.work()
    return company
