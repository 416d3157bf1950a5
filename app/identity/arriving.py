"""Whom a provider's claims mean, and what they change of that person: found, linked or added, never guessed."""

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session, col, select

from app.core.actor import Role, Via, system
from app.core.config import Settings
from app.core.fields import Account, Email, Label, Name, TimeZone, folded_email
from app.identity.oidc import Refusal, Refused
from app.people import managers, queries, service
from app.people.models import Identity, Person
from app.people.schemas import MePatch, PersonIn, PersonPatch

_ACCOUNT, _EMAIL, _NAME, _LABEL, _ZONE = (
    TypeAdapter(kind) for kind in (Account, Email, Name, Label, TimeZone)
)
PROXY = "proxy"
"""What stands for the issuer where a proxy says who somebody is."""
_DIRECTORY = system(Via.DIRECTORY)


@dataclass(frozen=True, slots=True)
class Said:
    """What a provider says of a person, as far as we can use it: what is missing or no such thing is None."""

    issuer: str
    subject: str
    email: str | None
    verified: bool
    name: str | None
    home_team: str | None
    manager: str | None
    """An e-mail address, or an id that the provider or the directory has for them."""
    time_zone: str | None
    role: Role | None
    """By their groups; None where groups decide nothing."""

    @classmethod
    def by(cls, claims: dict[str, Any], settings: Settings) -> "Said":
        email = _as(_EMAIL, claims.get("email"))
        team, manager = settings.oidc_home_team_claim, settings.oidc_manager_claim
        return cls(
            issuer=str(claims["iss"]),
            subject=str(claims["sub"]),
            email=email,
            verified=claims.get("email_verified", settings.oidc_trust_emails) is True,
            name=_as(_NAME, claims.get("name")),
            home_team=_as(_LABEL, claims.get(team)) if team else None,
            manager=_as(_ACCOUNT, claims.get(manager)) if manager else None,
            time_zone=_as(_ZONE, claims.get("zoneinfo")),
            role=_role(claims.get(settings.oidc_groups_claim), settings),
        )

    @classmethod
    def by_proxy(cls, email: str, name: str | None) -> "Said":
        """What a proxy says that has signed somebody in: it knows people by their address alone."""
        address = _as(_EMAIL, email)
        if address is None:
            raise Refused(Refusal.EMAIL_MISSING, "the proxy's header holds no address")
        return cls(
            issuer=PROXY, subject=folded_email(address), email=address, verified=True,
            name=_as(_NAME, name), home_team=None, manager=None, time_zone=None, role=None,
        )  # fmt: skip


def arrive(session: Session, said: Said, settings: Settings) -> Person:
    """The person who signs in, brought up to date. Raises Refused."""
    if len(said.subject) > 255:
        raise Refused(Refusal.NOT_BELIEVED, "the subject has more than 255 characters")
    _require_domain(said, settings)
    known = session.get(Identity, (said.issuer, said.subject))
    person = session.get_one(Person, known.person_id) if known else _linked(session, said)
    if not person.is_active:
        raise Refused(Refusal.DEACTIVATED)
    _bring_up_to_date(session, person, said, settings)
    return person


def _require_domain(said: Said, settings: Settings) -> None:
    """A known person whose address is left out now is let in: their subject is theirs for ever."""
    domains = settings.email_domains
    if domains and said.email and said.email.rpartition("@")[2].lower() not in domains:
        raise Refused(Refusal.DOMAIN_NOT_ALLOWED)


def _linked(session: Session, said: Said) -> Person:
    """Somebody who is here by their address, or new; from now on known by their subject."""
    if said.email is None:
        raise Refused(Refusal.EMAIL_MISSING)
    if not said.verified:
        raise Refused(Refusal.EMAIL_NOT_VERIFIED)
    person = queries.by_email(session, said.email)
    if person is None:
        name = said.name or said.email.partition("@")[0]
        new = PersonIn(email=said.email, name=name, home_team=said.home_team)
        person = service.add(session, _DIRECTORY, new)
    elif _linked_already(session, said.issuer, person):
        raise Refused(Refusal.LINKED_ELSEWHERE, "an address that was another subject's before")
    session.add(Identity(issuer=said.issuer, subject=said.subject, person_id=person.id))
    session.flush()
    return person


def _linked_already(session: Session, issuer: str, person: Person) -> bool:
    found = select(Identity).where(Identity.issuer == issuer, Identity.person_id == person.id)
    return session.exec(found).first() is not None


def _bring_up_to_date(session: Session, person: Person, said: Said, settings: Settings) -> None:
    """Name, address, home team, manager and role follow the provider; the zone is taken once, as people choose it themselves."""
    changes: dict[str, object] = {}
    if said.name:
        changes["name"] = said.name
    if said.email and said.verified and queries.by_email(session, said.email) is None:
        changes["email"] = said.email
    if said.home_team:
        changes["home_team"] = said.home_team
    manager = managers.called(session, said.manager, said.issuer) if said.manager else None
    if manager is not None and manager.id != person.id:
        changes["manager_id"] = manager.id
    role = _due(session, person, said, settings)
    if role is not person.role:
        changes["role"] = role
    service.edit(session, _DIRECTORY, person, PersonPatch.model_validate(changes))
    if said.time_zone and person.time_zone is None:
        service.edit_me(session, _DIRECTORY, person, MePatch(time_zone=said.time_zone))


def _due(session: Session, person: Person, said: Said, settings: Settings) -> Role:
    """The role by groups; but there is always an admin, and the first one may be named by a setting."""
    others = session.exec(
        select(Person.id).where(
            Person.role == Role.ADMIN, col(Person.deactivated_at).is_(None), Person.id != person.id
        )
    ).first()
    first = settings.first_admin and person.email_folded == folded_email(settings.first_admin)
    if others is None and (first or person.role is Role.ADMIN):
        return Role.ADMIN
    if person.role is Role.GUEST and said.role is Role.MEMBER:
        return Role.GUEST  # being in no group makes nobody more than they are
    return said.role or person.role


def _role(groups: Any, settings: Settings) -> Role | None:
    if not (settings.admin_groups or settings.organizer_groups) or not isinstance(groups, list | str):
        return None
    theirs = {groups} if isinstance(groups, str) else {one for one in groups if isinstance(one, str)}
    if theirs & settings.admin_groups:
        return Role.ADMIN
    return Role.ORGANIZER if theirs & settings.organizer_groups else Role.MEMBER


def _as(kind: TypeAdapter[Any], value: object) -> Any:  # the kind's own type
    """The value if it is of that kind, else None: a provider's odd zone must keep nobody out."""
    try:
        return kind.validate_python(value) if isinstance(value, str) and value.strip() else None
    except ValidationError:
        return None
