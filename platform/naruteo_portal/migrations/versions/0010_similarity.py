"""Similarity of submissions: fingerprints, comparisons, pairs and notes on them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "submission_fingerprint",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.BigInteger(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_fingerprint_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_fingerprint")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_submission_fingerprint_submission_id")),
    )
    op.create_table(
        "comparison",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("cohort_id", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("own", sa.BigInteger(), nullable=False),
        sa.Column("others", sa.BigInteger(), nullable=False),
        sa.Column("ignored", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_comparison_asked_by_id")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_comparison_cohort_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_comparison_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparison")),
        sa.UniqueConstraint("cohort_id", "task_id", name=op.f("uq_comparison_cohort_id_task_id")),
    )
    op.create_table(
        "similar_pair",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("comparison_id", sa.BigInteger(), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("other_share", sa.Float(), nullable=False),
        sa.Column("stretches", sa.BigInteger(), nullable=False),
        sa.Column("set_aside", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["comparison_id"], ["comparison.id"], name=op.f("fk_similar_pair_comparison_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_similar_pair_submission_id")),
        sa.ForeignKeyConstraint(["other_id"], ["submission.id"], name=op.f("fk_similar_pair_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_similar_pair")),
        sa.UniqueConstraint(
            "comparison_id",
            "submission_id",
            "other_id",
            name=op.f("uq_similar_pair_comparison_id_submission_id_other_id"),
        ),
    )
    op.create_table(
        "pair_note",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("pair_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("set_aside", sa.Boolean(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["noted_by_id"], ["account.id"], name=op.f("fk_pair_note_noted_by_id")),
        sa.ForeignKeyConstraint(["pair_id"], ["similar_pair.id"], name=op.f("fk_pair_note_pair_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_note")),
    )
    op.create_index(op.f("ix_pair_note_pair_id"), "pair_note", ["pair_id"])
