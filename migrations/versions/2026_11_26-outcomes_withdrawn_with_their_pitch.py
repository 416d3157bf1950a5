"""An outcome notes that it was withdrawn with its pitch, so that those who keep a copy are told that it is gone.

Revision: 0006, after 0005. Outcomes of pitches that were withdrawn earlier stay as their readers know them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outcome", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("outcome", "withdrawn_at")
