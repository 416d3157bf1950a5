"""The tables that can be taken along: which columns each has, and where its rows come from.

The rows are those of the lists in the API, read by the same queries a page at a time, so that they show what those show.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlmodel import Session, col, select

from app.board import shown
from app.board.rows import Asked, page
from app.board.schemas import BoardRow, Sort
from app.core import clock
from app.core.actor import Actor
from app.exports.cells import Cell, listed
from app.feed import queries as feed
from app.feed.schemas import EventOut
from app.outcomes import queries as outcomes
from app.outcomes.models import OutcomeKind
from app.outcomes.schemas import ImpactIn, OutcomeOut
from app.people import queries as people
from app.people.schemas import PersonOut, PersonRef
from app.pitches import policy as pitch_policy
from app.pitches import queries as pitches
from app.signups import policy as signup_policy
from app.signups.models import OPEN_STATUSES, SignUp
from app.signups.schemas import SignUpOut
from app.weeks.models import Week

PAGE = 200
Row: TypeAlias = Sequence[Cell]
Next: TypeAlias = str | int | None
Part: TypeAlias = Callable[[Session, Next], tuple[list[Row], Next]]
"""Some rows beginning at a place, and the place at which the rest begins, or None."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table under a name. `part` gives its rows a page at a time."""

    name: str
    columns: tuple[str, ...]
    part: Part

    def pages(self, session: Session) -> Iterator[list[Row]]:
        """All of it, at one moment if the session sees one."""
        place: Next = None
        while True:
            rows, place = self.part(session, place)
            yield rows
            if place is None:
                return


def of_pitches(week: Week) -> Table:
    """The pitches of the board, by title."""

    def part(session: Session, place: Next) -> tuple[list[Row], Next]:
        asked = Asked(sort=Sort.TITLE, limit=PAGE, cursor=None if place is None else str(place))
        rows, following = page(session, week, asked)
        return [_pitch(row) for row in rows], following

    return Table(f"{week.slug}-pitches", PITCH_COLUMNS, part)


PITCH_COLUMNS = (
    "pitch_id", "week", "title", "summary", "status", "leads", "lead_home_teams", "join", "crew_limit", "places_taken",
    "waiting", "interest", "crew", "crew_home_teams", "tags", "skills_needed", "skills_to_learn", "needs_lead", "submitted_at",
)  # fmt: skip


def _pitch(row: BoardRow) -> Row:
    crew = [member.person for member in row.crew]
    return (
        row.id, row.week, row.title, row.summary, row.status, _names(row.leads), _home_teams(row.leads), row.join, row.crew_limit,
        row.places_taken, row.waiting, row.interest, _names(crew), _home_teams(crew), listed(row.tags), listed(row.skills_needed),
        listed(row.skills_to_learn), row.needs_lead, row.submitted_at,
    )  # fmt: skip


def of_signups(actor: Actor, week: Week) -> Table:
    """The open sign-ups of a week that the actor may see, in the order in which people asked."""

    def part(session: Session, place: Next) -> tuple[list[Row], Next]:
        found = select(SignUp).where(SignUp.week_id == week.id, col(SignUp.id) > str(place or ""))
        rows = session.exec(found.order_by(col(SignUp.id)).limit(PAGE + 1)).all()
        seen = _seen(session, actor, week, rows[:PAGE])
        told = shown.signups_shown(session, actor, seen, {week.id: week})
        return [_signup(one) for one in told], rows[PAGE - 1].id if len(rows) > PAGE else None

    return Table(f"{week.slug}-signups", SIGNUP_COLUMNS, part)


SIGNUP_COLUMNS = (
    "signup_id", "week", "pitch_id", "pitch", "person_id", "person", "home_team", "role", "status", "position", "message",
    "asked_at", "accepted_at",
)  # fmt: skip


def _seen(session: Session, actor: Actor, week: Week, rows: Sequence[SignUp]) -> list[SignUp]:
    """As the list of each pitch has it: open ones, and of wishes those alone that are the actor's to know."""
    leads = pitches.leads(session, {row.pitch_id for row in rows})
    phase = week.phase(clock.now())
    return [
        row
        for row in rows
        if signup_policy.status_at(row, phase) in OPEN_STATUSES
        and signup_policy.may_see(actor, week, row, pitch_policy.standing(actor, leads[row.pitch_id]))
    ]


