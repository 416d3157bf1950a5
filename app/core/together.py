"""The hot path of writes that everybody sends at the same moment: those that wait while others are answered share one transaction.

What such a write costs is mostly its statements, and many can be asked for at once. The first that comes is answered at once; what comes meanwhile is
answered together, in the order in which it came. Where that can't be done, each is answered alone, in the plain way.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, TypeVar, cast

from fastapi import Request, Response
from pydantic import BaseModel
from sqlmodel import Session

from app.core import idempotency, problems
from app.core.actor import Actor
from app.core.db import Database
from app.core.errors import Problem, Unavailable
from app.core.logging import log
from app.core.turns import WITHIN_S, in_turn

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Arguments: TypeAlias = dict[str, Any]  # what was read from a request, by name
Answer: TypeAlias = Response | Problem | None
"""None for what is to be answered alone."""

AT_ONCE = 100
"""Requests that are answered together, at most."""
MOST_WAITING = 5_000
LOOKS_S, LOOKS = 0.001, 10
"""After several were answered together, who asks again is waited for: until nobody came for so long, and so often at most."""


@dataclass(slots=True)
class Asked:
    """A request with its arguments, and what will be its answer."""

    request: Request
    arguments: Arguments
    answer: "asyncio.Future[Answer | Exception]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    begun: bool = False

    def give_up(self) -> None:
        if not self.begun and not self.answer.done():
            self.answer.set_result(_too_many())


class Way(Protocol):
    """How requests to one endpoint are answered together."""

    body: type[BaseModel]
    """What they send."""

    def takes(self, arguments: Arguments) -> bool:
        """Whether this one may be among others."""

    def callers(self, session: Session, asked: Sequence[Asked]) -> list[Actor | Problem]:
        """Who each is from, or what is wrong with it."""

    def write(
        self, session: Session, asked: Sequence[tuple[Actor, Arguments]]
    ) -> list[BaseModel | Problem | None]:
        """What each gets, in their order. Nothing is changed for who gets a Problem, or None: who is to be answered alone."""


class Maker(Protocol):
    """What HTTP makes of a request, and of a reply to it."""

    def key(self, request: Request, actor: Actor, arguments: Arguments) -> idempotency.Key | None:
        """Raises BadRequest."""

    def reply(self, out: BaseModel, request: Request) -> Response: ...


def answered_together(way: Way) -> Callable[[Endpoint], Endpoint]:
    """Mark an endpoint, below its route's decorator."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.together = way  # type: ignore[attr-defined]  # read by `way_of`
        return endpoint

    return mark


def way_of(endpoint: Callable[..., Any]) -> Way | None:
    found: Way | None = getattr(endpoint, "together", None)
    return found


class Gathering:
    """Those who wait for one endpoint in one process."""

    def __init__(self, way: Way, maker: Maker) -> None:
        self.way, self.maker = way, maker
        self.waiting: deque[Asked] = deque()
        self.at_work: asyncio.Task[None] | None = None

    async def answer(self, request: Request, arguments: Arguments) -> Response | None:
        """None where it is to be answered alone. Raises what the endpoint raises, and Unavailable("busy")."""
        if len(self.waiting) >= MOST_WAITING:
            raise _too_many()
        asked, loop = Asked(request, arguments), asyncio.get_running_loop()
        self.waiting.append(asked)
        if self.at_work is None or self.at_work.get_loop() is not loop:
            self.at_work = loop.create_task(self._work(), context=Context())  # on behalf of all of them
        late = loop.call_later(WITHIN_S, asked.give_up)
        try:
            found = await asked.answer
        finally:
            late.cancel()
        if isinstance(found, Exception):
            raise found
        return found

    async def _work(self) -> None:
        while self.waiting:
            some = [self.waiting.popleft() for _ in range(min(AT_ONCE, len(self.waiting)))]
            some = [asked for asked in some if not asked.answer.done()]
            if not some:
                continue
            for asked in some:
                asked.begun = True
            for asked, answer in zip(some, await self._answers(some), strict=True):
                if not asked.answer.done():
                    asked.answer.set_result(answer)
            await self._gather(len(some))
        self.at_work = None

    async def _gather(self, before: int) -> None:
        """Wait for who asks again: for as many as there were before, if they keep coming."""
        for _ in range(LOOKS if before > 1 else 0):
            here = len(self.waiting)
            await asyncio.sleep(LOOKS_S)
            if here == len(self.waiting) or len(self.waiting) >= before:
                break

    async def _answers(self, some: Sequence[Asked]) -> Sequence[Answer | Exception]:
        try:
            return await in_turn(some[0].request, lambda: self._visit(some))
        except Exception as error:  # noqa: BLE001  # whatever it is, those who wait must hear of it
            if isinstance(error, Problem) or problems.unavailable(error):
                return [error] * len(some)
            log.warning("together.failed", requests=len(some), error=type(error).__name__)
            return [None] * len(some)

    def _visit(self, some: Sequence[Asked]) -> list[Answer]:
        """The answers of one transaction, which is committed."""
        db = cast(Database, some[0].request.app.state.db)
        with db.writing() as session:
            answers: list[Answer] = [None] * len(some)
            actors: dict[int, Actor] = {}
            keys: dict[int, idempotency.Key] = {}
            claimed: set[str] = set()
            for number, (asked, actor) in enumerate(zip(some, self.way.callers(session, some), strict=True)):
                try:
                    if isinstance(actor, Problem):
                        raise actor
                    key = self.maker.key(asked.request, actor, asked.arguments)
                except Problem as refusal:
                    answers[number] = refusal
                    continue
                if key is not None:
                    if key.digest in claimed:
                        continue  # alone, and so after the one that has it now
                    claimed.add(key.digest)
                    keys[number] = key
                actors[number] = actor
            self._answer_again(session, keys, actors, answers)
            self._write(session, some, actors, answers)
            self._keep(session, keys, actors, answers)
            return answers

    @staticmethod
    def _answer_again(
        session: Session, keys: Mapping[int, idempotency.Key], actors: dict[int, Actor], answers: list[Answer]
    ) -> None:
        """To those whose key came before, what it was answered then."""
        before = idempotency.begin(session, keys.values()) if keys else {}
        for number, key in keys.items():
            if key in before:
                del actors[number]
                try:
                    answers[number] = idempotency.again(before[key], key)
                except Problem as refusal:
                    answers[number] = refusal

    def _write(
        self, session: Session, some: Sequence[Asked], actors: Mapping[int, Actor], answers: list[Answer]
    ) -> None:
        given = [(actor, some[number].arguments) for number, actor in actors.items()]
        for number, out in zip(actors, self.way.write(session, given) if given else (), strict=True):
            request = some[number].request
            answers[number] = self.maker.reply(out, request) if isinstance(out, BaseModel) else out
        session.flush()

    @staticmethod
    def _keep(
        session: Session,
        keys: Mapping[int, idempotency.Key],
        actors: Collection[int],
        answers: Sequence[Answer],
    ) -> None:
        """Keep what was answered under its key; what was refused, or is to be answered alone, gives it back."""
        done = {number: answer for number in actors if isinstance(answer := answers[number], Response)}
        idempotency.keep(session, {keys[n]: (answer, False) for n, answer in done.items() if n in keys})
        idempotency.release(session, [keys[n] for n in actors if n in keys and n not in done])


def _too_many() -> Unavailable:
    return Unavailable("busy", "Too many ask at this moment; try again in a few seconds.")
