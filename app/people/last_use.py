"""When tokens were last used: noted by requests, which may only read, and written by the worker of their process."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from app.core import clock
from app.core.db import Database
from app.people.models import Token

EXACT_TO = timedelta(hours=1)
_noted: set[str] = set()


def note(token: Token) -> None:
    """Remember that a token was used, unless that is known of the last hour."""
    if token.last_used_at is None or clock.now() - token.last_used_at >= EXACT_TO:
        _noted.add(token.id)


def write_noted(db: Database) -> None:
    """Write down the uses that this process has noted since the last time."""
    ids = {_noted.pop() for _ in range(len(_noted))}
    if not ids:
        return
    with db.writing() as session:
        session.connection().execute(
            sa.update(Token).where(col(Token.id).in_(ids)).values(last_used_at=clock.now())
        )
