"""How much one caller may ask for in a while: counted in each process, and shared by all of them through the database.

A request costs no statement for it: each process counts for itself, and hands its counts in once they amount to a twentieth of a limit.
"""

import hashlib
import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, col

from app.core import clock
from app.core.db import Database
from app.core.queries import given
from app.core.tables import Instant, Row, words

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Value = TypeVar("Value")

AT_ONCE = 500
"""Counts that are handed in within one transaction."""
KEPT = timedelta(hours=3)
REMEMBERED = 50_000
"""Callers that a process remembers; whoever was away for longest is forgotten first."""
_SHARE = 20


class Kind(StrEnum):
    """What is counted apart from the rest."""

    READS = "reads"
    WRITES = "writes"
    SEARCHES = "searches"
    EXPORTS = "exports"
    SIGN_INS = "sign_ins"
    LINKS = "links"
    TOKENS = "tokens"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in so long; `at_most` 0 is no limit."""

    at_most: int
    every: timedelta


class RequestCount(Row, table=True):
    """What all processes have counted of one kind for one caller, from an instant on for as long as the limit's time."""

    __tablename__ = "request_count"

    kind: Kind = Field(sa_type=words(Kind), primary_key=True)
    who: str = Field(primary_key=True, max_length=64)
    since: datetime = Field(sa_type=Instant, primary_key=True)
    number: int


def counts_as(kind: Kind) -> Callable[[Endpoint], Endpoint]:
    """Mark an endpoint, below its route's decorator; unmarked ones count as reads or writes, by their method."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.counts_as = kind  # type: ignore[attr-defined]  # read by `kind_of`
        return endpoint

    return mark


def kind_of(endpoint: Callable[..., Any], methods: set[str]) -> Kind:
    """What requests to an endpoint count as."""
    found: Kind | None = getattr(endpoint, "counts_as", None)
    return found or (Kind.READS if methods <= {"GET", "HEAD"} else Kind.WRITES)


class _Latest(OrderedDict[Hashable, Value]):
    """A mapping that keeps what was put in last, REMEMBERED at most."""

    def put(self, key: Hashable, value: Value) -> None:
        self[key] = value
        self.move_to_end(key)
        if len(self) > REMEMBERED:
            self.popitem(last=False)


_proven: _Latest[None] = _Latest()


def recognise(secret_hash: str) -> None:
    """Remember that a secret opens something. Until then its requests count for the address that they come from."""
    _proven.put(secret_hash, None)


def who(credential: str | None, address: str) -> str:
    """For whom a request counts: for its credential, where that has been seen to work, or for its address. No name of either."""
    if credential:
        hashed = hashlib.sha256(credential.encode()).hexdigest()
        if hashed in _proven:
            return hashlib.sha256(b"credential " + hashed.encode()).hexdigest()
    return hashlib.sha256(b"address " + address.encode()).hexdigest()


@dataclass(slots=True)
class _Count:
    """Of one kind and caller: the window, what all have counted in it and in the one before, and what is to be handed in."""

    window: int
    before: int = 0
    shared: int = 0
    own: int = 0

    def moved_to(self, window: int) -> None:
        if window != self.window:
            self.before = self.shared + self.own if window == self.window + 1 else 0
            self.window, self.shared, self.own = window, 0, 0


class Limits:
    """The counts of one process. Safe between threads.

    The last `every` is taken for the present window and for the part of the one before that it still covers, as if requests came evenly.
    """

    def __init__(self, limits: Mapping[Kind, Limit]) -> None:
        self._limits = limits
        self._counts: _Latest[_Count] = _Latest()
        self._due: set[tuple[Kind, str]] = set()
        self._lock = threading.Lock()

    def take(self, kind: Kind, caller: str) -> int:
        """Count a request: 0, or after how many seconds to try again; what is refused isn't counted."""
        limit = self._limits[kind]
        if not limit.at_most:
            return 0
        window, passed = _window(limit)
        with self._lock:
            count = self._counts.get((kind, caller)) or _Count(window)
            count.moved_to(window)
            self._counts.put((kind, caller), count)
            here = count.shared + count.own
            if count.before * (1 - passed) + here >= limit.at_most:
                return _wait_s(limit, passed, count.before, here)
            count.own += 1
            if count.own * _SHARE >= limit.at_most:
                self._due.add((kind, caller))
        return 0

    def sentence(self, kind: Kind, wait_s: int) -> str:
        """Why a request was refused, for a person."""
        limit = self._limits[kind]
        span = "hour" if limit.every >= timedelta(hours=1) else "minute"
        what = _NAMES[kind]
        return f"More than {limit.at_most} {what} within one {span}; try again in {wait_s} s."

    def share_counts(self, db: Database) -> None:
        """Hand in what has come together, and learn what other processes have counted for the same callers."""
        with self._lock:
            due = sorted(self._due)[:AT_ONCE]
            self._due.difference_update(due)
            handed = {key: (count.window, count.own) for key in due if (count := self._counts.get(key))}
        if not handed:
            return
        with db.writing() as session:  # in one order, so that no circle of processes waits for itself
            known = {key: self._handed_in(session, *key, *handed[key]) for key in sorted(handed)}
        with self._lock:
            for key, (shared, before) in known.items():
                count = self._counts.get(key)
                if count is not None and count.window == handed[key][0]:
                    count.shared, count.before = shared, before
                    count.own -= handed[key][1]

    def _handed_in(self, session: Session, kind: Kind, caller: str, window: int, own: int) -> tuple[int, int]:
        """What all have counted by now in this window, and in the one before."""
        every_s = self._limits[kind].every.total_seconds()
        since = datetime.fromtimestamp(window * every_s, UTC)
        named = {"kind": kind, "who": caller}
        add = _add(session.get_bind().dialect.name)
        total = session.execute(add, named | {"since": since, "number": own}).scalar_one()
        earlier = named | {"since": datetime.fromtimestamp((window - 1) * every_s, UTC)}
        return total, session.execute(_NUMBER, earlier).scalar() or 0


_NAMES = {
    Kind.READS: "requests",
    Kind.WRITES: "changes",
    Kind.SEARCHES: "searches",
    Kind.EXPORTS: "exports",
    Kind.SIGN_INS: "sign-ins from one address",
    Kind.LINKS: "sign-in links from one address",
    Kind.TOKENS: "new tokens",
}
_NUMBER = sa.select(col(RequestCount.number)).where(
    col(RequestCount.kind) == given("kind"),
    col(RequestCount.who) == given("who"),
    col(RequestCount.since) == given("since"),
)


@cache
def _add(dialect: str) -> sa.Executable:
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(RequestCount)
    return insert.on_conflict_do_update(
        index_elements=["kind", "who", "since"],
        set_={"number": col(RequestCount.number) + insert.excluded.number},
    ).returning(col(RequestCount.number))


def _window(limit: Limit) -> tuple[int, float]:
    """The number of the present window since 1970, and which part of it has passed."""
    passed, window = math.modf(clock.now().timestamp() / limit.every.total_seconds())
    return int(window), passed


def _wait_s(limit: Limit, passed: float, before: int, here: int) -> int:
    """Seconds until one more fits, if nothing else comes: until what weighs has faded enough to leave room."""
    room = limit.at_most - here
    # a window that is full has to become the one before, and to fade
    part = 1 - room / before - passed if room > 0 else 1 - passed + 1 - limit.at_most / here
    return max(1, math.ceil(part * limit.every.total_seconds() + 0.001))
