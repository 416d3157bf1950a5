"""Finding people, and what they are called where."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from app.core import text
from app.core.actor import Actor
from app.core.fields import folded_email
from app.core.paging import beyond, read_cursor, write_cursor
from app.core.queries import among, given, rows
from app.core.schema import Page
from app.people import policy
from app.people.models import HomeTeam, HomeTeamStay, Person
from app.people.schemas import HomeTeamOut, PersonOut, PersonRef

Stay: TypeAlias = tuple[datetime, datetime | None, str]
"""A person's time in a home team: since when, until when, and its name or id."""
_Met: TypeAlias = Callable[[frozenset[str]], sa.Select[str]]
_who_is_met: list[_Met] = []


def tells_who_is_met(query: _Met) -> _Met:
    """Later features register here whom their lists of some weeks show: a select of ids. It is whom a guest of those may know."""
    _who_is_met.append(query)
    return query


def known_to(actor: Actor) -> ColumnElement[bool]:
    """The condition on persons whom an actor may know: all, and for a guest themselves and who is shown in their weeks."""
    if not actor.is_guest:
        return sa.true()
    met = [col(Person.id).in_(query(actor.guest_of)) for query in _who_is_met] if actor.guest_of else []
    return sa.or_(col(Person.id) == actor.person_id, *met)


def knows(session: Session, actor: Actor, person_id: str) -> bool:
    """Whether an actor may know of a person."""
    if not actor.is_guest:
        return True
    return session.exec(select(Person.id).where(Person.id == person_id, known_to(actor))).first() is not None


_BY_EMAIL = select(Person).where(Person.email_folded == given("email"))
_KEPT = (
    select(Person)
    .where(among(col(Person.id), "ids"))
    .order_by(col(Person.id))
    .with_for_update(read=True)
    .execution_options(populate_existing=True)
)
_HOME_TEAMS_NOW = (
    select(HomeTeamStay.person_id, HomeTeam.name)
    .join(HomeTeam, col(HomeTeam.id) == HomeTeamStay.home_team_id)
    .where(among(col(HomeTeamStay.person_id), "ids"), col(HomeTeamStay.until).is_(None))
)
_STAYS_BY_ID = (
    select(HomeTeamStay.person_id, HomeTeamStay.since, HomeTeamStay.until, HomeTeamStay.home_team_id)
    .where(among(col(HomeTeamStay.person_id), "ids"))
    .order_by(col(HomeTeamStay.since))
)
_NAMES_OF_HOME_TEAMS = select(HomeTeam.id, HomeTeam.name).where(among(col(HomeTeam.id), "ids"))
_STAYS = (
    select(HomeTeamStay.person_id, HomeTeamStay.since, HomeTeamStay.until, HomeTeam.name)
    .join(HomeTeam, col(HomeTeam.id) == HomeTeamStay.home_team_id)
    .where(among(col(HomeTeamStay.person_id), "ids"))
    .order_by(col(HomeTeamStay.since))
)
_REFS = (
    select(Person.id, Person.name, HomeTeam.name, col(Person.deactivated_at).is_(None))
    .join(
        HomeTeamStay,
        sa.and_(col(HomeTeamStay.person_id) == Person.id, col(HomeTeamStay.until).is_(None)),
        isouter=True,
    )
    .join(HomeTeam, col(HomeTeam.id) == HomeTeamStay.home_team_id, isouter=True)
    .where(among(col(Person.id), "ids"))
)


def by_email(session: Session, address: str) -> Person | None:
    return session.exec(_BY_EMAIL, params={"email": folded_email(address)}).first()


def kept(session: Session, person_ids: Collection[str]) -> dict[str, Person]:
    """People by id, locked so that they are neither changed nor let go before the transaction ends; others may do the same."""
    return {person.id: person for person in session.exec(_KEPT, params={"ids": person_ids})}


def folded_team(name: str) -> str:
    """The form in which two names are one home team's; folding may make a name longer than its column."""
    return text.fold(name)[:200]


def home_team_named(session: Session, name: str) -> HomeTeam | None:
    return session.exec(select(HomeTeam).where(HomeTeam.name_folded == folded_team(name))).first()


def present_in(session: Session, home_team_id: str) -> list[Person]:
    """Who works in a home team now, or did when they left the company; by their ids."""
    present = sa.and_(col(HomeTeamStay.home_team_id) == home_team_id, col(HomeTeamStay.until).is_(None))
    found = select(Person).join(HomeTeamStay, col(HomeTeamStay.person_id) == Person.id).where(present)
    return list(session.exec(found.order_by(col(Person.id))))


def home_teams_now(session: Session, person_ids: Collection[str]) -> dict[str, str]:
    """The name of each person's present home team; people without one are left out."""
    return dict(rows(session, _HOME_TEAMS_NOW, ids=person_ids))


def home_team_names(session: Session, home_team_ids: Collection[str]) -> dict[str, str]:
    """What home teams are called now, by id."""
    return dict(rows(session, _NAMES_OF_HOME_TEAMS, ids=home_team_ids))


def stays(session: Session, person_ids: Collection[str]) -> dict[str, list[Stay]]:
    """Each person's (since, until, home team's name), oldest first."""
    return _by_person(rows(session, _STAYS, ids=person_ids))


def stays_by_id(session: Session, person_ids: Collection[str]) -> dict[str, list[Stay]]:
    """Each person's (since, until, home team's id), oldest first."""
    return _by_person(rows(session, _STAYS_BY_ID, ids=person_ids))


