"""Whether what a caller showed a moment ago is still good, as conditions that a statement may be held to.

They are given the `secret_hash`, the `role` that the person had, and of a session the role as which it looks, `viewing`. What ends with time is the
proof's own `until`.
"""

import sqlalchemy as sa
from sqlmodel import col

from app.core.queries import given
from app.people.models import Person, SignInSession, Token
from app.people.sign_in import Proof

_SAME_PERSON = sa.and_(
    col(Person.deactivated_at).is_(None), sa.type_coerce(col(Person.role), sa.String) == given("role")
)
TOKEN = sa.exists().where(
    col(Token.secret_hash) == given("secret_hash"), col(Token.revoked_at).is_(None),
    col(Person.id) == Token.person_id, _SAME_PERSON,
)  # fmt: skip
SESSION = sa.exists().where(
    col(SignInSession.secret_hash) == given("secret_hash"), col(SignInSession.viewing_as).is_not_distinct_from(given("viewing")),
    col(Person.id) == SignInSession.person_id, _SAME_PERSON,
)  # fmt: skip


def shown(proof: Proof) -> dict[str, str | None]:
    """What the conditions are given for a proof."""
    return {"secret_hash": proof.secret_hash, "role": proof.person.role.value, "viewing": proof.viewing_as}
