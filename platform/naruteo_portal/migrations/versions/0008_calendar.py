"""Extensions and excuses, how often dates were moved, and the addresses of calendar feeds."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column(
        "scheduled_task", sa.Column("set_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)
    )
    op.add_column("scheduled_task", sa.Column("moves", sa.BigInteger(), server_default="0", nullable=False))
    op.alter_column("scheduled_task", "set_at", server_default=None)
    op.alter_column("scheduled_task", "moves", server_default=None)
    op.create_table(
        "accommodation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("enrolment_id", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("extension", "excuse", name="accommodationkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by_id", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'extension') = (due_at IS NOT NULL)", name=op.f("ck_accommodation_extension_has_due")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_accommodation_ended_by_somebody")
        ),
        sa.ForeignKeyConstraint(["ended_by_id"], ["account.id"], name=op.f("fk_accommodation_ended_by_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_accommodation_enrolment_id")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["account.id"], name=op.f("fk_accommodation_granted_by_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_accommodation_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accommodation")),
    )
    op.create_index(op.f("ix_accommodation_enrolment_id"), "accommodation", ["enrolment_id"])
    op.create_index(
        "uq_accommodation_in_force", "accommodation", ["enrolment_id", "task_id"], unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_calendar_feed_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_calendar_feed_token_sha256")),
    )
    op.create_index(
        "uq_calendar_feed_in_force", "calendar_feed", ["account_id"], unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )  # fmt: skip