def _signup(one: SignUpOut) -> Row:
    return (
        one.id, one.week, one.pitch_id, one.pitch.title, one.person.id, one.person.name, one.person.home_team, one.role,
        one.status, one.position, one.message, one.asked_at, one.accepted_at,
    )  # fmt: skip


def of_outcomes(actor: Actor, end: int, week: str | None, kind: OutcomeKind | None) -> Table:
    """The outcomes that the actor may see up to a number of the log, in the order of their last change."""

    def part(session: Session, place: Next) -> tuple[list[Row], Next]:
        rows = outcomes.after(session, actor, int(place or 0), end, week=week, kind=kind, limit=PAGE + 1)
        following = rows[PAGE - 1].seq if len(rows) > PAGE else None
        return [_outcome(row) for row in rows[:PAGE] if isinstance(row, OutcomeOut)], following

    return Table(f"{week}-outcomes" if week else "outcomes", OUTCOME_COLUMNS, part)


OUTCOME_COLUMNS = (
    "outcome_id", "seq", "version", "week", "week_title", "pitch_id", "pitch", "pitch_status", "kind", "summary", "learned",
    "next", "home", "leads", "crew", "home_teams", "impact", "evidence", "created_at", "updated_at",
)  # fmt: skip


def _outcome(one: OutcomeOut) -> Row:
    crew = [member.person for member in one.crew]
    return (
        one.id, one.seq, one.version, one.week, one.week_title, one.pitch.id, one.pitch.title, one.pitch_status, one.kind,
        one.summary, one.learned, one.next, one.home, _names(one.leads), _names(crew), _home_teams([*one.leads, *crew]),
        listed(_figure(row) for row in one.impact), listed(link.url for link in one.evidence), one.created_at, one.updated_at,
    )  # fmt: skip


def _figure(row: ImpactIn) -> str:
    before = "" if row.baseline is None else f"{row.baseline:g} → "
    return f"{row.metric}: {before}{row.value:g} {row.unit}"


def of_people(actor: Actor, active: bool | None) -> Table:
    """People by name, with the addresses that the actor may see."""

    def part(session: Session, place: Next) -> tuple[list[Row], Next]:
        cursor = None if place is None else str(place)
        found = people.page(session, actor, people.Asked(active=active), cursor, PAGE)
        return [_person(row) for row in found.items], found.next

    return Table("people", PERSON_COLUMNS, part)


PERSON_COLUMNS = (
    "person_id", "name", "email", "home_team", "role", "active", "time_zone", "skills", "wants_to_learn", "bio", "manager_id",
    "manager",
)  # fmt: skip


def _person(one: PersonOut) -> Row:
    manager_id, manager = (one.manager.id, one.manager.name) if one.manager else (None, None)
    return (
        one.id, one.name, one.email, one.home_team, one.role, one.active, one.time_zone, listed(one.skills),
        listed(one.wants_to_learn), one.bio, manager_id, manager,
    )  # fmt: skip


def of_log(actor: Actor, end: int, asking: feed.Asking) -> Table:
    """What happened up to a number of the log, oldest first: who did what, with before and after."""

    def part(session: Session, place: Next) -> tuple[list[Row], Next]:
        rows = feed.after(session, actor, int(place or 0), end, asking=asking, limit=PAGE + 1)
        ids = {row.actor_id for row in rows if row.actor_id}
        names = {ref.id: ref.name for ref in people.refs(session, ids).values()}
        following = rows[PAGE - 1].seq if len(rows) > PAGE else None
        return [_event(row, names.get(row.actor_id or "")) for row in rows[:PAGE]], following

    return Table("log", LOG_COLUMNS, part)


LOG_COLUMNS = (
    "seq", "at", "type", "person_id", "person", "via", "reason", "week_id", "pitch_id", "subject_id", "data"
)  # fmt: skip


def _event(one: EventOut, name: str | None) -> Row:
    data = json.dumps(one.data, ensure_ascii=False)
    return (
        one.seq, one.at, one.type, one.actor_id, name, one.via, one.reason, one.week_id, one.pitch_id, one.subject_id, data
    )  # fmt: skip


def _names(some: Sequence[PersonRef]) -> str:
    return listed(person.name for person in some)


def _home_teams(some: Sequence[PersonRef]) -> str:
    """Each home team once."""
    return listed(dict.fromkeys(person.home_team for person in some if person.home_team))
