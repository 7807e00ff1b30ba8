"""Linked applications: couples and families who want places together, with the wishes that they share."""

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
