"""Re-grades of whole cohorts, and for each grading run whose tests graded it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("grading_run", sa.Column("release_id", sa.BigInteger(), nullable=True))
    # Until now every run was graded by the release that the learner had worked on.
    op.execute(
        "UPDATE grading_run SET release_id = submission.release_id "
        "FROM submission WHERE submission.id = grading_run.submission_id"
    )
    op.alter_column("grading_run", "release_id", nullable=False)
    op.create_foreign_key(op.f("fk_grading_run_release_id"), "grading_run", "release", ["release_id"], ["id"])
    op.add_column("grading_run", sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column("grading_run", "held", server_default=None)
    op.create_table(
        "regrade",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("cohort_id", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum("all", "counting", name="regradescope", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("running", "paused", "published", "discarded", name="regradestate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_regrade_cohort_id")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_regrade_release_id")),
        sa.ForeignKeyConstraint(["started_by_id"], ["account.id"], name=op.f("fk_regrade_started_by_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_regrade_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade")),
    )
    op.create_index(
        "uq_regrade_open",
        "regrade",
        ["cohort_id", "task_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('running', 'paused')"),
    )
    op.create_table(
        "regraded_submission",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("regrade_id", sa.BigInteger(), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("before_run_id", sa.BigInteger(), nullable=True),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["before_run_id"], ["grading_run.id"], name=op.f("fk_regraded_submission_before_run_id")
        ),
        sa.ForeignKeyConstraint(["regrade_id"], ["regrade.id"], name=op.f("fk_regraded_submission_regrade_id")),
        sa.ForeignKeyConstraint(["run_id"], ["grading_run.id"], name=op.f("fk_regraded_submission_run_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_regraded_submission_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regraded_submission")),
        sa.UniqueConstraint(
            "regrade_id", "submission_id", name=op.f("uq_regraded_submission_regrade_id_submission_id")
        ),
        sa.UniqueConstraint("run_id", name=op.f("uq_regraded_submission_run_id")),
    )
