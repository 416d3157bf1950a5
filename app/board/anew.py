"""The hot path: a board in an order of chance, and one pitch, made anew from the event loop, for who was here a moment ago.

Both are put together from parts that are kept (`app.board.parts`) wherever one statement tells that the caller still stands, and that the log of the
week is where the parts are: of a pitch it gives what is the reader's own as well, as of the same moment. Anything else goes the
plain way, which makes what lacks, and tells who asked: as long as nothing happens in the week that is told without a pitch, they may what they might.
"""

import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol, TypeAlias
from weakref import ref

import sqlalchemy as sa
from sqlmodel import Session
from starlette.types import ASGIApp, Receive, Scope, Send

from app.board import giving, parts, rows, whole
from app.board.giving import Counts
from app.board.parts import OfWeek
from app.board.rows import Asked
from app.board.schemas import Sort
from app.core import clock, paging
from app.core.actor import Actor, Via
from app.core.asking import Given, NoAnswer, Question, Row, questions
from app.core.db import Database
from app.core.fields import SLUG, UUID
from app.core.http import BASE, Made
from app.events.queries import STATE, State
from app.people import sign_in, standing
from app.people.deps import PROOF
from app.weeks import policy

REMEMBERED = 10_000
"""Callers that a process remembers, for each kind of request and week; the oldest is forgotten first."""
NOTED = "offtrail.noted"
"""Where a request has what its caller is remembered by, and the plain way then notes who that was."""

LARGE = 3_000
"""Pitches of a week that take milliseconds to shuffle, which is no work for the event loop."""

_BOARDS = rf"{BASE}/weeks/({SLUG.strip('^$')})/pitches".encode()
_BOARD = re.compile(_BOARDS)
_IN_CHANCE = re.compile(rb"(?:limit=([1-9]\d{0,2})&)?sort=shuffle|sort=shuffle&limit=([1-9]\d{0,2})")
_LIMIT_AT_MOST = 200
_PITCHES = rf"{BASE}/pitches/({UUID.strip('^$')})".encode()
_PITCH = re.compile(_PITCHES)
_WAYS = {Via.TOKEN: standing.TOKEN, Via.SESSION: standing.SESSION}


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who was answered in the plain way: as whom, as long as what of a week, by what they are asked for, until when."""

    actor: Actor
    of: "ref[OfWeek]"
    via: Via
    given: Given
    until: datetime
    counts: Counts


@dataclass(frozen=True, slots=True)
class Noted:
    """Who asked, as of a state of a week's log or later."""

    of: OfWeek
    state: State
    actor: Actor


class Wanted(Protocol):
    """What is asked for."""

    kind: ClassVar[bytes]

    def of(self, database: sa.URL) -> OfWeek | None:
        """The week of parts that it is made from."""
        ...

    def given(self, of: OfWeek, actor: Actor) -> Given:
        """What its statement is given."""
        ...

    def made(self, of: OfWeek, actor: Actor, told: Row) -> Made | None:
        """The reply, from what the statement told behind the state; None where something lacks."""
        ...


@dataclass(frozen=True, slots=True)
class _Board:
    """The first page of a board by chance."""

    kind: ClassVar[bytes] = b"board"
    slug: str
    limit: int

    def of(self, database: sa.URL) -> OfWeek | None:
        return parts.of_slug(database, self.slug)

    def given(self, of: OfWeek, actor: Actor) -> Given:  # a board is the same for all
        return {"week_id": of.week.id}

    def made(self, of: OfWeek, actor: Actor, told: Row) -> Made | None:
        chances = of.chances
        if chances is None or len(chances) > LARGE or not policy.may_see(actor, of.week):
            return None
        paging.within(_FILTERS | {"slug": self.slug})
        shown, following = rows.by_chance(chances, self.limit)
        bodies = parts.kept_rows(of, shown)
        if len(bodies) < len(shown):
            return None
        return Made.whole(parts.joined([bodies[id_] for id_ in shown], following))


@dataclass(frozen=True, slots=True)
class _Pitch:
    """One pitch."""

    kind: ClassVar[bytes] = b"pitch"
    id: str

    def of(self, database: sa.URL) -> OfWeek | None:
        known = whole.known(self.id)
        return known.of if known is not None and known.of.database == database else None

    def given(self, of: OfWeek, actor: Actor) -> Given:
        return {"week_id": of.week.id, "pitch_id": self.id, "person_id": actor.person_id}

    def made(self, of: OfWeek, actor: Actor, told: Row) -> Made | None:
        known = whole.known(self.id)  # again: it may have been forgotten while the question was asked
        reader = whole.Reader.told(told)
        if known is None or known.of is not of or not known.suits(actor, reader):
            return None
        return known.to(actor, reader)


