"""Sign-in links on their way."""

from datetime import datetime

from sqlmodel import Field

from app.core import clock, ids
from app.core.tables import Instant, Row


class SignInLink(Row, table=True):
    """Somebody asked for a link to an address, whether or not we know it. The secret is made when the mail is, and only its hash is kept."""

    __tablename__ = "sign_in_link"

    id: str = Field(default_factory=ids.new, primary_key=True, max_length=36)
    email_folded: str = Field(max_length=254, index=True)
    language: str = Field(max_length=2)
    next: str = Field(default="/", max_length=2000)
    """The page that was wanted, a path of ours."""
    secret_hash: str | None = Field(default=None, max_length=64, unique=True)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant, index=True)
    """When its mail was made, or was found to have nobody to go to."""
