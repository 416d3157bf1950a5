"""On PostgreSQL, people's texts by indexes of their own: the newest of them, and those with a word, however many pitches have the same.

Revision: 0025, after 0024. SQLite needs none of it.
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX ix_indexed_text_newest_people ON indexed_text (number) WHERE kind = 'person'"
        )
        op.execute(
            "CREATE INDEX ix_indexed_text_words_of_people ON indexed_text USING gin (to_tsvector('simple', text)) WHERE kind = 'person'"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_indexed_text_words_of_people")
        op.execute("DROP INDEX ix_indexed_text_newest_people")
