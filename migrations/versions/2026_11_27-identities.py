"""Whom a company's identity provider means by whom, which sessions began there and in what browser, sign-in links by mail, and who did what.

Revision: 0009, after 0008. Downgrading forgets them: whoever signs in again is found by their e-mail address.
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
    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("email_folded", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_sign_in_link_secret_hash")),
    )
    op.create_index("ix_sign_in_link_email_folded", "sign_in_link", ["email_folded"], unique=False)
    op.create_index("ix_sign_in_link_sent_at", "sign_in_link", ["sent_at"], unique=False)
    op.create_index("ix_event_actor_id", "event", ["actor_id", "seq"], unique=False)
    op.add_column("sign_in_session", sa.Column("issuer", sa.String(length=500), nullable=True))
    op.add_column("sign_in_session", sa.Column("agent", sa.String(length=300), nullable=True))


def downgrade() -> None:
    op.drop_index("ix_event_actor_id", "event")
    op.drop_column("sign_in_session", "agent")
    op.drop_column("sign_in_session", "issuer")
    op.drop_table("sign_in_link")
    op.drop_table("identity")
