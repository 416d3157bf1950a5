"""Adding people, changing them, letting those go who leave the company, and erasing who they were."""

import re

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock, text
from app.core.actor import Actor, Role, Via
from app.core.errors import Conflict, require_version
from app.core.fields import folded_email
from app.core.rivals import lock
from app.events.log import erase_words_about, record
from app.events.payloads import Change
from app.people import erasing, events, managers, policy, queries
from app.people.models import HomeTeam, HomeTeamStay, Identity, Person, SecretAddress, SignInSession, Token
from app.people.schemas import MePatch, PersonIn, PersonPatch

NOBODY: dict[str, object] = {
    "name": erasing.NOBODY, "email": None, "email_folded": None, "bio": "", "time_zone": None,
    "manager_id": None, "skills": [], "wants_to_learn": [], "source_extra": None,
}  # fmt: skip
"""What is left of who a person was, once that is erased."""

_SAYS_NOTHING = re.compile("[0-9a-f-]+")
"""A number or a digest by which a source knows somebody: kept, so that what is imported again finds them and counts them once."""

_ADMINS = (
    select(Person)
    .where(Person.role == Role.ADMIN, col(Person.deactivated_at).is_(None))
    .order_by(col(Person.id))
    .with_for_update(key_share=True)
)


def add(session: Session, actor: Actor, new: PersonIn) -> Person:
    """Add a person. Raises Conflict("email_taken", "anonymised") and NotFound for a manager who isn't here."""
    policy.may_keep_people(actor).require()
    policy.may_give_role(actor, new.role, Role.MEMBER).require()
    person = Person(name=new.name, role=new.role, email=new.email, manager_id=new.manager_id)
    person.email_folded = folded_email(new.email) if new.email else None
    _require_free(session, person, new.email)
    if new.manager_id:
        managers.require_fit(session, person.id, new.manager_id)
    session.add(person)
    session.flush()
    home_team = _home_team(session, new.home_team) if new.home_team else None
    if home_team:
        session.add(HomeTeamStay(person_id=person.id, home_team_id=home_team.id, since=person.created_at))
    text.index_new(session, "person", {person.id: _found_by(person, new.home_team)})
    home_team_id = home_team.id if home_team else None
    record(session, actor, events.PersonAdded(
        person_id=person.id, role=person.role, name=person.name, email=person.email, home_team_id=home_team_id,
        manager=person.manager_id,
    ))  # fmt: skip
    return person


def edit(
    session: Session, actor: Actor, person: Person, patch: PersonPatch, expected: int | None = None
) -> Person:
    """Change what an organizer keeps of a person. Raises Conflict("email_taken", "last_admin", "anonymised"), Invalid("own_manager"), NotFound."""
    policy.may_keep_people(actor).require()
    lock_for_change(session, person)
    _require_known(person)
    if person.role is Role.ADMIN and patch.role not in (None, Role.ADMIN):
        policy.may_give_role(actor, patch.role, person.role).require()
        _require_another_admin(session, actor, person)
    require_version(person.version, expected)
    changes = patch.sent("email", "home_team", "manager_id")
    moves = "home_team" in changes
    home_team = changes.pop("home_team", None)
    if changes.get("role", person.role) != person.role:
        policy.may_give_role(actor, changes["role"], person.role).require()
    if "email" in changes and changes["email"] != person.email:
        policy.may_keep_sign_in(actor, person.role).require()
        _require_free(session, person, changes["email"])
    if (manager_id := changes.get("manager_id")) not in (None, person.manager_id):
        managers.require_fit(session, person.id, manager_id)
    _change(session, actor, person, changes)
    if moves:
        _move(session, actor, person, home_team)
    return person


def edit_me(
    session: Session, actor: Actor, person: Person, patch: MePatch, expected: int | None = None
) -> Person:
    """Change one's own profile."""
    lock(session, person)
    _require_known(person)
    require_version(person.version, expected)
    _change(session, actor, person, patch.sent("time_zone"))
    return person


def deactivate(session: Session, actor: Actor, person: Person) -> Person:
    """End what a person who leaves the company has: sessions, tokens, addresses and, by reactions, places. Past records stay.

    Raises Conflict("last_admin").
    """
    policy.may_keep_people(actor).require()
    lock_for_change(session, person)
    policy.may_keep_sign_in(actor, person.role).require()
    _require_another_admin(session, actor, person)
    if not person.is_active:
        return person
    now = clock.now()
    person.deactivated_at = now
    person.version += 1
    session.add(person)
    connection = session.connection()
    connection.execute(sa.delete(SignInSession).where(col(SignInSession.person_id) == person.id))
    for table in (Token, SecretAddress):
        connection.execute(
            sa.update(table)
            .where(col(table.person_id) == person.id, col(table.revoked_at).is_(None))
            .values(revoked_at=now)
        )
    session.flush()
    record(session, actor, events.PersonDeactivated(person_id=person.id))
    return person


def reactivate(session: Session, actor: Actor, person: Person) -> Person:
    """Let a person in again; what ended stays ended. Raises Conflict("anonymised")."""
    policy.may_keep_people(actor).require()
    lock(session, person)
    policy.may_keep_sign_in(actor, person.role).require()
    _require_known(person)
    if person.is_active:
        return person
    person.deactivated_at = None
    person.version += 1
    session.add(person)
    session.flush()
    record(session, actor, events.PersonReactivated(person_id=person.id))
    return person


