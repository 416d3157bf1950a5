"""A week's figures, computed from its people, pitches and sign-ups: a fixed number of statements."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from sqlmodel import Session, col, select

from app.board import home_teams
from app.core import clock
from app.core.paging import read_cursor, write_cursor
from app.insights import course
from app.insights.schemas import (
    Cell,
    CrewFigures,
    HomeTeamFigures,
    Insights,
    PeopleFigures,
    PersonStanding,
    PitchFigures,
    Standing,
    Task,
    TaskKind,
)
from app.people import queries as people
from app.people.models import Person
from app.people.schemas import PersonRef
from app.pitches import queries as pitches
from app.pitches.models import LabelKind, Pitch, PitchStatus
from app.pitches.schemas import PitchRef
from app.signups.models import OPEN_STATUSES, CrewRole, SignUp, SignUpStatus
from app.signups.policy import status_at
from app.weeks import queries as weeks
from app.weeks.models import Week
from app.weeks.queries import takes_part
from app.weeks.schemas import WeekRef

UNANSWERED_AFTER = timedelta(days=1)
LONG_LINE = 3


@dataclass(frozen=True)
class Facts:
    """What the figures are made from, read once."""

    week: Week
    taking_part: set[str]
    pitches: list[Pitch]
    leads: dict[str, list[str]]
    active_leads: set[str]
    open: list[SignUp]
    home_teams: dict[str, str | None]
    """Each person's home team by the rule for figures: at the start of exploring, or when they joined later."""

    @cached_property
    def members(self) -> list[SignUp]:
        return [s for s in self.open if s.status is SignUpStatus.ACCEPTED and s.role is CrewRole.MEMBER]

    @cached_property
    def open_by_pitch(self) -> dict[str, list[SignUp]]:
        found: dict[str, list[SignUp]] = defaultdict(list)
        for signup in self.open:
            found[signup.pitch_id].append(signup)
        return found

    @cached_property
    def _have_crew(self) -> set[str]:
        return {signup.person_id for signup in self.members}

    @cached_property
    def _have_wish(self) -> set[str]:
        return {signup.person_id for signup in self.open}

    def standing_of(self, person_id: str) -> Standing:
        if person_id in self._have_crew:
            return Standing.WITH_CREW
        return Standing.WISHING if person_id in self._have_wish else Standing.IDLE


def of_week(session: Session, week: Week) -> Insights:
    """Everything the console shows of a week."""
    facts = _facts(session, week)
    return Insights.model_construct(
        week=WeekRef.model_construct(slug=week.slug, title=week.title),
        people=_people(facts), pitches=_pitches(facts), crews=_crews(facts),
        course=course.of_week(session, week), course_before=course.before(session, week),
        home_teams=_home_teams(facts), heat=_heat(session, facts), tasks=_tasks(facts),
    )  # fmt: skip


def _facts(session: Session, week: Week) -> Facts:
    taking_part = set(session.exec(select(Person.id).where(takes_part(week.id))))
    shown = list(
        session.exec(select(Pitch).where(Pitch.week_id == week.id, Pitch.status == PitchStatus.SUBMITTED))
    )
    leads = pitches.leads(session, [pitch.id for pitch in shown])
    phase = week.phase(clock.now())
    found = session.exec(
        select(SignUp).join(Pitch, col(Pitch.id) == SignUp.pitch_id).where(
            SignUp.week_id == week.id, Pitch.status == PitchStatus.SUBMITTED, col(SignUp.status).in_(OPEN_STATUSES)
        )
    )  # fmt: skip
    still_open = [signup for signup in found if status_at(signup, phase) in OPEN_STATUSES]
    return Facts(
        week, taking_part, shown, leads,
        pitches.active_people(session, {lead for group in leads.values() for lead in group}),
        still_open, _home_teams_of(session, week, taking_part, still_open),
    )  # fmt: skip


def _home_teams_of(
    session: Session, week: Week, taking_part: set[str], still_open: Sequence[SignUp]
) -> dict[str, str | None]:
    members = (s for s in still_open if s.status is SignUpStatus.ACCEPTED and s.role is CrewRole.MEMBER)
    joined = {
        member.person_id: member.accepted_at for member in members
    }  # of earlier events, nobody knows when
    return home_teams.counted(session, week, dict.fromkeys(taking_part) | joined)


def people_of(
    session: Session, week: Week, cursor: str | None, limit: int
) -> tuple[list[PersonStanding], str | None]:
    """Those who take part, by name, with their crew and their wishes, and the cursor of the next page."""
    facts = _facts(session, week)
    named = sorted(
        ((person.name.casefold(), person) for person in people.refs(session, facts.taking_part).values()),
        key=lambda one: (one[0], one[1].id),
    )
    if cursor is not None:
        seen = tuple(read_cursor(cursor, "standings", str, str))
        named = [(name, person) for name, person in named if (name, person.id) > seen]
    page = named[:limit]
    following = write_cursor("standings", page[-1][0], page[-1][1].id) if len(named) > limit else None
    return _standings(session, facts, [person for _, person in page]), following


