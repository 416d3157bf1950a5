"""What the figures of weeks are made from, read for many weeks at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.board import home_teams
from app.core import clock
from app.core.queries import among
from app.insights import taking_part
from app.insights.schemas import Standing
from app.people import queries as people
from app.pitches import queries as pitches
from app.pitches.models import Pitch, PitchStatus
from app.signups.models import OPEN_STATUSES, CrewRole, SignUp, SignUpStatus
from app.signups.policy import status_at
from app.weeks.models import Week

_SUBMITTED = (
    select(Pitch)
    .where(among(col(Pitch.week_id), "ids"), col(Pitch.status) == PitchStatus.SUBMITTED)
    .options(defer(Pitch.summary), defer(Pitch.body))  # type: ignore[arg-type]  # figures have no words
)
_OPEN = (
    select(SignUp)
    .join(Pitch, col(Pitch.id) == SignUp.pitch_id)
    .where(
        among(col(Pitch.week_id), "ids"), col(Pitch.status) == PitchStatus.SUBMITTED,
        col(SignUp.status).in_(OPEN_STATUSES),
    )
    .order_by(col(SignUp.asked_at), col(SignUp.id))
)  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What the figures of a week are made from, read once. Of a week that is over it is what held when it ended."""

    week: Week
    taking_part: set[str]
    pitches: list[Pitch]
    open: list[SignUp]
    home_teams: dict[str, str | None]
    """The id of each person's home team by the rule for figures: at the start of exploring, or when they joined later."""

    @cached_property
    def members(self) -> list[SignUp]:
        return [signup for signup in self.open if _is_member(signup)]

    @cached_property
    def open_by_pitch(self) -> dict[str, list[SignUp]]:
        found: dict[str, list[SignUp]] = defaultdict(list)
        for signup in self.open:
            found[signup.pitch_id].append(signup)
        return found

    @cached_property
    def have_crew(self) -> set[str]:
        return {signup.person_id for signup in self.members}

    @cached_property
    def have_wish(self) -> set[str]:
        return {signup.person_id for signup in self.open}

    def standing_of(self, person_id: str) -> Standing:
        if person_id in self.have_crew:
            return Standing.WITH_CREW
        return Standing.WISHING if person_id in self.have_wish else Standing.IDLE


def of_week(session: Session, week: Week) -> Facts:
    return of_weeks(session, [week])[0]


def of_weeks(session: Session, found: Sequence[Week]) -> list[Facts]:
    """The facts of each of these weeks, in their order: the same few statements for one and for many."""
    ids = [week.id for week in found]
    phases = {week.id: week.phase(clock.now()) for week in found}
    submitted: dict[str, list[Pitch]] = defaultdict(list)
    still_open: dict[str, list[SignUp]] = defaultdict(list)
    for pitch in session.exec(_SUBMITTED, params={"ids": ids}):
        submitted[pitch.week_id].append(pitch)
    for signup in session.exec(_OPEN, params={"ids": ids}):
        if status_at(signup, phases[signup.week_id]) in OPEN_STATUSES:
            still_open[signup.week_id].append(signup)
    archived = [week.id for week in found if week.archived]
    taking = taking_part.in_weeks(session, found, _there(session, archived, submitted, still_open))
    joined = {
        id_: dict.fromkeys(taking[id_]) | {s.person_id: s.accepted_at for s in still_open[id_] if _is_member(s)}
        for id_ in ids
    }  # fmt: skip
    stays = people.stays_by_id(session, set().union(*joined.values()))
    return [
        Facts(
            week, taking[week.id], submitted[week.id], still_open[week.id],
            home_teams.then(week, joined[week.id], stays),
        )
        for week in found
    ]  # fmt: skip


def _there(
    session: Session,
    archived: list[str],
    submitted: dict[str, list[Pitch]],
    still_open: dict[str, list[SignUp]],
) -> dict[str, set[str]]:
    """Who was in a crew of an archived week, or led a pitch there, by the week."""
    if not archived:
        return {}
    leads = pitches.leads(session, [pitch.id for week_id in archived for pitch in submitted[week_id]])
    crews = {
        week_id: {one.person_id for one in still_open[week_id] if one.status is SignUpStatus.ACCEPTED}
        for week_id in archived
    }
    return {
        week_id: crews[week_id].union(*(leads[pitch.id] for pitch in submitted[week_id] if pitch.id in leads))
        for week_id in archived
    }


def _is_member(signup: SignUp) -> bool:
    return signup.status is SignUpStatus.ACCEPTED and signup.role is CrewRole.MEMBER
