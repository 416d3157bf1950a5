"""One call of a tool: one visit to a thread, one transaction, and every refusal in words that an assistant can act on."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import anyio
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from sqlmodel import Session

from app.core import problems
from app.core.actor import Actor, Scope
from app.core.db import Database
from app.core.errors import Problem
from app.core.logging import log
from app.mcp.advice import advice
from app.mcp.caller import CALLER, Caller
from app.people.deps import behind_token, require_scope

Do = Callable[..., Any]  # each tool has arguments of its own after the session and the actor


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that an assistant may do: a function of a session, an actor and what the assistant chose.

    Its docstring is what the assistant reads. `before` runs in transactions of its own, ahead of the call's.
    """

    do: Do
    title: str
    scope: Scope
    hints: ToolAnnotations
    before: Callable[[Database], None] | None = None

    @property
    def name(self) -> str:
        return self.do.__name__

    @property
    def description(self) -> str:
        return inspect.getdoc(self.do) or ""

    @property
    def writes(self) -> bool:
        return not self.hints.read_only_hint

    def as_called(self) -> Do:
        """The function as the library sees it: asynchronous, and without what only we can know."""

        async def call(**arguments: Any) -> Any:
            caller = CALLER.get()
            return await anyio.to_thread.run_sync(self._visit, caller, arguments, limiter=caller.visits)

        whole = inspect.signature(self.do)
        chosen = [p for name, p in whole.parameters.items() if name not in ("session", "actor")]
        call.__name__ = self.name
        call.__signature__ = whole.replace(parameters=chosen)  # type: ignore[attr-defined]  # the library reads it
        return call

    def _visit(self, caller: Caller, arguments: dict[str, Any]) -> Any:
        try:
            if self.before is not None:
                self.before(caller.db)
            return self._in_one_step(caller, arguments)
        except Exception as error:  # noqa: BLE001  # told to the assistant, and logged where it is a bug
            refusal = problems.of(error)
            if refusal.status == 500:
                log.error("mcp.failed", tool=self.name, exc_info=error)
            return refused(refusal)

    def _in_one_step(self, caller: Caller, arguments: dict[str, Any]) -> Any:
        """A dry run is the real thing, with all its checks, taken back at its end."""
        with caller.db.writing() if self.writes else caller.db.reading() as session:
            out = self.do(session, _allowed(session, caller, self.scope), **arguments)
            if arguments.get("dry_run"):
                session.flush()
                session.rollback()
        return out


async def reading(caller: Caller, scope: Scope, read: Callable[[Session, Actor], Any]) -> Any:
    """What `read` gives, in a visit that can't write. Raises Problem."""

    def visit() -> Any:
        with caller.db.reading() as session:
            return read(session, _allowed(session, caller, scope))

    return await anyio.to_thread.run_sync(visit, limiter=caller.visits)


def _allowed(session: Session, caller: Caller, scope: Scope) -> Actor:
    actor = behind_token(session, caller.secret)
    require_scope(actor, scope)
    return actor


def refused(problem: Problem) -> CallToolResult:
    """A refusal: its sentence, its code, and what to do about it; whole as structured content."""
    told = {"code": problem.code, "status": problem.status, "detail": problem.detail, **problem.more}
    hint = advice(problem)
    if hint:
        told["what_to_do"] = hint
    text = f"{problem.detail} (code: {problem.code})" + (f"\n{hint}" if hint else "")
    return CallToolResult(is_error=True, content=[TextContent(text=text)], structured_content=told)
