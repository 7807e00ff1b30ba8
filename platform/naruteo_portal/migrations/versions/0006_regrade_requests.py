"""Requests of learners to look at a result again, and for how many days they may ask."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("cohort", sa.Column("request_days", sa.BigInteger(), server_default="7", nullable=False))
    op.alter_column("cohort", "request_days", server_default=None)
    op.create_check_constraint(op.f("ck_cohort_request_days_not_negative"), "cohort", "request_days >= 0")
    op.create_table(
        "regrade_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("notebook", sa.String(), nullable=False),
        sa.Column("grade_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "kept", "changed", "withdrawn", name="requeststate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("answer_run_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["answer_run_id"], ["grading_run.id"], name=op.f("fk_regrade_request_answer_run_id")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_regrade_request_answered_by_id")),
        sa.ForeignKeyConstraint(["run_id"], ["grading_run.id"], name=op.f("fk_regrade_request_run_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_regrade_request_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade_request")),
    )
    op.create_index(op.f("ix_regrade_request_submission_id"), "regrade_request", ["submission_id"])
    op.create_index(
        "uq_regrade_request_open", "regrade_request", ["submission_id", "notebook", "grade_id"], unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )  # fmt: skip
