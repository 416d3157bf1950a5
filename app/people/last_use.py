"""When tokens, sessions and secret addresses were last used: noted by requests, which may only read, and written by the worker of their process."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from app.core import clock
from app.core.db import Database
from app.people.models import SecretAddress, SignInSession, Token

EXACT_TO = timedelta(hours=1)
_noted: set[tuple[type[SignInSession | Token | SecretAddress], str]] = set()


def note(used: SignInSession | Token | SecretAddress) -> None:
    """Remember that a token, a session or an address was used, unless that is known of the last hour."""
    if used.last_used_at is None or clock.now() - used.last_used_at >= EXACT_TO:
        _noted.add((type(used), used.id))


def write_noted(db: Database) -> None:
    """Write down the uses that this process has noted since the last time.

    Rows that somebody else holds are passed over: they are being written down, or ended. Nobody waits here, so that no circle closes.
    """
    noted = [_noted.pop() for _ in range(len(_noted))]
    if not noted:
        return
    with db.writing() as session:
        for table in (SignInSession, Token, SecretAddress):
            if ids := [id_ for kind, id_ in noted if kind is table]:
                free = (
                    sa.select(col(table.id)).where(col(table.id).in_(ids)).with_for_update(skip_locked=True)
                )
                used = sa.update(table).where(col(table.id).in_(free)).values(last_used_at=clock.now())
                session.connection().execute(used)
