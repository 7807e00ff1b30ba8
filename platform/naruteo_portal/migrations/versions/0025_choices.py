"""Openings that candidates keep, their time zones, forecasts by length of list, and questions about outcomes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "own_time_zone",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_own_time_zone_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_own_time_zone")),
    )
    op.create_table(
        "list_forecast",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lists", sa.BigInteger(), nullable=False),
        sa.Column("seats", sa.BigInteger(), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_list_forecast_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_forecast")),
    )
    op.create_index(op.f("ix_list_forecast_round_id_id"), "list_forecast", ["round_id", "id"], unique=False)
    op.create_table(
        "saved_opening",
        sa.Column("candidate_id", sa.BigInteger(), nullable=False),
        sa.Column("opening_id", sa.BigInteger(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_saved_opening_candidate_id")),
        sa.ForeignKeyConstraint(["opening_id"], ["opening.id"], name=op.f("fk_saved_opening_opening_id")),
        sa.PrimaryKeyConstraint("candidate_id", "opening_id", name=op.f("pk_saved_opening")),
    )
    op.create_index(op.f("ix_saved_opening_opening_id"), "saved_opening", ["opening_id"], unique=False)
    op.create_table(
        "outcome_explanation",
        sa.Column("outcome_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_sha256", sa.String(length=64), nullable=False),
        sa.Column("with_changes", sa.Boolean(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.Column("audit", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_outcome_explanation_outcome_id")),
        sa.PrimaryKeyConstraint("outcome_id", name=op.f("pk_outcome_explanation")),
    )
    op.create_table(
        "outcome_question",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("outcome_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("explanation", "refusal", "appeal", name="questionkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "explained",
                "upheld",
                "dismissed",
                "withdrawn",
                name="questionstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('explained', 'upheld', 'dismissed')) = (answered_at IS NOT NULL)",
            name=op.f("ck_outcome_question_answered_with_instant"),
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)", name=op.f("ck_outcome_question_answered_by_somebody")
        ),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_outcome_question_answered_by_id")),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_outcome_question_outcome_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_question")),
        sa.UniqueConstraint("reference", name=op.f("uq_outcome_question_reference")),
    )
    op.create_index(
        op.f("ix_outcome_question_outcome_id"),
        "outcome_question",
        ["outcome_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(op.f("ix_outcome_question_state_asked_on"), "outcome_question", ["state", "asked_on"], unique=False)
    op.create_table(
        "question_extension",
        sa.Column("question_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("number IN (1, 2)", name=op.f("ck_question_extension_twice_at_most")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_question_extension_by_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["outcome_question.id"], name=op.f("fk_question_extension_question_id")
        ),
        sa.PrimaryKeyConstraint("question_id", "number", name=op.f("pk_question_extension")),
    )
    op.create_table(
        "question_rerun",
        sa.Column("question_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("input_sha256", sa.String(length=64), nullable=False),
        sa.Column("is_frozen_input", sa.Boolean(), nullable=False),
        sa.Column("same_for_everybody", sa.Boolean(), nullable=False),
        sa.Column("same_for_candidate", sa.Boolean(), nullable=False),
        sa.Column("faults", postgresql.JSONB(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["outcome_question.id"], name=op.f("fk_question_rerun_question_id")),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_question_rerun")),
    )