_FILTERS = Asked(sort=Sort.SHUFFLE).filters
_Statements: TypeAlias = dict[tuple[bytes, Via], sa.Select[tuple[object, ...]]]


def _statements() -> _Statements:
    """Each of them tells the state of the week's log first, and nothing where the caller doesn't stand any more."""
    whats = {_Board.kind: sa.select(*STATE), _Pitch.kind: sa.select(*STATE, *whole.READERS)}
    return {(kind, via): what.where(stands) for kind, what in whats.items() for via, stands in _WAYS.items()}


class Anew:
    """Plain ASGI, in front of the routes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.db: Database | None = None
        self.questions: dict[tuple[bytes, Via], Question] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = _wanted(scope)
        secrets, tag = giving.shown(scope) if wanted else ([], None)
        if wanted is None or not secrets:
            await self.app(scope, receive, send)
            return
        key = giving.digest(wanted.kind, *secrets)
        if (found := await self._found(wanted, key, scope["app"].state.db)) is not None:
            await giving.give(*found, tag, scope, receive, send)
            return
        scope[NOTED] = key
        await self.app(scope, receive, send)
        if isinstance(noted := scope[NOTED], Noted):
            _remember(key, noted, scope)

    async def _found(self, wanted: Wanted, key: bytes, db: Database) -> tuple[Made, Counts] | None:
        """The reply, made from parts, and as what it counts."""
        of, now = wanted.of(db.engine.url), clock.now()
        caller = _known(key, of, now) if of is not None else None
        if of is None or caller is None:
            return None
        given = {**caller.given, **wanted.given(of, caller.actor)}
        try:
            told = await self._asking(db)[wanted.kind, caller.via].row(given)
        except NoAnswer:
            return None
        ahead = len(STATE)
        if told is None or not of.good(tuple(told[:ahead]), now):
            return None
        made = wanted.made(of, caller.actor, told[ahead:])
        return None if made is None else (made, caller.counts)

    def _asking(self, db: Database) -> dict[tuple[bytes, Via], Question]:
        if db is not self.db:
            statements = _statements()
            self.questions = dict(zip(statements, questions(db, *statements.values()), strict=True))
            self.db = db
        return self.questions


def note(scope: Scope, session: Session, of: OfWeek, state: State) -> None:
    """Have who asked remembered. What they may is found once more: it was before the state was, and may have changed between the two."""
    key, proof = scope.get(NOTED), scope.get(PROOF)
    if key is None or proof is None:
        return
    if _known(key, of, clock.now()) is not None:
        return
    actor = sign_in.actor_for(session, proof)
    if actor is not None:
        scope[NOTED] = Noted(of, state, actor)


_callers: OrderedDict[tuple[bytes, str], Caller] = OrderedDict()


def _known(key: bytes, of: OfWeek, now: datetime) -> Caller | None:
    caller = _callers.get((key, of.week.id))
    return caller if caller is not None and caller.of() is of and now < caller.until else None


def _remember(key: bytes, noted: Noted, scope: Scope) -> None:
    of, proof = noted.of, scope[PROOF]
    if of.state != noted.state:
        return  # since then they may have become another
    until = min([clock.now() + giving.AT_MOST, *([proof.until] if proof.until else [])])
    caller = Caller(noted.actor, ref(of), proof.via, standing.shown(proof), until, Counts.as_(scope))
    _callers.pop((key, of.week.id), None)
    _callers[key, of.week.id] = caller
    if len(_callers) > REMEMBERED:
        _callers.popitem(last=False)


def _wanted(scope: Scope) -> Wanted | None:
    """What a request is for, where it is one of these, in a form without anything to check or to refuse."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    if not scope["query_string"]:
        found = _PITCH.fullmatch(scope["raw_path"])
        return _Pitch(found[1].decode()) if found else None
    asked = _IN_CHANCE.fullmatch(scope["query_string"])
    found = _BOARD.fullmatch(scope["raw_path"]) if asked else None
    if asked is None or found is None:
        return None
    limit = int(asked[1] or asked[2] or 50)
    return _Board(found[1].decode(), limit) if limit <= _LIMIT_AT_MOST else None