def anonymise(session: Session, actor: Actor, person: Person) -> Person:
    """Erase who somebody was who has left. What they took part in stays, and every count; it can't be taken back.

    Raises Conflict("still_active").
    """
    policy.may_anonymise(actor).require()
    lock(session, person)
    if person.is_active:
        raise Conflict("still_active", "Only who has left is anonymised; deactivate them first.")
    if person.anonymised_at is not None:
        return person
    erasing.erase_elsewhere(session, person)
    for managed in managers.managed_by(session, person.id):  # everybody knows who it was that managed them
        _change(session, actor, managed, {"manager_id": None})
    for name, nothing in NOBODY.items():
        setattr(person, name, nothing)
    if not _SAYS_NOTHING.fullmatch(person.source_id or ""):
        person.source = person.source_id = None
    person.anonymised_at = clock.now()
    person.version += 1
    session.add(person)
    session.flush()
    make_findable(session, person, None)
    connection = session.connection()
    for table in (Token, SecretAddress, SignInSession, Identity):
        connection.execute(sa.delete(table).where(col(table.person_id) == person.id))
    erase_words_about(session, person.id)
    record(session, actor, events.PersonAnonymised(person_id=person.id))
    return person


def _require_known(person: Person) -> None:
    if person.anonymised_at is not None:
        raise Conflict("anonymised", "Who this was is erased; add whoever comes anew.")


def _change(session: Session, actor: Actor, person: Person, changes: dict[str, object]) -> None:
    before = {name: getattr(person, name) for name in changes}
    changed = [name for name in changes if before[name] != changes[name]]
    if not changed:
        return
    for name in changed:
        setattr(person, name, changes[name])
    person.email_folded = folded_email(person.email) if person.email else None
    person.version += 1
    session.add(person)
    session.flush()
    make_findable(session, person, queries.home_teams_now(session, [person.id]).get(person.id))
    open_changes = {
        n: Change(before=before[n], after=changes[n]) for n in changed if n in {"role", "time_zone"}
    }
    record(session, actor, events.PersonEdited(
        person_id=person.id, fields=[name.removesuffix("_id") for name in changed], changes=open_changes,
        name_before=before.get("name"), name_after=changes.get("name"),
        email_before=before.get("email"), email_after=changes.get("email"),
        manager_before=before.get("manager_id"), manager_after=changes.get("manager_id"),
    ))  # fmt: skip


def _move(session: Session, actor: Actor, person: Person, name: str | None) -> None:
    stay = session.exec(
        select(HomeTeamStay).where(HomeTeamStay.person_id == person.id, col(HomeTeamStay.until).is_(None))
    ).first()
    before = stay.home_team_id if stay else None
    home_team = _home_team(session, name) if name else None
    after = home_team.id if home_team else None
    if before == after:
        return
    now = clock.now()
    if stay:
        stay.until = now
        session.add(stay)
        session.flush()
    if home_team:
        session.add(HomeTeamStay(person_id=person.id, home_team_id=home_team.id, since=now))
    person.version += 1
    session.add(person)
    session.flush()
    make_findable(session, person, name)
    record(
        session,
        actor,
        events.HomeTeamMoved(person_id=person.id, home_team_before=before, home_team_after=after),
    )


def _home_team(session: Session, name: str) -> HomeTeam:
    found = queries.home_team_named(session, name)
    if found is None:
        found = HomeTeam(name=name, name_folded=queries.folded_team(name))
        session.add(found)
        session.flush()
    return found


def _require_free(session: Session, person: Person, address: str | None) -> None:
    rival = queries.by_email(session, address) if address else None
    if rival is not None and rival.id != person.id:
        raise Conflict(
            "email_taken", "Somebody with this e-mail address is here already.", person_id=rival.id
        )


def lock_for_change(session: Session, person: Person) -> None:
    """Bring a person up to date and keep rivals off, as `edit` and `deactivate` do: all admins before one of them.

    Raises Conflict("conflict") for who has just become one: to lock the others now could be to wait for one another.
    """
    was_admin = person.role is Role.ADMIN
    if was_admin:
        session.exec(_ADMINS).all()
    lock(session, person)
    if person.role is Role.ADMIN and not was_admin:
        raise Conflict("conflict", f"{person.name} became an admin at the same moment; look again and retry.")


def _require_another_admin(session: Session, actor: Actor, person: Person) -> None:
    """Somebody must stay who can give roles; the command line can always make an admin. Admins are locked, so that two don't go at once."""
    if person.role is not Role.ADMIN or actor.via is Via.COMMAND:
        return
    if [admin.id for admin in session.exec(_ADMINS)] == [person.id]:
        raise Conflict(
            "last_admin",
            f"{person.name} is the only admin; make somebody else an admin first.",
        )


def make_findable(session: Session, person: Person, home_team: str | None) -> None:
    """By their name, home team and skills, and by nothing else that was theirs before."""
    text.index(session, "person", person.id, *_found_by(person, home_team))


def _found_by(person: Person, home_team: str | None) -> list[str | None]:
    return [person.name, home_team, *person.skills, *person.wants_to_learn]
