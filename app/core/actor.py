"""Who is asking: a person by session or token, the scheduler, or nobody yet."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person may do in the whole company; organizing one week is told apart from it. A guest is not of it."""

    MEMBER = "member"
    GUEST = "guest"
    ORGANIZER = "organizer"
    ADMIN = "admin"


class Scope(StrEnum):
    """What a token may be used for; a session has them all."""

    READ = "read"
    OUTCOMES_READ = "outcomes:read"
    WRITE = "write"
    ORGANIZE = "organize"
    ADMIN = "admin"


class Via(StrEnum):
    """By what means an actor came."""

    SESSION = "session"
    TOKEN = "token"
    COMMAND = "command"
    WORKER = "worker"
    DIRECTORY = "directory"
    NOBODY = "nobody"


ALL_SCOPES = frozenset(Scope)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking, with what it may be asked for. `organizes` holds the ids of single weeks, `guest_of` those that a guest sees."""

    person_id: str | None
    role: Role = Role.MEMBER
    scopes: frozenset[Scope] = ALL_SCOPES
    organizes: frozenset[str] = field(default_factory=frozenset)
    via: Via = Via.SESSION
    reason: str | None = None
    """Why an organizer acts outside a phase; from `?reason=`."""
    guest_of: frozenset[str] = field(default_factory=frozenset)
    viewing: bool = False
    """Whether this role is not the person's own, but one as which they look at everything for a while."""

    @property
    def signed_in(self) -> bool:
        return self.via is not Via.NOBODY

    @property
    def is_guest(self) -> bool:
        return self.role is Role.GUEST

    def is_let_into(self, week_id: str) -> bool:
        """Whether a published week is there for whoever is behind this: every one, but for guests."""
        return self.signed_in and (not self.is_guest or week_id in self.guest_of)

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN and Scope.ADMIN in self.scopes

    @property
    def organizes_all(self) -> bool:
        """Whether every week is the actor's to organize."""
        return self.is_admin or (
            self.role in (Role.ORGANIZER, Role.ADMIN)
            and not self.scopes.isdisjoint({Scope.ORGANIZE, Scope.ADMIN})
        )

    @property
    def organized(self) -> frozenset[str]:
        """The ids of the single weeks that are the actor's to organize, with the scope for it."""
        return self.organizes if Scope.ORGANIZE in self.scopes else frozenset()

    def may_organize(self, week_id: str) -> bool:
        return self.organizes_all or week_id in self.organized

    def lacks_scope_to_organize(self, week_id: str | None) -> bool:
        """Whether the person organizes this week, or all, and only the token doesn't."""
        organizes = self.role in (Role.ORGANIZER, Role.ADMIN) or week_id in self.organizes
        return organizes and Scope.ORGANIZE not in self.scopes

    def is_person(self, person_id: str | None) -> bool:
        return self.person_id is not None and self.person_id == person_id


NOBODY = Actor(person_id=None, scopes=frozenset(), via=Via.NOBODY)


def system(via: Via = Via.COMMAND, reason: str | None = None) -> Actor:
    """The actor of the command line, of the worker and of the company's directory: may do all, is no person."""
    return Actor(person_id=None, role=Role.ADMIN, via=via, reason=reason)
