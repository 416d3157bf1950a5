"""Persons, home teams held with from and until, sessions and tokens."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from app.core import clock, ids
from app.core.actor import Role
from app.core.tables import Instant, Json, Row, words


class Person(Row, table=True):
    """Someone who takes part, or did. Imported people have no e-mail address and can't sign in."""

    __table_args__ = (
        sa.UniqueConstraint("source", "source_id"),
        sa.CheckConstraint("manager_id <> id", "not_ones_own_manager"),
        sa.Index("ix_person_name", sa.text("lower(name)"), "id"),
    )

    id: str = Field(default_factory=ids.new, primary_key=True, max_length=36)
    name: str = Field(max_length=200)
    email: str | None = Field(default=None, max_length=254)
    email_folded: str | None = Field(default=None, max_length=254, unique=True)
    role: Role = Field(default=Role.MEMBER, sa_type=words(Role))
    bio: str = Field(default="", max_length=2000)
    time_zone: str | None = Field(default=None, max_length=64)
    manager_id: str | None = Field(default=None, foreign_key="person.id", max_length=36, index=True)
    skills: list[str] = Field(default_factory=list, sa_type=Json)
    wants_to_learn: list[str] = Field(default_factory=list, sa_type=Json)
    deactivated_at: datetime | None = Field(default=None, sa_type=Instant)
    anonymised_at: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    version: int = 1
    source: str | None = Field(default=None, max_length=100)
    source_id: str | None = Field(default=None, max_length=300)
    source_extra: dict[str, object] | None = Field(default=None, sa_type=Json)

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None


class HomeTeam(Row, table=True):
    """Where people work the rest of the year."""

    __tablename__ = "home_team"

    id: str = Field(default_factory=ids.new, primary_key=True, max_length=36)
    name: str = Field(max_length=200)
    name_folded: str = Field(max_length=200, unique=True)


class HomeTeamStay(Row, table=True):
    """A person's time in a home team; the present one has no end."""

    __tablename__ = "home_team_stay"
    __table_args__ = (
        sa.CheckConstraint("until IS NULL OR until >= since", "in_order"),
        sa.Index(
            "uq_home_team_stay_present",
            "person_id",
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        ),
    )

    id: str = Field(default_factory=ids.new, primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", max_length=36, index=True)
    home_team_id: str = Field(foreign_key="home_team.id", max_length=36, index=True)
    since: datetime = Field(sa_type=Instant)
    until: datetime | None = Field(default=None, sa_type=Instant)


class SignInSession(Row, table=True):
    """A browser that is signed in; only the hash of its secret is kept, and the id says nothing of it."""

    __tablename__ = "sign_in_session"

    id: str = Field(default_factory=ids.new, primary_key=True, max_length=36)
    secret_hash: str = Field(max_length=64, unique=True)
    person_id: str = Field(foreign_key="person.id", max_length=36, index=True)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    last_used_at: datetime | None = Field(default=None, sa_type=Instant)
    issuer: str | None = Field(default=None, max_length=500)
    """The provider that said who this is, if one did."""
    agent: str | None = Field(default=None, max_length=300)
    """What the browser says it is, so that its owner can tell one from another."""
    viewing_as: str | None = Field(default=None, max_length=20)
    """The role as which its person looks at everything, until `viewing_until`."""
    viewing_until: datetime | None = Field(default=None, sa_type=Instant)


class Identity(Row, table=True):
    """Whom a provider means by a subject of its own. It stays when names and addresses change, and is never another's."""

    issuer: str = Field(primary_key=True, max_length=500)
    subject: str = Field(primary_key=True, max_length=255)
    person_id: str = Field(foreign_key="person.id", max_length=36, index=True)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)


class Token(Row, table=True):
    """A program's key; it acts as the person who made it, and never beyond its scopes."""

    id: str = Field(default_factory=ids.new, primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", max_length=36, index=True)
    name: str = Field(max_length=200)
    secret_hash: str = Field(max_length=64, unique=True)
    hint: str = Field(max_length=8)
    scopes: list[str] = Field(sa_type=Json)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
    last_used_at: datetime | None = Field(default=None, sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class AddressKind(StrEnum):
    """What a secret address shows to whoever knows it."""

    CALENDAR = "calendar"
    FEEDS = "feeds"


class SecretAddress(Row, table=True):
    """An address for programs that can send no token, such as calendars; it reads as its person, as far as its kind goes."""

    __tablename__ = "secret_address"

    id: str = Field(default_factory=ids.new, primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", max_length=36, index=True)
    kind: AddressKind = Field(sa_type=words(AddressKind))
    secret_hash: str = Field(max_length=64, unique=True)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    last_used_at: datetime | None = Field(default=None, sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
