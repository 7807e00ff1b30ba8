"""The learning log with its corrections, the survey about a course, and certificates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "learning_trace",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("enrolment_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("task_opened", "task_fetched", "reading_opened", name="tracekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_learning_trace_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_trace")),
        sa.UniqueConstraint(
            "enrolment_id", "kind", "subject", "day", name=op.f("uq_learning_trace_enrolment_id_kind_subject_day")
        ),
    )
    op.create_table(
        "log_correction",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("enrolment_id", sa.BigInteger(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("minutes", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "accepted", "declined", "withdrawn", name="correctionstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("entry <> '' OR day IS NOT NULL", name=op.f("ck_log_correction_missing_entries_have_a_day")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_log_correction_minutes_positive")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_log_correction_answered_by_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_log_correction_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_correction")),
    )
    op.create_index(op.f("ix_log_correction_enrolment_id"), "log_correction", ["enrolment_id"])
    op.create_index(
        "uq_log_correction_open", "log_correction", ["enrolment_id", "entry"], unique=True,
        postgresql_where=sa.text("state = 'open' AND entry <> ''"),
    )  # fmt: skip
    op.create_table(
        "survey_receipt",
        sa.Column("enrolment_id", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_survey_receipt_enrolment_id")),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_survey_receipt")),
    )
    op.create_table(
        "survey_sheet",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("cohort_id", sa.BigInteger(), nullable=False),
        sa.Column("ratings", postgresql.JSONB(), nullable=False),
        sa.Column("remarks", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_survey_sheet_cohort_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_sheet")),
    )
    op.create_index(op.f("ix_survey_sheet_cohort_id"), "survey_sheet", ["cohort_id"])
    op.create_table(
        "certificate",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("enrolment_id", sa.BigInteger(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shows_score", sa.Boolean(), nullable=False),
        sa.Column("shows_hours", sa.Boolean(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("revoked_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_certificate_enrolment_id")),
        sa.ForeignKeyConstraint(["revoked_by_id"], ["account.id"], name=op.f("fk_certificate_revoked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
    )
    op.create_index(op.f("ix_certificate_enrolment_id"), "certificate", ["enrolment_id"])
    op.create_index(
        "uq_certificate_in_force", "certificate", ["enrolment_id"], unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )  # fmt: skip
