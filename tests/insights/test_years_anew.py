"""Three weeks lived by chance, and weeks that were imported twice: what is kept of them is what is counted anew."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.core.actor import Role
from app.imports import service as imports
from app.insights import figures, jobs
from app.insights.models import RolledUp
from app.people.models import Person
from app.weeks.models import Week
from app.weeks.phases import Phase
from tests.insights.rolled_up import anew, kept, over_years
from tests.world import Someone, World, done

HOME_TEAMS = ("Platform", "Payments", "Ovens", "Research", None)


class Chance:
    """A company in which things happen by chance: what is refused doesn't."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.by = world, random.Random(seed)
        self.adele = world.person("Adele Crown", "Guild", Role.ADMIN)
        self.people: list[Someone] = []
        self.pitches: list[dict[str, Any]] = []

    def comes(self) -> Someone:
        role = self.by.choice((Role.MEMBER, Role.MEMBER, Role.MEMBER, Role.GUEST))
        return self.world.person(f"Person {self.by.random()}", self.by.choice(HOME_TEAMS), role)

    def somebody(self) -> Someone:
        return self.by.choice(self.people)

    def does_something(self, week: dict[str, Any]) -> None:
        """Something in a week that goes on."""
        who, pitch = self.somebody(), self.by.choice(self.pitches)["id"]
        role = self.by.choice(("member", "member", "helper"))
        deeds: list[Callable[[], object]] = [
            lambda: who.post(f"pitches/{pitch}/signups", {"role": role}),
            lambda: who.post(f"pitches/{pitch}/signups", {"role": role}),
            lambda: who.put(f"weeks/{week['slug']}/participation", {"taking_part": self.by.random() < 0.4}),
            lambda: self.adele.put(f"weeks/{week['slug']}/guests/{who.id}"),
            lambda: self.adele.delete(f"weeks/{week['slug']}/guests/{who.id}"),
            lambda: self.withdraws(pitch),
            lambda: self.adele.put(f"pitches/{pitch}/outcome?reason=chance", {"kind": self._kind()}),
            self.changes_people,
        ]
        self.by.choice(deeds)()

    def changes_people(self) -> None:
        """Something that is no event of a week."""
        who = self.somebody()
        address = self.by.choice((None, f"{who.id}@offtrail.example"))
        deeds: list[Callable[[], object]] = [
            lambda: self.people.append(self.comes()),
            lambda: self.adele.post(f"people/{who.id}/deactivate"),
            lambda: self.adele.post(f"people/{who.id}/reactivate"),
            lambda: self.adele.post(f"people/{who.id}/anonymise"),
            lambda: self.adele.patch(f"people/{who.id}", {"home_team": self.by.choice(HOME_TEAMS)}),
            lambda: self.adele.patch(f"people/{who.id}", {"email": address}),
            lambda: self.adele.patch(f"people/{who.id}", {"role": self.by.choice(("guest", "member"))}),
        ]
        self.by.choice(deeds)()

    def withdraws(self, pitch: str) -> None:
        """Seldom: it ends a whole crew."""
        if self.by.random() < 0.2:
            self.adele.post(f"pitches/{pitch}/withdraw?reason=chance", {"reason": "chance"})
        if self.by.random() < 0.5:
            self.adele.post(f"pitches/{pitch}/restore?reason=chance")

    def _kind(self) -> str:
        return self.by.choice(("shipped", "prototype", "learning", "document", "stopped"))

    def lives_through(self, week: dict[str, Any]) -> Any:
        """Bring a week to its end; gives its figures as they were counted in its last moment."""
        self.people += [self.comes() for _ in range(8)]
        self.pitches = [
            self.adele.pitches(week, crew_limit=self.by.choice((None, None, 3))) for _ in range(4)
        ]
        for who in self.people:
            who.post(f"pitches/{self.by.choice(self.pitches)['id']}/signups", {})
        for phase in (None, Phase.EXPLORING, Phase.WRAP_UP):
            if phase:
                self.world.move_on(week, phase)
            for _ in range(25):
                self.does_something(week)
                self.world.clock.forward(minutes=7)
        self.world.clock.to(datetime.fromisoformat(week["schedule"]["closed"]) - timedelta(seconds=1))
        last = counted(self.world, week["id"])
        self.world.clock.forward(seconds=1)
        return last


def counted(world: World, week_id: str) -> Any:
    with world.db.reading() as session:
        return figures.of_weeks(session, [session.get_one(Week, week_id)])[week_id]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_three_weeks_by_chance_stay_what_they_were_in_their_last_moment(world: World, seed: int) -> None:
    company, last = Chance(world, seed), {}

    for _ in range(3):
        week = world.week(Phase.FORMING)
        last[week["id"]] = company.lives_through(week)
        assert counted(world, week["id"]) == last[week["id"]]
        for _ in range(10):
            company.changes_people()
            world.clock.forward(minutes=7)
        world.work()
        assert kept(world) == anew(world) == last
        for _ in range(20):
            company.changes_people()
            world.clock.forward(hours=20)

    assert anew(world) == last
    before = over_years(company.adele)
    world.work()
    assert kept(world) == anew(world) == last
    assert over_years(company.adele) == before
    for figure in ("taking_part", "with_crew", "pitches", "crews", "mixed"):
        assert sum(of_week[figure] for of_week in last.values()) > 0


