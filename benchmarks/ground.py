"""What is measured on: three weeks of 1,000 pitches each, and one that forms its crews now, with people who have yet to sign up."""

import json
import secrets
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import SQLModel

from app.core.actor import Scope
from app.core.db import Database
from app.people.models import Person, Token
from app.people.sign_in import TOKEN_PREFIX, hash_of
from app.worker.loop import run_once
from benchmarks.fill import fill
from benchmarks.grown import grow, row_of

WEEKS = 3
SPREAD = 300


class Newcomer(NamedTuple):
    """Somebody who has yet to sign up: a token, and the address to sign in by."""

    token: str
    email: str


@dataclass
class Ground:
    """What there is to ask for, and who asks. Newcomers and hot pitches are used up, one after another."""

    url: str
    slug: str
    full_pitches: list[str]
    spread_pitches: list[str]
    hot_pitches: Iterator[str]
    member: str
    admin: str
    newcomers: Iterator[Newcomer]

    @property
    def board(self) -> str:
        return f"/api/v1/weeks/{self.slug}/pitches?limit=50"


def lay(url: str, *, newcomers: int, hot: int, weeks: int = WEEKS) -> Ground:
    """Fill an empty database."""
    db = Database(url)
    try:
        grown = grow(db, weeks)
        filled = fill(db, SPREAD + hot, 1)
        coming = iter(people(db, newcomers))
        run_once(db)  # what is due, as the worker has long done on any other day: it would do so meanwhile
        if not db.is_sqlite:
            with db.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                connection.exec_driver_sql("VACUUM (ANALYZE)")  # as PostgreSQL itself does, a minute later
    finally:
        db.dispose()
    spread, rest = filled.open_pitches[:SPREAD], iter(filled.open_pitches[SPREAD:])
    return Ground(url, filled.slug, filled.full_pitches, spread, rest, filled.tokens[0], grown.token, coming)


_NUMBERS = count()


def people(db: Database, number: int) -> list[Newcomer]:
    """So many new people with a token each, past the services: with them it takes minutes."""
    rows, tokens, told = [], [], []
    for one in islice(_NUMBERS, number):
        secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
        email = f"newcomer{one}@offtrail.example"
        person = row_of(Person, name=f"Newcomer {one}", email=email, email_folded=email)
        token = row_of(
            Token,
            person_id=person["id"],
            name="bench",
            secret_hash=hash_of(secret),
            hint=secret[-4:],
            scopes=[str(Scope.WRITE)],
        )
        rows.append(person)
        tokens.append(token)
        told.append(Newcomer(secret, email))
    with db.writing() as session:
        for table, some in ((Person, rows), (Token, tokens)):
            _put(session.connection(), table, some)
    return told


def _put(connection: sa.Connection, table: type[SQLModel], rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(sa.insert(table.__table__), rows)


# --- asking once, to see what there is


def get(port: int, path: str, token: str) -> tuple[bytes, str]:
    """A reply's body and its ETag."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(asked) as reply:
        return reply.read(), reply.headers["etag"]


def pages(port: int, path: str, token: str, most: int = 20) -> tuple[list[tuple[str, int]], int]:
    """The paths of a pull's first pages, with how many rows each has, and the number up to which they go."""
    found, last = [], 0
    while len(found) < most:
        page_path = f"{path}&after={last}"
        page = json.loads(get(port, page_path, token)[0])
        if not page["items"]:
            break
        found.append((page_path, len(page["items"])))
        last = page["last"]
    return found, last
