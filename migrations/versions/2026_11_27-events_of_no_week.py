"""The last event of no week, found by a lookup: PostgreSQL takes no order from an index whose first column is null.

Revision: 0020, after 0019.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    of_no_week = sa.text("week_id IS NULL")
    op.create_index(
        "ix_event_of_no_week", "event", ["seq"], sqlite_where=of_no_week, postgresql_where=of_no_week
    )


def downgrade() -> None:
    op.drop_index("ix_event_of_no_week", table_name="event")
