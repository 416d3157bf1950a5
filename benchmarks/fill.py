"""A week to measure on: pitches with crews and outcomes, and people who have not signed up yet."""

from dataclasses import dataclass
from datetime import timedelta

from rich.progress import track

from app import reactions
from app.core import clock
from app.core.actor import ALL_SCOPES, Actor, Role, Scope, system
from app.core.db import Database
from app.core.migrations import migrate
from app.outcomes import service as outcomes
from app.outcomes.models import OutcomeKind
from app.outcomes.schemas import OutcomeIn
from app.people import service as people
from app.people import tokens
from app.people.schemas import PersonIn
from app.pitches import service as pitches
from app.pitches.schemas import PitchIn
from app.signups import service as signups
from app.signups.schemas import SignUpIn
from app.weeks import service as weeks
from app.weeks.policy import Who
from app.weeks.schemas import ScheduleIn, WeekIn

REACTIONS = reactions.ALL
PITCHES, IN_A_CREW, EMPTY, NEWCOMERS = 200, 3, 50, 800


@dataclass
class Filled:
    """What there is to ask for."""

    slug: str
    tokens: list[str]
    full_pitches: list[str]
    open_pitches: list[str]


def fill(db: Database, empty: int = EMPTY, newcomers: int = NEWCOMERS) -> Filled:
    """Fill a database with a week: 200 pitches with a crew of 3 each and an outcome, 50 empty ones, 800 newcomers with a token each."""
    migrate(db)
    now = clock.now()
    begins = [
        now - timedelta(days=2),
        now - timedelta(days=1),
        *(now + timedelta(days=d) for d in (3, 7, 8, 9)),
    ]
    schedule = ScheduleIn(**dict(zip(ScheduleIn.model_fields, begins, strict=True)))
    with db.writing() as session:
        week = weeks.create(
            session, system(), WeekIn(title="Measured", slug="measured", time_zone="UTC", schedule=schedule)
        )
        weeks.publish(session, system(), week)
        slug = week.slug
        crew = [_person(session, number) for number in range(PITCHES * IN_A_CREW)]
        full = [
            _with_crew(session, week, crew[n * IN_A_CREW :][:IN_A_CREW], n)
            for n in track(range(PITCHES), "Filling", transient=True)
        ]
        open_ = [
            pitches.pitch(session, crew[0], week, PitchIn(title=f"Still empty {n}", crew_limit=5)).id
            for n in range(empty)
        ]
    with db.writing() as session:
        people_ = [_person(session, PITCHES * IN_A_CREW + number) for number in range(newcomers)]
        secrets = [
            tokens.issue(session, one, one.person_id or "", "bench", [Scope.WRITE], None)[1]
            for one in people_
        ]
    return Filled(slug, secrets, full, open_)


def _person(session, number: int) -> Actor:
    new = PersonIn(
        name=f"Person {number}",
        email=f"person{number}@offtrail.example",
        home_team=f"Home team {number % 20}",
    )
    return Actor(people.add(session, system(), new).id, Role.MEMBER, ALL_SCOPES)


def _with_crew(session, week, crew: list[Actor], number: int) -> str:
    new = PitchIn(
        title=f"A pitch worth a week, number {number}", summary="What it is, for whom, and why now. " * 5, body="Words. " * 300,
        tags=["on-call", f"topic {number % 12}"], skills_needed=["Python", "SQL"], skills_to_learn=["Rust"], crew_limit=5,
    )  # fmt: skip
    pitch = pitches.pitch(session, crew[0], week, new)
    for person in crew:
        signups.sign_up(session, person, week, pitch, SignUpIn())
    reason = Actor(None, Role.ADMIN, ALL_SCOPES, reason="to measure")
    told = OutcomeIn(kind=OutcomeKind.PROTOTYPE, summary="It works. " * 30, learned="Much. " * 30)
    outcomes.record(session, reason, week, pitch, Who.LEAD, told)
    return pitch.id
