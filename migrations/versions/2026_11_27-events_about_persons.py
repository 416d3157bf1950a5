"""An event tells in a column of its own which person its data names, so that what is held about somebody is found without reading the whole log.

Revision: 0015, after 0014. The column says nothing that the data don't; digests don't cover it, and stay as they are.
"""

import sqlalchemy as sa
from alembic import op

from app.core.tables import Json

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_EVENT = sa.table("event", sa.column("person_id"), sa.column("data", Json))


def upgrade() -> None:
    op.add_column("event", sa.Column("person_id", sa.String(length=36), nullable=True))
    op.execute(sa.update(_EVENT).values(person_id=_EVENT.c.data["person_id"].as_string()))
    op.create_index("ix_event_person_id", "event", ["person_id", "seq"])


def downgrade() -> None:
    op.drop_index("ix_event_person_id", table_name="event")
    op.drop_column("event", "person_id")
