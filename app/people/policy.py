"""Who may see and change what of people."""

from app.core.actor import Actor, Role, Scope, Via
from app.core.decision import Decision, no, scope_missing, unless_organizing, yes

_PLAIN = frozenset({Role.GUEST, Role.MEMBER})
"""The roles that let nobody do anything for others."""


def may_keep_people(actor: Actor) -> Decision:
    """Add people, change them, and deactivate those who have left."""
    if actor.organizes_all:
        return yes()
    return unless_organizing(actor, None, "organizers_only", "Only organizers add and change people.")


def may_give_role(actor: Actor, role: Role, before: Role) -> Decision:
    """Give somebody a role: beyond member it takes an admin, as does taking one away."""
    if actor.is_admin or {role, before} <= _PLAIN:
        return may_keep_people(actor)
    return _unless_admin(actor, "Only an admin gives or takes the roles organizer and admin.")


def may_keep_sign_in(actor: Actor, role: Role) -> Decision:
    """Change the address by which somebody of this role signs in, end their access, or give it back."""
    if actor.is_admin or role in _PLAIN:
        return may_keep_people(actor)
    return _unless_admin(
        actor,
        "Only an admin changes the e-mail address of organizers and admins, or deactivates them.",
    )


def may_anonymise(actor: Actor) -> Decision:
    """Erase who somebody was, which can't be taken back."""
    return yes() if actor.is_admin else _unless_admin(actor, "Only an admin anonymises people.")


def may_view_as(actor: Actor, role: Role) -> Decision:
    """Look at everything as a lower role sees it, in one's browser, changing nothing."""
    if actor.via is not Via.SESSION:
        return no(
            "sessions_only", "Only who is signed in with a browser looks at Offtrail as another role sees it."
        )
    if not (actor.organizes_all or actor.organized):
        return no("organizers_only", "Only organizers look at Offtrail as another role sees it.")
    lower = {Role.MEMBER, Role.ORGANIZER} if actor.is_admin else {Role.MEMBER}  # no guest is like another
    if role not in lower:
        return no("not_lower", "One looks at Offtrail as a role that may do less than one's own.")
    return yes()


def may_see_writing_tokens(actor: Actor) -> Decision:
    """See which programs can change something, in whose name."""
    if actor.organizes_all:
        return yes()
    return no("organizers_only", "Only organizers see the tokens of others.")


def may_revoke(actor: Actor, person_id: str) -> bool:
    """End a token: one's own; an admin ends anyone's."""
    return actor.is_person(person_id) or actor.is_admin


def may_see_email_of(actor: Actor, person_id: str) -> bool:
    return actor.organizes_all or actor.is_person(person_id)


def _unless_admin(actor: Actor, reason: str) -> Decision:
    return scope_missing(Scope.ADMIN) if actor.role is Role.ADMIN else no("admins_only", reason)
