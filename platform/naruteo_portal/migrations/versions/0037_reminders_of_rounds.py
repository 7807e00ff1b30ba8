"""The deadlines of rounds that people were reminded of."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("round", sa.Column("reminded", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False))
    op.alter_column("round", "reminded", server_default=None)
