"""Who somebody's manager is: another person, or nobody; and whom a directory calls somebody's manager who isn't here yet.

Revision: 0019, after 0018. It expands: a program of before leaves the columns empty. Downgrading forgets who manages whom, until it is told anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In words, as SQLite takes a reference with a new column alone, and a rebuilt table would lose its indexes on expressions.
    op.execute(
        "ALTER TABLE person ADD COLUMN manager_id VARCHAR(36)"
        " CONSTRAINT fk_person_manager_id_person REFERENCES person (id)"
        " CONSTRAINT ck_person_not_ones_own_manager CHECK (manager_id <> id)"
    )
    op.create_index("ix_person_manager_id", "person", ["manager_id"], unique=False)
    op.add_column("directory_user", sa.Column("manager_awaited", sa.String(length=254), nullable=True))
    op.create_index("ix_directory_user_manager_awaited", "directory_user", ["manager_awaited"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_directory_user_manager_awaited", "directory_user")
    op.drop_column("directory_user", "manager_awaited")
    op.drop_index("ix_person_manager_id", "person")
    op.drop_column("person", "manager_id")
