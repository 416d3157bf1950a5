"""A sign-in link goes on to the page that was wanted.

Revision: 0016, after 0015. Links that are on their way lead to the beginning, as they were asked for.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "sign_in_link", sa.Column("next", sa.String(length=2000), nullable=False, server_default="/")
    )
    with op.batch_alter_table("sign_in_link") as links:
        links.alter_column("next", existing_type=sa.String(length=2000), server_default=None)


def downgrade() -> None:
    op.drop_column("sign_in_link", "next")
