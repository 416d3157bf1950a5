"""On PostgreSQL, the words of each indexed text beside it: what asks few texts, such as those of one week, need not make them anew.

Revision: 0022, after 0021. The index on the expression stays, for what asks all of them.
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "ALTER TABLE indexed_text ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE indexed_text DROP COLUMN words")
