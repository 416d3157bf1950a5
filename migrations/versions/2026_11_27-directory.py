"""What a company's directory calls people and home teams, so that it finds again by SCIM whom it brought.

Revision: 0017, after 0016. Downgrading forgets it: the directory finds people by their e-mail addresses again.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON(none_as_null=True).with_variant(
        postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
    )
    op.create_table(
        "directory_user",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("user_name", sa.String(length=254), nullable=False),
        sa.Column("user_name_folded", sa.String(length=254), nullable=False),
        sa.Column("external_id", sa.String(length=254), nullable=True),
        sa.Column("said", json, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_directory_user_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_directory_user")),
        sa.UniqueConstraint("user_name_folded", name=op.f("uq_directory_user_user_name_folded")),
    )
    op.create_index("ix_directory_user_external_id", "directory_user", ["external_id"], unique=False)
    op.create_table(
        "directory_group",
        sa.Column("home_team_id", sa.String(length=36), nullable=False),
        sa.Column("external_id", sa.String(length=254), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["home_team_id"], ["home_team.id"], name=op.f("fk_directory_group_home_team_id_home_team")
        ),
        sa.PrimaryKeyConstraint("home_team_id", name=op.f("pk_directory_group")),
    )
    op.create_index("ix_directory_group_external_id", "directory_group", ["external_id"], unique=False)


def downgrade() -> None:
    op.drop_table("directory_group")
    op.drop_table("directory_user")
