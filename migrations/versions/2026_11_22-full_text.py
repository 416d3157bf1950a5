"""The full-text index over folded words, each database's own kind, and the one row in which the log's end is kept.

Revision: 0002, after 0001. SQLite has no index on words but a table of its own (FTS5), which triggers keep; PostgreSQL
indexes an expression.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FORGET = (
    "INSERT INTO indexed_text_fts(indexed_text_fts, rowid, text) VALUES ('delete', old.number, old.text);"
)
ADD = "INSERT INTO indexed_text_fts(rowid, text) VALUES (new.number, new.text);"
SQLITE = (
    "CREATE VIRTUAL TABLE indexed_text_fts USING fts5(text, content='indexed_text', content_rowid='number')",
    f"CREATE TRIGGER indexed_text_added AFTER INSERT ON indexed_text BEGIN {ADD} END",
    f"CREATE TRIGGER indexed_text_gone AFTER DELETE ON indexed_text BEGIN {FORGET} END",
    f"CREATE TRIGGER indexed_text_changed AFTER UPDATE ON indexed_text BEGIN {FORGET} {ADD} END",
)
POSTGRESQL = ("CREATE INDEX ix_indexed_text_words ON indexed_text USING gin (to_tsvector('simple', text))",)


def upgrade() -> None:
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
    op.bulk_insert(
        sa.table("log_end", sa.column("id", sa.Integer), sa.column("last", sa.BigInteger)),
        [{"id": 1, "last": 0}],
    )


def downgrade() -> None:
    op.execute("DELETE FROM log_end")
    if op.get_bind().dialect.name == "sqlite":
        for trigger in ("added", "gone", "changed"):
            op.execute(f"DROP TRIGGER indexed_text_{trigger}")
        op.execute("DROP TABLE indexed_text_fts")
    else:
        op.execute("DROP INDEX ix_indexed_text_words")
