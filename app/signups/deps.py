"""From a path to the sign-up that it names, or to 404."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from app.core.errors import NotFound
from app.core.http import IdPath, Writing
from app.people.deps import Caller, require_sign_in
from app.pitches import policy as pitch_policy
from app.pitches import queries as pitches
from app.pitches.deps import Placed, seen
from app.signups import policy
from app.signups.models import SignUp


@dataclass(frozen=True, slots=True)
class Found:
    """A sign-up with its pitch and week."""

    signup: SignUp
    placed: Placed


def _found(session: Writing, actor: Caller, signup_id: IdPath) -> Found:
    require_sign_in(actor)
    signup = session.get(SignUp, signup_id)
    if signup is None:
        raise NotFound
    placed = seen(session, actor, signup.pitch_id)
    near = pitch_policy.standing(actor, pitches.leads_of(session, signup.pitch_id))
    if not policy.may_see(actor, placed.week, signup, near):
        raise NotFound
    return Found(signup, placed)


SignUpDep = Annotated[Found, Depends(_found)]
