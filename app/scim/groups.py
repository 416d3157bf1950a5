"""Home teams as a directory's groups. A person has one: who is added to a group leaves the one before."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa
from pydantic import TypeAdapter
from scim2_models import (
    InvalidValueException,
    Meta,
    NotFoundException,
    PreconditionFailedException,
    Reference,
    ResponseParameters,
    TooManyException,
    UniquenessException,
)
from sqlmodel import Session, col, select

from app.core import clock, ids, rivals
from app.core.actor import Actor
from app.core.fields import Account, Label
from app.people import home_teams, queries, service
from app.people.models import HomeTeam, HomeTeamStay, Person
from app.people.schemas import PersonPatch
from app.scim import schemas
from app.scim.models import DirectoryGroup, DirectoryUser
from app.scim.said import checked
from app.scim.users import VISIBLE as VISIBLE_PEOPLE

MOST_MOVES = 1000
"""How many people one request may move: on SQLite all other writers wait for it."""
_ACCOUNT, _LABEL = TypeAdapter(Account), TypeAdapter(Label)
_PRESENT = col(HomeTeamStay.until).is_(None)
_SOMEBODY = sa.exists().where(
    col(HomeTeamStay.home_team_id) == HomeTeam.id, _PRESENT,
    col(Person.id) == HomeTeamStay.person_id, col(Person.anonymised_at).is_(None),
)  # fmt: skip
VISIBLE = col(DirectoryGroup.removed_at).is_(None) | _SOMEBODY
"""What the directory deleted, it sees again when somebody works there."""
ROWS = (
    select(HomeTeam, DirectoryGroup)
    .join(DirectoryGroup, col(DirectoryGroup.home_team_id) == HomeTeam.id, isouter=True)
    .where(VISIBLE)
)
_MEMBERS = (
    select(HomeTeamStay.home_team_id, Person.id)
    .join(Person, col(Person.id) == HomeTeamStay.person_id)
    .join(DirectoryUser, col(DirectoryUser.person_id) == Person.id, isouter=True)
    .where(_PRESENT, VISIBLE_PEOPLE)
    .order_by(col(Person.id))
)
_MOVES = sa.select(
    col(HomeTeamStay.home_team_id), sa.func.max(HomeTeamStay.since), sa.func.max(HomeTeamStay.until)
).group_by(col(HomeTeamStay.home_team_id))

Row: TypeAlias = tuple[HomeTeam, DirectoryGroup | None]


def shown(
    session: Session, rows: Sequence[Row], asked: ResponseParameters[Any] | None = None
) -> list[schemas.Group]:
    """Home teams as the directory reads them; without members where these are not asked for, as there may be thousands."""
    with_members = _wants_members(asked)
    these = [home_team.id for home_team, _ in rows]
    members: dict[str, list[str]] = defaultdict(list)
    for home_team_id, person_id in session.exec(_MEMBERS.where(col(HomeTeamStay.home_team_id).in_(these))):
        members[home_team_id].append(person_id)
    moves = session.connection().execute(_MOVES.where(col(HomeTeamStay.home_team_id).in_(these)))
    moved: dict[str, list[datetime]] = {id_: [at for at in told if at] for id_, *told in moves}
    found = [_shown(*row, members[row[0].id], moved.get(row[0].id, [])) for row in rows]
    for group in found if with_members else ():
        group.members = [_member(person_id) for person_id in members[str(group.id)]] or None
    return found


def get(session: Session, home_team_id: str, asked: ResponseParameters[Any] | None = None) -> schemas.Group:
    """Raises NotFoundException."""
    return shown(session, [_row(session, home_team_id)], asked)[0]


def create(session: Session, actor: Actor, group: schemas.Group) -> schemas.Group:
    """Add a home team, or take up again one that the directory had deleted. Raises UniquenessException."""
    name = checked(_LABEL, group.display_name, "displayName")
    home_team = queries.home_team_named(session, name)
    if home_team is None:
        home_team = home_teams.add(session, actor, name)
    elif session.exec(ROWS.where(HomeTeam.id == home_team.id)).first() is not None:
        raise _taken(home_team)
    _bring_up_to_date(session, actor, home_team, group)
    return get(session, home_team.id)


def update(session: Session, actor: Actor, group: schemas.Group, expected: str | None) -> schemas.Group:
    """Rename a home team, and have those work there who are its members. Raises NotFoundException, PreconditionFailedException, UniquenessException."""
    home_team = _locked(session, str(group.id), expected)
    name = checked(_LABEL, group.display_name, "displayName")
    rival = queries.home_team_named(session, name)
    if rival is not None and rival.id != home_team.id:
        raise _taken(rival)
    _bring_up_to_date(session, actor, home_team, group)
    return get(session, home_team.id)


def delete(session: Session, actor: Actor, home_team_id: str, expected: str | None) -> None:
    """Nobody works there any more; that they did stays. Raises as `update` does."""
    home_team = _locked(session, home_team_id, expected)
    present = queries.present_in(session, home_team.id)
    _move(session, actor, [person.id for person in present if person.anonymised_at is None], None)
    known = _known(session, home_team)
    known.removed_at = known.changed_at = clock.now()


def _row(session: Session, home_team_id: str) -> Row:
    rows = ROWS.where(HomeTeam.id == home_team_id).execution_options(populate_existing=True)
    found = session.exec(rows).first() if ids.is_id(home_team_id) else None
    if found is None:
        raise NotFoundException(detail=f"There is no group {home_team_id!r}.")
    return found[0], found[1]


def lock(session: Session, home_team_id: str) -> None:
    """Keep rivals off from the first look on. Raises NotFoundException."""
    rivals.lock(session, _row(session, home_team_id)[0])


def _locked(session: Session, home_team_id: str, expected: str | None) -> HomeTeam:
    lock(session, home_team_id)
    row = _row(session, home_team_id)
    present = shown(session, [row])[0]
    if expected is not None and (present.meta is None or present.meta.version != expected):
        raise PreconditionFailedException
    return row[0]


def _taken(home_team: HomeTeam) -> UniquenessException:
    return UniquenessException(
        attribute="displayName",
        detail=f"There is a home team {home_team.name} already. Look for it by displayName, and change it.",
    )


def _bring_up_to_date(session: Session, actor: Actor, home_team: HomeTeam, group: schemas.Group) -> None:
    known = _known(session, home_team)
    known.external_id = checked(_ACCOUNT, group.external_id, "externalId") if group.external_id else None
    known.changed_at, known.removed_at = clock.now(), None
    wanted = {member.value for member in group.members or [] if member.value}
    present = set(_members_of(session, home_team.id))
    _move(session, actor, present - wanted, None)
    _move(session, actor, wanted - present, home_team.name)
    home_teams.rename(session, actor, home_team, checked(_LABEL, group.display_name, "displayName"))


def _known(session: Session, home_team: HomeTeam) -> DirectoryGroup:
    known = session.get(DirectoryGroup, home_team.id) or DirectoryGroup(home_team_id=home_team.id)
    session.add(known)
    return known


def _members_of(session: Session, home_team_id: str) -> list[str]:
    rows = session.exec(_MEMBERS.where(HomeTeamStay.home_team_id == home_team_id))
    return [person_id for _, person_id in rows]


def _move(session: Session, actor: Actor, person_ids: Collection[str], home_team: str | None) -> None:
    """Raises InvalidValueException for who isn't there, TooManyException."""
    if len(person_ids) > MOST_MOVES:
        raise TooManyException(
            detail=f"A request moves at most {MOST_MOVES:,} people; send several, with some members each."
        )
    for person_id in sorted(person_ids):  # in one order, so that two requests don't wait for one another
        person = session.get(Person, person_id) if ids.is_id(person_id) else None
        if person is None or person.anonymised_at is not None:
            raise InvalidValueException(detail=f"members: there is no user {person_id!r}.")
        service.edit(session, actor, person, PersonPatch(home_team=home_team))


def _shown(
    home_team: HomeTeam, known: DirectoryGroup | None, members: list[str], moved: list[datetime]
) -> schemas.Group:
    external_id = known.external_id if known else None
    created = ids.made_at(home_team.id)
    state = hashlib.sha256(repr((home_team.name, external_id, members)).encode()).hexdigest()
    return schemas.Group(
        id=home_team.id, external_id=external_id, display_name=home_team.name,
        meta=Meta(
            resource_type="Group", created=created, version=f'W/"{state[:16]}"',
            last_modified=max(at for at in (created, known and known.changed_at, *moved) if at),
        ),
    )  # fmt: skip


def _wants_members(asked: ResponseParameters[Any] | None) -> bool:
    if asked is None:
        return True
    chosen, left_out = (
        {str(path).rpartition(":")[2].lower() for path in paths or []}
        for paths in (asked.attributes, asked.excluded_attributes)
    )
    return any(name.startswith("members") for name in chosen) if chosen else "members" not in left_out


def _member(person_id: str) -> schemas.Member:
    return schemas.Member(value=person_id, ref=Reference(f"Users/{person_id}"), type="User")
