"""What imports become and replace; figures of instructors' own cohorts, kept for the day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0026"


def upgrade() -> None:
    op.add_column("programme_import", sa.Column("faults_sha256", sa.String(length=64), nullable=True))
    op.add_column("programme_import", sa.Column("trouble", postgresql.JSONB(), nullable=True))
    op.add_column(
        "programme_import", sa.Column("shape", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False)
    )
    op.alter_column("programme_import", "shape", server_default=None)
    op.add_column("programme_import", sa.Column("before", postgresql.JSONB(), nullable=True))
    op.create_table(
        "cohort_figures",
        sa.Column("cohort_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_figures_cohort_id")),
        sa.PrimaryKeyConstraint("cohort_id", name=op.f("pk_cohort_figures")),
    )
