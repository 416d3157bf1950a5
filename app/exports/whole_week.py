"""Everything of one week that files of it are made from, read in as many statements whatever its size."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.core import clock
from app.core.queries import among, given
from app.outcomes import queries as outcomes
from app.outcomes.models import Outcome
from app.outcomes.schemas import ImpactIn
from app.people import queries as people
from app.people.models import Person
from app.pitches import queries as pitches
from app.pitches.models import LabelKind, Pitch, PitchStatus
from app.signups.models import SignUp
from app.signups.policy import status_at
from app.weeks.models import Participation, Week
from app.weeks.phases import Phase

_PITCHES = (
    select(Pitch)
    .where(Pitch.week_id == given("week_id"), Pitch.status != PitchStatus.DRAFT)
    .order_by(col(Pitch.submitted_at), col(Pitch.id))
)
_SIGNUPS = (
    select(SignUp)
    .where(SignUp.week_id == given("week_id"), among(col(SignUp.pitch_id), "pitch_ids"))
    .order_by(col(SignUp.pitch_id), col(SignUp.line_number))
)
_PARTICIPATION = (
    select(Participation)
    .where(Participation.week_id == given("week_id"))
    .order_by(col(Participation.person_id))
)
_PEOPLE = select(Person).where(among(col(Person.id), "ids")).order_by(col(Person.id))
_OUTCOMES = select(Outcome).where(among(col(Outcome.pitch_id), "pitch_ids"))


@dataclass(slots=True)
class WholeWeek:
    """A week with its pitches (no drafts), their leads, labels, newest sign-ups and outcomes, and the people in them."""

    week: Week
    pitches: list[Pitch]
    leads: dict[str, list[str]]
    labels: dict[tuple[str, LabelKind], list[str]]
    signups: dict[str, list[SignUp]]
    participation: list[Participation]
    people: dict[str, Person] = field(default_factory=dict)
    home_teams: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    impact: dict[str, list[ImpactIn]] = field(default_factory=dict)


def of(session: Session, week: Week) -> WholeWeek:
    found = list(session.exec(_PITCHES, params={"week_id": week.id}))
    ids = [pitch.id for pitch in found]
    whole = WholeWeek(
        week=week,
        pitches=found,
        leads=pitches.leads(session, ids),
        labels=pitches.labels(session, ids),
        signups=_newest(session.exec(_SIGNUPS, params={"week_id": week.id, "pitch_ids": ids})),
        participation=list(session.exec(_PARTICIPATION, params={"week_id": week.id})),
    )
    named = {id_ for group in whole.leads.values() for id_ in group}
    named |= {signup.person_id for group in whole.signups.values() for signup in group}
    named |= {part.person_id for part in whole.participation}
    for person in session.exec(_PEOPLE, params={"ids": [*named]}):
        whole.people[person.id] = person
    whole.home_teams = _home_teams(session, week, named)
    for outcome in session.exec(_OUTCOMES, params={"pitch_ids": ids}):
        whole.outcomes[outcome.pitch_id] = outcome
    whole.impact = outcomes.impact(session, [outcome.id for outcome in whole.outcomes.values()])
    return whole


def _newest(rows: Iterable[SignUp]) -> dict[str, list[SignUp]]:
    """The newest sign-up of each person on each pitch, in the order of the line."""
    newest: dict[tuple[str, str], SignUp] = {}
    for signup in rows:
        newest.pop((signup.pitch_id, signup.person_id), None)
        newest[signup.pitch_id, signup.person_id] = signup
    groups: dict[str, list[SignUp]] = defaultdict(list)
    for (pitch_id, _), signup in newest.items():
        groups[pitch_id].append(signup)
    return groups


def _home_teams(session: Session, week: Week, person_ids: set[str]) -> dict[str, str]:
    """Where people worked when exploring began; without a schedule, where they work now."""
    if week.exploring_at is None:
        return people.home_teams_now(session, person_ids)
    at = min(week.exploring_at, clock.now())
    stays = people.stays(session, person_ids)
    return {id_: team for id_, stay in stays.items() if (team := people.home_team_at(stay, at))}


def status(signup: SignUp, week: Week) -> str:
    """The status as it reads now."""
    return str(status_at(signup, week.phase(clock.now())))


def days(week: Week) -> tuple[date | None, date | None]:
    """The first and the last day of exploring and demos, in the week's own zone; those of an archived week as they are."""
    schedule = week.schedule
    if schedule is None or week.time_zone is None:
        return week.starts_on, week.ends_on
    zone = ZoneInfo(week.time_zone)
    begins, ends = (
        schedule.begins[phase].astimezone(zone).date() for phase in (Phase.EXPLORING, Phase.WRAP_UP)
    )
    return begins, ends
