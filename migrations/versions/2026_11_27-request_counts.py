"""What callers have asked for is counted, so that all processes hold them to the same limits.

Revision: 0011, after 0010. The counts begin at nothing, and are deleted after some hours.
"""

import sqlalchemy as sa
from alembic import op

from app.core.tables import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KINDS = ("reads", "writes", "searches", "exports", "sign_ins", "links", "tokens")


def upgrade() -> None:
    op.create_table(
        "request_count",
        sa.Column("kind", sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=20), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "who", "since", name=op.f("pk_request_count")),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("request_count")
