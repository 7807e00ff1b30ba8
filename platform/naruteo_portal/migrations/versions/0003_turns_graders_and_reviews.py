"""Turns in the queue, the graders that run, and results that a person decided."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

COURSE_OF_RUN = """
    UPDATE grading_run SET course_id = edition.course_id
    FROM submission JOIN task ON task.id = submission.task_id JOIN edition ON edition.id = task.edition_id
    WHERE submission.id = grading_run.submission_id
"""


def upgrade() -> None:
    op.create_table(
        "grader",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("slots", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grader")),
        sa.UniqueConstraint("name", name=op.f("uq_grader_name")),
    )
    op.add_column("grading_run", sa.Column("course_id", sa.BigInteger(), nullable=True))
    op.execute(COURSE_OF_RUN)
    op.alter_column("grading_run", "course_id", nullable=False)
    op.create_foreign_key(op.f("fk_grading_run_course_id"), "grading_run", "course", ["course_id"], ["id"])
    # What waits already was asked for without a priority, and goes first.
    op.add_column("grading_run", sa.Column("turn", sa.BigInteger(), nullable=False, server_default="0"))
    op.alter_column("grading_run", "turn", server_default=None)
    op.add_column("grading_run", sa.Column("reviewed_run_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_grading_run_reviewed_run_id"), "grading_run", "grading_run", ["reviewed_run_id"], ["id"]
    )
    waiting = sa.text("state = 'queued'")
    op.create_index("ix_grading_run_waiting", "grading_run", ["turn", "id"], postgresql_where=waiting)
    op.create_index("ix_grading_run_waiting_by_course", "grading_run", ["course_id", "turn"], postgresql_where=waiting)
    op.create_index(
        "ix_grading_run_served", "grading_run", ["turn"], postgresql_where=sa.text("started_at IS NOT NULL")
    )
    op.create_index(op.f("ix_grading_run_finished_at"), "grading_run", ["finished_at"])
