"""People by name, as their list has it: a page of it need not put everybody in order.

Revision: 0026, after 0025.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_person_name", "person", [sa.text("lower(name)"), "id"])


def downgrade() -> None:
    op.drop_index("ix_person_name", table_name="person")
