"""The tables of a week's life: people, weeks, pitches, sign-ups, demos, outcomes, and the log of what happened.

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "erasable_text",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_erasable_text")),
    )
    op.create_index("ix_erasable_text_person_id", "erasable_text", ["person_id"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=True),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.Column("reason_digest", sa.String(length=64), nullable=True),
        sa.Column("week_id", sa.String(length=36), nullable=True),
        sa.Column("pitch_id", sa.String(length=36), nullable=True),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("seq", name=op.f("uq_event_seq")),
    )
    op.create_index("ix_event_pitch_id", "event", ["pitch_id"], unique=False)
    op.create_index("ix_event_subject_id", "event", ["subject_id"], unique=False)
    op.create_index(
        "ix_event_unnumbered",
        "event",
        ["id"],
        unique=False,
        sqlite_where=sa.text("seq IS NULL"),
        postgresql_where=sa.text("seq IS NULL"),
    )
    op.create_index("ix_event_week_id", "event", ["week_id"], unique=False)

    op.create_table(
        "home_team",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_folded", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_team")),
        sa.UniqueConstraint("name_folded", name=op.f("uq_home_team_name_folded")),
    )
    op.create_table(
        "indexed_text",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_indexed_text")),
        sa.UniqueConstraint("subject_id", name=op.f("uq_indexed_text_subject_id")),
    )
    op.create_table(
        "kept_answer",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("body_digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("etag", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_kept_answer")),
    )
    op.create_index("ix_kept_answer_created_at", "kept_answer", ["created_at"], unique=False)

    op.create_table(
        "log_end",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_end")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("email_folded", sa.String(length=254), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "member",
                "organizer",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("bio", sa.String(length=2000), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=True),
        sa.Column("skills", JSON, nullable=False),
        sa.Column("wants_to_learn", JSON, nullable=False),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=True),
        sa.Column("source_id", sa.String(length=300), nullable=True),
        sa.Column("source_extra", JSON, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email_folded", name=op.f("uq_person_email_folded")),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_person_source_source_id")),
    )
    op.create_table(
        "week",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=True),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("location", sa.String(length=500), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=True),
        sa.Column("focus", sa.Text(), nullable=False),
        sa.Column("guardrails", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("pitching_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forming_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("exploring_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("demos_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrap_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("dates_text", sa.Text(), nullable=False),
        sa.Column("sorts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parent_id", sa.String(length=36), nullable=True),
        sa.Column("copied_from_id", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=True),
        sa.Column("source_id", sa.String(length=300), nullable=True),
        sa.Column("source_extra", JSON, nullable=True),
        sa.CheckConstraint(
            "archived OR (time_zone IS NOT NULL AND pitching_at IS NOT NULL AND forming_at IS NOT NULL AND exploring_at IS NOT NULL AND demos_at IS NOT NULL AND wrap_up_at IS NOT NULL AND closed_at IS NOT NULL)",
            name=op.f("ck_week_scheduled_unless_archived"),
        ),
        sa.CheckConstraint(
            "pitching_at <= forming_at AND forming_at <= exploring_at AND exploring_at <= demos_at AND demos_at <= wrap_up_at AND wrap_up_at <= closed_at",
            name=op.f("ck_week_schedule_in_order"),
        ),
        sa.CheckConstraint(
            "starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on",
            name=op.f("ck_week_dates_in_order"),
        ),
        sa.ForeignKeyConstraint(["copied_from_id"], ["week.id"], name=op.f("fk_week_copied_from_id_week")),
        sa.ForeignKeyConstraint(["parent_id"], ["week.id"], name=op.f("fk_week_parent_id_week")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_week")),
        sa.UniqueConstraint("slug", name=op.f("uq_week_slug")),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_week_source_source_id")),
    )
    op.create_index("ix_week_sorts_at", "week", ["sorts_at"], unique=False)

    op.create_table(
        "home_team_stay",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("home_team_id", sa.String(length=36), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_home_team_stay_in_order")),
        sa.ForeignKeyConstraint(
            ["home_team_id"], ["home_team.id"], name=op.f("fk_home_team_stay_home_team_id_home_team")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_home_team_stay_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_team_stay")),
    )
    op.create_index("ix_home_team_stay_home_team_id", "home_team_stay", ["home_team_id"], unique=False)
    op.create_index("ix_home_team_stay_person_id", "home_team_stay", ["person_id"], unique=False)
    op.create_index(
        "uq_home_team_stay_present",
        "home_team_stay",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )

    op.create_table(
        "participation",
        sa.Column("week_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("taking_part", sa.Boolean(), nullable=False),
        sa.Column("days", JSON, nullable=False),
        sa.Column("guardrails_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_participation_person_id_person")),
        sa.ForeignKeyConstraint(["week_id"], ["week.id"], name=op.f("fk_participation_week_id_week")),
        sa.PrimaryKeyConstraint("week_id", "person_id", name=op.f("pk_participation")),
    )
    op.create_index("ix_participation_person_id", "participation", ["person_id"], unique=False)

    op.create_table(
        "pitch",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("week_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_folded", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("crew_limit", sa.Integer(), nullable=True),
        sa.Column(
            "join_mode",
            sa.Enum(
                "open", "ask", "invite", name="joinmode", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("links", JSON, nullable=False),
        sa.Column("where_text", sa.Text(), nullable=False),
        sa.Column("chat_url", sa.String(length=2000), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "withdrawn",
                "merged",
                name="pitchstatus",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdraw_reason", sa.String(length=500), nullable=True),
        sa.Column("continues_id", sa.String(length=36), nullable=True),
        sa.Column("places_taken", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("next_line_number", sa.Integer(), nullable=False),
        sa.Column("shuffle_key", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=True),
        sa.Column("source_id", sa.String(length=300), nullable=True),
        sa.Column("source_extra", JSON, nullable=True),
        sa.Column("source_results", JSON, nullable=True),
        sa.CheckConstraint(
            "crew_limit IS NULL OR crew_limit >= 1", name=op.f("ck_pitch_crew_limit_positive")
        ),
        sa.CheckConstraint(
            "places_taken >= 0 AND (crew_limit IS NULL OR places_taken <= crew_limit)",
            name=op.f("ck_pitch_places_within_limit"),
        ),
        sa.CheckConstraint("waiting >= 0", name=op.f("ck_pitch_waiting_not_negative")),
        sa.ForeignKeyConstraint(["continues_id"], ["pitch.id"], name=op.f("fk_pitch_continues_id_pitch")),
        sa.ForeignKeyConstraint(["week_id"], ["week.id"], name=op.f("fk_pitch_week_id_week")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pitch")),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_pitch_source_source_id")),
    )
    op.create_index("ix_pitch_board", "pitch", ["week_id", "status", "submitted_at", "id"], unique=False)
    op.create_index("ix_pitch_continues_id", "pitch", ["continues_id"], unique=False)

    op.create_table(
        "sign_in_session",
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id_person")
        ),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_sign_in_session")),
    )
    op.create_index("ix_sign_in_session_person_id", "sign_in_session", ["person_id"], unique=False)

    op.create_table(
        "token",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("hint", sa.String(length=8), nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_token_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_token_secret_hash")),
    )
    op.create_index("ix_token_person_id", "token", ["person_id"], unique=False)

    op.create_table(
        "week_organizer",
        sa.Column("week_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_week_organizer_person_id_person")
        ),
        sa.ForeignKeyConstraint(["week_id"], ["week.id"], name=op.f("fk_week_organizer_week_id_week")),
        sa.PrimaryKeyConstraint("week_id", "person_id", name=op.f("pk_week_organizer")),
    )
    op.create_index("ix_week_organizer_person_id", "week_organizer", ["person_id"], unique=False)

    op.create_table(
        "comment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("pitch_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("parent_id", sa.String(length=36), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_comment_author_id_person")),
        sa.ForeignKeyConstraint(["parent_id"], ["comment.id"], name=op.f("fk_comment_parent_id_comment")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitch.id"], name=op.f("fk_comment_pitch_id_pitch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index("ix_comment_author_id", "comment", ["author_id"], unique=False)
    op.create_index("ix_comment_pitch_id", "comment", ["pitch_id"], unique=False)

    op.create_table(
        "demo",
        sa.Column("pitch_id", sa.String(length=36), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "live",
                "recorded",
                "written",
                "none",
                name="demomode",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("links", JSON, nullable=False),
        sa.Column("recording_url", sa.String(length=2000), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("position IS NULL OR position >= 1", name=op.f("ck_demo_position_from_one")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitch.id"], name=op.f("fk_demo_pitch_id_pitch")),
        sa.PrimaryKeyConstraint("pitch_id", name=op.f("pk_demo")),
    )
    op.create_table(
        "interest",
        sa.Column("pitch_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_interest_person_id_person")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitch.id"], name=op.f("fk_interest_pitch_id_pitch")),
        sa.PrimaryKeyConstraint("pitch_id", "person_id", name=op.f("pk_interest")),
    )
    op.create_index("ix_interest_person_id", "interest", ["person_id"], unique=False)

    op.create_table(
        "outcome",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("pitch_id", sa.String(length=36), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "shipped",
                "prototype",
                "learning",
                "document",
                "stopped",
                name="outcomekind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("evidence", JSON, nullable=False),
        sa.Column(
            "next",
            sa.Enum(
                "continue",
                "hand_over",
                "park",
                "stop",
                name="nextstep",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("home", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_outcome_event_id_event")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitch.id"], name=op.f("fk_outcome_pitch_id_pitch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("event_id", name=op.f("uq_outcome_event_id")),
        sa.UniqueConstraint("pitch_id", name=op.f("uq_outcome_pitch_id")),
    )
    op.create_table(
        "pitch_label",
        sa.Column("pitch_id", sa.String(length=36), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "tag",
                "needed",
                "to_learn",
                name="labelkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("folded", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitch.id"], name=op.f("fk_pitch_label_pitch_id_pitch")),
        sa.PrimaryKeyConstraint("pitch_id", "kind", "position", name=op.f("pk_pitch_label")),
    )
    op.create_index("ix_pitch_label_kind_folded", "pitch_label", ["kind", "folded", "pitch_id"], unique=False)

    op.create_table(
        "pitch_lead",
        sa.Column("pitch_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pitch_lead_person_id_person")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitch.id"], name=op.f("fk_pitch_lead_pitch_id_pitch")),
        sa.PrimaryKeyConstraint("pitch_id", "person_id", name=op.f("pk_pitch_lead")),
    )
    op.create_index("ix_pitch_lead_person_id", "pitch_lead", ["person_id"], unique=False)

    op.create_table(
        "signup",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("pitch_id", sa.String(length=36), nullable=False),
        sa.Column("week_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "member",
                "helper",
                "mentor",
                name="crewrole",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "asked",
                "invited",
                "waiting",
                "offered",
                "accepted",
                "declined",
                "left",
                "expired",
                "ended",
                name="signupstatus",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("message", sa.String(length=500), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("switch_from_id", sa.String(length=36), nullable=True),
        sa.Column("offer_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'offered') <= (offer_expires_at IS NOT NULL)", name=op.f("ck_signup_offer_has_an_end")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signup_person_id_person")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitch.id"], name=op.f("fk_signup_pitch_id_pitch")),
        sa.ForeignKeyConstraint(
            ["switch_from_id"], ["signup.id"], name=op.f("fk_signup_switch_from_id_signup")
        ),
        sa.ForeignKeyConstraint(["week_id"], ["week.id"], name=op.f("fk_signup_week_id_week")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signup")),
        sa.UniqueConstraint("pitch_id", "line_number", name=op.f("uq_signup_pitch_id_line_number")),
    )
    op.create_index(
        "ix_signup_line",
        "signup",
        ["pitch_id", "line_number"],
        unique=False,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_index("ix_signup_person_id", "signup", ["person_id"], unique=False)
    op.create_index(
        "uq_signup_one_open_per_pitch",
        "signup",
        ["pitch_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('asked', 'invited', 'waiting', 'offered', 'accepted')"),
        postgresql_where=sa.text("status IN ('asked', 'invited', 'waiting', 'offered', 'accepted')"),
    )
    op.create_index(
        "uq_signup_one_place_per_week",
        "signup",
        ["week_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("status = 'accepted' AND role = 'member' AND NOT imported"),
        postgresql_where=sa.text("status = 'accepted' AND role = 'member' AND NOT imported"),
    )

    op.create_table(
        "impact",
        sa.Column("outcome_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("baseline", sa.Float(), nullable=True),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column(
            "confidence",
            sa.Enum(
                "measured",
                "estimated",
                "guessed",
                name="confidence",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_impact_outcome_id_outcome")),
        sa.PrimaryKeyConstraint("outcome_id", "position", name=op.f("pk_impact")),
    )


def downgrade() -> None:
    op.drop_table("impact")
    op.drop_index("uq_signup_one_place_per_week", "signup")
    op.drop_index("uq_signup_one_open_per_pitch", "signup")
    op.drop_index("ix_signup_person_id", "signup")
    op.drop_index("ix_signup_line", "signup")

    op.drop_table("signup")
    op.drop_index("ix_pitch_lead_person_id", "pitch_lead")

    op.drop_table("pitch_lead")
    op.drop_index("ix_pitch_label_kind_folded", "pitch_label")

    op.drop_table("pitch_label")
    op.drop_table("outcome")
    op.drop_index("ix_interest_person_id", "interest")

    op.drop_table("interest")
    op.drop_table("demo")
    op.drop_index("ix_comment_pitch_id", "comment")
    op.drop_index("ix_comment_author_id", "comment")

    op.drop_table("comment")
    op.drop_index("ix_week_organizer_person_id", "week_organizer")

    op.drop_table("week_organizer")
    op.drop_index("ix_token_person_id", "token")

    op.drop_table("token")
    op.drop_index("ix_sign_in_session_person_id", "sign_in_session")

    op.drop_table("sign_in_session")
    op.drop_index("ix_pitch_continues_id", "pitch")
    op.drop_index("ix_pitch_board", "pitch")

    op.drop_table("pitch")
    op.drop_index("ix_participation_person_id", "participation")

    op.drop_table("participation")
    op.drop_index("uq_home_team_stay_present", "home_team_stay")
    op.drop_index("ix_home_team_stay_person_id", "home_team_stay")
    op.drop_index("ix_home_team_stay_home_team_id", "home_team_stay")

    op.drop_table("home_team_stay")
    op.drop_index("ix_week_sorts_at", "week")

    op.drop_table("week")
    op.drop_table("person")
    op.drop_table("log_end")
    op.drop_index("ix_kept_answer_created_at", "kept_answer")

    op.drop_table("kept_answer")
    op.drop_table("indexed_text")
    op.drop_table("home_team")
    op.drop_index("ix_event_week_id", "event")
    op.drop_index("ix_event_unnumbered", "event")
    op.drop_index("ix_event_subject_id", "event")
    op.drop_index("ix_event_pitch_id", "event")

    op.drop_table("event")
    op.drop_index("ix_erasable_text_person_id", "erasable_text")

    op.drop_table("erasable_text")
