"""Who takes part in weeks; of a week that is over, who did when it ended, whatever became of them since.

People leave, come, become guests and lose their address without an event of any week. What they were at an instant is told by what they
are and by the log: its changes since then, taken back. The source of an archived week tells who took part.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.core.actor import Role
from app.core.queries import among, rows
from app.events.models import EventRow
from app.people.events import (
    PersonAdded,
    PersonAnonymised,
    PersonDeactivated,
    PersonEdited,
    PersonReactivated,
)
from app.people.models import Person
from app.weeks.models import Participation, Week, WeekGuest
from app.weeks.phases import Phase
from app.weeks.queries import takes_part

_SAID = sa.select(
    col(Participation.week_id), col(Participation.person_id), col(Participation.taking_part)
).where(among(col(Participation.week_id), "ids"))
_INVITED = sa.select(col(WeekGuest.week_id), col(WeekGuest.person_id)).where(
    among(col(WeekGuest.week_id), "ids")
)
_TOLD = (
    sa.select(col(EventRow.subject_id), col(EventRow.type), col(EventRow.at), col(EventRow.data))
    .where(
        col(EventRow.week_id).is_(None),
        col(EventRow.type).in_(
            [kind.type for kind in (PersonAdded, PersonEdited, PersonDeactivated, PersonReactivated, PersonAnonymised)]
        ),
    )
    .order_by(sa.nulls_last(col(EventRow.seq)), col(EventRow.id))
)  # fmt: skip
_PEOPLE = sa.select(
    col(Person.id), col(Person.created_at), col(Person.deactivated_at).is_(None),
    col(Person.email).is_not(None), col(Person.role) == Role.GUEST,
).where(sa.or_(col(Person.email).is_not(None), among(col(Person.id), "told")))  # fmt: skip


@dataclass(slots=True)
class _State:
    """What of a person decides whether they take part in weeks."""

    since: datetime
    is_active: bool
    has_address: bool
    is_guest: bool


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of a person, with what it was before."""

    at: datetime
    person_id: str
    before: dict[str, bool]


def in_weeks(session: Session, found: Sequence[Week], there: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The ids of those who take part in each week, by its id: the same few statements for one week and for many.

    `there` has who did something in an archived week: they took part in it, as did who said so.
    """
    ids = [week.id for week in found]
    here: dict[str, set[str]] = defaultdict(set)
    out: dict[str, set[str]] = defaultdict(set)
    for week_id, person_id, taking_part in rows(session, _SAID, ids=ids):
        (here if taking_part else out)[week_id].add(person_id)
    going_on = [week for week in found if not week.archived and _end(week) is None]
    over = [week for week in found if not week.archived and _end(week) is not None]
    now = _now(session, going_on) if going_on else {}
    then = _when_closed(session, over, out) if over else {}
    told = {week.id: here[week.id] | there[week.id] for week in found if week.archived}
    return now | then | told


def _now(session: Session, found: Sequence[Week]) -> dict[str, set[str]]:
    """As `weeks.queries.takes_part` has it."""
    taking_part: dict[str, set[str]] = {week.id: set() for week in found}
    each = [sa.select(sa.literal(week.id), col(Person.id)).where(takes_part(week.id)) for week in found]
    for week_id, person_id in rows(session, each[0] if len(each) == 1 else sa.union_all(*each)):
        taking_part[week_id].add(person_id)
    return taking_part


def _when_closed(session: Session, found: Sequence[Week], out: dict[str, set[str]]) -> dict[str, set[str]]:
    """As `weeks.queries.takes_part` had it when each of these weeks closed."""
    invited = defaultdict(set)
    for week_id, person_id in rows(session, _INVITED, ids=[week.id for week in found]):
        invited[week_id].add(person_id)
    ends = sorted(((end, week.id) for week in found if (end := _end(week))), reverse=True)
    changes = _changes(session)
    people = _people(session, {change.person_id for change in changes})
    taking_part = {}
    for end, week_id in ends:
        while changes and changes[-1].at >= end:
            _take_back(people, changes.pop())
        taking_part[week_id] = {
            person_id
            for person_id, then in people.items()
            if then.is_active and then.has_address and then.since < end and person_id not in out[week_id]
            and (not then.is_guest or person_id in invited[week_id])
        }  # fmt: skip
    return taking_part


def _end(week: Week) -> datetime | None:
    """The instant up to which things count; None for weeks that go on."""
    return week.closed_at if week.phase(clock.now()) is Phase.CLOSED else None


def _people(session: Session, told: set[str]) -> dict[str, _State]:
    """Everyone with an address, and everyone of whom the log tells a change, as they are now."""
    return {id_: _State(*state) for id_, *state in rows(session, _PEOPLE, told=told)}


def _changes(session: Session) -> list[_Change]:
    """What ever changed of people, the oldest first. Whether an anonymised one had an address is told by what came before."""
    changes, had_address = [], dict[str, bool]()
    for person_id, type_, at, data in rows(session, _TOLD):
        before = {}
        if type_ == PersonAdded.type:
            had_address[person_id] = data["email"] is not None
        elif type_ == PersonAnonymised.type:
            before["has_address"] = had_address.get(person_id, False)
        elif type_ == PersonEdited.type:
            if "email" in data["fields"]:
                before["has_address"] = data["email_before"] is not None
                had_address[person_id] = data["email_after"] is not None
            if "role" in data["changes"]:
                before["is_guest"] = data["changes"]["role"]["before"] == Role.GUEST
        else:
            before["is_active"] = type_ == PersonDeactivated.type
        if before:
            changes.append(_Change(at, person_id, before))
    return sorted(changes, key=lambda change: change.at)


def _take_back(people: dict[str, _State], change: _Change) -> None:
    if change.person_id in people:
        for name, value in change.before.items():
            setattr(people[change.person_id], name, value)
