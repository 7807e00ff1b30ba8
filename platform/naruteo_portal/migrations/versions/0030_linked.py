"""Linked applications of couples and families, and attempts to learn suitability with the model in use."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "linked_application",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("saved", postgresql.JSONB(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("certified", postgresql.JSONB(), nullable=True),
        sa.Column("certified_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(certified IS NULL) = (certified_at IS NULL)", name=op.f("ck_linked_application_certified_with_instant")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_linked_application_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linked_application")),
        sa.UniqueConstraint("reference", name=op.f("uq_linked_application_reference")),
    )
    op.create_index(op.f("ix_linked_application_round_id"), "linked_application", ["round_id"], unique=False)
    op.create_table(
        "link_member",
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("candidate_id", sa.BigInteger(), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("certified_version", sa.BigInteger(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["linked_application.id"], name=op.f("fk_link_member_application_id")
        ),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_link_member_candidate_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_link_member_round_id")),
        sa.PrimaryKeyConstraint("application_id", "candidate_id", name=op.f("pk_link_member")),
    )
    op.create_index(
        op.f("ix_link_member_round_id_candidate_id"), "link_member", ["round_id", "candidate_id"], unique=True,
        postgresql_where=sa.text("accepted_at IS NOT NULL AND left_at IS NULL"),
    )  # fmt: skip
    op.create_index(op.f("ix_link_member_candidate_id"), "link_member", ["candidate_id"], unique=False)
    # What a frozen round was decided on stays as it was, as for the lists (0024).
    for table in ("linked_application", "link_member"):
        op.execute(
            f"CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION keep_frozen_lists()"
        )
    op.create_table(
        "suitability_fit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("rounds", postgresql.JSONB(), nullable=False),
        sa.Column("pairs", sa.BigInteger(), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("faults", postgresql.JSONB(), nullable=False),
        sa.Column("content", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("card", postgresql.JSONB(), nullable=True),
        sa.Column("card_words", postgresql.JSONB(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(content IS NULL) = (sha256 IS NULL)", name=op.f("ck_suitability_fit_model_with_hash")),
        sa.CheckConstraint("(content IS NULL) = (card IS NULL)", name=op.f("ck_suitability_fit_model_with_card")),
        sa.CheckConstraint(
            "used_at IS NULL OR content IS NOT NULL", name=op.f("ck_suitability_fit_only_a_model_is_used")
        ),
        sa.CheckConstraint(
            "(used_at IS NULL) = (used_by_id IS NULL)", name=op.f("ck_suitability_fit_used_by_somebody")
        ),
        sa.CheckConstraint(
            "retired_at IS NULL OR used_at <= retired_at", name=op.f("ck_suitability_fit_retired_after_use")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_suitability_fit_by_id")),
        sa.ForeignKeyConstraint(["used_by_id"], ["account.id"], name=op.f("fk_suitability_fit_used_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suitability_fit")),
    )
    op.create_index(
        "one_model_in_use", "suitability_fit", [sa.text("(true)")], unique=True,
        postgresql_where=sa.text("used_at IS NOT NULL AND retired_at IS NULL"),
    )  # fmt: skip
