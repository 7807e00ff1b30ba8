"""Claims, the trainees they are made for, and the steps that they take."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"

STATES = ("draft", "submitted", "in_review", "supplement", "approved", "rejected", "paid", "withdrawn")


def upgrade() -> None:
    op.create_table(
        "claim",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("employer_id", sa.BigInteger(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("state", sa.Enum(*STATES, name="claimstate", native_enum=False, length=32), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_on", sa.Date(), nullable=True),
        sa.Column("officer_id", sa.BigInteger(), nullable=True),
        sa.Column("employer_facts", JSONB(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_claim_amount_not_negative")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_claim_created_by_id")),
        sa.ForeignKeyConstraint(["employer_id"], ["organisation.id"], name=op.f("fk_claim_employer_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["account.id"], name=op.f("fk_claim_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("reference", name=op.f("uq_claim_reference")),
    )
    op.create_index(
        op.f("ix_claim_employer_id_programme_year"), "claim", ["employer_id", "programme", "year"], unique=False
    )
    op.create_index(op.f("ix_claim_officer_id"), "claim", ["officer_id"], unique=False)
    op.create_index(op.f("ix_claim_state"), "claim", ["state"], unique=False)
    op.create_table(
        "claim_step",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("before", sa.Enum(*STATES, name="claimstate", native_enum=False, length=32), nullable=True),
        sa.Column("after", sa.Enum(*STATES, name="claimstate", native_enum=False, length=32), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_claim_step_by_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_step_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_step")),
    )
    op.create_index(op.f("ix_claim_step_claim_id"), "claim_step", ["claim_id"], unique=False)
    op.create_table(
        "claim_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("employer_id", sa.BigInteger(), nullable=False),
        sa.Column("trainee_number", sa.String(), nullable=False),
        sa.Column("trainee_name", sa.String(), nullable=False),
        sa.Column("enrolment_id", sa.BigInteger(), nullable=True),
        sa.Column("training", sa.String(), nullable=False),
        sa.Column("title", JSONB(), nullable=False),
        sa.Column("part_started_on", sa.Date(), nullable=False),
        sa.Column("part_ended_on", sa.Date(), nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("judged_amount", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("estimate", sa.BigInteger(), nullable=True),
        sa.Column("judgement", JSONB(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.CheckConstraint("0 <= amount AND amount <= judged_amount", name=op.f("ck_claim_line_amount_within")),
        sa.CheckConstraint("part_started_on <= part_ended_on", name=op.f("ck_claim_line_part_in_order")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_line_claim_id")),
        sa.ForeignKeyConstraint(["employer_id"], ["organisation.id"], name=op.f("fk_claim_line_employer_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_claim_line_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_line")),
        sa.UniqueConstraint("claim_id", "position", name=op.f("uq_claim_line_claim_id_position")),
    )
    op.create_index(op.f("ix_claim_line_enrolment_id"), "claim_line", ["enrolment_id"], unique=False)
    op.create_index(
        "uq_claim_line_standing",
        "claim_line",
        ["employer_id", "trainee_number", "training", "part_ended_on"],
        unique=True,
        postgresql_where=sa.text("standing"),
    )
