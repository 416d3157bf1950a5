"""People who have left can be anonymised: when that was done.

Revision: 0008, after 0007. Downgrading forgets when, and brings nobody's name back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("anonymised_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("person", "anonymised_at")
