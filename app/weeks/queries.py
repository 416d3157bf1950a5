"""Finding weeks, and who organizes or takes part in them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from app.core.actor import Actor, Role
from app.core.paging import beyond, read_cursor, write_cursor
from app.core.queries import among, given, rows
from app.people import queries as people
from app.people.models import Person
from app.people.schemas import PersonRef
from app.people.sign_in import tells_guests_weeks, tells_organized_weeks
from app.weeks.models import Participation, Week, WeekGuest, WeekOrganizer
from app.weeks.schemas import Day, ParticipationOut

_BY_SLUG = select(Week).where(Week.slug == given("slug"))
_THESE = select(Week).where(among(col(Week.id), "ids"))
_ORGANIZERS = select(WeekOrganizer.person_id).where(WeekOrganizer.week_id == given("week_id"))
_ORGANIZED_BY = select(WeekOrganizer.person_id, WeekOrganizer.week_id).where(
    among(col(WeekOrganizer.person_id), "person_ids")
)
_GUESTS = (
    select(WeekGuest.person_id)
    .join(Person, col(Person.id) == WeekGuest.person_id)
    .where(WeekGuest.week_id == given("week_id"), Person.role == Role.GUEST)
)
_WITH_GUEST = select(WeekGuest.person_id, WeekGuest.week_id).where(
    among(col(WeekGuest.person_id), "person_ids")
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition on weeks that this actor may see; the same as `policy.may_see`, for many at once."""
    if actor.organizes_all:
        return sa.true()
    published = col(Week.published_at).is_not(None)
    if not actor.signed_in:
        return sa.and_(published, col(Week.public))
    if actor.is_guest:
        return sa.and_(published, col(Week.id).in_(actor.guest_of))
    return sa.or_(published, col(Week.id).in_(actor.organized))


def seen_weeks(actor: Actor) -> sa.Select[str]:
    """A select of the ids of the weeks that this actor may see."""
    return sa.select(col(Week.id)).where(visible_to(actor))


def by_slug(session: Session, slug: str) -> Week | None:
    return session.exec(_BY_SLUG, params={"slug": slug}).first()


def of(session: Session, week_id: str) -> Week:
    return session.get_one(Week, week_id)


def newest(session: Session, actor: Actor, cursor: str | None, limit: int) -> tuple[list[Week], str | None]:
    """The weeks that the actor may see, newest first, and the cursor of the next page."""
    order = [col(Week.sorts_at), col(Week.id)]
    found = (
        select(Week).where(visible_to(actor)).order_by(*(column.desc() for column in order)).limit(limit + 1)
    )
    if cursor is not None:
        found = found.where(beyond(order, read_cursor(cursor, "weeks", datetime, str), descending=True))
    weeks = list(session.exec(found))
    if len(weeks) <= limit:
        return weeks, None
    last = weeks[limit - 1]
    return weeks[:limit], write_cursor("weeks", last.sorts_at, last.id)


def organizers(session: Session, week_id: str) -> list[PersonRef]:
    ids = [id_ for (id_,) in rows(session, _ORGANIZERS, week_id=week_id)]
    return sorted(people.refs(session, ids).values(), key=lambda person: person.name.casefold())


@tells_organized_weeks
def organized_by(session: Session, person_ids: Collection[str]) -> dict[str, frozenset[str]]:
    return _by_person(rows(session, _ORGANIZED_BY, person_ids=person_ids))


def guests(session: Session, week_id: str) -> list[PersonRef]:
    ids = [id_ for (id_,) in rows(session, _GUESTS, week_id=week_id)]
    return sorted(people.refs(session, ids).values(), key=lambda person: person.name.casefold())


def is_guest(session: Session, week_id: str, person_id: str) -> bool:
    """Whether a person was invited to a week as a guest."""
    return session.get(WeekGuest, (week_id, person_id), populate_existing=True) is not None


@tells_guests_weeks
def with_guest(session: Session, person_ids: Collection[str]) -> dict[str, frozenset[str]]:
    return _by_person(rows(session, _WITH_GUEST, person_ids=person_ids))


