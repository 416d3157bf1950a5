"""What a read replica tells: whether it is one, and how far behind it is."""

from collections.abc import Iterator

import sqlalchemy as sa

from app.core.config import Settings
from app.core.db import Database
from app.watching.finding import Finding, ok, warning

BEHIND_S = 10
_HOW_FAR = sa.text(
    "SELECT pg_is_in_recovery(), CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0"
    " ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp()) END"
)


def of_replica(settings: Settings) -> Iterator[Finding]:
    """Of the replica that boards are read from, where one is named."""
    if settings.replica_url is None:
        return
    replica = Database(settings.replica_url, 1, most_s=settings.database_seconds)
    where = replica.url.render_as_string(hide_password=True)
    try:
        with replica.reading() as session:
            is_one, behind = session.connection().execute(_HOW_FAR).one()
    except sa.exc.SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        yield warning(
            "replica",
            f"{where} can't be used: {cause}",
            "Boards come from the database itself until it can; look at OFFTRAIL_REPLICA_URL.",
        )
        return
    finally:
        replica.dispose()
    if not is_one:
        yield warning(
            "replica",
            f"{where} follows no other server.",
            "Name a standby of the database in OFFTRAIL_REPLICA_URL, or leave it unset.",
        )
    elif behind is None or behind > BEHIND_S:
        yield warning(
            "replica",
            f"{where} is {'far' if behind is None else f'{behind:.0f} s'} behind.",
            "Boards come from the database itself meanwhile; look why it doesn't keep up.",
        )
    else:
        yield ok("replica", f"It answers at {where}, and keeps up.")
