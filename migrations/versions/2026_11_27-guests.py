"""Guests: a role that sees the weeks alone that it was invited to, and who was invited to which.

Revision: 0013, after 0012. Downgrading knows no guests: they are members then, and deactivated, so that nobody sees more than before.
"""

import sqlalchemy as sa
from alembic import op

from app.core import clock
from app.core.tables import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_BEFORE = ("member", "organizer", "admin")
_PERSON = sa.table("person", sa.column("role"), sa.column("deactivated_at", Instant))


def upgrade() -> None:
    op.create_table(
        "week_guest",
        sa.Column("week_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_week_guest_person_id_person")),
        sa.ForeignKeyConstraint(["week_id"], ["week.id"], name=op.f("fk_week_guest_week_id_week")),
        sa.PrimaryKeyConstraint("week_id", "person_id", name=op.f("pk_week_guest")),
    )
    op.create_index("ix_week_guest_person_id", "week_guest", ["person_id"], unique=False)
    _roles(*_BEFORE, "guest")


def downgrade() -> None:
    away = sa.func.coalesce(_PERSON.c.deactivated_at, sa.literal(clock.now(), Instant()))
    op.execute(sa.update(_PERSON).where(_PERSON.c.role == "guest").values(role="member", deactivated_at=away))
    _roles(*_BEFORE)
    op.drop_index("ix_week_guest_person_id", "week_guest")
    op.drop_table("week_guest")


def _roles(*words: str) -> None:
    """Let the column hold these words."""
    with op.batch_alter_table("person") as person:
        person.drop_constraint(op.f("ck_person_role"), type_="check")
        person.create_check_constraint(op.f("ck_person_role"), sa.column("role").in_(words))
