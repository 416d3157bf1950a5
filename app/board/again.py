"""The hot path: the same reply to the same caller, from the event loop, as long as the log of its week stands as it stood.

The board is open in every tab. What `kept` keeps is remembered here by the very request that it answered; when the request comes again, one
statement tells whether the caller may still ask, and how the log of the week stands. Where nothing has changed, or the first who asked after a change
has had it made anew already, that is the answer; else the request is routed, read and answered in the plain way.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from starlette.types import ASGIApp, Receive, Scope, Send

from app.board import giving
from app.board.anew import Anew
from app.board.giving import Counts
from app.board.kept import Entry, Key, kept
from app.core import clock
from app.core.actor import Role, Via
from app.core.asking import Given, NoAnswer, Question, questions
from app.core.db import Database
from app.core.http import MADE
from app.events.queries import STATE
from app.people import standing
from app.people.deps import PROOF
from app.people.sign_in import Proof

REMEMBERED = 10_000
"""Requests that a process remembers; the oldest is forgotten first."""

_STANDING = (standing.TOKEN, standing.SESSION)


@dataclass(slots=True)
class Answer:
    """The reply that was given last, by what it is kept under, who may have it and until when, and as what the request counts, for whom."""

    key: Key
    state: tuple[object, ...]
    via: Via
    sees_all_weeks: bool
    """Whether every published week is theirs to see, whatever happens in it: so for all but guests."""
    given: Given
    until: datetime
    counts: Counts


class Again:
    """Plain ASGI, in front of the routes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = Anew(app)
        self.db: Database | None = None
        self.questions: dict[Via, Question] = {}
        self.answers: OrderedDict[bytes, Answer] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        secrets, tag = giving.shown(scope)
        if not secrets:
            await self.app(scope, receive, send)
            return
        key = giving.digest(scope["raw_path"], scope["query_string"], *secrets)
        answer = self.answers.get(key)
        if answer is not None and (entry := await self._standing(answer, scope["app"].state.db)) is not None:
            await giving.give(entry, answer.counts, tag, scope, receive, send)
            return
        await self.app(scope, receive, send)
        entry, proof = scope.get(MADE), scope.get(PROOF)
        if isinstance(entry, Entry) and proof is not None:
            self._remember(key, _answer(entry, proof, scope))

    async def _standing(self, answer: Answer, db: Database) -> Entry | None:
        """What the plain way would give now, where that is kept: the reply that was given, or what was made anew for somebody else since."""
        now = clock.now()
        if now >= answer.until:
            return None
        try:
            row = await self._asking(db)[answer.via].row(answer.given)
        except NoAnswer:
            return None
        entry = kept.get(answer.key) if row is not None else None
        if row is None or entry is None or not entry.good(tuple(row), now):
            return None
        is_theirs = entry.state == answer.state or (answer.sees_all_weeks and entry.published)
        return entry if is_theirs else None

    def _asking(self, db: Database) -> dict[Via, Question]:
        if db is not self.db:
            by_token, by_session = questions(db, *(sa.select(*STATE).where(one) for one in _STANDING))
            self.db, self.questions = db, {Via.TOKEN: by_token, Via.SESSION: by_session}
        return self.questions

    def _remember(self, key: bytes, answer: Answer) -> None:
        self.answers.pop(key, None)
        self.answers[key] = answer
        if len(self.answers) > REMEMBERED:
            self.answers.popitem(last=False)


def _answer(entry: Entry, proof: Proof, scope: Scope) -> Answer:
    until = min([clock.now() + giving.AT_MOST, *([proof.until] if proof.until else [])])
    given = standing.shown(proof) | {"week_id": entry.week_id}
    sees_all_weeks = (proof.viewing_as or proof.person.role) is not Role.GUEST
    return Answer(entry.key, entry.state, proof.via, sees_all_weeks, given, until, Counts.as_(scope))
