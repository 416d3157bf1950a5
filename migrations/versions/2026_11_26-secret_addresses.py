"""Secret addresses, through which calendars and feed readers read as a person although they can send no token.

Revision: 0005, after 0004. Only the hash of the secret is kept; a revoked address stays, so that who asks there can be told.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "secret_address",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "calendar", "feeds", name="addresskind", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_secret_address_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secret_address")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_secret_address_secret_hash")),
    )
    op.create_index("ix_secret_address_person_id", "secret_address", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("secret_address")
