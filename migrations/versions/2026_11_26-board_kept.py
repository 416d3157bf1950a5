"""Two steps to what the board is kept under: the newest number of a week's log, and when its next offer lapses.

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OFFERED = sa.text("offer_expires_at IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_event_week_id", table_name="event")
    op.create_index("ix_event_week_id", "event", ["week_id", "seq"], unique=False)
    op.create_index(
        "ix_signup_offered", "signup", ["week_id", "offer_expires_at"], unique=False,
        sqlite_where=_OFFERED, postgresql_where=_OFFERED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_signup_offered", table_name="signup")
    op.drop_index("ix_event_week_id", table_name="event")
    op.create_index("ix_event_week_id", "event", ["week_id"], unique=False)
