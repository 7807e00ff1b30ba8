"""A model of suitability for each side, and how far those in use have drifted."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    # What was learned until now is the opening's side.
    op.add_column(
        "suitability_fit",
        sa.Column(
            "side", sa.Enum("opening", "candidate", name="side", native_enum=False, length=32), nullable=False,
            server_default="opening",
        ),
    )  # fmt: skip
    op.alter_column("suitability_fit", "side", server_default=None)
    op.drop_index("one_model_in_use", table_name="suitability_fit")
    op.create_index(
        "one_model_in_use", "suitability_fit", ["side"], unique=True,
        postgresql_where=sa.text("used_at IS NOT NULL AND retired_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "suitability_drift",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("fit_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rounds", postgresql.JSONB(), nullable=False),
        sa.Column("pairs", sa.BigInteger(), nullable=False),
        sa.Column("found", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["fit_id"], ["suitability_fit.id"], name=op.f("fk_suitability_drift_fit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suitability_drift")),
    )
    op.create_index(op.f("ix_suitability_drift_fit_id_id"), "suitability_drift", ["fit_id", "id"], unique=False)
