"""The history of rounds, what the verifier found, reasons of openings' quotas; and frozen rounds keep their lists."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

STATES = ("planned", "eliciting", "frozen", "run", "confirmed", "published", "closed", "cancelled")


def _state() -> sa.Enum:
    return sa.Enum(*STATES, name="roundstate", native_enum=False, length=32)


def upgrade() -> None:
    op.create_table(
        "round_step",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("before", _state(), nullable=False),
        sa.Column("after", _state(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_round_step_by_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_step_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_step")),
    )
    op.create_index(op.f("ix_round_step_round_id"), "round_step", ["round_id"], unique=False)
    op.add_column("run", sa.Column("faults", sa.dialects.postgresql.JSONB(), nullable=False, server_default="[]"))
    op.alter_column("run", "faults", server_default=None)
    op.add_column("round_opening", sa.Column("reason", sa.String(), nullable=False, server_default=""))
    op.alter_column("round_opening", "reason", server_default=None)
    # What a frozen round was decided on stays as it was, whatever program writes. Sharing the round's lock here makes
    # a list that is just being certified either come in before the round is frozen, or not at all.
    op.execute("""
        CREATE FUNCTION keep_frozen_lists() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE written bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.round_id ELSE NEW.round_id END;
        BEGIN
            PERFORM FROM round WHERE id = written AND frozen_at IS NULL FOR SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the lists of round % are frozen', written USING ERRCODE = 'check_violation';
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        END $$;
        CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON preference_list
            FOR EACH ROW EXECUTE FUNCTION keep_frozen_lists();
        CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON ranking
            FOR EACH ROW EXECUTE FUNCTION keep_frozen_lists();
        CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON round_opening
            FOR EACH ROW EXECUTE FUNCTION keep_frozen_lists();
        CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON round_region
            FOR EACH ROW EXECUTE FUNCTION keep_frozen_lists();
    """)
