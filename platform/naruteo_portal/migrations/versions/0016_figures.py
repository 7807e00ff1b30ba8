"""Figures that officers state of programmes, and that nobody changes once they are decided."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0016"
down_revision = "0015"

STATES = ("waiting", "confirmed", "refused", "withdrawn")


def upgrade() -> None:
    op.create_table(
        "stated_figure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("parameter", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("figures", JSONB(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=True),
        sa.Column("href", sa.String(), nullable=True),
        sa.Column("copy_sha256", sa.String(length=64), nullable=False),
        sa.Column("copy_name", sa.String(), nullable=False),
        sa.Column("copy_bytes", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("state", sa.Enum(*STATES, name="figurestate", native_enum=False, length=32), nullable=False),
        sa.Column("entered_by_id", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("until IS NULL OR since <= until", name=op.f("ck_stated_figure_days_in_order")),
        sa.CheckConstraint(
            "(state = 'confirmed') = (number IS NOT NULL)", name=op.f("ck_stated_figure_numbered_if_confirmed")
        ),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'refused') OR (decided_by_id IS NOT NULL AND decided_by_id <> entered_by_id)",
            name=op.f("ck_stated_figure_two_officers"),
        ),
        sa.ForeignKeyConstraint(["entered_by_id"], ["account.id"], name=op.f("fk_stated_figure_entered_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_stated_figure_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stated_figure")),
        sa.UniqueConstraint("number", name=op.f("uq_stated_figure_number")),
    )
    op.create_index(op.f("ix_stated_figure_programme_parameter"), "stated_figure", ["programme", "parameter"])
    op.create_index(op.f("ix_stated_figure_state"), "stated_figure", ["state"])
    # Decisions are judged again by the figures of their day: a figure is decided once, and otherwise never changes.
    op.execute("""
        CREATE FUNCTION keep_stated_figure() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE decided text[] := '{state,decided_by_id,decided_at,number,reason}';
        BEGIN
            IF TG_OP = 'DELETE' OR OLD.state <> 'waiting' OR to_jsonb(OLD) - decided <> to_jsonb(NEW) - decided THEN
                RAISE EXCEPTION 'a stated figure is decided once and never changed';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER decided_once BEFORE UPDATE OR DELETE ON stated_figure
            FOR EACH ROW EXECUTE FUNCTION keep_stated_figure();
    """)
