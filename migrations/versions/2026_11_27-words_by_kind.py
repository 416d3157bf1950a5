"""SQLite's index on words tells kinds apart, so that people are found among people, however many pitches have the same word.

Revision: 0023, after 0022. The index is made anew from the texts, which takes a minute for 400,000 pitches. PostgreSQL needs none of it.
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

COLUMNS = ("kind", "text")
BEFORE = ("text",)


def upgrade() -> None:
    _index(COLUMNS)


def downgrade() -> None:
    _index(BEFORE)


def _index(columns: tuple[str, ...]) -> None:
    """The index over these columns of the texts, with the triggers that keep it."""
    if op.get_bind().dialect.name != "sqlite":
        return
    named = ", ".join(columns)
    old, new = (", ".join(f"{row}.{column}" for column in ("number", *columns)) for row in ("old", "new"))
    forget = f"INSERT INTO indexed_text_fts(indexed_text_fts, rowid, {named}) VALUES ('delete', {old});"  # noqa: S608  # our own columns
    add = f"INSERT INTO indexed_text_fts(rowid, {named}) VALUES ({new});"  # noqa: S608
    for trigger in ("added", "gone", "changed"):
        op.execute(f"DROP TRIGGER indexed_text_{trigger}")
    for statement in (
        "DROP TABLE indexed_text_fts",
        f"CREATE VIRTUAL TABLE indexed_text_fts USING fts5({named}, content='indexed_text', content_rowid='number')",
        "INSERT INTO indexed_text_fts(indexed_text_fts) VALUES ('rebuild')",
        f"CREATE TRIGGER indexed_text_added AFTER INSERT ON indexed_text BEGIN {add} END",
        f"CREATE TRIGGER indexed_text_gone AFTER DELETE ON indexed_text BEGIN {forget} END",
        f"CREATE TRIGGER indexed_text_changed AFTER UPDATE ON indexed_text BEGIN {forget} {add} END",
    ):
        op.execute(statement)
