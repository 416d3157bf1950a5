"""Sessions get an id to name them by, and when they were last used, so that people can see and end them.

Revision: 0003, after 0002. The id says nothing of the secret, whose hash stays the way to find a session. The rows are
few: they are read, and written into the table made anew, which every database can do.
"""

import sqlalchemy as sa
from alembic import op

from app.core import ids

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEPT = ("secret_hash", "person_id", "created_at", "expires_at")


def upgrade() -> None:
    rows = _taken_away()
    table = _made(
        "id",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_sign_in_session_secret_hash")),
    )
    op.bulk_insert(table, [{**row, "id": ids.new(), "last_used_at": None} for row in rows])


def downgrade() -> None:
    rows = _taken_away()
    op.bulk_insert(_made("secret_hash"), rows)


def _taken_away() -> list[dict[str, object]]:
    """The rows, out of a table that is gone then."""
    times = [sa.column(name, sa.DateTime(timezone=True)) for name in KEPT[2:]]
    table = sa.table("sign_in_session", sa.column("secret_hash"), sa.column("person_id"), *times)
    rows = [dict(row) for row in op.get_bind().execute(sa.select(table)).mappings()]
    op.drop_table("sign_in_session")
    return rows


def _made(key: str, *more: sa.schema.SchemaItem) -> sa.Table:
    table = op.create_table(
        "sign_in_session",
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id_person")
        ),
        sa.PrimaryKeyConstraint(key, name=op.f("pk_sign_in_session")),
    )
    op.create_index("ix_sign_in_session_person_id", "sign_in_session", ["person_id"], unique=False)
    return table
