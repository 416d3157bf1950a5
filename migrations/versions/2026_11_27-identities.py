"""Whom a company's identity provider means by whom, and which sessions began there.

Revision: 0009, after 0008. Downgrading forgets both: whoever signs in again is found by their e-mail address.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identity",
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identity_person_id_person")),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_identity")),
    )
    op.create_index("ix_identity_person_id", "identity", ["person_id"], unique=False)
    op.add_column("sign_in_session", sa.Column("issuer", sa.String(length=500), nullable=True))


def downgrade() -> None:
    op.drop_column("sign_in_session", "issuer")
    op.drop_table("identity")
