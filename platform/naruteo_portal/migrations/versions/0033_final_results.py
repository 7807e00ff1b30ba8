"""What was declared of the final result of handed-in tables, and what outcomes they gave."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.add_column("programme_import", sa.Column("final", postgresql.JSONB(), nullable=True))
    op.add_column(
        "programme_import", sa.Column("outcomes", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False)
    )
    op.alter_column("programme_import", "outcomes", server_default=None)
