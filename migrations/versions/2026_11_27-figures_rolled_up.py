"""The figures of weeks that are over, made once by the worker, so that those over years are read instead of counted.

Revision: 0021, after 0020. The table begins empty: what lacks in it is counted when it is read.
"""

import sqlalchemy as sa
from alembic import op

from app.core.tables import Json

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "week_figures",
        sa.Column("week_id", sa.String(length=36), nullable=False),
        sa.Column("made_from", sa.BigInteger(), nullable=True),
        sa.Column("figures", Json, nullable=True),
        sa.ForeignKeyConstraint(["week_id"], ["week.id"], name=op.f("fk_week_figures_week_id_week")),
        sa.PrimaryKeyConstraint("week_id", name=op.f("pk_week_figures")),
    )


def downgrade() -> None:
    op.drop_table("week_figures")
