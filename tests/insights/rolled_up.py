"""A company whose week is over, and what is kept of weeks beside what is counted anew."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import select

from app.core import actor
from app.insights import figures, years
from app.insights.models import RolledUp
from app.people import home_teams
from app.people.models import HomeTeam
from app.weeks.models import Week
from tests.world import Someone, World, done


@dataclass
class Company:
    """People, and a week of theirs that is over."""

    world: World
    week: dict[str, Any]
    people: dict[str, Someone]
    pitch: dict[str, Any]
    silent: str
    """The id of somebody without an address."""

    def __getattr__(self, name: str) -> Someone:
        return self.people[name]

    def patch(self, name: str, **fields: Any) -> None:
        done(self.adele.patch(f"people/{self.people[name].id}", fields))

    def leaves(self, name: str) -> None:
        done(self.adele.post(f"people/{self.people[name].id}/deactivate"))

    def comes_back(self, name: str) -> None:
        done(self.adele.post(f"people/{self.people[name].id}/reactivate"))

    def is_anonymised(self, id_: str) -> None:
        done(self.adele.post(f"people/{id_}/deactivate"))
        done(self.adele.post(f"people/{id_}/anonymise"))

    def rename(self, before: str, after: str) -> None:
        with self.world.db.writing() as session:
            home_team = session.exec(select(HomeTeam).where(HomeTeam.name == before)).one()
            home_teams.rename(session, actor.system(), home_team, after)


def over_years(asking: Someone, query: str = "") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = done(asking.get(f"insights{query}"))["items"]
    return items


def kept(world: World) -> dict[str, Any]:
    """What is rolled up and up to date, by the id of the week."""
    with world.db.reading() as session:
        found = session.exec(
            select(RolledUp.week_id, RolledUp.figures).join(Week).where(years.IS_CURRENT)
        ).all()
    return {row[0]: row[1] for row in found}


def anew(world: World) -> dict[str, Any]:
    """The figures of the weeks that were rolled up, counted now."""
    with world.db.reading() as session:
        found = session.exec(select(Week).join(RolledUp)).all()
        return dict(figures.of_weeks(session, found))
