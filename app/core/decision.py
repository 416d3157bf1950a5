"""The answer of a policy: yes, no, or not now, and in the last two cases why."""

from dataclasses import dataclass
from datetime import datetime

from app.core.actor import Actor, Scope
from app.core.errors import Conflict, Forbidden


@dataclass(frozen=True, slots=True)
class Decision:
    """What a policy says. `now_or_never` is False where waiting, or a reason, may change the answer."""

    allowed: bool
    code: str | None = None
    reason: str | None = None
    allowed_from: datetime | None = None
    now_or_never: bool = True

    def require(self) -> None:
        """Raises Forbidden (not you) or Conflict (not now) unless allowed."""
        if self.allowed:
            return
        code, reason = self.code or "not_allowed", self.reason or "You may not do this."
        if self.now_or_never:
            raise Forbidden(code, reason)
        raise Conflict(code, reason, allowed_from=self.allowed_from)


_YES = Decision(True)


def yes() -> Decision:
    return _YES


def no(code: str, reason: str) -> Decision:
    """Not you: 403."""
    return Decision(False, code, reason)


def scope_missing(scope: Scope) -> Decision:
    """Not with this token."""
    return no("scope_missing", f"This token lacks the scope {scope}; make one that has it.")


def unless_organizing(actor: Actor, week_id: str | None, code: str, reason: str) -> Decision:
    """Not you, where organizing the week (None: all weeks) would do; nor with this token, where only it doesn't organize."""
    return scope_missing(Scope.ORGANIZE) if actor.lacks_scope_to_organize(week_id) else no(code, reason)


def not_now(code: str, reason: str, allowed_from: datetime | None = None) -> Decision:
    """Not in the present state of things: 409."""
    return Decision(False, code, reason, allowed_from, now_or_never=False)
