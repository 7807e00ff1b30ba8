"""Grading by hand: rubrics, what is noted while grading, and cohorts whose names are hidden meanwhile."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("cohort", sa.Column("anonymous_grading", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column("cohort", "anonymous_grading", server_default=None)
    op.create_table(
        "rubric_item",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("course_id", sa.BigInteger(), nullable=False),
        sa.Column("assignment", sa.String(), nullable=False),
        sa.Column("notebook", sa.String(), nullable=False),
        sa.Column("grade_id", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("points", sa.Float(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_rubric_item_course_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_rubric_item_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_item")),
    )
    op.create_index(op.f("ix_rubric_item_course_id_assignment"), "rubric_item", ["course_id", "assignment"])
    op.create_table(
        "cell_mark",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("notebook", sa.String(), nullable=False),
        sa.Column("grade_id", sa.String(), nullable=False),
        sa.Column("points", sa.Float(), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("rubric", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["saved_by_id"], ["account.id"], name=op.f("fk_cell_mark_saved_by_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_cell_mark_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cell_mark")),
        sa.UniqueConstraint(
            "submission_id", "notebook", "grade_id", name=op.f("uq_cell_mark_submission_id_notebook_grade_id")
        ),
    )