def _by_person(found: list[tuple[str, datetime, datetime | None, str]]) -> dict[str, list[Stay]]:
    by_person: dict[str, list[Stay]] = {}
    for person_id, since, until, home_team in found:
        by_person.setdefault(person_id, []).append((since, until, home_team))
    return by_person


def home_team_at(stays_of_one: list[Stay], at: datetime) -> str | None:
    """Where a person worked at an instant; who came later is counted where they began."""
    for since, until, name in stays_of_one:
        if since <= at and (until is None or until > at):
            return name
    return stays_of_one[0][2] if stays_of_one and stays_of_one[0][0] > at else None


def refs(session: Session, person_ids: Collection[str]) -> Mapping[str, PersonRef]:
    """People as named in passing, by id."""
    return refs_and_active(session, person_ids)[0]


def refs_and_active(
    session: Session, person_ids: Collection[str]
) -> tuple[Mapping[str, PersonRef], set[str]]:
    """People as named in passing, by id, and the ids of those who have not left."""
    if not person_ids:
        return {}, set()
    found = rows(session, _REFS, ids=person_ids)
    named = {
        id_: PersonRef.model_construct(id=id_, name=name, home_team=team) for id_, name, team, _ in found
    }
    return named, {id_ for id_, *_, active in found if active}


def shown(session: Session, actor: Actor, people: Collection[Person]) -> list[PersonOut]:
    teams = home_teams_now(session, [person.id for person in people])
    managers = _known_managers(session, actor, {person.manager_id for person in people if person.manager_id})
    return [
        PersonOut.model_construct(
            id=person.id, name=person.name, home_team=teams.get(person.id), role=person.role, active=person.is_active,
            anonymised=person.anonymised_at is not None, bio=person.bio, time_zone=person.time_zone,
            manager=managers.get(person.manager_id or ""), skills=person.skills, wants_to_learn=person.wants_to_learn,
            email=person.email if policy.may_see_email_of(actor, person.id) else None, version=person.version,
        )
        for person in people
    ]  # fmt: skip


def _known_managers(session: Session, actor: Actor, ids: set[str]) -> Mapping[str, PersonRef]:
    """Managers as named in passing, by id, of these those whom the actor may know."""
    if actor.is_guest and ids:
        ids = set(session.exec(select(Person.id).where(col(Person.id).in_(ids), known_to(actor))))
    return refs(session, ids)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which people are wanted."""

    query: str | None = None
    home_team: str | None = None
    manager: str | None = None
    """The id of who manages them."""
    active: bool | None = None
    email: str | None = None


def page(session: Session, actor: Actor, asked: Asked, cursor: str | None, limit: int) -> Page[PersonOut]:
    """People by name, then id, whom the actor may know."""
    order = [sa.func.lower(col(Person.name)), col(Person.id)]
    found = select(Person).where(known_to(actor)).order_by(*order).limit(limit + 1)
    if asked.query is not None and (words := text.asked(session, asked.query)):
        found = found.where(col(Person.id).in_(text.ids_matching(session, "person", words)))
    if asked.home_team is not None:
        found = found.where(col(Person.id).in_(_in_home_team(asked.home_team)))
    if asked.manager is not None:
        known = knows(session, actor, asked.manager)
        found = found.where(Person.manager_id == asked.manager if known else sa.false())
    if asked.active is not None:
        found = found.where(col(Person.deactivated_at).is_(None) == asked.active)
    if asked.email is not None:
        found = found.where(Person.email_folded == folded_email(asked.email))
        if not actor.organizes_all:
            found = found.where(Person.id == actor.person_id)
    if cursor is not None:
        found = found.where(beyond(order, read_cursor(cursor, "people", str, str), descending=False))
    people = list(session.exec(found))
    more = people[limit:]
    people = people[:limit]
    following = None
    if more:
        last = session.exec(select(*order).where(Person.id == people[-1].id)).one()
        following = write_cursor("people", *last)
    return Page[PersonOut].model_construct(items=shown(session, actor, people), next=following)


def _in_home_team(name: str) -> sa.Select[str]:
    return (
        sa.select(col(HomeTeamStay.person_id))
        .join(HomeTeam, col(HomeTeam.id) == HomeTeamStay.home_team_id)
        .where(col(HomeTeam.name_folded) == folded_team(name), col(HomeTeamStay.until).is_(None))
    )


def home_teams(session: Session, actor: Actor) -> list[HomeTeamOut]:
    """All home teams by name, with the number of active people in each; for a guest those of the people they may know."""
    rows = session.exec(
        select(HomeTeam.id, HomeTeam.name, sa.func.count(col(Person.id)))
        .join(
            HomeTeamStay,
            sa.and_(col(HomeTeamStay.home_team_id) == HomeTeam.id, col(HomeTeamStay.until).is_(None)),
            isouter=True,
        )
        .join(
            Person,
            sa.and_(
                col(Person.id) == HomeTeamStay.person_id,
                col(Person.deactivated_at).is_(None),
                known_to(actor),
            ),
            isouter=True,
        )
        .group_by(col(HomeTeam.id), col(HomeTeam.name))
        .order_by(col(HomeTeam.name_folded))
    )
    return [
        HomeTeamOut.model_construct(id=id_, name=name, people=people)
        for id_, name, people in rows
        if people or not actor.is_guest
    ]
