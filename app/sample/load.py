"""Loading the demo company: its story is played through the services with the clock moved back, in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from app.core import clock
from app.core.db import Database
from app.events.models import EventRow
from app.outcomes.models import Outcome
from app.people.models import HomeTeam, Person
from app.pitches.models import Comment, Pitch
from app.sample.script import steps
from app.sample.stage import Stage
from app.sample.stories import company
from app.signups.models import SignUp
from app.weeks.models import Week

Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True)
class Summary:
    """What the database holds after a load. `loaded` is False where people or weeks were there already, and nothing was done."""

    loaded: bool
    people: int
    home_teams: int
    weeks: int
    pitches: int
    signups: int
    comments: int
    outcomes: int
    events: int

    def __str__(self) -> str:
        if not self.loaded:
            return (
                f"Nothing was loaded: there are people or weeks here already (people: {self.people}, weeks: {self.weeks}), "
                "and the demo company wants a database of its own."
            )
        return (
            f"{company().name} has moved in: {self.people} people of {self.home_teams} home teams, {self.weeks} weeks, "
            f"{self.pitches} pitches, {self.signups} sign-ups, {self.comments} comments, {self.outcomes} outcomes, "
            f"{self.events} events in the log."
        )


def load(db: Database, progress: Progress) -> Summary:
    """Play the story into a database that has neither people nor weeks; all of it or nothing.

    `progress` is told how many steps of how many are done. The clock is put back at the end, whatever happens. Not to
    be called in a process that serves requests: it moves time for all.
    """
    with db.writing() as session:
        empty = all(session.exec(select(table.id).limit(1)).first() is None for table in (Person, Week))
        if empty:
            _play(Stage(session), progress)
        return _summary(session, loaded=empty)


def _play(stage: Stage, progress: Progress) -> None:
    story = steps(clock.now())
    with _moved_clock() as move_to:
        for done, step in enumerate(story, start=1):
            move_to(step.at)
            step.act(stage)
            stage.session.flush()
            progress(done, len(story))


@contextmanager
def _moved_clock() -> Iterator[Callable[[datetime], None]]:
    present = clock.now()

    def move_to(instant: datetime) -> None:
        nonlocal present
        present = instant

    former = clock.set_source(lambda: present)
    try:
        yield move_to
    finally:
        clock.set_source(former)


def _summary(session: Session, *, loaded: bool) -> Summary:
    def count(table: type[SQLModel]) -> int:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0

    return Summary(
        loaded,
        count(Person),
        count(HomeTeam),
        count(Week),
        count(Pitch),
        count(SignUp),
        count(Comment),
        count(Outcome),
        count(EventRow),
    )
