"""Appeals against decisions on claims, and agents' words that a claim is ready."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "claim_preparation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_claim_preparation_by_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_preparation_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_preparation")),
    )
    op.create_index(op.f("ix_claim_preparation_claim_id"), "claim_preparation", ["claim_id"], unique=False)
    op.create_table(
        "claim_appeal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "upheld", "dismissed", name="appealstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)", name=op.f("ck_claim_appeal_answered_by_somebody")
        ),
        sa.CheckConstraint(
            "(state = 'open') = (answered_at IS NULL)", name=op.f("ck_claim_appeal_answered_with_instant")
        ),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_claim_appeal_answered_by_id")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_claim_appeal_by_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_appeal_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_appeal")),
    )
    op.create_index(op.f("ix_claim_appeal_claim_id"), "claim_appeal", ["claim_id"], unique=False)
    op.create_index(
        "uq_claim_appeal_open", "claim_appeal", ["claim_id"], unique=True, postgresql_where=sa.text("state = 'open'")
    )
