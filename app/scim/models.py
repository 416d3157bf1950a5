"""What a company's directory calls people and home teams, and what it said of them that is handed back to it."""

from datetime import datetime

from sqlmodel import Field

from app.core import clock
from app.core.tables import Instant, Json, Row


class DirectoryUser(Row, table=True):
    """A person as the directory knows them; who came another way has none until it changes something of them."""

    __tablename__ = "directory_user"

    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=36)
    user_name: str = Field(max_length=254)
    user_name_folded: str = Field(max_length=254, unique=True)
    external_id: str | None = Field(default=None, max_length=254, index=True)
    said: dict[str, object] = Field(default_factory=dict, sa_type=Json)
    """Which attributes it gave, and the values of those that a person here has no column for."""
    manager_awaited: str | None = Field(default=None, max_length=254, index=True)
    """Whom it calls their manager, folded, while nobody here is called so; who comes later is linked then."""
    changed_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    removed_at: datetime | None = Field(default=None, sa_type=Instant)
    """When the directory deleted them: they are hidden from it as long as they are deactivated."""
    version: int = 1


class DirectoryGroup(Row, table=True):
    """A home team as the directory knows it."""

    __tablename__ = "directory_group"

    home_team_id: str = Field(foreign_key="home_team.id", primary_key=True, max_length=36)
    external_id: str | None = Field(default=None, max_length=254, index=True)
    changed_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    removed_at: datetime | None = Field(default=None, sa_type=Instant)
    """When the directory deleted it: it is hidden from it as long as nobody works there."""
