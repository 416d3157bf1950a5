"""A week's figures, computed from its people, pitches and sign-ups: a fixed number of statements."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.core.paging import read_cursor, write_cursor
from app.core.queries import given, rows
from app.insights import course, facts, figures
from app.insights.facts import Facts
from app.insights.schemas import Cell, Insights, PersonStanding, PitchFigures, Task, TaskKind
from app.people import queries as people
from app.people.schemas import PersonRef
from app.pitches import queries as pitches
from app.pitches.models import LabelKind, Pitch
from app.pitches.schemas import PitchRef
from app.signups.models import CrewRole, SignUp, SignUpStatus
from app.weeks import queries as weeks
from app.weeks.models import Week
from app.weeks.schemas import WeekRef

UNANSWERED_AFTER = timedelta(days=1)
LONG_LINE = 3
_NEXT_ASK = sa.select(sa.func.min(col(SignUp.asked_at))).where(
    col(SignUp.week_id) == given("week_id"), col(SignUp.status) == SignUpStatus.ASKED,
    col(SignUp.asked_at) > given("since"),
)  # fmt: skip


def of_week(session: Session, week: Week, before: Week | None = None) -> Insights:
    """Everything the console shows of a week, with the course of the week before it, where one is given."""
    found = facts.of_week(session, week)
    led, names = _led(session, found), _names(session, found)
    return Insights.model_construct(
        week=WeekRef.model_construct(slug=week.slug, title=week.title),
        people=figures.people(found), pitches=_pitches(found, led), crews=figures.crews(found),
        course=course.of_week(session, week), course_before=course.of_week(session, before) if before else None,
        home_teams=figures.named(figures.of_home_teams(found), names),
        heat=_heat(session, found, names), tasks=_tasks(found, led),
    )  # fmt: skip


def next_unanswered(session: Session, week: Week, now: datetime) -> datetime | None:
    """When the next ask that nobody answers becomes something to look after."""
    asked_at: datetime | None = rows(session, _NEXT_ASK, week_id=week.id, since=now - UNANSWERED_AFTER)[0][0]
    return asked_at + UNANSWERED_AFTER if asked_at else None


def _led(session: Session, facts: Facts) -> set[str]:
    """The ids of the pitches that have a lead who has not left."""
    leads = pitches.leads(session, [pitch.id for pitch in facts.pitches])
    active = pitches.active_people(session, {lead for group in leads.values() for lead in group})
    return {pitch_id for pitch_id, group in leads.items() if not active.isdisjoint(group)}


def _names(session: Session, facts: Facts) -> dict[str, str]:
    return people.home_team_names(session, {id_ for id_ in facts.home_teams.values() if id_})


def people_of(
    session: Session, week: Week, cursor: str | None, limit: int
) -> tuple[list[PersonStanding], str | None]:
    """Those who take part, by name, with their crew and their wishes, and the cursor of the next page."""
    found = facts.of_week(session, week)
    named = sorted(
        ((person.name.casefold(), person) for person in people.refs(session, found.taking_part).values()),
        key=lambda one: (one[0], one[1].id),
    )
    if cursor is not None:
        seen = tuple(read_cursor(cursor, "standings", str, str))
        named = [(name, person) for name, person in named if (name, person.id) > seen]
    page = named[:limit]
    following = write_cursor("standings", page[-1][0], page[-1][1].id) if len(named) > limit else None
    return _standings(session, found, [person for _, person in page]), following


def _standings(session: Session, facts: Facts, page: Sequence[PersonRef]) -> list[PersonStanding]:
    shown = {pitch.id: PitchRef.model_construct(id=pitch.id, title=pitch.title) for pitch in facts.pitches}
    crews = {signup.person_id: shown[signup.pitch_id] for signup in facts.members}
    days, names = weeks.days_of(session, facts.week.id), _names(session, facts)
    wishes: dict[str, list[PitchRef]] = {}
    for signup in facts.open:
        if signup.status is not SignUpStatus.ACCEPTED:
            wishes.setdefault(signup.person_id, []).append(shown[signup.pitch_id])
    return [
        PersonStanding.model_construct(
            person=person, home_team=names.get(facts.home_teams[person.id] or ""), standing=facts.standing_of(person.id),
            days=days.get(person.id, []), crew=crews.get(person.id), wishes=wishes.get(person.id, []),
        )
        for person in page
    ]  # fmt: skip


def _pitches(facts: Facts, led: set[str]) -> PitchFigures:
    crewed = {signup.pitch_id for signup in facts.members}
    return PitchFigures.model_construct(
        submitted=len(facts.pitches),
        with_crew=len(crewed),
        empty=len(facts.pitches) - len(crewed),
        full=sum(not pitch.has_room for pitch in facts.pitches),
        without_lead=sum(pitch.id not in led for pitch in facts.pitches),
        waiting=sum(signup.status is SignUpStatus.WAITING for signup in facts.open),
    )


def _heat(session: Session, facts: Facts, names: Mapping[str, str]) -> list[Cell]:
    labels = pitches.labels(session, [pitch.id for pitch in facts.pitches])
    cells = Counter(
        (names.get(facts.home_teams[signup.person_id] or ""), tag)
        for signup in facts.members
        for tag in labels[signup.pitch_id, LabelKind.TAG]
    )
    return [
        Cell.model_construct(home_team=home_team, tag=tag, people=count)
        for (home_team, tag), count in sorted(cells.items(), key=lambda cell: (cell[0][0] or "", cell[0][1]))
    ]


def _tasks(facts: Facts, led: set[str]) -> list[Task]:
    tasks = [task for pitch in facts.pitches for task in _tasks_of(facts, pitch, led)]
    order = list(TaskKind)
    return sorted(tasks, key=lambda task: (order.index(task.kind), -task.people, task.pitch.title.casefold()))


def _tasks_of(facts: Facts, pitch: Pitch, led: set[str]) -> list[Task]:
    mine = facts.open_by_pitch[pitch.id]
    members = [s for s in mine if s.status is SignUpStatus.ACCEPTED and s.role is CrewRole.MEMBER]
    asks = [
        s for s in mine if s.status is SignUpStatus.ASKED and s.asked_at <= clock.now() - UNANSWERED_AFTER
    ]
    line = [s for s in mine if s.status is SignUpStatus.WAITING]
    tasks = []
    if pitch.id not in led:
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
