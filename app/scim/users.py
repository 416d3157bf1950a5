"""People as a directory's users: how one is shown, and what each request of the directory does to one.

Who joins is added, who moves is moved and who leaves is deactivated by the services of `app.people`; `DirectoryUser` keeps what is the
directory's own.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa
from scim2_models import Meta, NotFoundException, PreconditionFailedException, Reference, UniquenessException
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.core import clock, ids
from app.core.actor import Actor
from app.core.fields import folded_email
from app.events.models import EventRow
from app.people import managers, queries, service
from app.people.models import HomeTeam, HomeTeamStay, Person
from app.people.schemas import MePatch, PersonIn, PersonPatch
from app.scim import schemas
from app.scim.managers import link_who_awaited
from app.scim.models import DirectoryUser
from app.scim.said import Said

VISIBLE = sa.and_(
    col(Person.anonymised_at).is_(None),
    col(DirectoryUser.person_id).is_not(None) | col(Person.email).is_not(None),
    col(DirectoryUser.removed_at).is_(None) | col(Person.deactivated_at).is_(None),
)
"""Whom the directory sees. Imported people without an address are no accounts; whom it deleted it sees again when they are back."""
_Manager = aliased(Person)
ROWS = (
    select(Person, DirectoryUser, HomeTeam, col(_Manager.name))
    .join(DirectoryUser, col(DirectoryUser.person_id) == Person.id, isouter=True)
    .join(
        HomeTeamStay,
        sa.and_(col(HomeTeamStay.person_id) == Person.id, col(HomeTeamStay.until).is_(None)),
        isouter=True,
    )
    .join(HomeTeam, col(HomeTeam.id) == HomeTeamStay.home_team_id, isouter=True)
    .join(_Manager, col(_Manager.id) == Person.manager_id, isouter=True)
    .where(VISIBLE)
)
_LAST_EVENTS = sa.select(col(EventRow.subject_id), sa.func.max(EventRow.at)).group_by(
    col(EventRow.subject_id)
)
_UNSAID: dict[str, object] = {"display_name": True, "active": True}
"""What is shown of somebody of whom the directory has said nothing yet."""

Row: TypeAlias = tuple[Person, DirectoryUser | None, HomeTeam | None, str | None]
"""With the name of the manager."""


def shown(session: Session, rows: Sequence[Row]) -> list[schemas.Person]:
    """People as the directory reads them."""
    of_these = _LAST_EVENTS.where(col(EventRow.subject_id).in_([person.id for person, *_ in rows]))
    told: dict[str, datetime] = dict(session.connection().execute(of_these).all())
    return [_shown(*row, told.get(row[0].id)) for row in rows]


def get(session: Session, person_id: str, *, to_be_changed: bool = False) -> schemas.Person:
    """For a change without the manager's reference, which would outlive a value that goes. Raises NotFoundException."""
    user = shown(session, [_row(session, person_id)])[0]
    extension = user[schemas.Enterprise]
    if to_be_changed and extension and extension.manager:
        extension.manager = schemas.Manager(value=extension.manager.value)
    return user


def create(session: Session, actor: Actor, user: schemas.Person) -> schemas.Person:
    """Add a person, or let in again whom the directory had deleted. Raises UniquenessException."""
    said = Said.by(user, active=True)
    rivals = _rivals(session, said)
    if not rivals:
        name = said.name or said.user_name.partition("@")[0]
        new = PersonIn(name=name, email=said.address, home_team=said.department)
        person = service.add(session, actor, new)
        known = None
    else:
        [(person, known), *others] = rivals
        service.lock_for_change(session, person)
        if others or person.is_active or known is None or known.removed_at is None:
            raise _taken(said)
        service.reactivate(session, actor, person)
    _bring_up_to_date(session, actor, person, known, said)
    return get(session, person.id)


def update(session: Session, actor: Actor, user: schemas.Person, expected: str | None) -> schemas.Person:
    """Make a person what the directory says. Raises NotFoundException, PreconditionFailedException, UniquenessException."""
    person, known = _locked(session, str(user.id), expected)
    said = Said.by(user)
    if any(rival.id != person.id for rival, _ in _rivals(session, said)):
        raise _taken(said)
    _bring_up_to_date(session, actor, person, known, said)
    return get(session, person.id)


def delete(session: Session, actor: Actor, person_id: str, expected: str | None) -> None:
    """The person leaves, and the directory sees them no more. Nothing is erased. Raises as `update` does."""
    person, known = _locked(session, person_id, expected)
    service.deactivate(session, actor, person)
    address = str(person.email)
    known = known or DirectoryUser(
        person_id=person.id, user_name=address, user_name_folded=folded_email(address), said=dict(_UNSAID)
    )
    known.removed_at = known.changed_at = clock.now()
    known.version += 1
    session.add(known)


def _row(session: Session, person_id: str) -> Row:
    rows = ROWS.where(Person.id == person_id).execution_options(populate_existing=True)
    found = session.exec(rows).first() if ids.is_id(person_id) else None
    if found is None:
        raise NotFoundException(detail=f"There is no user {person_id!r}.")
    return found[0], found[1], found[2], found[3]


def lock(session: Session, person_id: str) -> None:
    """Keep rivals off from the first look on. Raises NotFoundException."""
    service.lock_for_change(session, _row(session, person_id)[0])


def _locked(session: Session, person_id: str, expected: str | None) -> tuple[Person, DirectoryUser | None]:
    lock(session, person_id)
    row = _row(session, person_id)
    if expected is not None and expected != _tag(*row):
        raise PreconditionFailedException
    return row[0], row[1]