def _standings(session: Session, facts: Facts, page: Sequence[PersonRef]) -> list[PersonStanding]:
    shown = {pitch.id: PitchRef.model_construct(id=pitch.id, title=pitch.title) for pitch in facts.pitches}
    crews = {signup.person_id: shown[signup.pitch_id] for signup in facts.members}
    days = weeks.days_of(session, facts.week.id)
    wishes: dict[str, list[PitchRef]] = {}
    for signup in facts.open:
        if signup.status is not SignUpStatus.ACCEPTED:
            wishes.setdefault(signup.person_id, []).append(shown[signup.pitch_id])
    return [
        PersonStanding.model_construct(
            person=person, home_team=facts.home_teams[person.id], standing=facts.standing_of(person.id),
            days=days.get(person.id, []), crew=crews.get(person.id), wishes=wishes.get(person.id, []),
        )
        for person in page
    ]  # fmt: skip


def _people(facts: Facts) -> PeopleFigures:
    counts = Counter(facts.standing_of(person_id) for person_id in facts.taking_part)
    return PeopleFigures.model_construct(
        taking_part=len(facts.taking_part), with_crew=counts[Standing.WITH_CREW],
        wishing=counts[Standing.WISHING], idle=counts[Standing.IDLE],
    )  # fmt: skip


def _pitches(facts: Facts) -> PitchFigures:
    crewed = {signup.pitch_id for signup in facts.members}
    return PitchFigures.model_construct(
        submitted=len(facts.pitches),
        with_crew=len(crewed),
        empty=len(facts.pitches) - len(crewed),
        full=sum(not pitch.has_room for pitch in facts.pitches),
        without_lead=sum(_needs_lead(facts, pitch) for pitch in facts.pitches),
        waiting=sum(signup.status is SignUpStatus.WAITING for signup in facts.open),
    )


def _crews(facts: Facts) -> CrewFigures:
    crews: dict[str, set[str | None]] = {}
    for signup in facts.members:
        crews.setdefault(signup.pitch_id, set()).add(facts.home_teams[signup.person_id])
    sizes = Counter(signup.pitch_id for signup in facts.members)
    return CrewFigures.model_construct(
        crews=len(crews),
        mixed=sum(len(home_teams) > 1 for home_teams in crews.values()),
        alone=sum(size == 1 for size in sizes.values()),
    )


def _home_teams(facts: Facts) -> list[HomeTeamFigures]:
    everyone = Counter(facts.home_teams[person_id] for person_id in facts.taking_part)
    members = {signup.person_id for signup in facts.members} & facts.taking_part
    with_crew = Counter(facts.home_teams[person_id] for person_id in members)
    return [
        HomeTeamFigures.model_construct(home_team=name, taking_part=everyone[name], with_crew=with_crew[name])
        for name in sorted(everyone, key=lambda name: (name is None, name or ""))
    ]


def _heat(session: Session, facts: Facts) -> list[Cell]:
    labels = pitches.labels(session, [pitch.id for pitch in facts.pitches])
    cells = Counter(
        (facts.home_teams[signup.person_id], tag)
        for signup in facts.members
        for tag in labels[signup.pitch_id, LabelKind.TAG]
    )
    return [
        Cell.model_construct(home_team=home_team, tag=tag, people=count)
        for (home_team, tag), count in sorted(cells.items(), key=lambda cell: (cell[0][0] or "", cell[0][1]))
    ]


def _tasks(facts: Facts) -> list[Task]:
    tasks = [task for pitch in facts.pitches for task in _tasks_of(facts, pitch)]
    order = list(TaskKind)
    return sorted(tasks, key=lambda task: (order.index(task.kind), -task.people, task.pitch.title.casefold()))


def _tasks_of(facts: Facts, pitch: Pitch) -> list[Task]:
    mine = facts.open_by_pitch[pitch.id]
    members = [s for s in mine if s.status is SignUpStatus.ACCEPTED and s.role is CrewRole.MEMBER]
    asks = [
        s for s in mine if s.status is SignUpStatus.ASKED and s.asked_at <= clock.now() - UNANSWERED_AFTER
    ]
    line = [s for s in mine if s.status is SignUpStatus.WAITING]
    tasks = []
    if _needs_lead(facts, pitch):
        tasks.append(_task(TaskKind.NEEDS_LEAD, pitch, len(members), None))
    if asks:
        tasks.append(_task(TaskKind.ASKS_UNANSWERED, pitch, len(asks), min(s.asked_at for s in asks)))
    if len(line) >= LONG_LINE:
        tasks.append(_task(TaskKind.LONG_LINE, pitch, len(line), min(s.asked_at for s in line)))
    if not members:
        tasks.append(_task(TaskKind.EMPTY, pitch, 0, pitch.submitted_at))
    elif len(members) == 1:
        tasks.append(_task(TaskKind.ALONE, pitch, 1, members[0].accepted_at))
    return tasks


def _task(kind: TaskKind, pitch: Pitch, concerned: int, since: datetime | None) -> Task:
    ref = PitchRef.model_construct(id=pitch.id, title=pitch.title)
    return Task.model_construct(kind=kind, pitch=ref, people=concerned, since=since)


def _needs_lead(facts: Facts, pitch: Pitch) -> bool:
    return facts.active_leads.isdisjoint(facts.leads[pitch.id])