def _by_person(found: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    weeks = defaultdict[str, set[str]](set)
    for person_id, week_id in found:
        weeks[person_id].add(week_id)
    return {person_id: frozenset(ids) for person_id, ids in weeks.items()}


def published(week_ids: frozenset[str]) -> sa.Select[str]:
    """A select of the ids of those of some weeks that are no drafts."""
    return sa.select(col(Week.id)).where(col(Week.id).in_(week_ids), col(Week.published_at).is_not(None))


@people.tells_who_is_met
def organize_or_visit(week_ids: frozenset[str]) -> sa.Select[str]:
    """A select of the ids of those who organize one of these weeks by name, or are its guests."""
    there = published(week_ids)
    organizers = sa.select(col(WeekOrganizer.person_id)).where(col(WeekOrganizer.week_id).in_(there))
    visitors = sa.select(col(WeekGuest.person_id)).where(col(WeekGuest.week_id).in_(there))
    return sa.select(organizers.union(visitors).subquery().c.person_id)


def named(session: Session, week_ids: Collection[str]) -> dict[str, Week]:
    """Weeks by id."""
    if not week_ids:
        return {}
    return {week.id: week for week in session.exec(_THESE, params={"ids": [*week_ids]})}


def participation(session: Session, week_id: str, person_id: str | None) -> Participation | None:
    return session.get(Participation, (week_id, person_id)) if person_id else None


def takes_part(week_id: str) -> ColumnElement[bool]:
    """The condition on persons who take part in a week: active, with an address, not out, and of guests those of this week."""
    out = sa.select(col(Participation.person_id)).where(
        col(Participation.week_id) == week_id, col(Participation.taking_part).is_(False)
    )
    return sa.and_(
        col(Person.deactivated_at).is_(None),
        col(Person.email).is_not(None),
        col(Person.id).not_in(out),
        is_here(week_id),
    )


def is_here(week_id: str) -> ColumnElement[bool]:
    """The condition on persons who may be part of a week: everyone, and of guests those who were invited to it."""
    invited = sa.select(col(WeekGuest.person_id)).where(col(WeekGuest.week_id) == week_id)
    return sa.or_(col(Person.role) != Role.GUEST, col(Person.id).in_(invited))


def participants(
    session: Session, week_id: str, condition: ColumnElement[bool], cursor: str | None, limit: int
) -> tuple[list[ParticipationOut], str | None]:
    """People for whom the condition holds, by id, with how they take part; and the cursor of the next page."""
    found = (
        select(Person.id, Participation.taking_part, Participation.days)
        .join(
            Participation,
            sa.and_(col(Participation.person_id) == Person.id, col(Participation.week_id) == week_id),
            isouter=True,
        )
        .where(condition)
        .order_by(col(Person.id))
        .limit(limit + 1)
    )
    if cursor is not None:
        found = found.where(
            beyond([col(Person.id)], read_cursor(cursor, "participation", str), descending=False)
        )
    rows = session.exec(found).all()
    refs = people.refs(session, [row[0] for row in rows[:limit]])
    shown = [
        ParticipationOut.model_construct(
            person=refs[person_id],
            taking_part=taking_part is not False,
            days=[Day(day) for day in days or []],
        )
        for person_id, taking_part, days in rows[:limit]
    ]
    return shown, write_cursor("participation", rows[limit - 1][0]) if len(rows) > limit else None


def days_of(session: Session, week_id: str) -> dict[str, list[Day]]:
    """The days of those who take part on some days only, by person."""
    rows = session.exec(
        select(Participation.person_id, Participation.days).where(Participation.week_id == week_id)
    )
    return {person_id: [Day(day) for day in days] for person_id, days in rows if days}


def participation_shown(session: Session, of: Participation) -> ParticipationOut:
    person = people.refs(session, [of.person_id])[of.person_id]
    return ParticipationOut.model_construct(
        person=person, taking_part=of.taking_part, days=[Day(day) for day in of.days]
    )


def said_something(week_id: str) -> ColumnElement[bool]:
    """The condition on persons who have a row of their own: for weeks of the past, who took part."""
    return col(Person.id).in_(
        sa.select(col(Participation.person_id)).where(col(Participation.week_id) == week_id)
    )