# --- imported weeks

WEEKS = "week_id,name,starts_at\nw,Lamp Week,2020-02-03\nbare,Bare Week,\n"
PEOPLE = "person_id,display_name\na,Ada\nb,Bo\nc,Cy\n"
PITCHES = "week_id,pitch_id,title\nw,p,Lamps\nw,q,Wicks\n"
SIGNUPS = "week_id,pitch_id,person_id,role\nw,p,a,member\n"
GROWN = SIGNUPS + "w,p,b,member\nw,q,c,lead\n"
NO_OUTCOMES = dict.fromkeys(("shipped", "prototype", "learning", "document", "stopped"), 0)


@pytest.fixture
def bring(world: World, tmp_path: Path) -> Callable[..., None]:
    """Import a source: `bring(signups=…)`, each file by its name."""

    def run(**files: str) -> None:
        for name, content in {"weeks": WEEKS, "people": PEOPLE, **files}.items():
            (tmp_path / f"{name}.csv").write_text(content)
        assert imports.run(world.db, "csv", tmp_path, source="lamps").ok  # type: ignore[arg-type]  # the word will do

    return run


def test_of_an_archived_week_is_told_what_its_source_tells(
    world: World, grace: Someone, bring: Callable[..., None]
) -> None:
    bring(pitches=PITCHES, signups=GROWN)

    told, bare = over_years(grace)

    assert told == {
        "week": {"slug": "lamp-week", "title": "Lamp Week"}, "sorts_at": "2020-02-03T00:00:00Z", "archived": True,
        "taking_part": 3, "with_crew": 2, "pitches": 2, "crews": 1, "mixed": None, "outcomes": NO_OUTCOMES,
        "home_teams": [{"home_team": None, "taking_part": 3, "with_crew": 2}],
    }  # fmt: skip
    assert bare == {
        "week": {"slug": "bare-week", "title": "Bare Week"}, "sorts_at": "1970-01-01T00:00:00Z", "archived": True,
        "taking_part": None, "with_crew": None, "pitches": 0, "crews": None, "mixed": None, "outcomes": NO_OUTCOMES,
        "home_teams": [],
    }  # fmt: skip
    world.work()
    assert len(kept(world)) == 2
    assert over_years(grace) == [told, bare]


def test_an_import_that_has_grown_is_told_at_once_and_rolled_up_anew(
    world: World, grace: Someone, bring: Callable[..., None]
) -> None:
    bring(pitches=PITCHES, signups=SIGNUPS)
    world.work()
    assert over_years(grace)[0]["taking_part"] == 1

    bring(pitches=PITCHES, signups=GROWN)

    assert (over_years(grace)[0]["taking_part"], kept(world)) == (3, {})
    world.work()
    assert kept(world) == anew(world) != {}
    assert over_years(grace)[0]["taking_part"] == 3


def test_an_import_of_nothing_new_leaves_roll_ups_as_they_are(
    world: World, bring: Callable[..., None]
) -> None:
    bring(pitches=PITCHES, signups=GROWN)
    world.work()
    before = kept(world)

    bring(pitches=PITCHES, signups=GROWN)

    assert kept(world) == before != {}


def test_what_becomes_of_imported_people_changes_no_figure(
    world: World, grace: Someone, bring: Callable[..., None]
) -> None:
    adele = world.person("Adele Crown", "Guild", Role.ADMIN)
    known = f"person_id,display_name,email\na,Ada,{adele.email}\nb,Bo,\nc,Cy,\n"
    bring(people=known, pitches=PITCHES, signups=GROWN)
    world.work()
    before, rolled_up = over_years(grace), kept(world)
    with world.db.reading() as session:
        ids = {person.name: person.id for person in session.exec(select(Person))}

    for name in ("Bo", "Cy"):
        done(adele.patch(f"people/{ids[name]}", {"home_team": "Ovens", "email": f"{name}@offtrail.example"}))
        world.clock.forward(days=1)
        done(adele.post(f"people/{ids[name]}/deactivate"))
        done(adele.post(f"people/{ids[name]}/anonymise"))
    done(adele.patch(f"people/{adele.id}", {"home_team": "Ovens"}))

    assert (anew(world), over_years(grace)) == (rolled_up, before)
    world.work()
    assert (kept(world), over_years(grace)) == (rolled_up, before)


@pytest.mark.postgresql_only(reason="SQLite has one writer at a time")
def test_an_import_and_a_roll_up_at_the_same_moment_leave_no_roll_up_of_before(
    world: World, grace: Someone, bring: Callable[..., None]
) -> None:
    bring(pitches=PITCHES, signups=SIGNUPS)
    with ThreadPoolExecutor() as aside, world.db.writing() as session:
        jobs.outdate(session, session.exec(select(Week.id)).all())
        rolling = aside.submit(jobs.roll_up_weeks, world.db)
        with pytest.raises(TimeoutError):
            rolling.result(timeout=0.5)
        session.connection().exec_driver_sql("UPDATE signup SET status = 'left'")
        session.commit()
        rolling.result(timeout=10)

    assert kept(world) == anew(world) != {}
    with world.db.reading() as session:
        found = session.exec(select(RolledUp)).all()
    assert {(row.figures or {})["with_crew"] for row in found} == {None}
