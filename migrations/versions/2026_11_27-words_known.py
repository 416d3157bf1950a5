"""On SQLite, the words of the index as a table to look them up in, so that a word's beginning is looked for as the words that begin so.

Revision: 0024, after 0023. The table is a view of the index, and takes no place. PostgreSQL needs none of it.
"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE indexed_text_fts_words USING fts5vocab(indexed_text_fts, 'instance')"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE indexed_text_fts_words")
