"""The log's rows are chained: each numbered one carries a digest over itself and the one before.

Revision: 0010, after 0009. What was numbered before is chained as it is now: an edit that was made earlier doesn't show.
"""

import sqlalchemy as sa
from alembic import op

from app.core.tables import Instant, Json
from app.events import chain

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BATCH = 500
_END = sa.table("log_end", sa.column("chained"))
_TYPES = {"at": Instant, "data": Json}
_EVENT = sa.table("event", sa.column("chained"), *(sa.column(name, _TYPES.get(name)) for name in chain.OVER))
_ROWS = sa.select(*(_EVENT.c[name] for name in chain.OVER)).order_by(_EVENT.c.seq).limit(BATCH)
_CHAIN = (
    sa.update(_EVENT)
    .where(_EVENT.c.id == sa.bindparam("row_id"))
    .values(chained=sa.bindparam("digest", type_=sa.String))
)


def upgrade() -> None:
    op.add_column("event", sa.Column("chained", sa.String(length=64), nullable=True))
    op.add_column("log_end", sa.Column("chained", sa.String(length=64), nullable=True))
    op.execute(sa.update(_END).values(chained=_chain()))
    with op.batch_alter_table("log_end") as log_end:
        log_end.alter_column("chained", existing_type=sa.String(length=64), nullable=False)


def downgrade() -> None:
    op.drop_column("log_end", "chained")
    op.drop_column("event", "chained")


def _chain() -> str:
    """Chain all numbered rows, a batch at a time; the last one's digest."""
    connection = op.get_bind()
    number, digest = 0, chain.START
    while rows := connection.execute(_ROWS.where(_EVENT.c.seq > number)).mappings().all():
        chained = []
        for row in rows:
            digest = chain.digest(digest, row)
            chained.append({"row_id": row["id"], "digest": digest})
        connection.execute(_CHAIN, chained)
        number = rows[-1]["seq"]
    return digest
