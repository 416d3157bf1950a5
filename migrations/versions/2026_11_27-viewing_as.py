"""A session may look at everything as another role sees it, for a while.

Revision: 0014, after 0013. Kept beside the session, so that every process knows of it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign_in_session", sa.Column("viewing_as", sa.String(length=20), nullable=True))
    op.add_column("sign_in_session", sa.Column("viewing_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("sign_in_session", "viewing_until")
    op.drop_column("sign_in_session", "viewing_as")