def _rivals(session: Session, said: Said) -> list[tuple[Person, DirectoryUser | None]]:
    """Who has the user name or the address that is asked for; whoever has both is there once."""
    name = folded_email(said.user_name)
    found = (
        select(Person, DirectoryUser)
        .join(DirectoryUser, col(DirectoryUser.person_id) == Person.id, isouter=True)
        .where(col(Person.id).in_(called(name)))
    )
    rivals: dict[str, tuple[Person, DirectoryUser | None]] = {
        person.id: (person, known) for person, known in session.exec(found)
    }
    by_address = queries.by_email(session, said.address) if said.address else None
    if by_address is not None:
        rivals.setdefault(by_address.id, (by_address, session.get(DirectoryUser, by_address.id)))
    return list(rivals.values())


def called(user_name_folded: str) -> sa.CompoundSelect[str]:
    """The id of the person with a user name: the directory's, or the address where it has given none. On indexes alone."""
    by_directory = sa.select(col(DirectoryUser.person_id)).where(
        col(DirectoryUser.user_name_folded) == user_name_folded
    )
    unknown = ~sa.exists().where(col(DirectoryUser.person_id) == Person.id)
    by_address = sa.select(col(Person.id)).where(col(Person.email_folded) == user_name_folded, unknown)
    return by_directory.union_all(by_address)


def _taken(said: Said) -> UniquenessException:
    return UniquenessException(
        attribute="userName",
        detail=f"Somebody is here already as {said.user_name}, or has the e-mail address. Look for them by userName, and change them.",
    )


def _bring_up_to_date(
    session: Session, actor: Actor, person: Person, known: DirectoryUser | None, said: Said
) -> None:
    """What the directory leaves out changes nothing, unless it has said it before."""
    before = known.said if known else {}
    if said.active and not person.is_active:
        service.reactivate(session, actor, person)
    changes: dict[str, object] = {}
    if said.name:
        changes["name"] = said.name
    if said.address or before.get("email"):
        changes["email"] = said.address
    if said.department or before.get("department"):
        changes["home_team"] = said.department
    manager = managers.called(session, said.manager) if said.manager else None
    if said.manager or before.get("manager"):
        changes["manager_id"] = manager.id if manager else None
    service.edit(session, actor, person, PersonPatch.model_validate(changes))
    if said.zone != before.get("zone") and said.known_zone:
        service.edit_me(session, actor, person, MePatch(time_zone=said.known_zone))
    _keep(session, person, known, said, awaits=None if manager else said.manager)
    link_who_awaited(session, said.user_name, said.external_id)
    if said.active is False and person.is_active:
        service.deactivate(session, actor, person)


def _keep(
    session: Session, person: Person, known: DirectoryUser | None, said: Said, awaits: str | None
) -> None:
    """`awaits` is what the directory calls a manager who isn't here."""
    known = known or DirectoryUser(person_id=person.id, user_name="", user_name_folded="", version=0)
    known.user_name, known.user_name_folded = said.user_name, folded_email(said.user_name)
    known.external_id, known.said = said.external_id, said.kept | ({"manager": awaits} if awaits else {})
    known.manager_awaited = folded_email(awaits) if awaits else None
    known.changed_at, known.removed_at = clock.now(), None
    known.version += 1
    session.add(known)
    session.flush()


def _tag(person: Person, known: DirectoryUser | None, home_team: HomeTeam | None, manager: str | None) -> str:
    """A weak ETag: of all that is shown, only a home team's name and the manager's can change without one of the two versions."""
    state = (person.version, known and known.version, home_team and (home_team.id, home_team.name), manager)
    return f'W/"{hashlib.sha256(repr(state).encode()).hexdigest()[:16]}"'


def _shown(
    person: Person,
    known: DirectoryUser | None,
    home_team: HomeTeam | None,
    manager: str | None,
    told: datetime | None,
) -> schemas.Person:
    said: dict[str, object] = known.said if known else _UNSAID
    user_name = known.user_name if known else str(person.email)
    user = schemas.Person(
        id=person.id, external_id=known.external_id if known else None, user_name=user_name, active=person.is_active if said.get("active") else None,
        display_name=person.name if said.get("display_name") else None,
        name=schemas.Name.model_validate(said["parts"]) if said.get("parts") else None,
        timezone=said.get("zone"), emails=_emails(person, user_name, said),
    )  # fmt: skip
    if home_team:
        user.groups = [
            schemas.HomeTeamOfUser(
                value=home_team.id, ref=Reference(f"Groups/{home_team.id}"), display=home_team.name
            )
        ]
    department = home_team.name if home_team and said.get("department") else None
    of_manager = _manager(person, manager, said)
    if department or of_manager:
        user[schemas.Enterprise] = schemas.Enterprise(department=department, manager=of_manager)
    user.meta = Meta(
        resource_type="User", created=person.created_at, version=_tag(person, known, home_team, manager),
        last_modified=max(at for at in (person.created_at, told, known and known.changed_at) if at),
    )  # fmt: skip
    return user


def _manager(person: Person, name: str | None, said: dict[str, object]) -> schemas.Manager | None:
    """Once the directory has said one, so that what it leaves out later was meant: who it is here, else whom it awaits."""
    told = said.get("manager")
    if told and person.manager_id:
        ref: Reference[Any] = Reference(f"Users/{person.manager_id}")
        return schemas.Manager(value=person.manager_id, ref=ref, display_name=name)
    return schemas.Manager(value=told) if isinstance(told, str) else None


def _emails(person: Person, user_name: str, said: dict[str, object]) -> list[schemas.Email] | None:
    """The address, unless the directory gave it as the user name alone."""
    if person.email is None or (not said.get("email") and folded_email(user_name) == person.email_folded):
        return None
    kind = said.get("email")
    return [schemas.Email.model_validate({"value": person.email} | (kind if isinstance(kind, dict) else {}))]
